"""Cells that were written before: in a long list the same units, roles, activities and days come again and again. Pure."""

from collections.abc import Callable
from datetime import date
from typing import Any

MAX_KEPT = 1024  # of each type, in a column of a workbook or in a csv
# Of these types, what is equal is written alike, and what differs by type is kept apart (1 and True are equal). Not of others: the
# decimals 1.0 and 1.00 are equal, and times hardly ever come twice.
TYPES = (str, int, bool, date, type(None))


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


def keep_cells(write: Callable[[Any], Any]) -> dict[type, KeptCells]:
    """Return kept cells by the exact type of their values: `kept[type(value)][value]`; of other types call `write`."""
    return {kind: KeptCells(write) for kind in TYPES}
