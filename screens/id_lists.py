"""Hold many ids, in a statement and in memory."""

import json
from collections.abc import Iterable, Iterator, MutableSet
from collections.abc import Set as AbstractSet
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Expression
from django.db.models.expressions import RawSQL

IDS_PER_PIECE = 1024


class IdSet(MutableSet[int]):
    """Store ids of rows as bits, where a set takes sixty bytes for each: an export holds them while it is written.

    Iterates in ascending order. Ids of a table lie close together; one far away costs some 300 bytes.
    """

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._pieces: dict[int, int] = {}  # number of the piece → its bits
        self.update(ids)

    def update(self, ids: Iterable[int]) -> None:
        """Add `ids`."""
        pieces = self._pieces
        for pk in ids:
            piece_number, offset = divmod(pk, IDS_PER_PIECE)
            pieces[piece_number] = pieces.get(piece_number, 0) | 1 << offset

    def __sub__(self, other: AbstractSet[Any]) -> "IdSet":
        if not isinstance(other, IdSet):
            return IdSet(pk for pk in self if pk not in other)
        difference = IdSet()
        for piece_number, bits in self._pieces.items():
            if left := bits & ~other._pieces.get(piece_number, 0):
                difference._pieces[piece_number] = left
        return difference

    def add(self, pk: int) -> None:
        self.update((pk,))

    def discard(self, pk: int) -> None:
        if pk in self:
            piece_number, offset = divmod(pk, IDS_PER_PIECE)
            self._pieces[piece_number] ^= 1 << offset

    def clear(self) -> None:
        self._pieces.clear()

    def __contains__(self, pk: object) -> bool:
        if not isinstance(pk, int):
            return False
        piece_number, offset = divmod(pk, IDS_PER_PIECE)
        return bool(self._pieces.get(piece_number, 0) >> offset & 1)

    def __iter__(self) -> Iterator[int]:
        for piece_number in sorted(self._pieces):
            bits = self._pieces[piece_number]
            while bits:
                lowest = bits & -bits
                yield piece_number * IDS_PER_PIECE + lowest.bit_length() - 1
                bits ^= lowest

    def __len__(self) -> int:
        return sum(bits.bit_count() for bits in self._pieces.values())


class IdList(Expression):
    """Ids as the right side of `__in`: one parameter however many there are, where databases take 32,766 at most."""

    output_field = BigIntegerField()

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__()
        self.ids = list(ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if connection.vendor == "postgresql":
            return "(SELECT unnest(%s::bigint[]))", [self._array]
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.ids)]

    def condition_on(self, column: str) -> tuple[str, list[Any]]:
        """Return the condition that a column has one of the ids, for statements of our own, and its parameters.

        Compared with rows instead of an array, PostgreSQL reads and hashes a table of all years beside a list that it takes to be short.
        """
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", [self._array]
        ids, params = self.as_sql(None, connection)
        return f"{column} IN {ids}", params

    def filter_on(self, column: str) -> RawSQL:
        """Return the same condition for `filter()`; `column` with its table."""
        return RawSQL(*self.condition_on(column), output_field=BooleanField())  # noqa: S611 - names from the code

    @property
    def _array(self) -> str:
        """Return the ids as PostgreSQL reads an array: a list would be written by the driver, two microseconds for each."""
        return f"{{{','.join(map(str, self.ids))}}}"
