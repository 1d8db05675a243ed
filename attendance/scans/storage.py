"""The two writes of a scan, each one statement whatever the size of the batch, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field

from attendance.models import Attendance, Scan

ATTENDANCE_COLUMNS = ("sitting_id", "registration_id", "arrived_at", "method", "arrival_scan", "recorded_by_scan", "annul_reason")
SCAN_COLUMNS = (
    "id", "content", "method", "read", "device_at", "scanned_at", "received_at",
    "user_id", "device_id", "activity_id", "sitting_id", "registration_id", "attendance_id", "outcome",
)  # fmt: skip
# Earliest wins; of two at the same moment the smaller id, so that no order of arrival can change the row.
EARLIER = "(excluded.arrived_at, excluded.arrival_scan) < (a.arrived_at, a.arrival_scan)"
# New evidence makes an annulled attendance stand again: the annulment took back what was known then (see Annulment).
SUPERSEDES = f"a.annulled_at IS NOT NULL OR {EARLIER}"
ARRIVE = f"""
INSERT INTO {Attendance._meta.db_table} AS a ({", ".join(ATTENDANCE_COLUMNS)}) {{source}}
ON CONFLICT (sitting_id, registration_id) DO UPDATE SET
  arrived_at = CASE WHEN {SUPERSEDES} THEN excluded.arrived_at ELSE a.arrived_at END,
  method = CASE WHEN {SUPERSEDES} THEN excluded.method ELSE a.method END,
  arrival_scan = CASE WHEN {SUPERSEDES} THEN excluded.arrival_scan ELSE a.arrival_scan END,
  recorded_by_scan = CASE WHEN a.annulled_at IS NOT NULL THEN excluded.recorded_by_scan ELSE a.recorded_by_scan END,
  annulled_at = NULL, annulled_by_id = NULL, annul_reason = ''
RETURNING id, sitting_id, registration_id, recorded_by_scan
"""
APPEND = f"""
INSERT INTO {Scan._meta.db_table} ({", ".join(SCAN_COLUMNS)}) {{source}}
ON CONFLICT (id) DO NOTHING RETURNING id
"""


def arrive(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, int], tuple[int, UUID]]:
    """Write attendances; rows as ATTENDANCE_COLUMNS, one per (sitting, registration).

    Returns {(sitting, registration): (attendance id, id of the scan that recorded it)}. Rows are written in one order
    always, so that two batches never wait for each other.
    """
    written_rows = _write(Attendance, ARRIVE, ATTENDANCE_COLUMNS, sorted(rows, key=lambda row: row[:2]))
    return {(sitting, registration): (id_, _uuid(recorded_by)) for id_, sitting, registration, recorded_by in written_rows}


def append(rows: Sequence[tuple[Any, ...]]) -> set[UUID]:
    """Write scans; rows as SCAN_COLUMNS. Returns the ids that were new."""
    return {_uuid(id_) for (id_,) in _write(Scan, APPEND, SCAN_COLUMNS, sorted(rows, key=lambda row: row[0].int))}


def _write(model: Any, sql: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    if not rows:
        return []
    fields = [_field(model, column) for column in columns]
    prepared = [
        [field.get_db_prep_value(value, connection, prepared=False) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    if connection.vendor == "postgresql":
        # One statement text for every size: it is parsed once and prepared.
        arrays = ", ".join(f"%s::{_array_type(field)}[]" for field in fields)
        source = f"SELECT * FROM unnest({arrays})"  # noqa: S608 - names of types
        params: list[Any] = [list(column) for column in zip(*prepared, strict=True)]
    else:
        placeholders = "(" + ", ".join(["%s"] * len(fields)) + ")"
        source = "VALUES " + ", ".join([placeholders] * len(prepared))
        params = [value for row in prepared for value in row]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(source=source), params)
        return cursor.fetchall()


def _field(model: Any, column: str) -> Field:
    return next(field for field in model._meta.concrete_fields if field.column == column)


ARRAY_TYPES = {"uuid": "uuid", "bigint": "bigint", "timestamp with time zone": "timestamptz"}


def _array_type(field: Field) -> str:
    return ARRAY_TYPES.get(field.rel_db_type(connection) or "", "text")


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
