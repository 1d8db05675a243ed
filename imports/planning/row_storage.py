"""The rows of a preview on their way into the database. Twenty thousand of them: making model instances and `bulk_create` takes three
times as long as handing the driver plain values (benchmarks/roster_preview.py), and somebody waits."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from imports.models import RosterImport, RosterRow
from imports.planning.plan import Planned
from imports.planning.summary import data_of
from imports.reading.card_numbers import mask_all, mask_card_numbers
from imports.reading.entries import Problem

_AT_ONCE = 1000
_COLUMNS = (
    "roster", "position", "sheet", "number", "action", "is_excluded", "data", "problems", "why", "candidates", "duplicate_of",
    "is_registered", "person",
)  # fmt: skip
_JSON = ("data", "problems", "why", "candidates")
MOST_CANDIDATES = 10


_TEXTS = ("full_name", "ethnicity_note", "position", "organisation", "class_name", "note")  # as somebody typed them


def kept_of(row: Planned) -> dict[str, Any]:
    """What is kept of the row: no card number, wherever in it somebody wrote one."""
    data = data_of(row)
    return data | {key: mask_card_numbers(text) for key in _TEXTS if (text := data[key])}


def write_rows(roster: RosterImport, rows: list[Planned]) -> None:
    """In one transaction with whatever calls it; the roster has no rows yet."""
    names = [connection.ops.quote_name(_field(name).column) for name in _COLUMNS]
    table = connection.ops.quote_name(RosterRow._meta.db_table)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608 - names of our own
    values = _values(roster.pk, rows)
    with connection.cursor() as cursor:
        while some := list(islice(values, _AT_ONCE)):
            cursor.executemany(statement, some)


def _kept_problem(one: Problem) -> dict[str, Any]:
    return {"code": one.code, "field": one.field, "column": one.column, "severity": one.severity, "params": mask_all(one.params)}


def _field(name: str) -> Any:
    return RosterRow._meta.get_field(name)


def _values(roster: int, rows: Iterable[Planned]) -> Iterator[tuple[Any, ...]]:
    fields = {name: _field(name) for name in _JSON}

    def stored(name: str, value: Any) -> Any:
        return fields[name].get_db_prep_save(value, connection)

    nothing = stored("problems", [])
    for position, row in enumerate(rows):
        yield (
            roster,
            position,
            row.sheet,
            row.entry.number,
            row.action,
            row.is_excluded,
            stored("data", kept_of(row)),
            stored("problems", [_kept_problem(one) for one in row.problems]) if row.problems else nothing,
            stored("why", row.why) if row.why else nothing,
            stored("candidates", [[pk, why] for pk, why in row.candidates[:MOST_CANDIDATES]]) if row.candidates else nothing,
            row.duplicate_of,
            row.is_registered,
            row.person,
        )
