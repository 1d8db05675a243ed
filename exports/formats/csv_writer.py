"""A table as csv, for people's spreadsheets."""

import re
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.timezone import get_current_timezone, is_aware

from exports.formats.kept_cells import keep_cells
from exports.table import Table

CHUNK_CHARACTERS = 64 * 1024
SEPARATOR = '","'
# Before each place at which a spreadsheet may see a formula begin: its cell's first character, and what stands behind a separator in the
# cell, because Excel in Vietnamese divides lines at semicolons whatever the quotes say. Full-width signs count, too.
FORMULA_START = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=[ \u00a0\u3000]*[=+\-@＝＋－＠])")
PHONE = re.compile(r"0[0-9]{9,10}")
ZERO_FIRST = re.compile(r"0[0-9]+")
PLAIN = re.compile(r"[^\W\d_][^;\t\r\n]*")  # begins with a letter and has no separator: what most texts are, in one question
NUMBERS = (int, float, Decimal)  # a union would be asked three times as long


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Yield head and rows, no totals.

    UTF-8 with BOM, so that Excel opens it right; every cell in quotes; text that a spreadsheet would calculate gets an apostrophe, and
    telephone numbers are written in groups, as text that keeps its zero; other digits that begin with a zero get the apostrophe, or what
    their column has as `csv_prefix`. One line of heads says what two say on paper.
    """
    write = partial(_cell, zone=get_current_timezone())
    cells_by_kind = keep_cells(write)
    titles = [f"{column.title} ({column.group})" if column.group else str(column.title) for column in table.columns]
    lines = ["\ufeff", _line([write(title) for title in titles])]
    length = 0
    prefixes = {index: column.csv_prefix for index, column in enumerate(table.columns) if column.csv_prefix}
    for row in table.rows:
        cells = [cells_by_kind[kind][value] if (kind := type(value)) in cells_by_kind else write(value) for value in row]
        for index, prefix in prefixes.items():
            cells[index] = _quoted(f"{prefix}{row[index]}" if row[index] else "")
        line = _line(cells)
        lines.append(line)
        length += len(line)
        if length >= CHUNK_CHARACTERS:
            yield "".join(lines).encode("utf-8", "replace")
            lines, length = [], 0
    yield "".join(lines).encode("utf-8", "replace")


def _line(cells: list[str]) -> str:
    return f'"{SEPARATOR.join(cells)}"\r\n'


def _quoted(text: str) -> str:
    """Return the text as it stands between the quotes of its cell."""
    return text.replace('"', '""')


def _cell(value: Any, zone: tzinfo) -> str:
    """Return what stands between the quotes of a value's cell."""
    if isinstance(value, str):
        return _quoted(_text_value(value))
    if isinstance(value, datetime):
        value = value.astimezone(zone) if is_aware(value) else value
        return f"{value.day:02}/{value.month:02}/{value.year:04} {value.hour:02}:{value.minute:02}"  # strftime takes three times as long
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(value, NUMBERS):
        return str(value)
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return _quoted(_text_value(str(value)))


def _text_value(text: str) -> str:
    """Return '0905 123 456' for a telephone number, which would be opened as the number 905123456; other text safe to open (OWASP)."""
    if PLAIN.fullmatch(text):
        return text
    if PHONE.fullmatch(text):
        return f"{text[:4]} {text[4:7]} {text[7:]}"
    if ZERO_FIRST.fullmatch(text):
        return f"'{text}"
    return FORMULA_START.sub("'", text)
