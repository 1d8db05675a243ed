"""A table as csv, for people's spreadsheets."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils.timezone import get_current_timezone, is_aware

from exports.table import Table

CHUNK_CHARACTERS = 64 * 1024
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBERS = (int, float, Decimal)  # a union would be asked three times as long


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Yield head and rows, no totals.

    UTF-8 with BOM, so that Excel opens it right; text that Excel would calculate gets an apostrophe. One line of heads says what two
    say on paper.
    """
    page, zone = io.StringIO(newline=""), get_current_timezone()
    writer = csv.writer(page)
    page.write("\ufeff")
    titles = [f"{column.title} ({column.group})" if column.group else str(column.title) for column in table.columns]
    writer.writerow([_csv_value(title, zone) for title in titles])
    for row in table.rows:
        writer.writerow([_csv_value(value, zone) for value in row])
        if page.tell() >= CHUNK_CHARACTERS:
            yield page.getvalue().encode("utf-8", "replace")
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode("utf-8", "replace")


def _csv_value(value: Any, zone: tzinfo) -> str | int | float | Decimal:
    if isinstance(value, str):  # what most cells are
        return _escape_formula(value)
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
    return _escape_formula(str(value))


def _escape_formula(text: str) -> str:
    """Put an apostrophe before what a spreadsheet takes for the start of a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
