"""The periods that forms are made for: which days each begins and ends on, and which of them are offered."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exports import periods
from exports.periods import Period
from exports.statistical_forms.reading import FREE
from exports.table import capitalised

MAX_OFFERED = 10
# Name, its words, and the periods that end in a year. From 15 December to 14 December: reports of NĐ 09/2019/NĐ-CP, Điều 12.
RULES: dict[str, tuple[Any, Callable[[int], list[Period]]]] = {
    "year": (gettext_lazy("năm"), lambda year: [periods.year(year)]),
    "half": (gettext_lazy("6 tháng"), lambda year: [periods.months(year, 1, 6), periods.months(year, 7, 12)]),
    "nine-months": (gettext_lazy("9 tháng"), lambda year: [periods.months(year, 1, 9)]),
    "quarter": (gettext_lazy("quý"), lambda year: [periods.quarter(year, number) for number in range(1, 5)]),
    "month": (gettext_lazy("tháng"), lambda year: [periods.months(year, month, month) for month in range(1, 13)]),
    "administrative-year": (gettext_lazy("từ 15/12 đến 14/12"), lambda year: [periods.administrative_year(year)]),
}
NAMES = (*RULES, FREE)


def in_words(rules: Sequence[str]) -> str:
    """Return 'năm, 6 tháng'; nothing where any period will do."""
    return "" if FREE in rules else ", ".join(str(RULES[rule][0]) for rule in rules)


def fits(rules: Sequence[str], first: date | None, last: date | None) -> bool:
    if FREE in rules:
        return True
    return last is not None and any((first, last) in RULES[rule][1](last.year) for rule in rules)


def offered(rules: Sequence[str], today: date) -> list[tuple[str, Period]]:
    """Return (label, period) of those that have begun by `today`, the latest first; where any will do, the usual ones."""
    if FREE in rules:
        return periods.usual(today)
    begun = [
        period for rule in rules for year in (today.year + 1, today.year, today.year - 1) for period in reversed(RULES[rule][1](year))
        if period[0] <= today
    ]  # fmt: skip
    by_rule_then_latest = begun[:1] + sorted(begun[1:], key=lambda period: period[1], reverse=True)
    return [(_label(period), period) for period in by_rule_then_latest[:MAX_OFFERED]]


def _label(period: Period) -> str:
    first, last = period
    if period == periods.administrative_year(last.year):  # its words are a whole sentence
        return f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"
    return capitalised(periods.in_words(first, last))


def default(rules: Sequence[str], today: date) -> Period | None:
    """Return the period that is meant where none is asked for; None for all time."""
    return None if FREE in rules else offered(rules, today)[0][1]


def wrong_period(rules: Sequence[str]) -> str:
    return _("Biểu này lập theo kỳ: %(periods)s. Hãy chọn ngày đầu và ngày cuối của một kỳ như vậy.") % {"periods": in_words(rules)}
