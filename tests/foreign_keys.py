"""After each test Django looks for rows that point to nothing. SQLite reads every row of every table for that, thirty milliseconds
of which go to the 95,000 rows of the country: they are read when the test has written to them, all other tables always."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class Country:
    is_written = False


def watch_the_country() -> None:
    """Watch every connection that is opened from now on: once Playwright has started, Django has another one in the same thread."""
    country = Country()

    def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
        if "check_constraints" in vars(connection):  # opened again
            return
        look_for_strays = connection.check_constraints

        def note(execute: Callable[..., Any], sql: str, *how: Any) -> Any:
            country.is_written |= "places_" in sql and not sql.startswith("SELECT")
            return execute(sql, *how)

        def check_constraints(table_names: Sequence[str] | None = None) -> None:
            look_for_strays(others if table_names is None and not country.is_written else table_names)
            country.is_written = False

        connection.execute_wrappers.append(note)
        connection.check_constraints = check_constraints

    connection.close()
    connection_created.connect(watch, weak=False)
    others = [table for table in connection.introspection.table_names() if not table.startswith("places_")]
