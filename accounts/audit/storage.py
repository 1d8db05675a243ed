"""The statements that write lines and links of the audit trail, few for any number of them, on SQLite and PostgreSQL."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models

from accounts.models import ChainLink, ChangeRecord

ROWS_PER_INSERT = 1000  # SQLite takes 32,766 values in a statement


class SharedColumns(NamedTuple):
    """The columns of a change record that are the same in all lines of one call."""

    at: datetime
    actor_kind: str
    actor: int | None
    actor_label: str
    request_id: str
    verb: str
    subject: str
    reason: str


# Of one line, in this order. `changes`: JSON as text, so that it is not made a second time.
LINE_COLUMNS = ("subject_id", "activity_id", "person_id", "unit", "changes", "salt", "details_digest")


def insert_lines(shared: SharedColumns, lines: Sequence[tuple[Any, ...]]) -> list[int]:
    """Write change records, each as LINE_COLUMNS, and return their ids."""
    shared_fields, line_fields = _fields(ChangeRecord, SharedColumns._fields), _fields(ChangeRecord, LINE_COLUMNS)
    values = [field.get_db_prep_value(value, connection) for field, value in zip(shared_fields, shared, strict=True)]
    columns = ", ".join(field.column for field in (*shared_fields, *line_fields))
    # PostgreSQL takes a literal in a SELECT for text; SQLite would make a number of a time that is cast.
    is_cast = connection.vendor == "postgresql"
    placeholders = ", ".join(f"%s::{field.db_type(connection)}" if is_cast else "%s" for field in shared_fields)
    into = f"INSERT INTO {ChangeRecord._meta.db_table} ({columns})"
    sql = f"{into} SELECT {placeholders}, line.* FROM {{source}} AS line RETURNING id"  # noqa: S608 - names of tables and columns
    return [pk for (pk,) in _execute(sql, values, line_fields, lines)]


def insert_links(links: Sequence[tuple[int, int, str]]) -> None:
    """Write links of the chain: (number, id of the record, hash) each. Raise IntegrityError for a number that is taken."""
    fields = _fields(ChainLink, ("number", "record", "hash"))
    into = f"INSERT INTO {ChainLink._meta.db_table} ({', '.join(field.column for field in fields)})"
    sql = f"{into} SELECT link.* FROM {{source}} AS link RETURNING number"  # noqa: S608
    list(_execute(sql, [], fields, links))


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _execute(sql: str, values: list[Any], fields: list[Any], rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Execute `sql` with `values` for a thousand of `rows` at a time, which stand in the place of {source}; yield what it returns."""
    for first in range(0, len(rows), ROWS_PER_INSERT):
        batch = rows[first : first + ROWS_PER_INSERT]
        if connection.vendor == "postgresql":
            # One statement text for every size: it is parsed once and prepared.
            arrays = ", ".join(f"%s::{field.db_type(connection).partition('(')[0]}[]" for field in fields)
            source, params = f"unnest({arrays})", [list(column) for column in zip(*batch, strict=True)]
        else:
            placeholders = f"({', '.join(['%s'] * len(fields))})"
            source, params = f"(VALUES {', '.join([placeholders] * len(batch))})", [value for row in batch for value in row]
        with connection.cursor() as cursor:
            cursor.execute(sql.format(source=source), [*values, *params])
            yield from cursor.fetchall()
