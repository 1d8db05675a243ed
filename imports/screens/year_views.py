"""Pages of a year's workbook: handed in, looked at row by row, corrected, committed with one button, taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity
from imports.models import YearImport
from imports.planning.years.choices import load_year_choices
from imports.planning.years.plan import YearPlan
from imports.planning.years.row_values import read_values
from imports.screens.workbook_pages import (
    ROWS_PER_PAGE,
    WorkbookPages,
    discard_page,
    preview_context,
    redirect_to_row,
    revert_page,
    upload_page,
)
from imports.screens.year_forms import YearFileForm, YearPasteForm, YearReadingForm, YearRowForm
from imports.years.actions import choose_for_year, preview_year, receive_year
from imports.years.commit import commit_year, revert_year
from screens.forms import posted_data
from screens.pages import paginate, show_errors

PAGES = WorkbookPages(
    kind=YearImport.Kind.ACTIVITIES,
    form_prefix="year",
    page="year-import",
    upload="year-upload",
    reading="year-reading",
    commit="year-commit",
    discard="year-discard",
    revert="year-revert",
)


def year_upload(request: SignedInRequest) -> HttpResponse:
    return upload_page(
        request, PAGES, "imports/years/year_upload.html", file_form=YearFileForm, paste_form=YearPasteForm, receive=receive_year
    )


@require_safe
def year_import(request: SignedInRequest, pk: int) -> HttpResponse:
    year_import = fetch(PAGES.workbooks, request.user, "record", pk=pk)
    if year_import.state == YearImport.State.PREVIEW:
        return _preview_page(request, year_import)
    written = Activity.objects.visible_to(request.user).with_units().filter(pk__in=(year_import.result or {}).get("activities", []))
    context = {"year_import": year_import, "result": year_import.result, "page": paginate(request, written, ROWS_PER_PAGE)}
    return render(request, "imports/years/year_committed.html", context)


def _preview_page(request: SignedInRequest, year_import: YearImport, reading: YearReadingForm | None = None) -> HttpResponse:
    try:
        plan = preview_year(year_import, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
        return redirect("year-upload")
    choices = load_year_choices(year_import.choices)
    new_activities = sum(row.parts for row in plan.rows if row.action == "record")
    changed_targets = sum(target.decision in ("new", "replace") for target in plan.targets)
    context = preview_context(request, PAGES, year_import, plan) | {
        "reading": reading or YearReadingForm(plan=plan, choices=choices),
        "people": sum(row.values.participants or 0 for row in plan.rows if row.action == "record"),
        "new_activities": new_activities,
        "changed_targets": changed_targets,
        "undecided": sum(target.decision == "ask" for target in plan.targets),
        "has_new": bool(new_activities or plan.count("both") or changed_targets),
    }
    return render(request, "imports/years/year_preview.html", context)


@require_POST
def year_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change how the file is read, or what becomes of a target (`target`: its year and kind, `decision`)."""
    year_import = fetch(PAGES.workbooks, request.user, "record", pk=pk)
    if year_import.state != YearImport.State.PREVIEW:
        return redirect("year-import", year_import.pk)
    if "target" in request.POST:
        plan = _plan(request, year_import)
        keys = {target.key for target in plan.targets} if plan else set()
        if request.POST["target"] not in keys or request.POST.get("decision") not in ("replace", "keep"):
            raise Http404
        _choose(request, year_import, {"targets": {request.POST["target"]: request.POST["decision"]}})
        return redirect("year-import", year_import.pk)
    plan = _plan(request, year_import)
    if plan is None:
        return redirect("year-upload")
    choices = load_year_choices(year_import.choices)
    form = YearReadingForm(request.POST, plan=plan, choices=choices)
    if not form.is_valid():
        return _preview_page(request, year_import, form)
    if _choose(request, year_import, form.changes(choices)):
        messages.success(request, _("Đã đọc lại tệp theo lựa chọn mới."))
    return redirect("year-import", year_import.pk)


def year_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the values of the row `key` to type over; with POST decide about it: exclude, include, new, not_new, parts or typed values."""
    year_import = fetch(PAGES.workbooks, request.user, "record", pk=pk)
    if year_import.state != YearImport.State.PREVIEW:
        return redirect("year-import", year_import.pk)
    plan = _plan(request, year_import)
    key = (request.POST if request.method == "POST" else request.GET).get("key", "")
    row = next((row for row in plan.rows if row.row.key == key), None) if plan else None
    if plan is None or row is None:
        raise Http404
    decision = dict(year_import.choices.get("rows", {}).get(key, {}))
    form = None
    if request.method != "POST" or "mend" in request.POST:
        table = next(table for table in plan.tables if row.row in table.rows)
        in_file = read_values(table, row.row, typed={}, year=row.values.year)
        typed_kind = decision.get("values", {}).get("kind", "")
        form = YearRowForm(posted_data(request), in_file=in_file, current=row.values, typed_kind=typed_kind)
        if not form.is_valid():
            return render(request, "imports/years/year_row.html", {"year_import": year_import, "row": row, "form": form})
        decision["values"] = form.values()
    for name, word in (("exclude", "exclude"), ("new", "new")):
        if word in request.POST:
            decision[name] = True
    for name, word in (("exclude", "include"), ("new", "not_new")):
        if word in request.POST:
            decision.pop(name, None)
    if request.POST.get("parts") in ("one", "split"):
        decision["parts"] = request.POST["parts"]
    _choose(request, year_import, {"rows": {key: {name: value for name, value in decision.items() if value}}})
    return redirect_to_row(request, PAGES, year_import, row.position)


def _plan(request: SignedInRequest, year_import: YearImport) -> YearPlan | None:
    try:
        return preview_year(year_import, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
        return None


def _choose(request: SignedInRequest, year_import: YearImport, changes: dict[str, Any]) -> bool:
    try:
        choose_for_year(year_import, changes, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
        return False
    return True


@require_POST
def year_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    year_import = fetch(PAGES.workbooks.defer("grid"), request.user, "record", pk=pk)
    try:
        commit_year(year_import, version=request.POST.get("version", ""), by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    return redirect("year-import", year_import.pk)


def year_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    year_import = fetch(PAGES.workbooks.defer("grid"), request.user, "record", pk=pk)
    return discard_page(
        request,
        PAGES,
        year_import,
        consequence=_("Bản xem trước bị xóa, kể cả những chỗ đã sửa. Không ghi hoạt động, chỉ tiêu nào. Có thể tải tệp lên lại."),
        crumbs=[
            (_("Nhập kế hoạch, số liệu năm từ Excel"), reverse("year-upload")),
            (year_import.file_name, reverse("year-import", args=[year_import.pk])),
        ],
    )


def year_revert(request: SignedInRequest, pk: int) -> HttpResponse:
    year_import = fetch(PAGES.workbooks.defer("grid"), request.user, "record", pk=pk)
    return revert_page(
        request,
        PAGES,
        year_import,
        revert=revert_year,
        consequences=[
            _("Các hoạt động ghi từ tệp này bị xóa hẳn, cùng số người đã đếm."),
            _("Chỉ tiêu trở lại như trước khi ghi nhận."),
            _("Nếu đã có ai sửa, đăng ký hay điểm danh ở một hoạt động trong số đó thì không hoàn tác được gì cả."),
        ],
        crumbs=[
            (_("Nhập kế hoạch, số liệu năm từ Excel"), reverse("year-upload")),
            (year_import.file_name, reverse("year-import", args=[year_import.pk])),
        ],
    )
