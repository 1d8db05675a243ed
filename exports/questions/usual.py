"""The questions that everybody is asked by telephone, without saving anything: each for the usual periods in one click."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from exports import periods
from exports.questions.offered import VIEW

USUAL_PERIODS = ("this-quarter", "last-quarter", "this-year", "last-year")


@dataclass(frozen=True, slots=True)
class UsualQuestion:
    """`links`: (label, address) for each of the usual periods."""

    label: str
    links: list[tuple[str, str]]


def usual_questions(today: date) -> list[UsualQuestion]:
    """Return the questions with their periods as they are today."""
    asked = [
        (_("Bao nhiêu người, bao nhiêu nữ, dân tộc nào"), "participation-tally", {"by": "ethnic-group"}),
        (_("Từng xã, phường"), "participation-tally", {"by": "commune"}),
        (_("Từng huyện trước đây"), "participation-tally", {"by": "former-district"}),
        (_("So với kế hoạch và cùng kỳ năm trước"), "plan-vs-actual", {"by": "kind"}),
    ]
    moving = periods.moving(today)
    return [
        UsualQuestion(label, [(_label_of(key, moving), _address(report, moving[key][1], filters)) for key in USUAL_PERIODS])
        for label, report, filters in asked
    ]


def _label_of(key: str, moving: dict[str, tuple[str, periods.Period]]) -> str:
    """Return the period by its own name, 'Quý III/2026', as it is asked for."""
    first, last = moving[key][1]
    if not key.endswith("-quarter"):
        return f"{first.year}"
    return _("Quý %(quarter)s/%(year)s") % {"quarter": periods.ROMAN[last.month // 3], "year": last.year}


def _address(report: str, period: periods.Period, filters: dict[str, str]) -> str:
    first, last = period
    return reverse(VIEW, args=[report], query={"from": first.isoformat(), "to": last.isoformat(), **filters})
