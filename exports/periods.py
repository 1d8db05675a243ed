"""Reporting periods: the usual ones to choose from, and any two days in the words of an office."""

from calendar import monthrange
from datetime import date, timedelta

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


def administrative_year(number: int) -> Period:
    """Return the year of periodical reports, from 15 December to 14 December (NĐ 09/2019/NĐ-CP)."""
    return date(number - 1, 12, 15), date(number, 12, 14)


def moving(today: date) -> dict[str, tuple[str, Period]]:
    """Return the periods that move with the calendar, as they are today: by key, (label, period)."""
    this_quarter = 4 * today.year + (today.month + 2) // 3 - 1
    reporting_year = today.year + (today > administrative_year(today.year)[1])
    this_month, last_month = today, today.replace(day=1) - timedelta(days=1)
    return {
        "this-year": (_("Năm nay"), year(today.year)),
        "last-year": (_("Năm trước"), year(today.year - 1)),
        "this-quarter": (_("Quý này"), _quarter_at(this_quarter)),
        "last-quarter": (_("Quý trước"), _quarter_at(this_quarter - 1)),
        "this-month": (_("Tháng này"), months(this_month.year, this_month.month, this_month.month)),
        "last-month": (_("Tháng trước"), months(last_month.year, last_month.month, last_month.month)),
        "first-half": (_("6 tháng đầu năm"), months(today.year, 1, 6)),
        "nine-months": (_("9 tháng đầu năm"), months(today.year, 1, 9)),
        "last-first-half": (_("6 tháng đầu năm trước"), months(today.year - 1, 1, 6)),
        "last-nine-months": (_("9 tháng đầu năm trước"), months(today.year - 1, 1, 9)),
        "reporting-year": (_("Năm báo cáo này (15/12–14/12)"), administrative_year(reporting_year)),
        "last-reporting-year": (_("Năm báo cáo trước (15/12–14/12)"), administrative_year(reporting_year - 1)),
    }


def _quarter_at(number: int) -> Period:
    """Return a quarter by its number as `whole_quarters` counts them."""
    of_year, before = divmod(number, 4)
    return quarter(of_year, before + 1)


def usual(today: date) -> list[tuple[str, Period]]:
    """Return (label, period) for what an office reports about most: years, the last four quarters, six and nine months."""
    named = moving(today)
    earlier_quarters = [divmod(4 * today.year + (today.month + 2) // 3 - 1 - back, 4) for back in (1, 2, 3)]
    reporting_years = [named["reporting-year"][1], named["last-reporting-year"][1]]
    return [
        *(named[key] for key in ("this-year", "last-year", "this-quarter")),
        *(
            (_("Quý %(quarter)s/%(year)s") % {"quarter": ROMAN[before + 1], "year": of_year}, quarter(of_year, before + 1))
            for of_year, before in earlier_quarters
        ),
        *(named[key] for key in ("first-half", "nine-months", "last-first-half", "last-nine-months")),
        *(
            (_("15/12/%(before)d–14/12/%(year)d") % {"before": first.year, "year": last.year}, (first, last))
            for first, last in reporting_years
        ),
    ]


def neighbours(first: date, last: date) -> list[tuple[str, Period]]:
    """Return (label, period) of the period before and of the same period a year earlier, each once."""
    before, earlier = previous(first, last), year_earlier(first, last)
    labelled = [(_("Kỳ trước"), before)] if before and before != earlier else []
    return [*labelled, (_("Cùng kỳ năm trước"), earlier)]


def previous(first: date, last: date) -> Period | None:
    """Return the period before: as many whole months or days, up to the day before; None before the calendar begins.

    Before nine months and the year of periodical reports stand those of the year before.
    """
    is_whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    length = 12 * (last.year - first.year) + last.month - first.month + 1
    if (is_whole_months and length == 9) or (first, last) == administrative_year(last.year):
        return year_earlier(first, last)
    if is_whole_months:
        of_year, month = divmod(12 * first.year + first.month - 1 - length, 12)
        return (date(of_year, month + 1, 1), first - timedelta(days=1)) if of_year > 0 else None
    days = last - first + timedelta(days=1)
    return (first - days, first - timedelta(days=1)) if days < first - date.min else None


def estimate_days(first: date, last: date, today: date) -> list[date]:
    """Return until when figures are usually actual in a report that estimates its period, as far as these days have come.

    The end of the month before the last of a half or nine months; of a year the ends of October and November. Within the period also today.
    """
    halves_and_nine_months = (months(last.year, 1, 6), months(last.year, 7, 12), months(last.year, 1, 9))
    if (first, last) in (year(last.year), administrative_year(last.year)):
        days = [date(last.year, 10, 31), date(last.year, 11, 30)]
    elif (first, last) in halves_and_nine_months:
        days = [last.replace(day=1) - timedelta(days=1)]
    else:
        return []
    days = [day for day in days if day < today]
    return [*days, today] if first <= today < last else days


def whole_years(first: date | None, last: date | None) -> range | None:
    """Return the calendar years that the period consists of; None when it cuts one, or is open."""
    if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return range(first.year, last.year + 1)
    return None


def whole_quarters(first: date | None, last: date | None) -> range | None:
    """Return the quarters that the period consists of, as year · 4 + quarter − 1; None when it cuts one, or is open."""
    if not first or not last or first.day != 1 or first.month % 3 != 1:
        return None
    if last.month % 3 or last.day != monthrange(last.year, last.month)[1]:
        return None
    return range(4 * first.year + first.month // 3, 4 * last.year + last.month // 3)


def year_earlier(first: date, last: date) -> Period:
    """Return the same period a year earlier; the end of February stays its end."""
    before = first.year - 1
    is_end = last.day == monthrange(last.year, last.month)[1]
    last_day = monthrange(last.year - 1, last.month)[1]
    start = date(before, first.month, min(first.day, monthrange(before, first.month)[1]))
    return start, date(last.year - 1, last.month, last_day if is_end else min(last.day, last_day))


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
    without_name = _("từ ngày %(first)s đến ngày %(last)s") % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    return next((name for period, name, _word in _parts_of_year(first.year) if period == (first, last)), without_name)


def in_file_name(first: date | None, last: date | None) -> str:
    """Return '2026', '2026-Q3', '2026-09', '2026-6-thang-dau', '20260315-20260531'; None is open."""
    if not first:
        return f"den-{last:%Y%m%d}" if last else "tat-ca"
    if not last:
        return f"tu-{first:%Y%m%d}"
    years = whole_years(first, last)
    if years and len(years) > 1:
        return f"{years[0]}-{years[-1]}"
    days = f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
    return next((word for period, _name, word in _parts_of_year(first.year) if period == (first, last)), days)


def _parts_of_year(number: int) -> list[tuple[Period, str, str]]:
    """Return the parts of a year that have a name: the period, its words, and its words in a file's name."""
    parts = [
        (year(number), _("năm %(year)d") % {"year": number}, f"{number}"),
        (months(number, 1, 6), _("6 tháng đầu năm %(year)d") % {"year": number}, f"{number}-6-thang-dau"),
        (months(number, 7, 12), _("6 tháng cuối năm %(year)d") % {"year": number}, f"{number}-6-thang-cuoi"),
        (months(number, 1, 9), _("9 tháng đầu năm %(year)d") % {"year": number}, f"{number}-9-thang"),
    ]
    if number < date.max.year:
        words = _("năm báo cáo %(year)d, từ ngày 15/12/%(before)d đến ngày 14/12/%(year)d") % {"year": number + 1, "before": number}
        parts.append((administrative_year(number + 1), words, f"nam-bao-cao-{number + 1}"))
    for part in range(1, 5):
        words = _("quý %(quarter)s năm %(year)d") % {"quarter": ROMAN[part], "year": number}
        parts.append((quarter(number, part), words, f"{number}-Q{part}"))
    for month in range(1, 13):
        words = _("tháng %(month)d năm %(year)d") % {"month": month, "year": number}
        parts.append((months(number, month, month), words, f"{number}-{month:02}"))
    return parts
