"""How much a benchmark measures."""

from enum import StrEnum


class Extent(StrEnum):
    FULL = "full"  # the figures to quote
    QUICK = "quick"  # minutes instead of an hour: whether a change is slower by a lot
    SMALLEST = "smallest"  # seconds: whether the benchmark still runs; the figures mean nothing
