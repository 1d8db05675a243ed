"""Correct a preview: how the file is read, what a column is, one row. Nothing is committed; the preview is made anew."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from accounts.access import fetch
from accounts.http import SignedInRequest
from imports import actions
from imports.models import RosterImport, RosterRow
from imports.planning.earlier_columns import find_earlier_columns
from imports.planning.planned_rows import MARKS
from imports.reading.row_keys import parse_row_key
from imports.screens.file_contents import describe_columns, describe_row_texts, sheet_names
from imports.screens.forms import ColumnsForm, ReadingForm, RowForm
from imports.screens.pages import ROSTERS, redirect_to_roster, rows_fragment
from imports.screens.preview_rows import show_rows
from screens.forms import posted_data
from screens.http import is_fragment_request


@require_POST
def roster_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change sheet, letters, role, category and the unit of rows without a commune: those of them that were sent."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    form = ReadingForm(request.POST, roster=roster)
    if form.is_valid():
        _choose(request, roster, form.changes(), _("Đã đọc lại tệp theo lựa chọn mới."))
    else:
        messages.error(request, " ".join(str(message) for errors in form.errors.values() for message in errors))
    return redirect("roster-import", roster.pk)


@require_POST
def roster_marked_rows(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave out all rows that the file strikes out, or all that it hides; or take them back."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    marks = set(roster.choices.get("leave_out", []))
    if request.POST.get("leave_out") in MARKS:
        marks.add(request.POST["leave_out"])
        message = _("Đã loại các dòng đó. Bấm “Lấy lại” nếu cần.")
    elif request.POST.get("take_back") in MARKS:
        marks.discard(request.POST["take_back"])
        message = _("Đã lấy lại các dòng đó.")
    else:
        raise Http404
    _choose(request, roster, {"leave_out": sorted(marks)}, message)
    return redirect("roster-import", roster.pk)


def roster_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the columns of ?sheet= to correct, as a page or for the preview; with POST, store the corrections."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if not roster.is_open:
        return redirect_to_roster(request, roster)
    if "earlier" in request.POST:
        _choose(request, roster, {"columns": find_earlier_columns(roster)}, _("Đã đọc lại tệp theo cách chọn của lần trước."))
        return redirect("roster-import", roster.pk)
    sheets = sheet_names(roster)
    sheet = request.GET.get("sheet", "")
    sheet = sheet if sheet in sheets else next(iter(sheets), "")
    form = ColumnsForm(posted_data(request), columns=describe_columns(roster, sheet))
    if form.is_valid():
        stored = roster.choices.get("columns", {})
        columns = {block: stored.get(block, {}) | changed for block, changed in form.changes().items()}
        _choose(request, roster, {"columns": columns}, _("Đã đọc lại tệp theo các cột mới."))
        return redirect("roster-import", roster.pk)
    template = "imports/reading/_columns.html" if is_fragment_request(request) else "imports/reading/roster_columns.html"
    return render(request, template, {"roster": roster, "activity": roster.activity, "form": form, "sheet": sheet, "sheets": sheets})


def roster_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the texts of the row ?key= to type over; with POST exclude, include, match or mend, add that decision about it."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if not roster.is_open:
        return redirect_to_roster(request, roster)
    data = request.POST if request.method == "POST" else request.GET
    key = parse_row_key(data.get("exclude") or data.get("include") or data.get("key") or "")
    row = roster.rows.filter(**key._asdict()).first() if key else None
    if row is None:
        raise Http404
    form = None
    if request.method != "POST" or "mend" in request.POST:
        form = RowForm(request.POST if "mend" in request.POST else None, texts=describe_row_texts(roster, row))
    if request.method == "POST" and (form is None or form.is_valid()):
        return _decide(request, roster, row, form)
    template = "imports/rows/_edited_row.html" if is_fragment_request(request) else "imports/rows/roster_row.html"
    shown_row = show_rows(roster, [row], reader=request.user)[0]
    response = render(request, template, {"roster": roster, "activity": roster.activity, "row": shown_row, "form": form})
    return reswap(retarget(response, f"#row-{row.position}"), "outerHTML") if is_fragment_request(request) else response


def _decide(request: SignedInRequest, roster: RosterImport, row: RosterRow, form: RowForm | None) -> HttpResponse:
    """Make the preview with what was decided about the row before, changed in one thing; say what now happens to it."""
    decision = dict(roster.choices.get("rows", {}).get(row.key, {}))
    is_left_out = any(problem["code"] in roster.choices.get("leave_out", []) for problem in row.problems)
    if "include" in request.POST:
        decision["exclude"] = False
    if "exclude" in request.POST:
        decision["exclude"] = True
    if form is not None:
        decision["values"] = form.values()
    if match := request.POST.get("match"):
        decision.pop("person", None)
        decision.pop("new", None)
        if match == "new":
            decision["new"] = True
        elif match in {str(pk) for pk, _reasons in row.candidates}:
            decision["person"] = int(match)
    decision = {name: value for name, value in decision.items() if value or (name == "exclude" and is_left_out)}
    if not _choose(request, roster, {"rows": {row.key: decision}}):
        return redirect_to_roster(request, roster)
    changed = roster.rows.filter(sheet=row.sheet, number=row.number, part=row.part).first()
    message = ""
    if changed:
        action = _("bị loại") if changed.is_excluded else str(changed.get_action_display()).lower()
        name = changed.data.get("full_name") or "–"
        message = _("Dòng %(number)s, %(name)s: %(what)s.") % {"number": changed.number, "name": name, "what": action}
    if is_fragment_request(request):
        return rows_fragment(request, roster, message)
    if message:
        messages.info(request, message)
    query = request.GET.copy()
    query.pop("key", None)
    anchor = f"#row-{changed.position}" if changed else ""
    return redirect(reverse("roster-import", args=[roster.pk]) + (f"?{query.urlencode()}" if query else "") + anchor)


def _choose(request: SignedInRequest, roster: RosterImport, changes: dict[str, Any], success_message: str = "") -> bool:
    """Change the choices and tell how it went. Return whether they were changed."""
    try:
        actions.choose(roster, changes, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, _("Cách đọc trước được giữ nguyên.")]))
        return False
    if success_message:
        messages.success(request, success_message)
    return True
