"""Periods in which a registration was withdrawn, and how its row keeps them. Imports no Django.

Kept as [[withdrawn at, reinstated at or None], …], ISO 8601, in order: a scan is judged by its own time, and may arrive when the
registration has been withdrawn or reinstated since.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from attendance.scans.verdict import Period

StoredPeriods = list[list[str | None]]
ALWAYS: Period = (None, None)
EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def read_periods(stored: StoredPeriods, *, is_withdrawn: bool) -> list[Period]:
    """Return the periods of a row; of one that is withdrawn and does not say since when, all of time."""
    periods = [(_moment(begins), _moment(ends)) for begins, ends in stored]
    return [ALWAYS] if is_withdrawn and not any(ends is None for _begins, ends in periods) else periods


def write_periods(periods: Iterable[Period]) -> StoredPeriods:
    return [[moment.isoformat() if moment else None for moment in period] for period in periods]


def begin_period(stored: StoredPeriods, *, at: datetime) -> StoredPeriods:
    """Return the periods of a registration that is withdrawn now, unless it was already."""
    return stored if stored and stored[-1][1] is None else [*stored, [at.isoformat(), None]]


def end_period(stored: StoredPeriods, *, at: datetime) -> StoredPeriods:
    """Return the periods of a registration that is reinstated now."""
    return [[begins, ends or at.isoformat()] for begins, ends in stored]


def overlap(first: Sequence[Period], second: Sequence[Period]) -> list[Period]:
    """Return when both were withdrawn: whoever is registered twice takes part unless they withdrew both times."""
    common = []
    for first_begins, first_ends in first:
        for second_begins, second_ends in second:
            begins, ends = max(first_begins or EVER, second_begins or EVER), min(first_ends or NEVER, second_ends or NEVER)
            if begins < ends:
                common.append((begins, ends))
    return [(None if begins == EVER else begins, None if ends == NEVER else ends) for begins, ends in sorted(common)]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
