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
        UsualQuestion(label, [_link(report, filters, key=key, period=moving[key][1]) for key in USUAL_PERIODS])
        for label, report, filters in asked
    ]


def _link(report: str, filters: dict[str, str], *, key: str, period: periods.Period) -> tuple[str, str]:
    """Return the period by its own name, 'Quý III/2026', as it is asked for, and the address of the report about it."""
    first, last = period
    label = f"{first.year}"
    if key.endswith("-quarter"):
        label = _("Quý %(quarter)s/%(year)s") % {"quarter": periods.ROMAN[last.month // 3], "year": last.year}
    return label, reverse(VIEW, args=[report], query={"from": first.isoformat(), "to": last.isoformat(), **filters})
