"""The statements that write attendances and scans, one for any size of batch, on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from attendance.models import Attendance, Scan

ATTENDANCE_COLUMNS = ("sitting_id", "registration_id", "arrived_at", "method", "arrival_scan", "recorded_by_scan", "annul_reason")
SCAN_COLUMNS = (
    "id", "content", "method", "read", "device_at", "scanned_at", "received_at",
    "user_id", "device_id", "activity_id", "sitting_id", "registration_id", "attendance_id", "outcome",
    "not_before", "former_registration",
)  # fmt: skip
# The earliest wins, of two at the same time the smaller id: the row does not depend on the order of arrival.
EARLIER = "(excluded.arrived_at, excluded.arrival_scan) < (a.arrived_at, a.arrival_scan)"
# A later scan makes an annulled attendance count again: the annulment covered the scans known then (see Annulment).
SUPERSEDES = f"a.annulled_at IS NOT NULL OR {EARLIER}"
UPSERT_ATTENDANCES = f"""
INSERT INTO {Attendance._meta.db_table} AS a ({", ".join(ATTENDANCE_COLUMNS)}) {{source}}
ON CONFLICT (sitting_id, registration_id) DO UPDATE SET
  arrived_at = CASE WHEN {SUPERSEDES} THEN excluded.arrived_at ELSE a.arrived_at END,
  method = CASE WHEN {SUPERSEDES} THEN excluded.method ELSE a.method END,
  arrival_scan = CASE WHEN {SUPERSEDES} THEN excluded.arrival_scan ELSE a.arrival_scan END,
  recorded_by_scan = CASE WHEN a.annulled_at IS NOT NULL THEN excluded.recorded_by_scan ELSE a.recorded_by_scan END,
  annulled_at = NULL, annulled_by_id = NULL, annul_reason = ''
RETURNING id, sitting_id, registration_id, recorded_by_scan
"""
INSERT_SCANS = f"""
INSERT INTO {Scan._meta.db_table} ({", ".join(SCAN_COLUMNS)}) {{source}}
ON CONFLICT (id) DO NOTHING RETURNING id
"""
ARRAY_TYPES = {"uuid": "uuid", "bigint": "bigint", "timestamp with time zone": "timestamptz"}  # of PostgreSQL; else text


def write_attendances(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, int], tuple[int, UUID]]:
    """Write attendances; rows as ATTENDANCE_COLUMNS, one per (sitting, registration).

    Returns {(sitting, registration): (attendance id, id of the scan that recorded it)}. Rows are always written in
    one order, so that two batches never deadlock.
    """
    written_rows = _write(Attendance, UPSERT_ATTENDANCES, ATTENDANCE_COLUMNS, sorted(rows, key=lambda row: row[:2]))
    return {(sitting, registration): (id_, _uuid(recorded_by)) for id_, sitting, registration, recorded_by in written_rows}


def write_scans(rows: Sequence[tuple[Any, ...]]) -> set[UUID]:
    """Write scans; rows as SCAN_COLUMNS. Returns the ids that were new."""
    return {_uuid(id_) for (id_,) in _write(Scan, INSERT_SCANS, SCAN_COLUMNS, sorted(rows, key=lambda row: row[0].int))}


def _write(model: Any, sql: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    if not rows:
        return []
    field_by_column = {field.column: field for field in model._meta.concrete_fields}
    fields = [field_by_column[column] for column in columns]
    prepared = [
        [field.get_db_prep_value(value, connection, prepared=False) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    if connection.vendor == "postgresql":
        # One statement text for every size: it is parsed once and prepared.
        array_types = [ARRAY_TYPES.get(field.rel_db_type(connection) or "", "text") for field in fields]
        arrays = ", ".join(f"%s::{array_type}[]" for array_type in array_types)
        source = f"SELECT * FROM unnest({arrays})"  # noqa: S608 - names of types
        params: list[Any] = [list(column) for column in zip(*prepared, strict=True)]
    else:
        placeholders = "(" + ", ".join(["%s"] * len(fields)) + ")"
        source = "VALUES " + ", ".join([placeholders] * len(prepared))
        params = [value for row in prepared for value in row]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(source=source), params)
        return cursor.fetchall()


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
