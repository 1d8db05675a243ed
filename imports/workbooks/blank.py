"""A workbook with the right heads and no people, to send to a commune: what it names is read back without a correction."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from activities.models import Activity
from imports.workbooks.faulty_rows import HEADS
from people.models import EthnicGroup
from places.models import Unit

ROWS = 300  # that are drawn and take the lists; more may be added below
_FONT = "Times New Roman"
_THIN = Side(style="thin", color="999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_ROW = 4
_COLUMNS = (  # field, width, how to write it, an example
    ("number", 6, "", "1"),
    ("full_name", 28, "Đủ họ, tên đệm và tên, có dấu", "Đinh Thị Mẫu"),
    ("birth", 14, "Ngày/tháng/năm, hoặc chỉ năm sinh", "09/02/1985"),
    ("gender", 10, "Nam hoặc Nữ", "Nữ"),
    ("ethnic_group", 13, "Chọn trong danh sách, hoặc tên gọi khác của dân tộc", "Hrê"),
    ("position", 20, "Chức vụ, hoặc “người dân”", "Trưởng thôn"),
    ("organisation", 24, "Cơ quan, trường học; để trống nếu không có", "UBND xã Ba Vì"),
    ("commune", 20, "Xã, phường nơi cư trú", "Ba Vì"),
    ("phone", 16, "10 chữ số; giữ số 0 ở đầu", "0912345678"),
    ("national_id", 18, "12 chữ số; để trống nếu không có", ""),
    ("note", 20, "", ""),
)
_AS_TEXT = {"phone", "national_id", "birth"}  # else a spreadsheet drops the zero in front, or turns day and month about


def blank_workbook(activity: Activity) -> bytes:
    """In Vietnamese whatever the screen speaks: it goes to a commune. No example stands among the rows: it would be read as a person."""
    with override("vi"):
        book = Workbook()
        assert isinstance(book.active, Worksheet)
        lists = book.create_sheet(_("Danh mục"))
        _draw(book.active, activity, _fill_lists(lists, activity))
        _explain(book.create_sheet(_("Cách ghi"), 1))
        file = io.BytesIO()
        book.save(file)
    return file.getvalue()


def _draw(sheet: Worksheet, activity: Activity, lists: dict[str, str]) -> None:
    sheet.title = _("Danh sách")
    for row, text in enumerate((_("DANH SÁCH NGƯỜI THAM GIA"), activity.title), 1):
        line = sheet.cell(row, 1, text)
        line.font, line.data_type = Font(name=_FONT, size=14 if row == 1 else 12, bold=row == 1), "s"
    for at, (field, width, _how, _example) in enumerate(_COLUMNS, 1):
        letter = get_column_letter(at)
        sheet.cell(_HEAD_ROW, at, HEADS[field])
        sheet.column_dimensions[letter].width = width
        if field in lists:
            rule = DataValidation(type="list", formula1=lists[field], allow_blank=True, showErrorMessage=False)
            rule.add(f"{letter}{_HEAD_ROW + 1}:{letter}{_HEAD_ROW + ROWS}")
            sheet.add_data_validation(rule)
        for row in range(_HEAD_ROW, _HEAD_ROW + ROWS + 1):
            _dress(sheet.cell(row, at), field, is_head=row == _HEAD_ROW)
    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 0, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _dress(cell: Any, field: str, *, is_head: bool) -> None:
    cell.font, cell.border = Font(name=_FONT, size=12, bold=is_head), _BOX
    if is_head:
        cell.fill, cell.alignment = (
            PatternFill("solid", fgColor="E8ECEF"),
            Alignment(horizontal="center", vertical="center", wrap_text=True),
        )
    elif field in _AS_TEXT:
        cell.number_format = "@"


def _fill_lists(sheet: Worksheet, activity: Activity) -> dict[str, str]:
    """Field → the formula of its list: genders, groups, and the communes of the activity's place on its day."""
    communes = Unit.objects.covered_by(activity.unit).valid_on(activity.starts_on).filter(level=Unit.Level.COMMUNE)
    wanted: dict[str, list[str]] = {
        "ethnic_group": list(EthnicGroup.objects.exclude(code__in=("55", "99")).values_list("name", flat=True)),
        "commune": [unit.kind_and_name for unit in communes],
    }
    for at, (field, names) in enumerate(wanted.items(), 1):
        for row, name in enumerate([HEADS[field], *names], 1):
            sheet.cell(row, at, name).font = Font(name=_FONT, size=12, bold=row == 1)
        sheet.column_dimensions[get_column_letter(at)].width = 28
    found = {
        field: f"'{sheet.title}'!${get_column_letter(at)}$2:${get_column_letter(at)}${len(names) + 1}"
        for at, (field, names) in enumerate(wanted.items(), 1)
        if names
    }
    return found | {"gender": '"Nam,Nữ"'}


def _explain(sheet: Worksheet) -> None:
    sheet.append([_("Cột"), _("Cách ghi"), _("Ví dụ")])
    for field, _width, how, example in _COLUMNS:
        if how:
            sheet.append([HEADS[field], how, example])
    sheet.append([])
    sheet.append([_("Chỉ hai cột bắt buộc phải có là “Họ và tên” và thêm một cột nữa. Mỗi người một dòng; không cần xóa cột để trống.")])
    for line in sheet.iter_rows():
        for one in line:
            one.font = Font(name=_FONT, size=12, bold=one.row == 1)
    for letter, width in zip("ABC", (20, 56, 20), strict=True):
        sheet.column_dimensions[letter].width = width
