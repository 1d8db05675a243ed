"""Triggers of the database that note, in the transaction that changes something, which summaries are out of date.

Not hooks of the application: rows are written by `update`, `bulk_create` and plain SQL in many rooms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from activities.models import Activity
from exports.models import SummaryChange
from exports.summaries.changes import COLUMNS
from exports.summaries.packed_rolls import LAYOUT

PREFIX = "summary_change_"


@dataclass(frozen=True)
class Watched:
    """A table of which summaries are made. `notes`: what is written where a row changes, {column of SummaryChange: column of the row}.

    `columns`: an update of another column changes no figure. `row_itself`: also one that comes or goes.
    """

    table: str
    notes: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    row_itself: bool = True


WATCHED = (
    Watched("attendance_attendance", (("sitting_id", "sitting_id"),), ("registration_id", "sitting_id", "annulled_at")),
    Watched(
        "attendance_registration",
        (("activity_id", "activity_id"),),
        ("activity_id", "person_id", "role", "category", "status", "is_walk_in"),
    ),
    Watched("attendance_headcount", (("sitting_id", "sitting_id"),), ("sitting_id", "count", "women", "minorities")),
    Watched("activities_sitting", (("activity_id", "activity_id"),), ("activity_id",)),
    # The activities of a person are looked up when the change is read: a registration that another transaction makes is among them.
    Watched("people_person", (("person_id", "id"),), ("gender", "ethnic_group_id", "unit_id"), row_itself=False),
    Watched("people_ethnicgroup", (), ("code",), row_itself=False),
)


def install() -> None:
    """Create the triggers that are missing and drop those of another version; if any was missing, everything may have changed.

    Another layout of packed rolls is another version, too.

    Does nothing while some of the tables are still to be made.
    """
    tables = set(connection.introspection.table_names())
    if not tables >= {SummaryChange._meta.db_table, *(watched.table for watched in WATCHED)}:
        return
    required = dict(_triggers())
    with transaction.atomic(), connection.cursor() as cursor:
        existing = _existing(cursor)
        for name in existing.keys() - required.keys():
            _drop(cursor, name, existing[name])
        missing = required.keys() - existing.keys()
        for name in sorted(missing):
            for sql in required[name]:
                cursor.execute(sql)
        if missing and Activity.objects.exists():
            SummaryChange.objects.create()


def remove() -> None:
    """Drop all triggers: SQLite renames no table that one of them speaks of, as migrations do."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in _existing(cursor).items():
            _drop(cursor, name, table)


def _triggers() -> Iterator[tuple[str, list[str]]]:
    """Return each trigger's name, which tells versions apart, and the statements that create it."""
    for watched in WATCHED:
        for event in ("INSERT", "UPDATE", "DELETE") if watched.row_itself else ("UPDATE",):
            when = f"{event} OF {', '.join(watched.columns)}" if event == "UPDATE" else event
            condition = f"WHEN ({_differ(watched.columns)})" if event == "UPDATE" else ""
            body = _note(watched, "OLD" if event == "DELETE" else "NEW") + ";"
            moved = [source for _column, source in watched.notes if source in watched.columns]
            if event == "UPDATE" and moved:  # also where the row was
                body += f" {_note(watched, 'OLD')} WHERE {_differ(moved)};"
            version = sha256(f"{when}{condition}{body}{LAYOUT}".encode()).hexdigest()[:8]
            name = f"{PREFIX}{watched.table.split('_', 1)[1]}_{event.lower()}_{version}"
            head = f"CREATE TRIGGER {name} AFTER {when} ON {watched.table} FOR EACH ROW {condition}"
            if connection.vendor == "postgresql":
                function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
                yield name, [function, f"{head} EXECUTE FUNCTION {name}()"]
            else:
                yield name, [f"{head} BEGIN {body} END"]


def _differ(columns: Iterable[str]) -> str:
    operator = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in columns)


def _note(watched: Watched, row: str) -> str:
    """Return the statement that notes a change of `row`, OLD or NEW: of everything, where the table notes nothing in particular."""
    noted = dict(watched.notes)
    values = ", ".join(f"{row}.{noted[column]}" if column in noted else "CAST(NULL AS bigint)" for column in COLUMNS)
    return f"INSERT INTO exports_summarychange ({', '.join(COLUMNS)}) SELECT {values}"


def _existing(cursor: Any) -> dict[str, str]:
    """Return the triggers that there are, {name: table}."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s", [f"{PREFIX}%"])
    else:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
    return dict(cursor.fetchall())


def _drop(cursor: Any, name: str, table: str) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(f"DROP FUNCTION {name} CASCADE")
    else:
        cursor.execute(f"DROP TRIGGER {name}")
