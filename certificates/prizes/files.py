"""The PDF of the certificates of a contest's prizes."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from attendance.passes.addresses import base_url
from certificates.document.pdf import write_pdf
from certificates.prizes.actions import issue_prizes
from contests.models import Snapshot
from vietnamese.text import join_file_name


def prizes_pdf(snapshot: Snapshot, *, user: User, request: HttpRequest) -> HttpResponse:
    """Return the certificates of all prizes, a page each; those that have none yet are issued. Raise ValidationError as `issue_prizes`."""
    certificates = issue_prizes(snapshot, by=user, at=timezone.now())
    response = HttpResponse(write_pdf(certificates, base_url=base_url(request)), content_type="application/pdf")
    name = join_file_name(["giay-chung-nhan-giai", *snapshot.contest.file_words], "pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
