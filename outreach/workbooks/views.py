"""Pages of a workbook of items: handed in or pasted, looked at row by row, committed with one button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch, require_anywhere
from accounts.http import SignedInRequest
from imports.files.refusals import FileRefused
from imports.models import YearImport
from imports.screens.year_forms import units_to_record_in
from imports.years.actions import discard_year
from outreach.models import OutreachItem
from outreach.workbooks.actions import choose_for_items, commit_items, preview_items, receive_items
from outreach.workbooks.forms import ItemsFileForm, ItemsPasteForm, ItemsReadingForm
from outreach.workbooks.plan import Choices, say_counts
from screens.forms import posted_data
from screens.pages import confirmation_page, paginate, show_errors

WORKBOOKS = YearImport.objects.of_kind(YearImport.Kind.OUTREACH).select_related("unit__parent__parent", "uploaded_by", "committed_by")
ROWS_PER_PAGE = 200
EARLIER_FILES = 20


def workbook_upload(request: SignedInRequest) -> HttpResponse:
    """Take a file, or `rows` copied in a spreadsheet; their preview follows."""
    require_anywhere(request.user, "record")
    units = units_to_record_in(request.user)
    form, paste_form = ItemsFileForm(units=units), ItemsPasteForm(units=units)
    if request.method == "POST":
        is_pasted = "rows" in request.POST
        posted: Any = ItemsPasteForm(request.POST, units=units) if is_pasted else ItemsFileForm(request.POST, request.FILES, units=units)
        form, paste_form = (form, posted) if is_pasted else (posted, paste_form)
        if posted.is_valid():
            now = timezone.now()
            pasted_name = _("Dán từ Excel %(time)s") % {"time": date_format(timezone.localtime(now), "d/m/Y H:i")}
            file_name = pasted_name if is_pasted else posted.cleaned_data["file"].name
            try:
                workbook = receive_items(posted.chosen_unit(), content=posted.content, file_name=file_name, by=request.user, at=now)
                return redirect("outreach-workbook", workbook.pk)
            except FileRefused as error:
                message = _("Không thấy cột nào trong những gì đã dán. Hãy chép cả dòng tiêu đề.")
                posted.add_error("rows" if is_pasted else "file", message if is_pasted else ValidationError(error.messages))
            except ValidationError as error:
                posted.add_error("rows" if is_pasted else "file", ValidationError(error.messages))
    earlier = WORKBOOKS.defer("grid").visible_to(request.user, "record").newest_first()[:EARLIER_FILES]
    return render(request, "outreach/workbooks/upload.html", {"form": form, "paste_form": paste_form, "earlier": earlier})


@require_safe
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(WORKBOOKS, request.user, "record", pk=pk)
    if workbook.state == YearImport.State.PREVIEW:
        return _preview_page(request, workbook)
    written = OutreachItem.objects.visible_to(request.user).with_names().filter(pk__in=(workbook.result or {}).get("items", []))
    context = {"workbook": workbook, "result": workbook.result, "page": paginate(request, written, ROWS_PER_PAGE)}
    return render(request, "outreach/workbooks/committed.html", context)


def _preview_page(request: SignedInRequest, workbook: YearImport, reading: ItemsReadingForm | None = None) -> HttpResponse:
    try:
        plan = preview_items(workbook, by=request.user)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("outreach-workbook-upload")
    same_file = WORKBOOKS.defer("grid").filter(unit=workbook.unit_id, file_digest=workbook.file_digest, state=YearImport.State.COMMITTED)
    context = {
        "workbook": workbook,
        "plan": plan,
        "page": paginate(request, plan.rows, ROWS_PER_PAGE),
        "reading": reading or ItemsReadingForm(plan=plan, choices=Choices.load(workbook.choices)),
        "same_file": same_file.newest_first().first(),
        "left_out": [(table.sheet, *line) for table in plan.tables for line in table.left_out],
        "has_new": plan.count("record"),
        "counts": say_counts(plan),
    }
    return render(request, "outreach/workbooks/preview.html", context)


@require_POST
def workbook_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change how the file is read: the channel and the year of rows that name none, and what each column is."""
    workbook = fetch(WORKBOOKS, request.user, "record", pk=pk)
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
    workbook = fetch(WORKBOOKS, request.user, "record", pk=pk)
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
    page = request.GET.get("page", "")
    query = f"?page={page}" if page.isdecimal() else ""
    return redirect(f"{reverse('outreach-workbook', args=[workbook.pk])}{query}#row-{row.position}")


@require_POST
def workbook_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(WORKBOOKS.defer("grid"), request.user, "record", pk=pk)
    try:
        commit_items(workbook, version=request.POST.get("version", ""), by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    return redirect("outreach-workbook", workbook.pk)


def workbook_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    workbook = fetch(WORKBOOKS.defer("grid"), request.user, "record", pk=pk)
    url = reverse("outreach-workbook", args=[workbook.pk])
    if posted_data(request) is not None:
        try:
            discard_year(workbook)
        except ValidationError as error:
            show_errors(request, error)
            return redirect(url)
        messages.success(request, _("Đã bỏ tệp %(name)s. Chưa ghi gì từ tệp này.") % {"name": workbook.file_name})
        return redirect("outreach-workbook-upload")
    return confirmation_page(
        request,
        heading=_("Bỏ tệp %(name)s") % {"name": workbook.file_name},
        submit_label=_("Bỏ tệp này"),
        consequences=[_("Bản xem trước bị xóa. Không ghi mục nào. Có thể tải tệp lên lại.")],
        crumbs=[(_("Tuyên truyền khác"), reverse("outreach-list")), (_("Nhập từ Excel"), reverse("outreach-workbook-upload"))],
        cancel_url=url,
    )
