"""Files to download: a blank workbook to fill in, the rows with errors, and the file as it came."""

import re

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from imports.files.encryption import decrypt
from imports.files.retention import ORIGINALS_ARE_KEPT
from imports.models import RosterImport
from imports.personal_data import SENSITIVE_COLUMNS
from imports.screens.pages import ACTIVITIES
from imports.workbooks.blank import make_blank_workbook
from imports.workbooks.downloads import XLSX, xlsx_response
from imports.workbooks.faulty_rows import make_faulty_workbook
from people.disclosures.log import note_disclosure

NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|;]')  # what divides paths and headers, or no file of Windows may be called
ROSTERS = RosterImport.objects.select_related("activity__unit")


@require_safe
def roster_template(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    return xlsx_response(make_blank_workbook(activity), f"danh-sach-mau-{activity.pk}.xlsx")


@require_safe
def roster_faulty(request: SignedInRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS.defer("original"), request.user, "register", pk=pk)
    has_file = roster.grid is not None or roster.original is not None
    if roster.state not in (RosterImport.State.PREVIEW, RosterImport.State.COMMITTED) or not has_file:
        raise Http404
    try:
        content, rows = make_faulty_workbook(roster)
    except ValidationError as error:  # the key of the file is lost
        raise Http404 from error
    unit = roster.activity.unit
    note_disclosure("roster-faulty-rows", "xlsx", by=request.user, people=rows, unit=unit, about=str(roster), sensitive=SENSITIVE_COLUMNS)
    return xlsx_response(content, f"dong-loi-{roster.pk}.xlsx")


@require_safe
def roster_original(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the file as it came; never shown within a page, whatever it is."""
    roster = fetch(ROSTERS.defer("grid"), request.user, "register", pk=pk)
    if not roster.has_original or timezone.now() > roster.uploaded_at + ORIGINALS_ARE_KEPT:
        raise Http404
    try:
        content = decrypt(roster.original)
    except InvalidToken as error:  # the key is lost
        raise Http404 from error
    people, unit = roster.rows.count(), roster.activity.unit
    note_disclosure("roster-original", "other", by=request.user, people=people, unit=unit, about=str(roster), sensitive=SENSITIVE_COLUMNS)
    content_type = XLSX if roster.file_name.endswith(".xlsx") else "application/octet-stream"
    headers = {
        "Content-Disposition": content_disposition_header(True, NOT_IN_A_NAME.sub("_", roster.file_name)) or "attachment",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
