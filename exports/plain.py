"""A table without a page: csv for people's spreadsheets, JSON for programs."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils.timezone import get_current_timezone, is_aware, localtime

from .table import Row, Table

CHUNK_CHARACTERS = 64 * 1024
NUMBERS = (int, float, Decimal)  # a union would be asked three times as long


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Head and rows, no totals. UTF-8 with BOM, so that Excel opens it right; text that Excel would calculate gets an apostrophe."""
    page, zone = io.StringIO(newline=""), get_current_timezone()
    writer = csv.writer(page)
    page.write("\ufeff")
    writer.writerow([_for_people(str(column.title), zone) for column in table.columns])
    for row in table.rows:
        writer.writerow([_for_people(value, zone) for value in row])
        if page.tell() >= CHUNK_CHARACTERS:
            yield page.getvalue().encode("utf-8", "replace")
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode("utf-8", "replace")


def table_json(table: Table) -> dict[str, Any]:
    return {
        "title": str(table.title),
        "columns": [{"key": column.key, "title": str(column.title)} for column in table.columns],
        "rows": [_for_programs(row) for row in table.rows],
        "totals": _for_programs(table.totals or []),
    }


def _for_people(value: Any, zone: tzinfo) -> str | int | float | Decimal:
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
    text = str(value)
    # OWASP, CSV Injection: what a spreadsheet takes for the start of a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _for_programs(row: Row) -> list[Any]:
    return [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
