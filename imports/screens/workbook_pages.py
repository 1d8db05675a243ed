"""Pages that every kind of a year's workbook has: handed in or pasted, looked at row by row, discarded, taken back.

A kind adds its forms, its words, and what becomes of a row.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import require_anywhere
from accounts.http import SignedInRequest
from imports.files.refusals import FileRefused
from imports.models import YearImport, YearImportQuerySet
from imports.screens.year_forms import YearFileForm, YearPasteForm, units_to_record_in
from imports.years.actions import discard_year
from screens.pages import Crumbs, confirmation_page, paginate, show_errors

ROWS_PER_PAGE = 200
EARLIER_FILES = 20


@dataclass(frozen=True, kw_only=True)
class WorkbookPages:
    """One kind of workbook: the names of the addresses of its pages, and what the ids of its forms begin with."""

    kind: YearImport.Kind
    form_prefix: str
    page: str
    upload: str
    reading: str
    commit: str
    discard: str
    revert: str

    @property
    def workbooks(self) -> YearImportQuerySet:
        workbooks: YearImportQuerySet = YearImport.objects.of_kind(self.kind)
        return workbooks.select_related("unit__parent__parent", "uploaded_by", "committed_by")


def upload_page(
    request: SignedInRequest,
    pages: WorkbookPages,
    template_name: str,
    *,
    file_form: type[YearFileForm],
    paste_form: type[YearPasteForm],
    receive: Callable[..., YearImport],
) -> HttpResponse:
    """Take a file, or `rows` copied in a spreadsheet, by the action `receive`; their preview follows."""
    require_anywhere(request.user, "record")
    units = units_to_record_in(request.user)
    context: dict[str, Any] = {"form": file_form(units=units), "paste_form": paste_form(units=units), "pages": pages}
    if request.method == "POST":
        is_pasted = "rows" in request.POST
        posted: Any = paste_form(request.POST, units=units) if is_pasted else file_form(request.POST, request.FILES, units=units)
        context["paste_form" if is_pasted else "form"] = posted
        if posted.is_valid():
            now = timezone.now()
            pasted_name = _("Dán từ Excel %(time)s") % {"time": date_format(timezone.localtime(now), "d/m/Y H:i")}
            file_name = pasted_name if is_pasted else posted.cleaned_data["file"].name
            try:
                year_import = receive(posted.chosen_unit(), content=posted.content, file_name=file_name, by=request.user, at=now)
                return redirect(pages.page, year_import.pk)
            except FileRefused as error:
                message = _("Không thấy cột nào trong những gì đã dán. Hãy chép cả dòng tiêu đề.")
                posted.add_error("rows" if is_pasted else "file", message if is_pasted else ValidationError(error.messages))
            except ValidationError as error:
                posted.add_error("rows" if is_pasted else "file", ValidationError(error.messages))
    context["earlier"] = pages.workbooks.defer("grid").visible_to(request.user, "record").newest_first()[:EARLIER_FILES]
    return render(request, template_name, context)


def preview_context(request: SignedInRequest, pages: WorkbookPages, year_import: YearImport, plan: Any) -> dict[str, Any]:
    """Return what every preview shows of its plan, which has `tables` and `rows`."""
    same_file = pages.workbooks.defer("grid").filter(
        unit=year_import.unit_id, file_digest=year_import.file_digest, state=YearImport.State.COMMITTED
    )
    return {
        "pages": pages,
        "year_import": year_import,
        "plan": plan,
        "page": paginate(request, plan.rows, ROWS_PER_PAGE),
        "same_file": same_file.newest_first().first(),
        "left_out": [(table.sheet, line[0], line[-1]) for table in plan.tables for line in table.left_out],
        "counts": Counter(row.action for row in plan.rows),
    }


def redirect_to_row(request: SignedInRequest, pages: WorkbookPages, year_import: YearImport, position: int) -> HttpResponse:
    """Redirect to a row of the preview, on the page on which it was shown."""
    page = request.GET.get("page", "")
    query = f"?page={page}" if page.isdecimal() else ""
    return redirect(f"{reverse(pages.page, args=[year_import.pk])}{query}#row-{position}")


def discard_page(
    request: SignedInRequest, pages: WorkbookPages, year_import: YearImport, *, consequence: str, crumbs: Crumbs
) -> HttpResponse:
    """Ask whether the workbook shall be discarded; with POST discard it."""
    url = reverse(pages.page, args=[year_import.pk])
    if request.method == "POST":
        try:
            discard_year(year_import)
        except ValidationError as error:
            show_errors(request, error)
            return redirect(url)
        messages.success(request, _("Đã bỏ tệp %(name)s. Chưa ghi gì từ tệp này.") % {"name": year_import.file_name})
        return redirect(pages.upload)
    return confirmation_page(
        request,
        heading=_("Bỏ tệp %(name)s") % {"name": year_import.file_name},
        submit_label=_("Bỏ tệp này"),
        consequences=[consequence],
        crumbs=crumbs,
        cancel_url=url,
    )


def revert_page(
    request: SignedInRequest,
    pages: WorkbookPages,
    year_import: YearImport,
    *,
    revert: Callable[..., None],
    consequences: list[str],
    crumbs: Crumbs,
) -> HttpResponse:
    """Ask whether all that the workbook wrote shall be taken back; with POST do it by the action `revert`."""
    url = reverse(pages.page, args=[year_import.pk])
    if request.method == "POST":
        try:
            revert(year_import, by=request.user, at=timezone.now())
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã hoàn tác tất cả những gì ghi từ tệp %(name)s.") % {"name": year_import.file_name})
        return redirect(url)
    if year_import.state != YearImport.State.COMMITTED:
        return redirect(url)
    return confirmation_page(
        request,
        heading=_("Hoàn tác những gì đã ghi từ tệp %(name)s") % {"name": year_import.file_name},
        submit_label=_("Hoàn tác tất cả"),
        consequences=consequences,
        crumbs=crumbs,
        cancel_url=url,
    )
