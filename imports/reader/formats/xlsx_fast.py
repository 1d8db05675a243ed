"""Read xlsx the fast way: values by calamine, for a sheet that a look at its XML finds plain.

calamine knows no fonts, formula errors or formats, takes the whole process down on a cell far away from the others, and is five times as
fast. So it gets only sheets that hold nothing it would lose. Both ways give the same grid: tests/imports/reader/test_file_reading.py
compares them.
"""

import io
import re
from datetime import datetime
from functools import cached_property
from typing import Any

from python_calamine import CalamineWorkbook

from imports.reader.formats.dates import is_number_format, is_simple_date_format, serial_number, shown_date
from imports.reader.formats.xlsx import SheetReference, WorkbookParts, parse_range
from imports.reader.grid import Cell
from imports.reader.limits import MAX_ROWS
from imports.reader.sheet_builder import Budget, SheetBuilder, number_cell, text_cell

# Looked for as they stand, which is fast: sections and comments, faults and ISO dates, spelt-out characters, phonetic and struck out runs,
# other quotes.
_NOT_PLAIN = (b"<!", b't="e"', b't="d"', b"_x", b"<rPh", b"<strike", b"='", b"<c>", b"<row>")
_LEGACY_RUN = re.compile(rb'rFont val="(?:\.vn|vni)', re.IGNORECASE)
_FAR = re.compile(rb'r="(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d')  # beyond column 200
_DEEP = re.compile(rb'<row r="(?:\d{6,}|[3-9]\d{4}|2[5-9]\d{3})"')  # beyond row 25,000
_NOT_COMPUTED = (b"</f></c>", b"</f><v/>", b"</f><v></v>", b"/></c>", b"/><v/>", b"/><v></v>")
_BETWEEN_TAGS = re.compile(rb">\s+<")
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^>]* hidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col\b([^>]*)>")
_MERGE = re.compile(rb'<mergeCell\b[^>]*? ref="([A-Z0-9:$]+)"')
_MAX_SPECIAL_STYLES = 100  # that are worth looking for


class NotPlain(Exception):
    """This sheet has to be read the careful way."""


class FastReader:
    def __init__(self, book: WorkbookParts, content: bytes) -> None:
        self.book, self.content = book, content
        self.special_styles = [
            b' s="%d"' % number
            for number, style in enumerate(book.styles)
            if style.font is not None
            or style.is_struck_out
            or not (is_simple_date_format(style.number_format) if style.shows == "ymd" else is_number_format(style.number_format))
        ]
        self.are_strings_plain = book.strings_part is None or _is_plain(book.package.part(book.strings_part))
        self.are_names_unique = len({reference.name for reference in book.sheets}) == len(book.sheets)

    @cached_property
    def calamine(self) -> Any:
        return CalamineWorkbook.from_filelike(io.BytesIO(self.content))

    def read_sheet(self, reference: SheetReference, budget: Budget) -> SheetBuilder:
        """Read one sheet. Raise NotPlain, or whatever calamine raises, for one that has to be read the careful way."""
        xml = self.book.package.part(reference.part)
        if not (self.are_strings_plain and self.are_names_unique and _is_plain(xml) and _holds_every_value(xml)):
            raise NotPlain
        if len(self.special_styles) > _MAX_SPECIAL_STYLES or any(style in xml for style in self.special_styles):
            raise NotPlain
        builder = SheetBuilder(reference.name, budget, is_hidden=reference.is_hidden, is_1904=self.book.is_1904)
        before_data, after_data = xml[: xml.find(b"<sheetData")], xml[xml.rfind(b"</row>") :]
        if b' hidden="' in xml:
            builder.hidden_rows.update(int(row) - 1 for row in _HIDDEN_ROW.findall(xml))
        for column in _COLUMN.findall(before_data):
            attributes = dict(re.findall(rb'\b(min|max|hidden)="(\w+)"', column))
            if attributes.get(b"hidden") in (b"1", b"true"):
                builder.hide_columns(int(attributes[b"min"]) - 1, int(attributes[b"max"]) - 1)
        for merged_range in _MERGE.findall(after_data):
            builder.merge(*parse_range(merged_range.decode()))
        sheet = self.calamine.get_sheet_by_name(reference.name)
        if sheet.total_height > MAX_ROWS:
            raise NotPlain
        for number, row in enumerate(sheet.to_python(skip_empty_area=False)):
            builder.add_row(number, [self.convert_value(value) for value in row])
        return builder

    def convert_value(self, value: Any) -> Cell:
        if isinstance(value, str):
            return text_cell(value)
        if isinstance(value, bool):
            return value
        if isinstance(value, float | int):
            return number_cell(value)
        if not hasattr(value, "year") or value.year < 1901:
            raise NotPlain(type(value).__name__)
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return shown_date(moment.date(), "ymd", serial_number(moment, is_1904=self.book.is_1904))


def _is_plain(xml: bytes) -> bool:
    """Return whether it is UTF-8 and holds nothing that calamine reads otherwise than a spreadsheet shows it."""
    return b"\x00" not in xml[:8] and not any(sign in xml for sign in _NOT_PLAIN) and not _LEGACY_RUN.search(xml)


def _holds_every_value(xml: bytes) -> bool:
    """Return whether every cell says its place first, none lies far away, and every formula has its value."""
    says_places = all(xml.count(b"<%s " % name) == xml.count(b'<%s r="' % name) for name in (b"c", b"row"))
    if not says_places or b"<c " not in xml or _FAR.search(xml) or _DEEP.search(xml):
        return False
    if b"<f" not in xml:
        return True
    dense = _BETWEEN_TAGS.sub(b"><", xml)
    return not any(sign in dense for sign in _NOT_COMPUTED)
