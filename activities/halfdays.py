"""Sittings proposed from dates: a morning and an afternoon a day. Pure; times are wall-clock, the caller knows the zone."""

from dataclasses import dataclass
from datetime import date, time, timedelta

MORNING = (time(7, 30), time(11, 0))
AFTERNOON = (time(13, 30), time(16, 30))
MOST_DAYS = 31


@dataclass(frozen=True)
class HalfDay:
    day: date
    half: str  # "morning" or "afternoon"
    starts: time
    ends: time


def propose(starts_on: date, ends_on: date) -> list[HalfDay]:
    """Two half-days for each day from `starts_on` to `ends_on`, at most 31 days."""
    days = min((ends_on - starts_on).days + 1, MOST_DAYS)
    return [
        HalfDay(starts_on + timedelta(days=n), half, *hours)
        for n in range(max(days, 0))
        for half, hours in (("morning", MORNING), ("afternoon", AFTERNOON))
    ]
