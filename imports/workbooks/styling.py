"""Look of the workbooks that leave: font, borders, page, and the heads that are read back without a correction."""

import io

from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

# Heads that are read again for what they are (imports.reading.heads), whatever stood above the column before.
HEADS = {
    "number": "STT", "full_name": "Họ và tên", "family_name": "Họ và tên đệm", "middle_name": "Tên đệm", "given_name": "Tên",
    "birth": "Ngày sinh", "birth_day": "Ngày", "birth_month": "Tháng", "birth_year": "Năm", "male": "Nam", "female": "Nữ",
    "gender": "Giới tính", "ethnic_group": "Dân tộc", "position": "Chức vụ", "organisation": "Đơn vị", "commune": "Xã", "district": "Huyện",
    "village": "Thôn", "phone": "Số điện thoại", "national_id": "Số CCCD", "class_name": "Lớp", "note": "Ghi chú",
}  # fmt: skip
FONT = "Times New Roman"
_THIN = Side(style="thin", color="999999")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="E8ECEF")
_A4 = 9


def set_up_page(sheet: Worksheet, *, head_row: int, frozen_cell: str) -> None:
    """Print on A4 across, as wide as one page, the head on every page."""
    sheet.freeze_panes = frozen_cell
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 0, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def to_bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
