"""A table as JSON, for programs."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import is_aware, localtime

from exports.formats.kept_cells import in_chunks
from exports.table import Row, Table


def json_chunks(table: Table) -> Iterator[str]:
    """Yield {title, subtitle, columns: [{key, title, group}], rows: [[…]], row_keys: ["…"], totals: […]}; rows as they are read."""
    head = {
        "title": str(table.title),
        "subtitle": str(table.subtitle),
        "columns": [{"key": column.key, "title": str(column.title), "group": str(column.group)} for column in table.columns],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    separator = ""
    for rows in in_chunks(table.rows):
        yield separator + ", ".join(map(_row_json, rows))
        separator = ", "
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
