"""Pages of a workbook of items: handed in or pasted, looked at row by row, committed with one button."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from imports.models import YearImport
from imports.screens.workbook_pages import (
    ROWS_PER_PAGE,
    WorkbookPages,
    discard_page,
    preview_context,
    redirect_to_row,
    revert_page,
    upload_page,
)
from outreach.models import OutreachItem
from outreach.workbooks.actions import choose_for_items, commit_items, preview_items, receive_items, revert_items
from outreach.workbooks.forms import ItemsFileForm, ItemsPasteForm, ItemsReadingForm
from outreach.workbooks.plan import Choices
from screens.pages import paginate, show_errors

PAGES = WorkbookPages(
    kind=YearImport.Kind.OUTREACH,
    form_prefix="items",
    page="outreach-workbook",
    upload="outreach-workbook-upload",
    reading="outreach-workbook-reading",
    commit="outreach-workbook-commit",
    discard="outreach-workbook-discard",
    revert="outreach-workbook-revert",
)


def workbook_upload(request: SignedInRequest) -> HttpResponse:
    return upload_page(
        request, PAGES, "outreach/workbooks/upload.html", file_form=ItemsFileForm, paste_form=ItemsPasteForm, receive=receive_items
    )


@require_safe
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(PAGES.workbooks, request.user, "record", pk=pk)
    if workbook.state == YearImport.State.PREVIEW:
        return _preview_page(request, workbook)
    written = OutreachItem.objects.visible_to(request.user).with_names().filter(pk__in=(workbook.result or {}).get("items", []))
    context = {"year_import": workbook, "result": workbook.result, "page": paginate(request, written, ROWS_PER_PAGE)}
    return render(request, "outreach/workbooks/committed.html", context)


def _preview_page(request: SignedInRequest, workbook: YearImport, reading: ItemsReadingForm | None = None) -> HttpResponse:
    try:
        plan = preview_items(workbook, by=request.user)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("outreach-workbook-upload")
    context = preview_context(request, PAGES, workbook, plan) | {
        "reading": reading or ItemsReadingForm(plan=plan, choices=Choices.load(workbook.choices)),
        "has_new": plan.count("record") > 0,
    }
    return render(request, "outreach/workbooks/preview.html", context)


@require_POST
def workbook_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change how the file is read: the channel and the year of rows that name none, and what each column is."""
    workbook = fetch(PAGES.workbooks, request.user, "record", pk=pk)
    if workbook.state != YearImport.State.PREVIEW:
        return redirect("outreach-workbook", workbook.pk)
    try:
        choices = Choices.load(workbook.choices)
        form = ItemsReadingForm(request.POST, plan=preview_items(workbook, by=request.user), choices=choices)
        if not form.is_valid():
            return _preview_page(request, workbook, form)
        choose_for_items(workbook, form.changes(choices), by=request.user)
    except ValidationError as error:
        show_errors(request, error)
    else:
        messages.success(request, _("Đã đọc lại tệp theo lựa chọn mới."))
    return redirect("outreach-workbook", workbook.pk)


@require_POST
def workbook_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide about the row `key`: `decision` is exclude, new or none."""
    workbook = fetch(PAGES.workbooks, request.user, "record", pk=pk)
    if workbook.state != YearImport.State.PREVIEW:
        return redirect("outreach-workbook", workbook.pk)
    key, decision = request.POST.get("key", ""), request.POST.get("decision", "")
    try:
        row = next((row for row in preview_items(workbook, by=request.user).rows if row.row.key == key), None)
        if row is None or decision not in ("exclude", "new", "none"):
            raise Http404
        choose_for_items(workbook, {"rows": {key: {} if decision == "none" else {decision: True}}}, by=request.user)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("outreach-workbook", workbook.pk)
    return redirect_to_row(request, PAGES, workbook, row.position)


@require_POST
def workbook_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(PAGES.workbooks.defer("grid"), request.user, "record", pk=pk)
    try:
        commit_items(workbook, version=request.POST.get("version", ""), by=request.user)
    except ValidationError as error:
        show_errors(request, error)
    return redirect("outreach-workbook", workbook.pk)


def workbook_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(PAGES.workbooks.defer("grid"), request.user, "record", pk=pk)
    return discard_page(
        request,
        PAGES,
        workbook,
        consequence=_("Bản xem trước bị xóa. Không ghi mục nào. Có thể tải tệp lên lại."),
        crumbs=_crumbs(),
    )


def workbook_revert(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(PAGES.workbooks.defer("grid"), request.user, "record", pk=pk)
    return revert_page(
        request,
        PAGES,
        workbook,
        revert=revert_items,
        consequences=[
            _("Các mục ghi từ tệp này bị xóa hẳn."),
            _("Nếu đã có ai sửa, xóa hoặc đính kèm tệp vào một mục trong số đó thì không hoàn tác được gì cả."),
        ],
        crumbs=[*_crumbs(), (workbook.file_name, reverse("outreach-workbook", args=[workbook.pk]))],
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Tuyên truyền khác"), reverse("outreach-list")), (_("Nhập từ Excel"), reverse("outreach-workbook-upload"))]
