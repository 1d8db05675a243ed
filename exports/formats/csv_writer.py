"""A table as csv, for people's spreadsheets."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.timezone import get_current_timezone

from exports.formats.kept_cells import KeptCells, KeptTimes, in_chunks
from exports.table import Column, Table

SEPARATOR = '","'
# Before each place at which a spreadsheet may see a formula begin: its cell's first character, and what stands behind a separator in the
# cell, because Excel in Vietnamese divides lines at semicolons whatever the quotes say. Full-width signs count, too.
FORMULA_START = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=[ \u00a0\u3000]*[=+\-@＝＋－＠])")
PHONE = re.compile(r"0[0-9]{9,10}")
ZERO_FIRST = re.compile(r"0[0-9]+")
PLAIN = re.compile(r'[^\W\d_][^";\t\r\n]*')  # begins with a letter, has no separator and no quote: what most texts are, in one question
NUMBERS = (int, float, Decimal)  # a union would be asked three times as long


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Yield head and rows, no totals, some hundred rows at a time.

    UTF-8 with BOM, so that Excel opens it right; every cell in quotes; text that a spreadsheet would calculate gets an apostrophe, and
    telephone numbers are written in groups, as text that keeps its zero; other digits that begin with a zero get the apostrophe, or what
    their column has as `csv_prefix`. One line of heads says what two say on paper.
    """
    write = partial(_cell, get_current_timezone())
    titles = [f"{column.title} ({column.group})" if column.group else str(column.title) for column in table.columns]
    yield b"\xef\xbb\xbf" + _lines([tuple(map(write, titles))])
    columns = [_column_writer(column, write) for column in table.columns]
    for rows in in_chunks(table.rows):
        cells = [column.write_column(values) for column, values in zip(columns, zip(*rows, strict=True), strict=True)]
        yield _lines(zip(*cells, strict=True))


def _column_writer(column: Column, write: Callable[[Any], str]) -> KeptCells:
    if column.kind == "datetime":
        return KeptTimes(write)
    return KeptCells(partial(_prefixed_cell, prefix=column.csv_prefix) if column.csv_prefix else write)


def _lines(rows: Iterable[tuple[str, ...]]) -> bytes:
    lines = '"\r\n"'.join(map(SEPARATOR.join, rows))
    return f'"{lines}"\r\n'.encode("utf-8", "replace")


def _prefixed_cell(value: Any, prefix: str) -> str:
    return _quoted(f"{prefix}{value}") if value else ""


def _quoted(text: str) -> str:
    """Return the text as it stands between the quotes of its cell."""
    return text.replace('"', '""')


def _cell(zone: tzinfo, value: Any) -> str:
    """Return what stands between the quotes of a value's cell."""
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) else _quoted(_text_value(value))
    if isinstance(value, datetime):
        at = value.astimezone(zone) if value.tzinfo else value
        return "%02d/%02d/%04d %02d:%02d" % (at.day, at.month, at.year, at.hour, at.minute)  # noqa: UP031 - half of the time of an f-string
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
    if PHONE.fullmatch(text):
        return f"{text[:4]} {text[4:7]} {text[7:]}"
    if ZERO_FIRST.fullmatch(text):
        return f"'{text}"
    return FORMULA_START.sub("'", text)
