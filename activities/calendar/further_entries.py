"""Registry of what else stands in the calendar: rooms above declare where it comes from, in their AppConfig.ready()."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from places.models import Unit


@dataclass(frozen=True, slots=True)
class FurtherEntry:
    """Something that is no activity. It stands on its first day alone, also where it lasts for weeks; `last` is said there."""

    first: date
    last: date
    place: str
    title: str
    label: str  # what it is
    url: str


Source = Callable[[User, Unit | None, date, date], Iterable[FurtherEntry]]  # who looks, where (None: everywhere), first and last day
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add a source of entries that begin from the first to the last day."""
    _sources.append(source)


def further_entries(user: User, *, unit: Unit | None, first: date, last: date) -> dict[date, list[FurtherEntry]]:
    """Return what `user` may see beside activities, by its first day."""
    by_day: dict[date, list[FurtherEntry]] = {}
    for source in _sources:
        for entry in source(user, unit, first, last):
            by_day.setdefault(entry.first, []).append(entry)
    return by_day
