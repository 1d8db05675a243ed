"""The rows that could not be taken, as a workbook to mend and hand in again: the cells as they came, and in the last column what is wrong.

What a row said by where it stood (below a section, under a ditto mark, in a file of one commune) stands in its own cells here.
"""

import io
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from imports.actions import choices_of, workbook_of
from imports.models import RosterImport, RosterRow
from imports.planning.plan import layouts_in
from imports.problem_messages import sentence
from imports.reader.grid import Cell, DateCell, FormulaError
from imports.reading.blocks import Block, Layout
from imports.reading.cell_text import is_ditto, is_nothing, number_as_text, text_of
from imports.reading.head_rows import Column
from imports.reading.heads import IGNORED, NAMES, field_of
from vietnamese.text import clean

# Heads that are read again for what they are (imports.reading.heads), whatever stood above the column before.
HEADS = {
    "number": "STT", "full_name": "Họ và tên", "family_name": "Họ và tên đệm", "middle_name": "Tên đệm", "given_name": "Tên",
    "birth": "Ngày sinh", "birth_day": "Ngày", "birth_month": "Tháng", "birth_year": "Năm", "male": "Nam", "female": "Nữ",
    "gender": "Giới tính", "ethnic_group": "Dân tộc", "position": "Chức vụ", "organisation": "Đơn vị", "commune": "Xã", "district": "Huyện",
    "village": "Thôn", "phone": "Số điện thoại", "national_id": "Số CCCD", "class_name": "Lớp", "note": "Ghi chú",
}  # fmt: skip
ORIGINAL_ROW, ERRORS = "Dòng trong tệp gốc", "Lỗi cần sửa"
AS_TEXT = {"phone", "national_id"}
_THIN = Side(style="thin", color="999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FONT = "Times New Roman"
_WIDEST, _LINE = 60, 16.5  # characters of the last column; height of a line


def faulty_workbook(roster: RosterImport) -> tuple[bytes, int]:
    """(xlsx, how many rows). In Vietnamese whatever the screen speaks: it goes back to the commune."""
    count = 0
    with override("vi"):
        book, choices = Workbook(), choices_of(roster)
        assert isinstance(book.active, Worksheet)
        book.remove(book.active)
        layouts = layouts_in(workbook_of(roster), roster.activity, choices)
        typed = {key: row["values"] for key, row in choices.rows.items() if row.get("values")}
        for name, stored in _by_sheet(roster).items():
            for block in layouts[name].blocks if name in layouts else []:
                if rows := list(_faulty(block, stored)):
                    table = _Table(block, rows, roster.activity.unit_id, typed)
                    _write(book.create_sheet(_title(layouts[name], block)), table, rows)
                    count += len(rows)
        _explain(book.create_sheet(_("Hướng dẫn")))
        file = io.BytesIO()
        book.save(file)
    return file.getvalue(), count


Stored = dict[int, deque[RosterRow]]  # row number → its rows: two, where two tables stand beside each other
Faulty = tuple[list[Cell], RosterRow]  # the cells as they came, and what was made of them


def _by_sheet(roster: RosterImport) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    for row in roster.rows.order_by("position").iterator(chunk_size=2000):
        found.setdefault(row.sheet, defaultdict(deque))[row.number].append(row)
    return found


def _faulty(block: Block, stored: Stored) -> Iterator[Faulty]:
    """Marks for 'as above' are replaced by what stands above, which need not be faulty."""
    above: list[Cell] = []
    for row in block.rows:
        cells = list(row.cells)
        for column in block.columns:
            if column.index < len(cells) and column.field not in _ONES_OWN and _says_as_above(cells[column.index]):
                cells[column.index] = above[column.index] if column.index < len(above) else None
        above = cells
        found = stored[row.number].popleft() if stored[row.number] else None
        if found and found.action == "error" and not found.is_excluded:
            yield cells, found


_ONES_OWN = {"", IGNORED, "number", "family_name", "middle_name", "phone", "national_id"} | NAMES  # nobody means the one above


def _says_as_above(cell: Cell) -> bool:
    return isinstance(cell, str) and is_ditto(clean(cell))


def _title(layout: Layout, block: Block) -> str:
    name = layout.sheet.name[:28] + (f" {block.number + 1}" if block.number else "")
    return "".join("-" if c in r"[]:*?/\'" else c for c in name) or "DS"


class _Table:
    """What one table becomes: its columns, and behind them what its rows said in another way."""

    def __init__(self, block: Block, rows: list[Faulty], home: int, typed: dict[str, dict[str, str]]) -> None:
        self.home, self.typed = home, typed
        self.marks = [column for column in block.columns if column.field == "ethnic_mark"]
        self.columns = [column for column in block.columns if _is_kept(column) and column not in self.marks[1:]]
        self.first = {field: indexes[0] for field, indexes in block.columns_of.items()}
        said = {field for _cells, row in rows for field in self._instead(row)}
        self.more = [field for field in HEADS if field in said and field not in self.first]

    @property
    def heads(self) -> list[str]:
        return [ORIGINAL_ROW, *map(_head_of, self.columns), *(HEADS[field] for field in self.more), ERRORS]

    def values(self, cells: list[Cell], row: RosterRow) -> list[Any]:
        instead = self._instead(row)
        found = [self._value(cells, column, row, instead) for column in self.columns]
        return [row.number, *found, *(instead.get(field) for field in self.more), _said(row.problems)]

    def _value(self, cells: list[Cell], column: Column, row: RosterRow, instead: dict[str, str]) -> Any:
        cell = cells[column.index] if column.index < len(cells) else None
        if column in self.marks:
            return ", ".join(_head_of(one) for one in self.marks if one.index < len(cells) and not is_nothing(text_of(cells[one.index])))
        if self.first.get(column.field) == column.index and (column.field in self._typed(row) or is_nothing(text_of(cell))):
            return instead.get(column.field) or _value(cell, column.field)
        if column.field == "birth" and any(one["code"] == "day_or_month" for one in row.problems):
            return row.data["birth_year"]  # by itself such a date would be believed
        return _value(cell, column.field)

    def _typed(self, row: RosterRow) -> dict[str, str]:
        return self.typed.get(row.key, {})

    def _instead(self, row: RosterRow) -> dict[str, str]:
        """Field → what was typed over the row, or is known of it from elsewhere than its cells."""
        known = {"organisation": row.data.get("organisation"), "class_name": row.data.get("class_name")}
        if row.data.get("unit") != self.home:
            known["commune"] = row.data.get("unit_name")
        return {field: text for field, text in known.items() if text} | {key: clean(text) for key, text in self._typed(row).items()}


def _is_kept(column: Column) -> bool:
    return bool(column.head or column.field) and column.head not in (ORIGINAL_ROW, ERRORS)


def _head_of(column: Column) -> str:
    """The words of the file where they are read again for what they are; another field is never said by chance."""
    last = column.head.rpartition(" · ")[2]
    if column.field == "ethnic_mark":
        return last
    if column.field in ("", IGNORED):
        unsaid = (said for said in (last, column.head) if field_of(said) in ("", IGNORED))
        return next(unsaid, _("Không dùng: %(head)s") % {"head": last})
    return last if field_of(last) == column.field else HEADS.get(column.field, last)


def _said(problems: list[dict[str, Any]]) -> str:
    return "\n".join(sentence(one["code"], one["params"]) for one in problems if one["severity"] == "error")


def _write(sheet: Worksheet, table: _Table, rows: Iterable[Faulty]) -> None:
    heads = table.heads
    if table.marks:
        heads[1 + table.columns.index(table.marks[0])] = HEADS["ethnic_group"]
    sheet.append(heads)
    for cells, row in rows:
        sheet.append(table.values(cells, row))
    fields = [column.field for column in table.columns] + table.more
    _dress(sheet, [at for at, field in enumerate(fields, 2) if field in AS_TEXT])


def _value(cell: Cell, field: str) -> Any:
    """Numbers as numbers, dates as dates and no more of them than the file shows, telephone and card numbers as text."""
    match cell:
        case DateCell():
            return _moment(cell)
        case FormulaError() if field not in (*NAMES, "", IGNORED):
            return None  # nothing was read of it
        case int() | float() if not isinstance(cell, bool):
            return number_as_text(cell) if field in AS_TEXT else int(cell) if cell == int(cell) else cell
    return text_of(cell) or None


def _moment(moment: DateCell) -> Any:
    day = date.fromisoformat(moment.iso)
    if moment.serial is not None and 1900 <= moment.serial <= 2100:
        return int(moment.serial)  # a year in a cell that shows dates
    return {"y": day.year, "ym": f"{day:%m/%Y}"}.get(moment.shows, day)


def _dress(sheet: Worksheet, as_text: list[int]) -> None:
    """`as_text`: columns in which also what will be typed stays text, with its zeros in front."""
    last = sheet.max_column
    for number, line in enumerate(sheet.iter_rows(), 1):
        for cell in line:
            _dress_cell(cell, is_text=cell.column in as_text, is_error=cell.column == last)
        said = str(line[-1].value or "").split("\n")  # not every program makes room for it by itself
        sheet.row_dimensions[number].height = _LINE * sum(1 + len(one) // _WIDEST for one in said)
    for column in range(1, last + 1):
        texts = [str(cell.value or "") for cell in sheet[get_column_letter(column)]]
        widest = max(len(line) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(column)].width = _WIDEST if column == last else min(max(widest + 2, 8), 32)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 0, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _dress_cell(cell: ExcelCell | MergedCell, *, is_text: bool, is_error: bool) -> None:
    if isinstance(cell.value, str):
        cell.data_type = "s"  # also what begins with = is text
        cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))  # and stays it when somebody edits the cell
    if isinstance(cell.value, date):
        cell.number_format = "dd/mm/yyyy"
    elif is_text:
        cell.number_format = "@"
    is_head = cell.row == 1
    cell.font = Font(name=_FONT, size=12, bold=is_head, color="A3211B" if is_error else "000000")
    cell.alignment = Alignment(vertical="top", wrap_text=is_head or is_error, horizontal="center" if is_head else None)
    cell.border = _BOX
    if is_head:
        cell.fill = PatternFill("solid", fgColor="E8ECEF")


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
