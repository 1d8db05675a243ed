"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from exports.models import DocumentSigner

register_subject(
    Subject("document_signer", DocumentSigner, _("Người ký văn bản"), verbs={"set": _("Nhập người ký")}, labels=("user",)),
)
