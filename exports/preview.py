"""A table as a screen shows it: heads that span, cells as text in the reader's language, and not more rows than one looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlencode

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.timezone import get_current_timezone, is_aware

from exports.figure_rows.row_keys import TOTAL
from exports.table import Column, Row, Table, without_empty_columns
from people.models import Person

MAX_ROWS = 100
MAX_PRINTED = 3000  # rows; a hundred sheets of paper
NAME = "full_name"  # the column of people's names
WIDE = 24  # characters: a column of texts that paper must not squeeze
CSS_CLASSES = {
    "text": "text",
    "number": "number",
    "decimal": "number",
    "percent": "number",
    "year": "center",
    "date": "nowrap",
    "datetime": "nowrap",
    "mark": "center",
}


@dataclass(frozen=True)
class Cell:
    text: str
    css: str = ""
    label: str = ""  # the column's head, where a card on a phone needs it
    across: int = 1
    down: int = 1
    url: str = ""  # of the rows behind the figure
    person: Person | None = None  # whose name it is, where the reader may correct it


@dataclass(frozen=True)
class Preview:
    """`count`: how many rows there are, of which the first are in `rows`. `totals`: its first cell spans what has no total."""

    heads: list[list[Cell]]
    rows: list[list[Cell]]
    totals: list[Cell]
    count: int


def preview_of(table: Table, *, max_rows: int = MAX_ROWS, correctable: Mapping[int, Person] | None = None, rows_url: str = "") -> Preview:
    """Return the first rows of the table as text. `correctable`: whom of its people the reader may correct, by id.

    `rows_url`: the address to which row= and column= are added for the rows behind a figure; without it, figures are no links.

    Rows beyond `max_rows` are counted by len(), so `table.rows` has to know its length where it may be long.
    """
    table = without_empty_columns(table)
    rows = list(islice(table.rows, max_rows + 1))
    count = len(table.rows) if len(rows) > max_rows else len(rows)  # type: ignore[arg-type]
    heads = _head_cells(table.columns)
    is_labelled = len(heads) == 1
    cells = [
        [_body_cell(value, column, is_labelled=is_labelled) for value, column in zip(row, table.columns, strict=True)]
        for row in rows[:max_rows]
    ]
    if rows_url:
        for key, row, row_cells in zip(table.row_keys, rows, cells, strict=False):
            _link_figures(row_cells, row, table.columns, rows_url, key)
    name_at = next((index for index, column in enumerate(table.columns) if column.key == NAME), None)
    if correctable and name_at is not None:
        for row_cells, person_id in zip(cells, table.people, strict=False):
            row_cells[name_at] = replace(row_cells[name_at], person=correctable.get(person_id))
    totals: list[Cell] = []
    if table.totals is not None:  # the first cell spans the columns before the first total
        total_cells = [_body_cell(value, column) for value, column in zip(table.totals, table.columns, strict=True)]
        if rows_url and table.row_keys:
            _link_figures(total_cells, table.totals, table.columns, rows_url, TOTAL)
        first_total = next((index for index, value in enumerate(table.totals) if index and value is not None), len(total_cells))
        totals = [Cell(total_cells[0].text, across=first_total), *total_cells[first_total:]]
    return Preview(heads, cells, totals, count)


def _link_figures(cells: list[Cell], row: Row, columns: Sequence[Column], rows_url: str, key: str) -> None:
    """Make each whole number but zero a link to the rows that it counts."""
    for index, (value, column) in enumerate(zip(row, columns, strict=True)):
        if column.opens_rows and value and isinstance(value, int):
            cells[index] = replace(cells[index], url=f"{rows_url}&{urlencode({'row': key, 'column': column.key})}")


def _head_cells(columns: Sequence[Column]) -> list[list[Cell]]:
    """Return one row of heads, or two where columns stand under a common head."""
    if not any(column.group for column in columns):
        return [[Cell(str(column.title), _css(column)) for column in columns]]
    upper: list[Cell] = []
    lower: list[Cell] = []
    for group, members in groupby(columns, key=lambda column: str(column.group)):
        cells = [Cell(str(column.title), _css(column), down=1 if group else 2) for column in members]
        upper += [Cell(group, "center", across=len(cells))] if group else cells
        lower += cells if group else []
    return [upper, lower]


def _css(column: Column) -> str:
    return f"{CSS_CLASSES[column.kind]} wide-text" if column.kind == "text" and column.width >= WIDE else CSS_CLASSES[column.kind]


def _body_cell(value: Any, column: Column, *, is_labelled: bool = False) -> Cell:
    return Cell(as_text(value, column.kind), CSS_CLASSES[column.kind], str(column.title) if is_labelled else "")


def as_text(value: Any, kind: str) -> str:
    """Return the value as a screen shows it in the reader's language."""
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return value
    if value is True:
        return "x"
    if isinstance(value, datetime):
        return f"{value.astimezone(get_current_timezone()) if is_aware(value) else value:%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if kind == "percent":
        return f"{floatformat(value, -1)}%"
    if kind == "year":
        return str(value)
    return number_format(value, 2 if kind == "decimal" else 0, use_l10n=True, force_grouping=True)
