"""A table without a page: csv for people's spreadsheets, JSON for programs."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils.timezone import get_current_timezone, is_aware, localtime

from exports.table import Column, Row, Table

CHUNK_CHARACTERS = 64 * 1024
ROWS_AT_ONCE = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBERS = (int, float, Decimal)  # a union would be asked three times as long


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Head and rows, no totals. UTF-8 with BOM, so that Excel opens it right; text that Excel would calculate gets an apostrophe."""
    page, zone = io.StringIO(newline=""), get_current_timezone()
    writer = csv.writer(page)
    page.write("\ufeff")
    writer.writerow([_for_people(_full_title(column), zone) for column in table.columns])
    for row in table.rows:
        writer.writerow([_for_people(value, zone) for value in row])
        if page.tell() >= CHUNK_CHARACTERS:
            yield page.getvalue().encode("utf-8", "replace")
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode("utf-8", "replace")


def json_chunks(table: Table) -> Iterator[str]:
    """{title, columns: [{key, title, group}], rows: [[…]], totals: […]}, of any length: rows are written as they are read."""
    head = {
        "title": str(table.title),
        "subtitle": str(table.subtitle),
        "columns": [{"key": column.key, "title": str(column.title), "group": str(column.group)} for column in table.columns],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    page: list[str] = []
    before = ""
    for row in table.rows:
        page.append(json.dumps(_for_programs(row), ensure_ascii=False))
        if len(page) == ROWS_AT_ONCE:
            yield before + ", ".join(page)
            page, before = [], ", "
    yield (
        (before + ", ".join(page) if page else "")
        + '], "totals": '
        + json.dumps(_for_programs(table.totals or []), ensure_ascii=False)
        + "}"
    )


def table_json(table: Table) -> dict[str, Any]:
    """The same as one value, for a table that is known to be small."""
    return json.loads("".join(json_chunks(table)))


def _full_title(column: Column) -> str:
    """One line of heads has to say what two say on paper."""
    return f"{column.title} ({column.group})" if column.group else str(column.title)


def _for_people(value: Any, zone: tzinfo) -> str | int | float | Decimal:
    if isinstance(value, str):  # what most cells are
        return _unreckoned(value)
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
    return _unreckoned(str(value))


def _unreckoned(text: str) -> str:
    """OWASP, CSV Injection: what a spreadsheet takes for the start of a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


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
