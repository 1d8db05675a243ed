"""A table as csv, for people's spreadsheets."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils.timezone import get_current_timezone, is_aware

from exports.table import Table

CHUNK_CHARACTERS = 64 * 1024
# Before each place at which a spreadsheet may see a formula begin: its cell's first character, and what stands behind a separator in the
# cell, because Excel in Vietnamese divides lines at semicolons whatever the quotes say. Full-width signs count, too.
FORMULA_START = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=[ \u00a0\u3000]*[=+\-@＝＋－＠])")
PHONE = re.compile(r"0[0-9]{9,10}")
ZERO_FIRST = re.compile(r"0[0-9]+")
NUMBERS = (int, float, Decimal)  # a union would be asked three times as long


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Yield head and rows, no totals.

    UTF-8 with BOM, so that Excel opens it right; every cell in quotes; text that a spreadsheet would calculate gets an apostrophe, and
    telephone numbers are written in groups, as text that keeps its zero; other digits that begin with a zero get the apostrophe, or what
    their column has as `csv_prefix`. One line of heads says what two say on paper.
    """
    page, zone = io.StringIO(newline=""), get_current_timezone()
    writer = csv.writer(page, quoting=csv.QUOTE_ALL)
    page.write("\ufeff")
    titles = [f"{column.title} ({column.group})" if column.group else str(column.title) for column in table.columns]
    writer.writerow([_csv_value(title, zone) for title in titles])
    prefixes = {index: column.csv_prefix for index, column in enumerate(table.columns) if column.csv_prefix}
    for row in table.rows:
        values = [_csv_value(value, zone) for value in row]
        for index, prefix in prefixes.items():
            values[index] = f"{prefix}{row[index]}" if row[index] else ""
        writer.writerow(values)
        if page.tell() >= CHUNK_CHARACTERS:
            yield page.getvalue().encode("utf-8", "replace")
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode("utf-8", "replace")


def _csv_value(value: Any, zone: tzinfo) -> str | int | float | Decimal:
    if isinstance(value, str):  # what most cells are
        return _text_value(value)
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(value, NUMBERS):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(zone) if is_aware(value) else value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return _text_value(str(value))


def _text_value(text: str) -> str:
    """Return '0905 123 456' for a telephone number, which would be opened as the number 905123456; other text safe to open (OWASP)."""
    if PHONE.fullmatch(text):
        return f"{text[:4]} {text[4:7]} {text[7:]}"
    if ZERO_FIRST.fullmatch(text):
        return f"'{text}"
    return FORMULA_START.sub("'", text)
