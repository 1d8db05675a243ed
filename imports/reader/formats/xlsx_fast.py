"""The fast way through an xlsx: values by calamine, for a sheet that a look at its XML finds plain.

calamine knows no fonts, faults or formats, takes the whole process down on a cell far away from the others, and is five times as fast. So
it gets only sheets that hold nothing it would lose. Both ways give the same grid: tests/imports/reader/test_file_reading.py compares them.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from python_calamine import CalamineWorkbook

from imports.reader.formats.dates import is_of_numbers, is_simple, serial_of, shown_date
from imports.reader.formats.xlsx import Book, Listed, Style, area
from imports.reader.grid import Cell
from imports.reader.limits import MAX_ROWS
from imports.reader.sheet_builder import Budget, Filling, number_cell, text_cell

# Looked for as they stand, which is fast: sections and comments, faults and ISO dates, spelt-out characters, phonetic runs, other quotes.
_NOT_PLAIN = (b"<!", b't="e"', b't="d"', b"_x", b"<rPh", b"='", b"<c>", b"<row>")
_LEGACY_RUN = re.compile(rb'rFont val="(?:\.vn|vni)', re.IGNORECASE)
_FAR = re.compile(rb'r="(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d')  # beyond column 200
_DEEP = re.compile(rb'<row r="(?:\d{6,}|[3-9]\d{4}|2[5-9]\d{3})"')  # beyond row 25,000
_NOT_COMPUTED = (b"</f></c>", b"</f><v/>", b"</f><v></v>", b"/></c>", b"/><v/>", b"/><v></v>")
_BETWEEN_TAGS = re.compile(rb">\s+<")
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^>]* hidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col\b([^>]*)>")
_MERGE = re.compile(rb'<mergeCell\b[^>]*? ref="([A-Z0-9:$]+)"')
_MOST_SPECIAL = 100  # styles that are worth looking for


class NotPlain(Exception):
    """This sheet has to be read the careful way."""


class QuickReader:
    def __init__(self, book: Book, content: bytes) -> None:
        self.book, self.content = book, content
        self.special = [b' s="%d"' % number for number, style in enumerate(book.styles) if _is_special(style)]
        self.are_strings_plain = book.strings_part is None or _is_plain(book.package.part(book.strings_part))
        self.are_names_clear = len({listed.name for listed in book.sheets}) == len(book.sheets)
        self._calamine: Any = None

    def read_sheet(self, listed: Listed, budget: Budget) -> Filling:
        xml = self.book.package.part(listed.part)
        if not (self.are_strings_plain and self.are_names_clear and _is_plain(xml) and _is_near(xml) and _is_computed(xml)):
            raise NotPlain
        if len(self.special) > _MOST_SPECIAL or any(style in xml for style in self.special):
            raise NotPlain
        filling = Filling(listed.name, budget, is_hidden=listed.is_hidden)
        self._facts(xml, filling)
        for number, row in enumerate(self._rows(listed.name)):
            filling.put(number, [self._cell(value) for value in row])
        return filling

    def _facts(self, xml: bytes, filling: Filling) -> None:
        before, after = xml[: xml.find(b"<sheetData")], xml[xml.rfind(b"</row>") :]
        if b' hidden="' in xml:
            filling.hidden_rows.update(int(row) - 1 for row in _HIDDEN_ROW.findall(xml))
        for column in _COLUMN.findall(before):
            found = dict(re.findall(rb'\b(min|max|hidden)="(\w+)"', column))
            if found.get(b"hidden") in (b"1", b"true"):
                filling.hide_columns(int(found[b"min"]) - 1, int(found[b"max"]) - 1)
        for reference in _MERGE.findall(after):
            filling.merge(*area(reference.decode()))

    def _rows(self, name: str) -> Iterator[list[Any]]:
        if self._calamine is None:
            self._calamine = CalamineWorkbook.from_filelike(io.BytesIO(self.content))
        sheet = self._calamine.get_sheet_by_name(name)
        if sheet.total_height > MAX_ROWS:
            raise NotPlain
        yield from sheet.to_python(skip_empty_area=False)

    def _cell(self, value: Any) -> Cell:
        if isinstance(value, str):
            return text_cell(value)
        if isinstance(value, bool):
            return value
        if isinstance(value, float | int):
            return number_cell(value)
        if isinstance(value, datetime):
            return self._moment(value)
        return self._moment(datetime(value.year, value.month, value.day)) if hasattr(value, "year") else _fail(value)

    def _moment(self, value: datetime) -> Cell:
        if value.year < 1901:
            raise NotPlain
        return shown_date(value.date(), "ymd", serial_of(value, is_1904=self.book.is_1904))


def _is_plain(xml: bytes) -> bool:
    """UTF-8, and nothing that calamine reads otherwise than a spreadsheet shows it."""
    return b"\x00" not in xml[:8] and not any(sign in xml for sign in _NOT_PLAIN) and not _LEGACY_RUN.search(xml)


def _is_near(xml: bytes) -> bool:
    """Every cell says its place first, and none lies far away."""
    says_places = all(xml.count(b"<%s " % name) == xml.count(b'<%s r="' % name) for name in (b"c", b"row"))
    return says_places and b"<c " in xml and not _FAR.search(xml) and not _DEEP.search(xml)


def _is_computed(xml: bytes) -> bool:
    """Every formula has its value."""
    if b"<f" not in xml:
        return True
    dense = _BETWEEN_TAGS.sub(b"><", xml)
    return not any(sign in dense for sign in _NOT_COMPUTED)


def _is_special(style: Style) -> bool:
    if style.font is not None:
        return True
    return not is_simple(style.number_format) if style.shows == "ymd" else not is_of_numbers(style.number_format)


def _fail(value: object) -> Cell:
    raise NotPlain(type(value).__name__)
