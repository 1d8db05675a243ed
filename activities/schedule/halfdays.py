"""Half-days proposed from dates, a morning and an afternoon a day. Pure; times are wall-clock times without a zone."""

from dataclasses import dataclass
from datetime import date, time, timedelta

MORNING = (time(7, 30), time(11, 0))
AFTERNOON = (time(13, 30), time(16, 30))
MAX_DAYS = 31


@dataclass(frozen=True)
class HalfDay:
    day: date
    half: str  # "morning" or "afternoon"
    starts: time
    ends: time


def propose_half_days(starts_on: date, ends_on: date) -> list[HalfDay]:
    """Return a morning and an afternoon for each day from `starts_on` to `ends_on`, for at most 31 days."""
    days = min((ends_on - starts_on).days + 1, MAX_DAYS)
    return [
        HalfDay(starts_on + timedelta(days=offset), half, *hours)
        for offset in range(max(days, 0))
        for half, hours in (("morning", MORNING), ("afternoon", AFTERNOON))
    ]


def strip_day(label: str, day: date) -> str:
    """Return a sitting's label without the day that it ends in, as in “Sáng 15/12”, for where the day is written beside it."""
    for written in (f"{day:%d/%m/%Y}", f"{day:%d/%m}", f"{day.day}/{day.month}/{day.year}", f"{day.day}/{day.month}"):
        if label.endswith(f" {written}"):
            return label.removesuffix(written).rstrip(" ,")
    return label
