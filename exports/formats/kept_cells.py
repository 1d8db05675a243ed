"""Cells of a column, written some hundred rows at a time; what was written before is kept. Pure.

In a long list the same units, roles, activities and days come again and again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from operator import attrgetter
from typing import Any

ROWS_AT_ONCE = 500
MAX_KEPT = 4096  # of a column
# Values of these types that are equal are written alike. 1 and True are equal and are not, so they are never kept together; the decimals
# 1.0 and 1.00 are equal and are not; times hardly ever come twice.
KEPT_TYPES = {str, int, date, type(None)}


class KeptCells(dict[Any, Any]):
    """What `write` returns for each value, kept until there are too many."""

    def __init__(self, write: Callable[[Any], Any]) -> None:
        super().__init__()
        self.write = write

    def __missing__(self, value: Any) -> Any:
        if len(self) >= MAX_KEPT:
            self.clear()
        written = self[value] = self.write(value)
        return written

    def write_column(self, values: Sequence[Any]) -> list[Any]:
        """Return the cells of these values; what stands in a dictionary is looked up without a step of Python for each cell."""
        write = self.__getitem__ if KEPT_TYPES.issuperset(map(type, values)) else self.write
        return list(map(write, values))


class KeptTimes(KeptCells):
    """What `write` returns for times of which it writes no more than the minute, kept by the minute: many arrive in the same one.

    Earlier ones than 1970 are written one by one: in years long past a zone is off by seconds, too.
    """

    def __init__(self, write: Callable[[Any], Any]) -> None:
        super().__init__(lambda minute: write(datetime.fromtimestamp(60 * minute, UTC)))
        self.write_value = write

    def write_column(self, values: Sequence[Any]) -> list[Any]:
        if {datetime}.issuperset(map(type, values)) and None not in map(attrgetter("tzinfo"), values):
            seconds = list(map(datetime.timestamp, values))
            if min(seconds, default=0) >= 0:
                return [self[second // 60] for second in seconds]
        return list(map(self.write_value, values))


def in_chunks(rows: Iterable[Any], size: int = ROWS_AT_ONCE) -> Iterator[list[Any]]:
    """Yield the rows in lists of `size`."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk
