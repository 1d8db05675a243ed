"""A chart of a table of figures: which numbers it shows, in which order, and in which rows of the table they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeGuard

# A text among figures is one that is not shown; None is none at all.
Value = int | float | str | None
Shape = Literal["columns", "bars", "pairs", "shares"]


def is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float)


def numbers_in(values: Sequence[Value]) -> list[float]:
    return [value for value in values if is_number(value)]


@dataclass(frozen=True)
class Group:
    """What stands at one place of the axis: a value of each series.

    `row`: its row in the table; None where the chart alone has it, such as a month in which there was nothing.
    """

    label: str
    values: Sequence[Value]
    row: int | None = None
    total: Value = None  # of shares: what the whole bar is


@dataclass(frozen=True)
class Chart:
    """Columns over time, bars by group, pairs of plan and actual, or shares of a whole.

    `columns`: the keys of the table's columns in which the series stand; none where the chart alone has them.
    `left_out`: how many groups there are beyond those shown.
    """

    shape: Shape
    title: str
    series: Sequence[str]
    groups: Sequence[Group]
    columns: Sequence[str] = ()
    left_out: int = 0

    def limited(self, most: int) -> "Chart":
        """Return the chart with at most so many groups: the last of a time, the first of pairs, else the largest."""
        if len(self.groups) <= most:
            return self
        groups = list(self.groups)
        if self.shape == "columns":
            groups = groups[-most:]
        elif self.shape == "pairs":
            groups = groups[:most]
        else:
            groups = sorted(groups, key=lambda group: -sum(numbers_in([group.total]) or numbers_in(group.values)))[:most]
        return replace(self, groups=groups, left_out=self.left_out + len(self.groups) - most)
