"""Many ids, in a statement and in memory."""

import json
from collections.abc import Iterable, Iterator, MutableSet
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Expression

IDS_PER_PIECE = 2**16
BITS_OF = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


class IdSet(MutableSet[int]):
    """Ids of rows, a bit each where a set takes sixty bytes: of a list of a million rows they are held while it is written.

    Yields them in order. Ids of a table lie close together; one far away takes a piece of its own, 8 KiB.
    """

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._pieces: dict[int, bytearray] = {}
        self.update(ids)

    def update(self, ids: Iterable[int]) -> None:
        for pk in ids:
            number, place = divmod(pk, IDS_PER_PIECE)
            if number not in self._pieces:
                self._pieces[number] = bytearray(IDS_PER_PIECE // 8)
            self._pieces[number][place >> 3] |= 1 << (place & 7)

    def add(self, pk: int) -> None:
        self.update((pk,))

    def discard(self, pk: int) -> None:
        if pk in self:
            number, place = divmod(pk, IDS_PER_PIECE)
            self._pieces[number][place >> 3] ^= 1 << (place & 7)

    def __contains__(self, pk: Any) -> bool:
        number, place = divmod(pk, IDS_PER_PIECE)
        return number in self._pieces and bool(self._pieces[number][place >> 3] >> (place & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        for number in sorted(self._pieces):
            for eighth, byte in enumerate(self._pieces[number]):
                first = number * IDS_PER_PIECE + 8 * eighth
                for bit in BITS_OF[byte]:
                    yield first + bit

    def __len__(self) -> int:
        return sum(int.from_bytes(piece, "little").bit_count() for piece in self._pieces.values())


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
