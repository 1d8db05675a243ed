"""Look of the workbooks that leave: font, borders, page, and the heads that are read back without a correction."""

import io
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from screens.workbook_text import spell_low_lines

# Heads that are read again for what they are (imports.reading.heads), whatever stood above the column before.
HEADS = {
    "number": "STT", "full_name": "Họ và tên", "family_name": "Họ và tên đệm", "middle_name": "Tên đệm", "given_name": "Tên",
    "birth": "Ngày sinh", "birth_day": "Ngày", "birth_month": "Tháng", "birth_year": "Năm", "male": "Nam", "female": "Nữ",
    "gender": "Giới tính", "honorific": "Danh xưng", "ethnic_group": "Dân tộc", "position": "Chức vụ", "organisation": "Đơn vị",
    "commune": "Xã", "district": "Huyện", "province": "Tỉnh", "village": "Thôn", "phone": "Số điện thoại",
    "national_id": "Số định danh cá nhân", "class_name": "Lớp", "note": "Ghi chú",
}  # fmt: skip
FONT = "Times New Roman"
_THIN = Side(style="thin", color="999999")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="E8ECEF")
_A4 = 9
_WIDEST, _LINE_HEIGHT = 60, 16.5  # characters of the last column; points


def set_up_page(sheet: Worksheet, *, head_row: int, frozen_cell: str) -> None:
    """Print on A4 across, as wide as one page, the head on every page."""
    sheet.freeze_panes = frozen_cell
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 0, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def style_rows(sheet: Worksheet, text_columns: list[int]) -> None:
    """Style a sheet of rows, the head first and the errors in the last column. `text_columns`: also what will be typed there stays text,
    with its zeros in front."""
    last = sheet.max_column
    for number, row in enumerate(sheet.iter_rows(), 1):
        is_head = number == 1
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = spell_low_lines(cell.value)
                cell.data_type = "s"  # also what begins with = is text
                cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))  # and stays it when somebody edits the cell
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            elif cell.column in text_columns:
                cell.number_format = "@"
            is_error = cell.column == last
            cell.font = Font(name=FONT, size=12, bold=is_head, color="A3211B" if is_error else "000000")
            cell.alignment = Alignment(vertical="top", wrap_text=is_head or is_error, horizontal="center" if is_head else None)
            cell.border = BOX
            if is_head:
                cell.fill = HEAD_FILL
        lines = str(row[-1].value or "").split("\n")  # not every program makes room for it by itself
        sheet.row_dimensions[number].height = _LINE_HEIGHT * sum(1 + len(line) // _WIDEST for line in lines)
    for column in range(1, last + 1):
        texts = [str(cell.value or "") for cell in sheet[get_column_letter(column)]]
        widest = max(len(line) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(column)].width = _WIDEST if column == last else min(max(widest + 2, 8), 32)
    set_up_page(sheet, head_row=1, frozen_cell="A2")


def to_bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
