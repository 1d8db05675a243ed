"""A table as JSON, for programs."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import is_aware, localtime

from exports.table import Row, Table

ROWS_PER_CHUNK = 500


def json_chunks(table: Table) -> Iterator[str]:
    """Yield {title, subtitle, columns: [{key, title, group}], rows: [[…]], row_keys: ["…"], totals: […]}; rows as they are read."""
    head = {
        "title": str(table.title),
        "subtitle": str(table.subtitle),
        "columns": [{"key": column.key, "title": str(column.title), "group": str(column.group)} for column in table.columns],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    chunk: list[str] = []
    separator = ""
    for row in table.rows:
        chunk.append(_row_json(row))
        if len(chunk) == ROWS_PER_CHUNK:
            yield separator + ", ".join(chunk)
            chunk, separator = [], ", "
    yield separator + ", ".join(chunk) if chunk else ""
    yield f'], "row_keys": {_row_json(table.row_keys)}, "totals": {_row_json(table.totals or [])}}}'


def _row_json(row: Row) -> str:
    return json.dumps(json_row(row), ensure_ascii=False)


def json_row(row: Row) -> list[Any]:
    """Return the row's values as JSON has them: days and times in ISO 8601, times in the agency's zone."""
    values: list[Any] = []
    for value in row:
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)
        elif isinstance(value, datetime):
            value = (localtime(value) if is_aware(value) else value).isoformat()
        elif isinstance(value, date):
            value = value.isoformat()
        elif value is not None and not isinstance(value, bool | int | float | str):
            value = str(value)
        values.append(value)
    return values
