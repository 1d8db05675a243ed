"""What users set about the documents that they make."""

from django.db import transaction

from accounts.audit import trail
from accounts.models import User
from exports.models import DocumentSigner
from people.models import AgencyPeriod


def set_signer(user: User, period: AgencyPeriod, *, authority: str, title: str, name: str, preparer: str) -> DocumentSigner:
    """Remember who signs the documents of `user` in this period of the agency."""
    with transaction.atomic():
        signer = DocumentSigner.objects.select_for_update().filter(user=user, period=period).first() or DocumentSigner(
            user=user, period=period
        )
        signer.authority, signer.title, signer.name, signer.preparer = authority, title, name, preparer
        with trail.changing("set", signer, by=user):
            signer.save()
    return signer
