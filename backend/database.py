"""Reading of PostgreSQL's times: a tenth of a long list's time was Django's own reader, which takes each apart in Python."""

from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def read_times_quickly(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Replace the reader of a new connection. Its session is in UTC, so that PostgreSQL sends what `fromisoformat` reads."""
    if connection.vendor != "postgresql":
        return
    from django.db.backends.postgresql.psycopg_any import BaseTzLoader

    class TimeReader(BaseTzLoader):
        timezone = connection.timezone  # Django compares it

        def load(self, data: Any) -> datetime:
            try:
                return datetime.fromisoformat(str(data, "ascii"))
            except ValueError:  # infinity, a year before Christ, another DateStyle
                return super().load(data)

    connection.connection.adapters.register_loader("timestamptz", TimeReader)
