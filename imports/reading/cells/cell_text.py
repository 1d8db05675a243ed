"""Cells as text: legacy letters made Unicode, numbers as a person would write them, merged cells filled. Pure: imports no Django."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from imports.reader.grid import Cell, DateCell, FormulaError, LegacyText, LongText, Sheet
from imports.reading.time_budget import check_time
from vietnamese.legacy_text import from_tcvn3, from_vni, looks_like
from vietnamese.text import clean, fold

UNCHANGED = "none"
LONGEST_TEXT = 500  # characters of a cell; of a longer one only the beginning is looked at, and its row says so
_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
_SAMPLE = 200  # texts of a column that are looked at
_LONGEST_DITTO = 12  # with dots and dashes around
_DITTO = {'"', "''", "”", "“", "″", "〃", "nt", "n.t", "như trên", "ditto", "//"}


@dataclass(slots=True)
class Conversion:
    """What was made of letters in an old encoding: which, in how many cells, and some (before, after) to look at."""

    encoding: str = ""  # tcvn3, vni or "" when nothing was converted
    cells: int = 0
    by_font: bool = False
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, before: str, after: str, encoding: str) -> None:
        self.encoding, self.cells = self.encoding or encoding, self.cells + 1
        if len(self.examples) < 3 and " " in before.strip() and before != after:
            self.examples.append((before, after))

    def merge(self, conversion: "Conversion") -> None:
        """Add what was converted in another sheet."""
        self.encoding, self.cells = self.encoding or conversion.encoding, self.cells + conversion.cells
        self.by_font = self.by_font or conversion.by_font
        self.examples = (self.examples + conversion.examples)[:3]


def convert_to_unicode(sheet: Sheet, encoding: str = "") -> tuple[Sheet, Conversion]:
    """Return the sheet without legacy text. `encoding`: "" decides by font, then by look; "none" converts nothing; "tcvn3" or "vni" all."""
    conversion = Conversion()
    sheet = _shorten_long_texts(sheet)
    if encoding:
        encodings: dict[int, str] = {}
    else:
        sheet = _drop_false_fonts(sheet)
        encodings = _find_encodings_by_look(sheet)
        if not any(encodings.values()) and not any(isinstance(cell, LegacyText) for row in sheet.rows for cell in row):
            return sheet, conversion
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        check_time(sheet.name, number)
        cells: list[Cell] = []
        for index, cell in enumerate(row):
            of_cell, is_capitals = encoding or encodings.get(index, ""), False
            if isinstance(cell, LegacyText):
                conversion.by_font = True
                of_cell, is_capitals, cell = encoding or cell.encoding, cell.is_capitals, cell.text
            is_to_convert = of_cell not in ("", UNCHANGED)
            if is_to_convert and isinstance(cell, str) and (is_capitals or not cell.isascii()) and not _is_surely_unicode(cell):
                converted = from_tcvn3(cell, is_capitals) if of_cell == "tcvn3" else from_vni(cell)
                conversion.add(cell, converted, of_cell)
                cell = converted
            cells.append(cell)
        rows.append(cells)
    return replace(sheet, rows=rows), conversion


def _shorten_long_texts(sheet: Sheet) -> Sheet:
    """Replace each text that is longer than anything in a roster by its beginning: what reading costs must not depend on it."""

    rows = []
    for row in sheet.rows:
        cells = row
        for index, cell in enumerate(row):
            text = cell.text if isinstance(cell, LegacyText) else cell
            if isinstance(text, str) and len(text) > LONGEST_TEXT:
                cells = list(row) if cells is row else cells
                cells[index] = LongText(text[:LONGEST_TEXT])
        rows.append(cells)
    return replace(sheet, rows=rows)


def _drop_false_fonts(sheet: Sheet) -> Sheet:
    """Read columns in an old font as Unicode unless they also look like the font's encoding, in a sheet that surely holds Unicode.

    A font stays on a cell when Unicode is typed or pasted into it.
    """
    all_texts = (cell.text if isinstance(cell, LegacyText) else cell for row in sheet.rows for cell in row)
    if not any(_is_surely_unicode(text) for text in all_texts if isinstance(text, str)):
        return sheet
    texts: dict[int, list[str]] = {}
    for row in sheet.rows:
        for index, cell in enumerate(row):
            if isinstance(cell, LegacyText) and not cell.text.isascii() and not _is_surely_unicode(cell.text):
                texts.setdefault(index, []).append(cell.text)
    believed = {index for index, column in texts.items() if looks_like(column)}
    rows = [
        [cell.text if isinstance(cell, LegacyText) and index not in believed else cell for index, cell in enumerate(row)]
        for row in sheet.rows
    ]
    return replace(sheet, rows=rows)


def _find_encodings_by_look(sheet: Sheet) -> dict[int, str]:
    """Return column → encoding where no font tells. The whole sheet lends its evidence to columns too short to judge by themselves."""
    texts: dict[int, list[str]] = {}
    for row in sheet.rows:
        for index, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > 1 and len(sample := texts.setdefault(index, [])) < _SAMPLE:
                sample.append(cell)
    of_sheet = looks_like([text for column in texts.values() for text in column])
    of_columns = {}
    for index, column in texts.items():
        check_time(sheet.name, 1)
        of_columns[index] = looks_like(column)
    if not of_sheet and not any(of_columns.values()):
        return {}
    common = of_sheet or Counter(filter(None, of_columns.values())).most_common(1)[0][0]
    return {index: of_columns[index] or ("" if any(map(_is_surely_unicode, column)) else common) for index, column in texts.items()}


def _is_surely_unicode(text: str) -> bool:
    """Return whether a letter stands in it that neither old encoding can hold when its bytes are read as cp1252."""
    return bool(_UNICODE_ONLY.search(text))


def fill_merged_cells(sheet: Sheet) -> Sheet:
    """Repeat the value of a merged range in every cell when it runs down: one commune over twelve people. A range that only runs
    across is a title or a head and stays in its first cell."""
    if not sheet.merges:
        return sheet
    rows = [list(row) for row in sheet.rows]
    filled_to: dict[int, int] = {}  # column → last row that an earlier range has filled; ranges of a damaged file overlap
    for top, column, bottom, _last_column in sheet.merges:
        if bottom == top or top >= len(rows) or column >= len(rows[top]) or (value := rows[top][column]) is None:
            continue
        first = max(top, filled_to.get(column, 0)) + 1
        filled_to[column] = max(bottom, filled_to.get(column, 0))
        for row in rows[first : bottom + 1]:
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = value
    return replace(sheet, rows=rows)


# A cell is looked at several times while its row is read; the row after it has other texts.
cleaned = lru_cache(maxsize=8192)(clean)
folded = lru_cache(maxsize=8192)(fold)


def text_of(cell: Cell) -> str:
    """Return it as a person would have typed it: 51085000123.0 as '51085000123', a date as '09/02/1985'; clean (NFC, single spaces)."""
    match cell:
        case None:
            return ""
        case str():
            return cleaned(cell)
        case bool():
            return "x" if cell else ""
        case float() | int():
            return number_as_text(cell)
        case DateCell():
            year, month, day = cell.iso.split("-")
            return f"{day}/{month}/{year}"
        case LegacyText() | FormulaError() | LongText():
            return clean(cell.text)
    return ""


def text_at(cells: list[Cell], index: int) -> str:
    """Return the text of one column of a row, "" beyond its end."""
    return text_of(cells[index]) if index < len(cells) else ""


def number_as_text(number: float | int) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def is_ditto(text: str) -> bool:
    return len(text) < _LONGEST_DITTO and text.casefold().strip(" .-–") in _DITTO


_WORDS_FOR_NOTHING = frozenset(
    (
        "", "không", "không có", "ko", "khong", "khong co", "chưa có", "chưa", "không rõ", "chưa rõ", "không nhớ", "k", "0", "n/a", "na",
        "none", "null", "x x x",
    )
)  # fmt: skip


def is_nothing(text: str) -> bool:
    """Return whether it is what people write for nothing: '-', '…', 'không', '0'."""
    if not text or (text[0].isalnum() and len(text) > 9):  # longer than any word for it
        return not text
    return text.casefold().strip(" .…-_–—/\\?") in _WORDS_FOR_NOTHING


def filled_cells(cells: Iterable[Cell]) -> Iterator[tuple[int, str]]:
    """Yield (column, text) of the cells in which something stands."""
    for index, cell in enumerate(cells):
        if cell is not None and (text := text_of(cell)):
            yield index, text
