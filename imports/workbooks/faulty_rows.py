"""The rows that could not be taken, as a workbook to correct and hand in again: the cells as they came, and in the last column what is
wrong.

What a row said by where it stood (below a section, under a ditto mark, in a file of one commune) stands in its own cells here.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from imports.choices import load_choices
from imports.files.stored_workbooks import load_workbook
from imports.models import RosterImport, RosterRow
from imports.planning.plan import read_layouts
from imports.problem_messages import problem_message
from imports.reader.grid import Cell, DateCell, FormulaError
from imports.reading.blocks import Block
from imports.reading.cells.births import count_from_1904, write_day_first
from imports.reading.cells.cell_text import is_ditto, is_nothing, number_as_text, text_of
from imports.reading.entries import split_row
from imports.reading.head_rows import Column
from imports.reading.heads import IGNORED, NAMES, field_of
from imports.workbooks.styling import FONT, HEADS, style_rows, to_bytes
from vietnamese.text import clean

ORIGINAL_ROW, ERRORS = "Dòng trong tệp gốc", "Lỗi cần sửa"
_TEXT_FIELDS = {"phone", "national_id"}
_NEVER_REPEATED = {"", IGNORED, "number", "family_name", "middle_name", "phone", "national_id"} | NAMES  # nobody means the one above

StoredRows = dict[int, deque[RosterRow]]  # row number → its people: several, where `row_keys` says
FaultyRow = tuple[list[Cell], RosterRow]  # the cells as they came, and what was made of them


def make_faulty_workbook(roster: RosterImport) -> tuple[bytes, int]:
    """Return (xlsx, how many rows). In Vietnamese whatever the screen speaks: it goes back to the commune."""
    count = 0
    with override("vi"):
        book, choices = Workbook(), load_choices(roster)
        assert isinstance(book.active, Worksheet)
        book.remove(book.active)
        layouts = read_layouts(load_workbook(roster), roster.activity, choices)
        typed = {key: row["values"] for key, row in choices.rows.items() if row.get("values")}
        rows_by_sheet: dict[str, StoredRows] = {}
        for row in roster.rows.order_by("position").iterator(chunk_size=2000):
            rows_by_sheet.setdefault(row.sheet, defaultdict(deque))[row.number].append(row)
        for name, stored in rows_by_sheet.items():
            for block in layouts[name].blocks if name in layouts else []:
                if rows := list(_faulty_rows(block, stored)):
                    title = name[:28] + (f" {block.number + 1}" if block.number else "")
                    title = "".join("-" if c in r"[]:*?/\'" else c for c in title) or "DS"
                    table = _FaultyTable(block, rows, roster.activity.unit_id, typed)
                    table.write(book.create_sheet(title), rows)
                    count += len(rows)
        instructions = book.create_sheet(_("Hướng dẫn"))
        for line in (
            _("Mỗi dòng ở trang trước là một người chưa ghi nhận được."),
            _("1. Đọc cột “Lỗi cần sửa”, sửa ô tương ứng ngay trong tệp này."),
            _("2. Giữ nguyên dòng tiêu đề. Cột “Lỗi cần sửa” không cần xóa: khi tải lên, hệ thống bỏ qua cột đó."),
            _("3. Lưu tệp, rồi tải lên lại ở cùng hoạt động. Những người đã ghi nhận rồi không bị nhập hai lần."),
        ):
            instructions.append([line])
        for cell in instructions["A"]:
            cell.font, cell.alignment = Font(name=FONT, size=12), Alignment(wrap_text=True, vertical="top")
        instructions.column_dimensions["A"].width = 90
        return to_bytes(book), count


def _faulty_rows(block: Block, stored: StoredRows) -> Iterator[FaultyRow]:
    """Yield the rows with errors. Marks for 'as above' are replaced by what stands above, which need not be faulty."""
    above: list[Cell] = []
    fields = block.fields
    for row in block.rows:
        cells = list(row.cells)
        for column in block.columns:
            cell = cells[column.index] if column.index < len(cells) else None
            if column.field not in _NEVER_REPEATED and isinstance(cell, str) and is_ditto(clean(cell)):
                cells[column.index] = above[column.index] if column.index < len(above) else None
        above = cells
        for texts in split_row(fields, row):
            stored_row = stored[row.number].popleft() if stored[row.number] else None
            if stored_row and stored_row.action == "error" and not stored_row.is_excluded:
                texts_by_column = {fields[key]: text for key, text in texts.items()}
                yield [texts_by_column.get(index, cell) for index, cell in enumerate(cells)], stored_row


class _FaultyTable:
    """The faulty rows of one table: its columns, and behind them what the rows said in another way."""

    def __init__(self, block: Block, rows: list[FaultyRow], home_unit_id: int, typed: dict[str, dict[str, str]]) -> None:
        self.home_unit_id, self.typed = home_unit_id, typed
        self.day_order, self.is_1904 = block.day_order, block.is_1904
        self.group_columns = [column for column in block.columns if column.field == "ethnic_mark"]
        self.columns = [
            column
            for column in block.columns
            if (column.head or column.field) and column.head not in (ORIGINAL_ROW, ERRORS) and column not in self.group_columns[1:]
        ]
        self.best_column = {field: indexes[0] for field, indexes in block.columns_of.items()}
        said_otherwise = {field for _cells, row in rows for field in self.texts_of_row(row)}
        self.added_fields = [field for field in HEADS if field in said_otherwise and field not in self.best_column]

    def write(self, sheet: Worksheet, rows: list[FaultyRow]) -> None:
        heads = [HEADS["ethnic_group"] if column in self.group_columns else _head_to_write(column) for column in self.columns]
        sheet.append([ORIGINAL_ROW, *heads, *(HEADS[field] for field in self.added_fields), ERRORS])
        for cells, row in rows:
            texts = self.texts_of_row(row)
            values = [self.value_of(cells, column, row, texts) for column in self.columns]
            errors = "\n".join(
                problem_message(problem["code"], problem["params"]) for problem in row.problems if problem["severity"] == "error"
            )
            sheet.append([row.number, *values, *map(texts.get, self.added_fields), errors])
        fields = [column.field for column in self.columns] + self.added_fields
        style_rows(sheet, [index for index, field in enumerate(fields, 2) if field in _TEXT_FIELDS])

    def value_of(self, cells: list[Cell], column: Column, row: RosterRow, texts: dict[str, str]) -> Any:
        cell = cells[column.index] if column.index < len(cells) else None
        if column in self.group_columns:
            ticked = [mark for mark in self.group_columns if mark.index < len(cells) and not is_nothing(text_of(cells[mark.index]))]
            return ", ".join(map(_head_to_write, ticked))
        is_typed = column.field in self.typed.get(row.key, {})
        if self.best_column.get(column.field) == column.index and (is_typed or is_nothing(text_of(cell))):
            return texts.get(column.field) or _excel_value(cell, column.field)
        if column.field == "birth" and any(problem["code"] == "day_or_month" for problem in row.problems):
            return row.data["birth_year"]  # by itself such a date would be believed
        if column.field == "birth":  # the rows that proved the order, and the file that counts from 1904, are not here
            cell = write_day_first(count_from_1904(cell) if self.is_1904 else cell, self.day_order)
        return _excel_value(cell, column.field)

    def texts_of_row(self, row: RosterRow) -> dict[str, str]:
        """Return field → what was typed over the row, or is known of it from elsewhere than its cells."""
        texts = {"organisation": row.data.get("organisation"), "class_name": row.data.get("class_name")}
        if row.data.get("unit") != self.home_unit_id:
            texts["commune"] = row.data.get("unit_name")
        typed = {field: clean(text) for field, text in self.typed.get(row.key, {}).items()}
        return {field: text for field, text in texts.items() if text} | typed


def _head_to_write(column: Column) -> str:
    """Return the words of the file where they are read again for what they are; another field is never said by chance."""
    lowest = column.head.rpartition(" · ")[2]
    if column.field == "ethnic_mark":
        return lowest
    if column.field in ("", IGNORED):
        harmless = (head for head in (lowest, column.head) if field_of(head) in ("", IGNORED))
        return next(harmless, _("Không dùng: %(head)s") % {"head": lowest})
    return lowest if field_of(lowest) == column.field else HEADS.get(column.field, lowest)


def _excel_value(cell: Cell, field: str) -> Any:
    """Return numbers as numbers, dates as dates and no more of them than the file shows, telephone and card numbers as text."""
    match cell:
        case DateCell():
            if cell.serial is not None and 1900 <= cell.serial <= 2100:
                return int(cell.serial)  # a year in a cell that shows dates
            day = date.fromisoformat(cell.iso)
            return {"y": day.year, "ym": f"{day:%m/%Y}"}.get(cell.shows, day)
        case FormulaError() if field not in (*NAMES, "", IGNORED):
            return None  # nothing was read of it
        case int() | float() if not isinstance(cell, bool):
            return number_as_text(cell) if field in _TEXT_FIELDS else int(cell) if cell == int(cell) else cell
    return text_of(cell) or None
