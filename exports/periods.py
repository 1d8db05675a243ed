"""Reporting periods: the usual ones to choose from, and any two days in the words of an office."""

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

Period = tuple[date, date]
ROMAN = ("", "I", "II", "III", "IV")


def year(number: int) -> Period:
    return date(number, 1, 1), date(number, 12, 31)


def months(number: int, first: int, last: int) -> Period:
    """Return the period from the first day of month `first` to the last of month `last`."""
    return date(number, first, 1), date(number, last, monthrange(number, last)[1])


def quarter(number: int, of_year: int) -> Period:
    return months(number, 3 * of_year - 2, 3 * of_year)


def usual(today: date) -> list[tuple[str, Period]]:
    """Return (label, period) for what an office reports about most."""
    return [
        (_("Năm nay"), year(today.year)),
        (_("Năm trước"), year(today.year - 1)),
        (_("Quý này"), quarter(today.year, (today.month + 2) // 3)),
        (_("6 tháng đầu năm"), months(today.year, 1, 6)),
    ]


def whole_years(first: date | None, last: date | None) -> range | None:
    """Return the calendar years that the period consists of; None when it cuts one, or is open."""
    if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return range(first.year, last.year + 1)
    return None


def in_words(first: date | None, last: date | None) -> str:
    """Return 'năm 2023', 'quý I năm 2026', 'từ ngày 15/03/2024 đến ngày 31/05/2024'; None is open."""
    if not first:
        return _("đến ngày %(last)s") % {"last": f"{last:%d/%m/%Y}"} if last else _("toàn bộ thời gian")
    if not last:
        return _("từ ngày %(first)s") % {"first": f"{first:%d/%m/%Y}"}
    years = whole_years(first, last)
    if years and len(years) > 1:
        return _("từ năm %(first)d đến năm %(last)d") % {"first": years[0], "last": years[-1]}
    if first == last:
        return _("ngày %(day)s") % {"day": f"{first:%d/%m/%Y}"}
    number = first.year
    names = [
        (_("năm %(year)d") % {"year": number}, year(number)),
        (_("6 tháng đầu năm %(year)d") % {"year": number}, months(number, 1, 6)),
        (_("6 tháng cuối năm %(year)d") % {"year": number}, months(number, 7, 12)),
        (_("9 tháng đầu năm %(year)d") % {"year": number}, months(number, 1, 9)),
    ]
    for part in range(1, 5):
        names.append((_("quý %(quarter)s năm %(year)d") % {"quarter": ROMAN[part], "year": number}, quarter(number, part)))
    for month in range(1, 13):
        names.append((_("tháng %(month)d năm %(year)d") % {"month": month, "year": number}, months(number, month, month)))
    without_name = _("từ ngày %(first)s đến ngày %(last)s") % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    return next((name for name, period in names if period == (first, last)), without_name)
