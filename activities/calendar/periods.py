"""The months and weeks that the calendar shows, as its addresses name them: ?month=2026-12, ?week=2026-W50."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from vietnamese.dates import short_date

FIRST_YEAR, LAST_YEAR = 1990, 2100  # as for activities themselves
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a week. `key` and `value`: its parameter in an address; `first`, `last`: its own days."""

    key: str
    value: str
    first: date
    last: date

    @property
    def weeks(self) -> list[list[date]]:
        """Return its whole weeks, each seven days from a Monday, with days of the neighbouring months."""
        monday = self.first - timedelta(days=self.first.weekday())
        weeks = ((self.last - monday).days // 7) + 1
        return [[monday + timedelta(days=7 * week + day) for day in range(7)] for week in range(weeks)]

    @property
    def previous(self) -> "Period":
        return self._around(self.first - timedelta(days=1))

    @property
    def next(self) -> "Period":
        return self._around(self.last + timedelta(days=1))

    @property
    def label(self) -> str:
        if self.key == "month":
            return _("Tháng %(month)d/%(year)d") % {"month": self.first.month, "year": self.first.year}
        days = {"week": self.first.isocalendar().week, "first": f"{self.first:%d/%m}", "last": short_date(self.last)}
        return _("Tuần %(week)d, từ %(first)s đến %(last)s") % days

    def _around(self, day: date) -> "Period":
        return month_of(day) if self.key == "month" else week_of(day)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period("month", f"{first:%Y-%m}", first, last)


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    year, week, _weekday = monday.isocalendar()
    return Period("week", f"{year}-W{week:02d}", monday, monday + WEEK - timedelta(days=1))


def read_period(query: Mapping[str, str], *, today: date) -> Period:
    """Return the week or month that a query string names; the month of `today` where it names none that there is."""
    week = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", query.get("week", ""))
    month = re.fullmatch(r"([0-9]{4})-([0-9]{2})", query.get("month", ""))
    try:
        if week and FIRST_YEAR <= int(week[1]) <= LAST_YEAR:
            return week_of(date.fromisocalendar(int(week[1]), int(week[2]), 1))
        if month and FIRST_YEAR <= int(month[1]) <= LAST_YEAR:
            return month_of(date(int(month[1]), int(month[2]), 1))
    except ValueError:
        pass
    return month_of(today)
