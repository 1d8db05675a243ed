"""The rows that could not be taken, as a workbook to mend and hand in again: the cells as they came, and in the last column what is wrong."""

import io
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from imports.actions import choices_of, workbook_of
from imports.grid import Cell, Moment
from imports.layout import Block, Layout, RosterRow
from imports.models import RosterImport
from imports.planning import layouts_in
from imports.sentences import sentence
from imports.texts import number_as_text, text_of

# Heads that are read again for what they are (imports.heads), whatever stood above the column before.
HEADS = {
    "number": "STT", "full_name": "Họ và tên", "family_name": "Họ và tên đệm", "given_name": "Tên", "birth": "Ngày sinh", "birth_day": "Ngày",
    "birth_month": "Tháng", "birth_year": "Năm", "male": "Nam", "female": "Nữ", "gender": "Giới tính", "ethnic_group": "Dân tộc",
    "position": "Chức vụ", "organisation": "Đơn vị", "commune": "Xã", "village": "Thôn", "phone": "Số điện thoại", "national_id": "Số CCCD",
    "class_name": "Lớp", "note": "Ghi chú",
}  # fmt: skip
ORIGINAL_ROW, ERRORS = "Dòng trong tệp gốc", "Lỗi cần sửa"
AS_TEXT = {"phone", "national_id"}
_THIN = Side(style="thin", color="999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FONT = "Times New Roman"


def faulty_workbook(roster: RosterImport) -> tuple[bytes, int]:
    """(xlsx, how many rows). In Vietnamese whatever the screen speaks: it goes back to the commune."""
    with override("vi"):
        said = {row.key: _said(row.problems) for row in roster.rows.filter(action="error", is_excluded=False)}
        book = Workbook()
        assert isinstance(book.active, Worksheet)
        book.remove(book.active)
        for layout in layouts_in(workbook_of(roster), roster.activity, choices_of(roster)).values():
            for block in layout.blocks:
                rows = [row for row in block.rows if f"{layout.sheet.name}!{row.number}" in said]
                if rows:
                    name = layout.sheet.name[:28] + (f" {block.number + 1}" if block.number else "")
                    _write(book.create_sheet(_sheet_name(name)), layout, block, rows, said)
        _explain(book.create_sheet(_("Hướng dẫn")))
        file = io.BytesIO()
        book.save(file)
    return file.getvalue(), len(said)


def _said(problems: list[dict[str, Any]]) -> str:
    return "\n".join(sentence(one["code"], one["params"]) for one in problems if one["severity"] == "error")


def _sheet_name(name: str) -> str:
    return "".join("-" if c in r"[]:*?/\'" else c for c in name) or "DS"


def _write(sheet: Worksheet, layout: Layout, block: Block, rows: list[RosterRow], said: dict[str, str]) -> None:
    columns = [column for column in block.columns if column.head or column.field]
    needs_commune = "commune" not in block.fields and any(row.sections for row in rows)
    heads = [ORIGINAL_ROW, *(HEADS.get(column.field) or column.head.rpartition(" · ")[2] for column in columns)]
    heads += [HEADS["commune"]] if needs_commune else []
    sheet.append([*heads, ERRORS])
    for row in rows:
        cells = [row.cells[column.index] if column.index < len(row.cells) else None for column in columns]
        values: list[Any] = [row.number, *(_value(cell, column.field) for cell, column in zip(cells, columns, strict=True))]
        values += [row.sections[-1].text if row.sections else None] if needs_commune else []
        sheet.append([*values, said[f"{layout.sheet.name}!{row.number}"]])
    _dress(sheet, len(rows))


def _value(cell: Cell, field: str) -> Any:
    """Numbers as numbers, dates as dates, telephone and card numbers as text."""
    if isinstance(cell, Moment) and cell.shows == "ymd":
        return date.fromisoformat(cell.iso)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return number_as_text(cell) if field in AS_TEXT else int(cell) if cell == int(cell) else cell
    return text_of(cell) or None


def _dress(sheet: Worksheet, rows: int) -> None:
    last = sheet.max_column
    for line in sheet.iter_rows(min_row=1, max_row=rows + 1):
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins with = is text
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            is_head, is_error = cell.row == 1, cell.column == last
            cell.font = Font(name=_FONT, size=12, bold=is_head, color="A3211B" if is_error else "000000")
            cell.alignment = Alignment(vertical="top", wrap_text=is_head or is_error, horizontal="center" if is_head else None)
            cell.border = _BOX
            if is_head:
                cell.fill = PatternFill("solid", fgColor="E8ECEF")
    for column in range(1, last + 1):
        texts = [str(cell.value or "") for cell in sheet[get_column_letter(column)]]
        widest = max(len(line) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(column)].width = 60 if column == last else min(max(widest + 2, 8), 32)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 0, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _explain(sheet: Worksheet) -> None:
    for line in (
        _("Mỗi dòng ở trang trước là một người chưa ghi nhận được."),
        _("1. Đọc cột “Lỗi cần sửa”, sửa ô tương ứng ngay trong tệp này."),
        _("2. Giữ nguyên dòng tiêu đề. Cột “Lỗi cần sửa” không cần xóa: khi tải lên, hệ thống bỏ qua cột đó."),
        _("3. Lưu tệp, rồi tải lên lại ở cùng hoạt động. Những người đã ghi nhận rồi không bị ghi hai lần."),
    ):
        sheet.append([line])
    for cell in sheet["A"]:
        cell.font = Font(name=_FONT, size=12)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 90
