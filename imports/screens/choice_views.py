"""What a person corrects in a preview: how the file is read, what a column is, one row. Nothing is written; the preview is made anew."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from accounts.access import fetch
from imports import actions
from imports.models import RosterImport, RosterRow
from imports.screens import previews
from imports.screens.forms import ColumnsForm, MendForm, ReadingForm
from imports.screens.views import ROSTERS, go, is_fragment, rows_fragment


@require_POST
def roster_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheet, letters, role, category, the unit of rows without a commune: those of them that were sent."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    form = ReadingForm(request.POST, roster=roster)
    if form.is_valid():
        _choose(request, roster, form.asked(), _("Đã đọc lại tệp theo lựa chọn mới."))
    else:
        messages.error(request, " ".join(str(sentence) for errors in form.errors.values() for sentence in errors))
    return redirect("roster-import", roster.pk)


def roster_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the columns of ?sheet= to correct, as a page or for the preview. POST: what was corrected."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if not roster.is_open:
        return go(request, roster)
    sheets = previews.sheets_of(roster)
    sheet = request.GET.get("sheet", "")
    sheet = sheet if sheet in sheets else next(iter(sheets), "")
    form = ColumnsForm(request.POST if request.method == "POST" else None, columns=previews.columns_of(roster, sheet))
    if request.method == "POST" and form.is_valid():
        _choose(request, roster, {"columns": _columns_with_earlier(roster, form.asked())}, _("Đã đọc lại tệp theo các cột mới."))
        return redirect("roster-import", roster.pk)
    template = "imports/_columns.html" if is_fragment(request) else "imports/roster_columns.html"
    return render(request, template, {"roster": roster, "activity": roster.activity, "form": form, "sheet": sheet, "sheets": sheets})


def _columns_with_earlier(roster: RosterImport, asked: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    kept = roster.choices.get("columns", {})
    return {block: kept.get(block, {}) | columns for block, columns in asked.items()}


def roster_row(request: HttpRequest, pk: int) -> HttpResponse:
    """GET ?key=: the texts of one row to type over. POST exclude, include, match or mend: one decision more about it."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if not roster.is_open:
        return go(request, roster)
    sent = request.POST if request.method == "POST" else request.GET
    row = _row_of(roster, sent.get("exclude") or sent.get("include") or sent.get("key") or "")
    form = (
        MendForm(request.POST if "mend" in request.POST else None, texts=previews.texts_of(roster, row)) if _is_mending(request) else None
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        return _decided(request, roster, row, _decision(request, roster, row, form))
    template = "imports/_mend.html" if is_fragment(request) else "imports/roster_row.html"
    shown = previews.shown_rows(roster, [row], to=request.user)[0]
    response = render(request, template, {"roster": roster, "activity": roster.activity, "row": shown, "form": form})
    return reswap(retarget(response, f"#row-{row.position}"), "outerHTML") if is_fragment(request) else response


def _is_mending(request: HttpRequest) -> bool:
    return request.method != "POST" or "mend" in request.POST


def _row_of(roster: RosterImport, key: str) -> RosterRow:
    sheet, _mark, number = key.rpartition("!")
    row = roster.rows.filter(sheet=sheet, number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if row is None:
        raise Http404
    return row


def _decision(request: HttpRequest, roster: RosterImport, row: RosterRow, form: MendForm | None) -> dict[str, Any]:
    """All that is decided about the row: what was before, changed in one thing."""
    kept = dict(roster.choices.get("rows", {}).get(row.key, {}))
    kept.pop("exclude", None) if "include" in request.POST else None
    if "exclude" in request.POST:
        kept["exclude"] = True
    if form is not None:
        kept["values"] = form.values()
    if match := request.POST.get("match"):
        kept.pop("person", None)
        kept.pop("new", None)
        if match == "new":
            kept["new"] = True
        elif match in {str(pk) for pk, _why in row.candidates}:
            kept["person"] = int(match)
    return {name: value for name, value in kept.items() if value}


def _decided(request: HttpRequest, roster: RosterImport, row: RosterRow, decision: dict[str, Any]) -> HttpResponse:
    is_done = _choose(request, roster, {"rows": {row.key: decision}})
    if not is_done:
        return go(request, roster)
    now = roster.rows.filter(sheet=row.sheet, number=row.number).first()
    said = _said_of(now) if now else ""
    if is_fragment(request):
        return rows_fragment(request, roster, said)
    if said:
        messages.info(request, said)
    query = request.GET.copy()
    query.pop("key", None)
    anchor = f"#row-{now.position}" if now else ""
    return redirect(reverse("roster-import", args=[roster.pk]) + (f"?{query.urlencode()}" if query else "") + anchor)


def _said_of(row: RosterRow) -> str:
    what = _("bị loại") if row.is_excluded else str(row.get_action_display()).lower()
    return _("Dòng %(number)s, %(name)s: %(what)s.") % {"number": row.number, "name": row.data.get("full_name") or "–", "what": what}


def _choose(request: HttpRequest, roster: RosterImport, asked: dict[str, Any], said: str = "") -> bool:
    try:
        actions.choose(roster, asked, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, _("Cách đọc trước được giữ nguyên.")]))
        return False
    if said:
        messages.success(request, said)
    return True
