"""Store the rows of a preview.

Twenty thousand of them: making model instances and `bulk_create` takes three times as long as handing the driver plain values
(benchmarks/roster_preview.py), and somebody waits.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection

from imports.models import RosterImport, RosterRow
from imports.planning.planned_rows import MAX_CANDIDATES, PlannedRow
from imports.reading.cells.card_numbers import mask_all, mask_card_numbers

_BATCH = 1000
_COLUMNS = (
    "roster", "position", "sheet", "number", "part", "action", "is_excluded", "data", "problems", "why", "candidates", "duplicate_of",
    "is_registered", "person",
)  # fmt: skip


def row_data(row: PlannedRow) -> dict[str, Any]:
    """Return what is stored of the person in the row. No card number, wherever somebody wrote one: its last four digits."""
    entry, unit = row.entry, row.unit
    return {
        "full_name": mask_card_numbers(entry.full_name),
        "gender": entry.gender,
        "birth_year": entry.birth_year,
        "birth_date": entry.birth_date.isoformat() if entry.birth_date else None,
        "ethnic_group": row.ethnic_group.name if row.ethnic_group else None,
        "ethnicity_note": mask_card_numbers(row.ethnicity_note),
        "phone": entry.phone,
        "national_id_last4": entry.national_id[-4:] if entry.national_id else "",
        "unit": unit.pk if unit else None,
        "commune": unit.name if unit and (unit.current_commune_id or not row.has_default_unit) else None,
        "unit_name": unit.full_name if unit else None,
        "province": row.other_province.name if row.other_province else "",
        "position": mask_card_numbers(entry.position),
        "organisation": mask_card_numbers(row.organisation),
        "class_name": mask_card_numbers(entry.class_name),
        "category": row.category,
        "note": mask_card_numbers(entry.note),
        "fills": row.fills,
    }


def store_rows(roster: RosterImport, rows: list[PlannedRow]) -> None:
    """Insert the rows of a roster that has none yet, in the caller's transaction."""
    meta: Any = RosterRow._meta
    names = [connection.ops.quote_name(meta.get_field(name).column) for name in _COLUMNS]
    table = connection.ops.quote_name(meta.db_table)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608 - names of our own
    values = _column_values(roster.pk, rows)
    with connection.cursor() as cursor:
        while batch := list(islice(values, _BATCH)):
            cursor.executemany(statement, batch)


def _column_values(roster_id: int, rows: Iterable[PlannedRow]) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row in the order of `_COLUMNS`."""
    to_json = partial(connection.ops.adapt_json_value, encoder=None)  # what JSONField comes to by a longer way
    empty = to_json([])
    for position, row in enumerate(rows):
        problems = [
            {
                "code": problem.code,
                "field": problem.field,
                "column": problem.column,
                "severity": problem.severity,
                "params": mask_all(problem.params),
            }
            for problem in row.problems
        ]
        yield (
            roster_id,
            position,
            row.sheet,
            row.entry.number,
            row.entry.part,
            row.action,
            row.is_excluded,
            to_json(row_data(row)),
            to_json(problems) if problems else empty,
            to_json(row.reasons) if row.reasons else empty,
            to_json(row.candidates[:MAX_CANDIDATES]) if row.candidates else empty,
            row.duplicate_of,
            row.is_registered,
            row.person_id,
        )
