"""Many ids in a statement."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Expression


class IdList(Expression):
    """Ids as the right side of `__in`: one parameter however many there are, where databases take 32,766 at most."""

    output_field = BigIntegerField()

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__()
        self.ids = list(ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if connection.vendor == "postgresql":
            return "(SELECT unnest(%s::bigint[]))", [self.ids]
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.ids)]

    def condition_on(self, column: str) -> tuple[str, list[Any]]:
        """Return the condition that a column has one of the ids, for statements of our own, and its parameters.

        Compared with rows instead of an array, PostgreSQL reads and hashes a table of all years beside a list that it takes to be short.
        """
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", [self.ids]
        ids, params = self.as_sql(None, connection)
        return f"{column} IN {ids}", params
