"""Dates as official documents write them."""

from datetime import date


def official_date(day: date) -> str:
    """Return 'ngày 09 tháng 3 năm 2026': a zero before days under 10 and before months 1 and 2 only (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """Return '01/7/2025', with zeros as in official_date."""
    return f"{day.day:02}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month <= 2 else str(day.month)
