"""Workbooks that leave: a blank one to fill in, the rows with errors, and the file as it came."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import fetch
from imports import actions
from imports.api import XLSX, workbook
from imports.files import encryption
from imports.models import RosterImport
from imports.screens.views import ACTIVITIES, SENSITIVE
from imports.workbooks.blank import blank_workbook
from imports.workbooks.faulty_rows import faulty_workbook
from people.disclosures import note

ROSTERS = RosterImport.objects.select_related("activity__unit")


@require_safe
def roster_template(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    return workbook(blank_workbook(activity), f"danh-sach-mau-{activity.pk}.xlsx")


@require_safe
def roster_faulty(request: HttpRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS.defer("original"), request.user, "register", pk=pk)
    if roster.state not in (RosterImport.State.PREVIEW, RosterImport.State.COMMITTED) or not _can_be_read(roster):
        raise Http404
    content, rows = faulty_workbook(roster)
    note("roster-faulty-rows", "xlsx", by=request.user, people=rows, unit=roster.activity.unit, about=str(roster), sensitive=SENSITIVE)
    return workbook(content, f"dong-loi-{roster.pk}.xlsx")


def _can_be_read(roster: RosterImport) -> bool:
    return roster.grid is not None or roster.original is not None


@require_safe
def roster_original(request: HttpRequest, pk: int) -> HttpResponse:
    """As it came; never shown within a page, whatever it is."""
    roster = fetch(ROSTERS.defer("grid"), request.user, "register", pk=pk)
    if not roster.has_original or timezone.now() > roster.uploaded_at + actions.ORIGINALS_ARE_KEPT:
        raise Http404
    people = roster.rows.count()
    note("roster-original", "other", by=request.user, people=people, unit=roster.activity.unit, about=str(roster), sensitive=SENSITIVE)
    kind = XLSX if roster.file_name.endswith(".xlsx") else "application/octet-stream"
    headers = {
        "Content-Disposition": content_disposition_header(True, roster.file_name) or "attachment",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(encryption.decrypt(roster.original), content_type=kind, headers=headers)
