"""Dates as official documents write them, and days and times of day as people type them.

What is typed is read alike by console/static/console/typed-dates.js; tests/vietnamese/typed_dates_vectors.json holds both.
"""

import re
from datetime import date, datetime, time

from vietnamese.text import clean

# The days that may be asked for. Near the years 1 and 9999 a step of one day, or into another time zone, leaves the calendar.
EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2100, 12, 31)

SEPARATED_DAY = re.compile(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2})(?: ?[/.\- ] ?([0-9]{4}|[0-9]{2}))?[/.\-]?")
DIGITS_OF_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?")
DAY_IN_WORDS = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2})(?: năm ([0-9]{4}))?")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
TIME_OF_DAY = re.compile(r"([0-9]{1,2}) ?(?:[:.hg]|giờ) ?(?:([0-9]{2})(?::([0-9]{2}))?)?(?: ?(?:phút|p))?")
DIGITS_OF_TIME = re.compile(r"([0-9]{1,2}?)([0-9]{2})?()")
MOMENT = re.compile(r"(.+?)(?:, ?|t| (?:lúc )?)([0-9:.hg]+)")


def official_date(day: date) -> str:
    """Return 'ngày 09 tháng 3 năm 2026': a zero before days under 10 and before months 1 and 2 only (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """Return '01/7/2025', with zeros as in official_date."""
    return f"{day.day:02}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month <= 2 else str(day.month)


def read_day(text: str, *, near: date) -> date | None:
    """Return the day that `text` means, None where it means none: 15/12/2026, 15-12, 15.12.26, 151226, 2026-12-15, ngày 15 tháng 12.

    Without a year it is the year of `near`; a year of two digits is the one nearest to that.
    """
    text = clean(text).lower()
    if match := ISO_DAY.fullmatch(text):
        year, month, day = match.groups()
    elif match := SEPARATED_DAY.fullmatch(text) or DIGITS_OF_DAY.fullmatch(text) or DAY_IN_WORDS.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    full_year = int(year or near.year)
    if year and len(year) == 2:
        century = near.year - near.year % 100
        full_year = min((century + step + int(year) for step in (0, -100, 100)), key=lambda candidate: abs(candidate - near.year))
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Return the time of day that `text` means, None where it means none: 8h30, 8:30, 8.30, 0830, 830, 8h, 8, 8 giờ 30."""
    text = clean(text).lower()
    match = TIME_OF_DAY.fullmatch(text) or DIGITS_OF_TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def read_moment(text: str, *, near: date) -> datetime | None:
    """Return the day and time that `text` means, None where it means none: 15/12/2026 8h30, 151226 0830, 2026-12-15T08:30."""
    match = MOMENT.fullmatch(clean(text).lower())
    if not match or (day := read_day(match[1], near=near)) is None or (clock := read_time(match[2])) is None:
        return None
    return datetime.combine(day, clock)
