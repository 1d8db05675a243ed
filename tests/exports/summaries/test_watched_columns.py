"""Every column that a tally reads is watched by a trigger, or read anew for each tally."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from exports.counting.groupings import GROUPINGS
from exports.counting.scope import Scope
from exports.counting.tally import tally
from exports.summaries.changes import changed_activities
from exports.summaries.refreshing import refresh, summarise
from exports.summaries.triggers import WATCHED

WATCHED_COLUMNS = {(watched.table, column) for watched in WATCHED for column in watched.columns}


def columns_read(captured: Iterable[dict[str, str]]) -> set[tuple[str, str]]:
    """Return the columns of tables that statements read, as SQLite tells them when it prepares each; ids, which never change, apart."""
    read = set()

    def note(action: int, table: str | None, column: str | None, *_where: Any) -> int:
        if action == sqlite3.SQLITE_READ and table and column:
            read.add((table, column))
        return sqlite3.SQLITE_OK

    connection.ensure_connection()
    connection.connection.set_authorizer(note)
    try:
        with connection.cursor() as cursor:
            for query in captured:
                if not query["sql"].startswith(("SAVEPOINT", "RELEASE")):
                    cursor.execute("EXPLAIN " + query["sql"])
    finally:
        connection.connection.set_authorizer(None)
    return {(table, column) for table, column in read if column != "id" and not table.startswith(("exports_", "sqlite_", "json_"))}


def test_what_summaries_are_made_of_is_watched(year_2023):
    with CaptureQueriesContext(connection) as captured:
        summarise({activity.pk for activity in year_2023.activities})
    read = columns_read(captured)

    assert ("people_person", "gender") in read
    assert read - WATCHED_COLUMNS == set()


@pytest.mark.parametrize("by", GROUPINGS)
def test_what_is_counted_directly_is_watched_or_read_anew(year_2023, clerk, by):
    scope = Scope(clerk)
    refresh()
    with CaptureQueriesContext(connection) as directly:
        tally(scope, GROUPINGS[by], from_summaries=False)
    with CaptureQueriesContext(connection) as from_summaries:
        tally(scope, GROUPINGS[by])

    assert columns_read(directly) - columns_read(from_summaries) - WATCHED_COLUMNS == set()


@pytest.mark.parametrize(("table", "column"), sorted(WATCHED_COLUMNS))
def test_a_watched_column_that_changes_is_noted(year_2023, table, column):
    refresh()
    values = {"code": "id", "status": "'withdrawn'", "category": "'elder'", "gender": "NULL", "annulled_at": "'2024-01-01'"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        row = f"WHERE id = (SELECT MIN(id) FROM {table})"
        cursor.execute(f"UPDATE {table} SET {column} = {column} {row}")
        assert changed_activities() == set()
        cursor.execute(f"UPDATE {table} SET {column} = {values.get(column, 'id + 1000')} {row}")
        assert changed_activities() != set()
        cursor.execute("PRAGMA ignore_check_constraints=OFF")
        transaction.set_rollback(True)
