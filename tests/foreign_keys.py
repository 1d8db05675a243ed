"""After each test Django looks for rows that point to nothing. SQLite reads every row of every table for that, thirty milliseconds
of which go to the 95,000 rows of the country: they are read when the test has written to them, all other tables always."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


class Country:
    is_written = False


def watch_the_country() -> None:
    look_for_strays, country = connection.check_constraints, Country()
    others = [table for table in connection.introspection.table_names() if not table.startswith("places_")]

    def note(execute: Callable[..., Any], sql: str, *how: Any) -> Any:
        country.is_written |= "places_" in sql and not sql.startswith("SELECT")
        return execute(sql, *how)

    def check_constraints(table_names: Sequence[str] | None = None) -> None:
        look_for_strays(others if table_names is None and not country.is_written else table_names)
        country.is_written = False

    connection.execute_wrappers.append(note)
    connection.check_constraints = check_constraints
