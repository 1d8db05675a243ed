"""Dates as official documents write them."""

from datetime import date

# The days that may be asked for. Near the years 1 and 9999 a step of one day, or into another time zone, leaves the calendar.
EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def official_date(day: date) -> str:
    """Return 'ngày 09 tháng 3 năm 2026': a zero before days under 10 and before months 1 and 2 only (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """Return '01/7/2025', with zeros as in official_date."""
    return f"{day.day:02}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month <= 2 else str(day.month)
