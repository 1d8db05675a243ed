"""Lists whose saved filters are questions, which a room above registers: reports.

All of their filters decide figures, so that none may be lost when they are saved; colleagues may open them; a period may move on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import roles_with
from places.models import Unit

PERIOD = "period"  # among the saved filters: the key of a period that moves with the calendar, in place of the two days
DAYS = ("from", "to")


@dataclass(frozen=True, slots=True)
class QuestionLists:
    """`find_verb`: what a reader of the list with this name must be allowed to do; nothing for a list that there is no more.

    `moving_periods`: the periods that move with the calendar as they are on a day: by key, the label, the first day and the last.
    """

    find_verb: Callable[[str], str]
    moving_periods: Callable[[date], dict[str, tuple[Any, tuple[date, date]]]]


_registered: dict[str, QuestionLists] = {}


def register_question_lists(view_name: str, lists: QuestionLists) -> None:
    """Declare that the filters saved at the addresses of a view are questions."""
    _registered[view_name] = lists


def find_question_lists(list_name: str) -> QuestionLists | None:
    """Return what was registered for the view of a list (`finder.saved_filters.list_name`); None where saved filters are no questions."""
    return _registered.get(list_name.partition(":")[0])


def verb_of(list_name: str) -> str:
    """Return what a reader must be allowed to do to open what colleagues saved of a list; nothing where nothing is shared."""
    lists = find_question_lists(list_name)
    return lists.find_verb(list_name) if lists else ""


def sharing_units(user: User, list_name: str) -> QuerySet[Unit]:
    """Return the units in which `user` may share a question: those where a role lets them read the list."""
    verb = verb_of(list_name)
    grants = user.grants.filter(role__in=roles_with(verb)) if verb else user.grants.none()
    return Unit.objects.filter(pk__in=grants.values("unit")).with_names()


def moving_period_of(filters: dict[str, list[str]], list_name: str, *, day: date) -> tuple[str, str]:
    """Return (key, label) of the moving period whose days these are today; two empty texts for none.

    A question with a day inside its period keeps its days.
    """
    lists, days = find_question_lists(list_name), [filters.get(name, [""])[0] for name in DAYS]
    if lists is None or filters.get("actual_until"):
        return "", ""
    for key, (label, period) in lists.moving_periods(day).items():
        if [bound.isoformat() for bound in period] == days:
            return key, str(label)
    return "", ""


def with_days(filters: dict[str, list[str]], list_name: str, *, day: date) -> dict[str, list[str]]:
    """Return the filters with the days that a moving period among them has on `day`; a key that nobody knows stays."""
    lists, key = find_question_lists(list_name), filters.get(PERIOD, [""])[0]
    if lists is None or key not in (periods := lists.moving_periods(day)):
        return filters
    days = dict(zip(DAYS, ([bound.isoformat()] for bound in periods[key][1]), strict=True))
    return days | {name: values for name, values in filters.items() if name != PERIOD}


def with_moving_period(filters: dict[str, list[str]], key: str) -> dict[str, list[str]]:
    """Return the filters with a moving period in place of its days."""
    return {PERIOD: [key]} | {name: values for name, values in filters.items() if name not in DAYS}
