"""Upload a workbook, and wait while a large one is read."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.sign_in.sessions import polled
from activities.models import Activity
from imports import actions
from imports.files.refusals import FileRefused
from imports.models import RosterImport
from imports.screens.forms import FileForm, PasteForm
from imports.screens.pages import ACTIVITIES, ROSTERS, redirect_to_roster, upload_page
from imports.screens.progress import progress_context
from screens.http import is_fragment_request

READ_AT_ONCE = 400_000  # bytes; a larger file is read while a bar tells how far it is
STOP_POLLING = 286  # htmx stops asking


def roster_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    if request.method != "POST":
        return upload_page(request, activity)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            roster = _receive(request, activity, form.content, file_name=form.cleaned_data["file"].name)
        except ValidationError as error:
            form.add_error("file", ValidationError(error.messages))
        else:
            return redirect_to_roster(request, roster)
    if is_fragment_request(request):
        return render(request, "imports/upload/_upload_form.html", {"activity": activity, "form": form})
    return upload_page(request, activity, form)


def roster_paste(request: SignedInRequest, pk: int) -> HttpResponse:
    """POST `rows`, copied in a spreadsheet: they are read as a file of them would be, and their preview follows."""
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    if request.method != "POST":
        return redirect("roster-upload", activity.pk)
    form = PasteForm(request.POST)
    if form.is_valid():
        file_name = _("Dán từ Excel %(time)s") % {"time": date_format(timezone.localtime(), "d/m/Y H:i")}
        try:
            roster = _receive(request, activity, form.content, file_name=file_name)
        except FileRefused:
            message = _("Không thấy cột nào trong những gì đã dán. Hãy chép ít nhất họ tên và một cột nữa, mỗi người một dòng.")
            form.add_error("rows", message)
        except ValidationError as error:
            form.add_error("rows", ValidationError(error.messages))
        else:
            return redirect_to_roster(request, roster)
    return upload_page(request, activity, paste_form=form)


def _receive(request: SignedInRequest, activity: Activity, content: bytes, *, file_name: str) -> RosterImport:
    """Return the roster; a small one with its preview. Raise ValidationError for what cannot be taken or read."""
    now = timezone.now()
    roster = actions.receive(activity, content=content, file_name=file_name, by=request.user, at=now)
    if len(content) <= READ_AT_ONCE and actions.claim(roster, at=now):
        actions.make_preview(roster, by=request.user, at=now)
    return roster


@require_POST
def roster_work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the preview, if nobody is at it: asked for by the page itself, or by a button where no script runs."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    now = timezone.now()
    if actions.claim(roster, at=now):
        try:
            actions.make_preview(roster, by=request.user, at=now)
        except ValidationError:
            pass  # the roster says why, and so does its page
    return HttpResponse(status=204) if request.htmx else redirect_to_roster(request, roster)


@polled
@require_safe
def roster_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far it is. When it is done, answer once with what ends the polling, and then redirect to the preview: a page that is
    on its way would be called back by every further answer that redirects."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if roster.state == RosterImport.State.RECEIVED:
        return render(request, "imports/upload/_progress.html", progress_context(roster))
    if "done" in request.GET or not request.htmx:
        return redirect_to_roster(request, roster)
    return render(request, "imports/upload/_progress_done.html", {"roster": roster}, status=STOP_POLLING)
