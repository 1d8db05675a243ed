"""Cells as text: legacy letters made Unicode, numbers as a person would write them, merged cells filled. Pure: imports no Django."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from imports.reader.grid import Cell, Fault, Legacy, Moment, Sheet
from vietnamese.legacy_text import from_tcvn3, from_vni, looks_like
from vietnamese.text import clean, fold

AS_THEY_ARE = "none"
_ENOUGH = 200  # texts of a column that are looked at
_LONGEST_DITTO = 12  # with dots and dashes around
_DITTO = {'"', "''", "”", "“", "″", "〃", "nt", "n.t", "như trên", "ditto", "//"}


@dataclass(slots=True)
class Conversion:
    """What was made of letters in an old encoding: which, in how many cells, and some (before, after) to look at."""

    encoding: str = ""  # tcvn3, vni or "" when nothing was converted
    cells: int = 0
    by_font: bool = False
    examples: list[tuple[str, str]] = field(default_factory=list)

    def note(self, before: str, after: str, encoding: str) -> None:
        self.encoding, self.cells = self.encoding or encoding, self.cells + 1
        if len(self.examples) < 3 and " " in before.strip() and before != after:
            self.examples.append((before, after))


def in_unicode(sheet: Sheet, wanted: str = "") -> tuple[Sheet, Conversion]:
    """The sheet without legacy cells. `wanted`: "" decides by font, then by look; "none" converts nothing; "tcvn3" or "vni" all."""
    said = Conversion()
    if not wanted:
        sheet = _without_false_fonts(sheet)
    columns = {} if wanted else _by_look(sheet)
    if not wanted and not any(columns.values()) and not any(isinstance(cell, Legacy) for row in sheet.rows for cell in row):
        return sheet, said
    rows = [[_unicode(cell, wanted or columns.get(index, ""), wanted, said) for index, cell in enumerate(row)] for row in sheet.rows]
    return replace(sheet, rows=rows), said


def _without_false_fonts(sheet: Sheet) -> Sheet:
    """A font stays on a cell when Unicode is typed or pasted into it. In a sheet that holds Unicode for sure, a column in an old font
    is believed only where it also looks like that encoding."""
    if not any(_is_surely_unicode(text) for row in sheet.rows for cell in row if (text := _letters_of(cell))):
        return sheet
    texts: dict[int, list[str]] = {}
    for row in sheet.rows:
        for index, cell in enumerate(row):
            if isinstance(cell, Legacy) and not cell.text.isascii() and not _is_surely_unicode(cell.text):
                texts.setdefault(index, []).append(cell.text)
    believed = {index for index, column in texts.items() if looks_like(column)}
    rows = [
        [cell.text if isinstance(cell, Legacy) and index not in believed else cell for index, cell in enumerate(row)] for row in sheet.rows
    ]
    return replace(sheet, rows=rows)


def _letters_of(cell: Cell) -> str:
    return cell.text if isinstance(cell, Legacy) else cell if isinstance(cell, str) else ""


def _by_look(sheet: Sheet) -> dict[int, str]:
    """Column → encoding, where no font tells. The whole sheet lends its evidence to columns too short to judge by themselves."""
    texts: dict[int, list[str]] = {}
    for row in sheet.rows:
        for index, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > 1 and len(found := texts.setdefault(index, [])) < _ENOUGH:
                found.append(cell)
    whole = looks_like([text for column in texts.values() for text in column])
    found_by_column = {index: looks_like(column) for index, column in texts.items()}
    if not whole and not any(found_by_column.values()):
        return {}
    common = whole or Counter(filter(None, found_by_column.values())).most_common(1)[0][0]
    return {index: found_by_column[index] or (common if _may_be_legacy(column) else "") for index, column in texts.items()}


def _may_be_legacy(column: list[str]) -> bool:
    return not any(_is_surely_unicode(text) for text in column)


def _is_surely_unicode(text: str) -> bool:
    """Has a letter that neither old encoding can hold when its bytes are read as cp1252."""
    return any(c in "ăđơưĂĐƠƯ" or "\u1ea0" <= c <= "\u1ef9" or "\u0300" <= c <= "\u0323" for c in text)


def _unicode(cell: Cell, encoding: str, wanted: str, said: Conversion) -> Cell:
    is_capitals = False
    if isinstance(cell, Legacy):
        said.by_font = True
        encoding, is_capitals, cell = wanted or cell.encoding, cell.is_capitals, cell.text
    if not isinstance(cell, str) or encoding in ("", AS_THEY_ARE) or (cell.isascii() and not is_capitals) or _is_surely_unicode(cell):
        return cell
    converted = from_tcvn3(cell, is_capitals) if encoding == "tcvn3" else from_vni(cell)
    said.note(cell, converted, encoding)
    return converted


def with_merges_filled(sheet: Sheet) -> Sheet:
    """Every cell of a merged range that runs down holds its value: one commune over twelve people. A range that only runs across
    is a title or a head and stays in its first cell."""
    if not sheet.merges:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for top, left, bottom, _right in sheet.merges:
        if bottom == top or top >= len(rows) or left >= len(rows[top]) or (value := rows[top][left]) is None:
            continue
        for row in rows[top + 1 : bottom + 1]:
            row.extend([None] * (left + 1 - len(row)))
            if row[left] is None:
                row[left] = value
    return replace(sheet, rows=rows)


# A cell is looked at several times while its row is read; the row after it has other texts.
cleaned = lru_cache(maxsize=8192)(clean)
folded = lru_cache(maxsize=8192)(fold)


def text_of(cell: Cell) -> str:
    """As a person would have typed it: 51085000123.0 → '51085000123', a date → '09/02/1985'; clean (NFC, single spaces)."""
    match cell:
        case None:
            return ""
        case str():
            return cleaned(cell)
        case bool():
            return "x" if cell else ""
        case float() | int():
            return number_as_text(cell)
        case Moment():
            year, month, day = cell.iso.split("-")
            return f"{day}/{month}/{year}"
        case Legacy() | Fault():
            return clean(cell.text)
    return ""


def number_as_text(number: float | int) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def is_ditto(text: str) -> bool:
    return len(text) < _LONGEST_DITTO and text.casefold().strip(" .-–") in _DITTO


def is_nothing(text: str) -> bool:
    """What people write for nothing: '-', '…', 'không', '0'."""
    if not text or (text[0].isalnum() and len(text) > 9):  # longer than any word for it
        return not text
    bare = text.casefold().strip(" .…-_–—/\\?")
    return bare in (
        "",
        "không",
        "không có",
        "ko",
        "khong",
        "khong co",
        "chưa có",
        "chưa",
        "không rõ",
        "chưa rõ",
        "không nhớ",
        "k",
        "0",
        "n/a",
        "na",
        "none",
        "null",
        "x x x",
    )


def filled(cells: Iterable[Cell]) -> Iterator[tuple[int, str]]:
    """(column, text) of the cells in which something stands."""
    for index, cell in enumerate(cells):
        if cell is not None and (text := text_of(cell)):
            yield index, text
