"""A workbook with the right heads and no people, to send to a commune: it is read back without a correction."""

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from activities.models import Activity
from imports.workbooks.styling import BOX, FONT, HEAD_FILL, HEADS, set_up_page, to_bytes
from people.models import EthnicGroup
from places.models import Unit
from screens.workbook_text import spell_low_lines

ROWS = 300  # that are drawn and take the lists; more may be added below
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
_TEXT_FIELDS = {"phone", "national_id", "birth"}  # else a spreadsheet drops the zero in front, or turns day and month about


def make_blank_workbook(activity: Activity) -> bytes:
    """Return xlsx, in Vietnamese whatever the screen speaks: it goes to a commune. No example stands among the rows: it would be read
    as a person."""
    with override("vi"):
        book = Workbook()
        assert isinstance(book.active, Worksheet)
        lists = book.create_sheet(_("Danh mục"))
        _draw_table(book.active, activity, _fill_lists(lists, activity))
        instructions = book.create_sheet(_("Cách ghi"), 1)
        instructions.append([_("Cột"), _("Cách ghi"), _("Ví dụ")])
        for field, _width, how, example in _COLUMNS:
            if how:
                instructions.append([HEADS[field], how, example])
        instructions.append([])
        instructions.append(
            [_("Chỉ hai cột bắt buộc phải có là “Họ và tên” và thêm một cột nữa. Mỗi người một dòng; không cần xóa cột để trống.")]
        )
        for row in instructions.iter_rows():
            for cell in row:
                cell.font = Font(name=FONT, size=12, bold=cell.row == 1)
        for letter, width in zip("ABC", (20, 56, 20), strict=True):
            instructions.column_dimensions[letter].width = width
        return to_bytes(book)


def _draw_table(sheet: Worksheet, activity: Activity, list_formulas: dict[str, str]) -> None:
    sheet.title = _("Danh sách")
    for row, text in enumerate((_("DANH SÁCH NGƯỜI THAM GIA"), activity.title), 1):
        line = sheet.cell(row, 1, spell_low_lines(text))
        line.font, line.data_type = Font(name=FONT, size=14 if row == 1 else 12, bold=row == 1), "s"
    for column, (field, width, _how, _example) in enumerate(_COLUMNS, 1):
        letter = get_column_letter(column)
        sheet.cell(_HEAD_ROW, column, HEADS[field])
        sheet.column_dimensions[letter].width = width
        if field in list_formulas:
            rule = DataValidation(type="list", formula1=list_formulas[field], allow_blank=True, showErrorMessage=False)
            rule.add(f"{letter}{_HEAD_ROW + 1}:{letter}{_HEAD_ROW + ROWS}")
            sheet.add_data_validation(rule)
        for row in range(_HEAD_ROW, _HEAD_ROW + ROWS + 1):
            cell, is_head = sheet.cell(row, column), row == _HEAD_ROW
            cell.font, cell.border = Font(name=FONT, size=12, bold=is_head), BOX
            if is_head:
                cell.fill, cell.alignment = HEAD_FILL, Alignment(horizontal="center", vertical="center", wrap_text=True)
            elif field in _TEXT_FIELDS:
                cell.number_format = "@"
    set_up_page(sheet, head_row=_HEAD_ROW, frozen_cell=f"C{_HEAD_ROW + 1}")


def _fill_lists(sheet: Worksheet, activity: Activity) -> dict[str, str]:
    """Return field → the formula of its list: genders, groups, and the communes of the activity's place on its day."""
    communes = Unit.objects.covered_by(activity.unit).valid_on(activity.starts_on).filter(level=Unit.Level.COMMUNE)
    names_by_field: dict[str, list[str]] = {
        "ethnic_group": list(EthnicGroup.objects.exclude(code__in=("55", "99")).values_list("name", flat=True)),
        "commune": [unit.kind_and_name for unit in communes],
    }
    formulas = {"gender": '"Nam,Nữ"'}
    for column, (field, names) in enumerate(names_by_field.items(), 1):
        letter = get_column_letter(column)
        for row, name in enumerate([HEADS[field], *names], 1):
            sheet.cell(row, column, name).font = Font(name=FONT, size=12, bold=row == 1)
        sheet.column_dimensions[letter].width = 28
        if names:
            formulas[field] = f"'{sheet.title}'!${letter}$2:${letter}${len(names) + 1}"
    return formulas
