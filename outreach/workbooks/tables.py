"""The tables of a sheet and their rows: items, section lines, totals, the foot. Pure: imports no Django."""

import re
from dataclasses import dataclass, field, replace

from imports.reader.grid import Cell, Sheet
from imports.reading.cells.cell_text import fill_merged_cells, filled_cells, folded
from imports.reading.head_rows import Column, is_index, is_repeated_head, words_by_column
from imports.reading.row_kinds import FOOT
from imports.reading.time_budget import check_time
from imports.reading.years.heads import find_head
from imports.reading.years.tables import TOTAL_LINE
from imports.reading.years.when import find_year
from outreach.workbooks.heads import ITEMS

_NUMBERING = re.compile(r"^\s*(?:(?:[ivx]+|[a-h]|\d{1,2})\s*[.)\-/:]+|[-+*•])\s*", re.IGNORECASE)
_NUMBERS = ("quantity", "copies", "minority_language_copies")  # a merged one stands for the first row alone


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row: field → the cell. `section`: the nearest line above that speaks for the rows below it."""

    sheet: str
    number: int  # as the file counts, from 1
    cells: dict[str, Cell]
    section: str

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.number}"


@dataclass(slots=True)
class ItemTable:
    """One table of a sheet. `year`: the one that the lines above it or the sheet's name say. `left_out`: (row, text)."""

    sheet: str
    columns: list[Column]
    title: list[str]
    year: int | None
    rows: list[ItemRow] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def find_item_tables(sheet: Sheet, chosen_fields: dict[int, str] | None = None) -> list[ItemTable]:
    """Return the tables of a sheet. `chosen_fields`: column → field, as a person corrected them."""
    filled = fill_merged_cells(sheet)
    tables: list[ItemTable] = []
    above: list[str] = []
    table: ItemTable | None = None
    section, row = "", 0
    while row < len(filled.rows):
        check_time(sheet.name, row + 1)
        texts = dict(filled_cells(filled.rows[row]))
        head = None if table and is_repeated_head(texts, words_by_column(table.columns)) else find_head(sheet, row, ITEMS)
        if head:
            last, columns = head
            columns = [replace(column, field=(chosen_fields or {}).get(column.index, column.field)) for column in columns]
            table = ItemTable(sheet.name, columns, above, find_year(above) or find_year([sheet.name]))
            tables.append(table)
            section, above, row = "", [], last
        elif table is None:
            above += texts.values()
        elif texts:
            section = _read_row(sheet, filled, row, table, texts, section)
        row += 1
    return [table for table in tables if table.rows]


def _read_row(sheet: Sheet, filled: Sheet, row: int, table: ItemTable, texts: dict[int, str], section: str) -> str:
    """Add one row to the table, or leave it out; return the section line that holds from here on."""
    fields = {column.field: column.index for column in table.columns if column.field}
    words = list(dict.fromkeys(texts.values()))
    if is_index(filled.rows[row]) or is_repeated_head(texts, words_by_column(table.columns)):
        return section
    beside_number = [text for index, text in texts.items() if index != fields.get("number", -1)]
    if TOTAL_LINE.fullmatch((beside_number or words)[0].casefold()):
        table.left_out.append((row + 1, " ".join(words)))
        return section
    if len(texts) <= 3 and any(FOOT.match(folded(text)) for text in texts.values()):
        table.left_out.append((row + 1, " ".join(words)))
        return section
    number = texts.get(fields.get("number", -1), "")
    is_line = len(dict.fromkeys(beside_number)) <= 1 and not number.rstrip(".").isdecimal() and len(table.columns) > 2
    if is_line:
        table.left_out.append((row + 1, " ".join(words)))
        return _NUMBERING.sub("", (beside_number or words)[0]).strip()
    cells: dict[str, Cell] = {}
    for name, index in fields.items():
        source = sheet.rows[row] if name in _NUMBERS else filled.rows[row]
        if index < len(source) and source[index] is not None:
            cells[name] = source[index]
    table.rows.append(ItemRow(table.sheet, row + 1, cells, section))
    return section
