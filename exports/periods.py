"""Reporting periods: the usual ones to choose from, and any two days in the words of an office."""

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

Period = tuple[date, date]
ROMAN = ("", "I", "II", "III", "IV")


def year(number: int) -> Period:
    return date(number, 1, 1), date(number, 12, 31)


def months(number: int, first: int, last: int) -> Period:
    """From the first day of month `first` to the last of month `last`."""
    return date(number, first, 1), date(number, last, monthrange(number, last)[1])


def quarter(number: int, of_year: int) -> Period:
    return months(number, 3 * of_year - 2, 3 * of_year)


def usual(today: date) -> list[tuple[str, Period]]:
    """(label, period): what an office reports about most."""
    this = today.year
    return [
        (_("Năm nay"), year(this)),
        (_("Năm trước"), year(this - 1)),
        (_("Quý này"), quarter(this, (today.month + 2) // 3)),
        (_("6 tháng đầu năm"), months(this, 1, 6)),
    ]


def whole_years(first: date | None, last: date | None) -> range | None:
    """The calendar years that the period consists of; None when it cuts one, or is open."""
    if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return range(first.year, last.year + 1)
    return None


def in_words(first: date | None, last: date | None) -> str:
    """'năm 2023', 'quý I năm 2026', 'từ ngày 15/03/2024 đến ngày 31/05/2024'; None is open."""
    if first and last:
        return _named(first, last) or _("từ ngày %(first)s đến ngày %(last)s") % {"first": written(first), "last": written(last)}
    if first:
        return _("từ ngày %(first)s") % {"first": written(first)}
    if last:
        return _("đến ngày %(last)s") % {"last": written(last)}
    return _("toàn bộ thời gian")


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _named(first: date, last: date) -> str | None:
    years = whole_years(first, last)
    if years and len(years) > 1:
        return _("từ năm %(first)d đến năm %(last)d") % {"first": years[0], "last": years[-1]}
    if first == last:
        return _("ngày %(day)s") % {"day": written(first)}
    return next((words for words, period in _names(first.year) if period == (first, last)), None)


def _names(number: int) -> list[tuple[str, Period]]:
    there = {"year": number}
    names = [
        (_("năm %(year)d") % there, year(number)),
        (_("6 tháng đầu năm %(year)d") % there, months(number, 1, 6)),
        (_("6 tháng cuối năm %(year)d") % there, months(number, 7, 12)),
        (_("9 tháng đầu năm %(year)d") % there, months(number, 1, 9)),
    ]
    names += [(_("quý %(quarter)s năm %(year)d") % (there | {"quarter": ROMAN[part]}), quarter(number, part)) for part in range(1, 5)]
    names += [(_("tháng %(month)d năm %(year)d") % (there | {"month": month}), months(number, month, month)) for month in range(1, 13)]
    return names
