"""Which questions a user is offered, each opened in one click, also for the period before and a year earlier."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from exports import periods
from exports.reports import catalogue
from finder.models import SavedFilter, SavedFilterQuerySet, query_of
from finder.question_lists import DAYS, QuestionLists, register_question_lists, with_days
from vietnamese.dates import read_day

VIEW = "report"  # the name of the view at whose addresses filters are saved


@dataclass(frozen=True, slots=True)
class Question:
    """`links`: (label, address) of the same for the period before and of a year earlier; `owner`: the colleague who shares it."""

    saved: SavedFilter
    report_title: str
    period: str
    url: str
    links: list[tuple[str, str]]
    owner: str = ""


def questions_for(user: User, today: date) -> list[Question]:
    """Return the questions about reports that `user` may read: their own and those shared with them, in one statement."""
    reports = {f"{VIEW}:{report.name}": report for report in catalogue.reports_for(user)}
    return [_question(saved, reports[saved.list_name], user, today) for saved in _offered(user, reports)]


def offered_questions(user: User) -> SavedFilterQuerySet:
    """Return the same as rows."""
    return _offered(user, {f"{VIEW}:{report.name}": report for report in catalogue.reports_for(user)})


def _offered(user: User, reports: dict[str, catalogue.Report]) -> SavedFilterQuerySet:
    return SavedFilter.objects.offered_to(user, {name: report.verb for name, report in reports.items()})


def _question(saved: SavedFilter, report: catalogue.Report, user: User, today: date) -> Question:
    fields = report.form().fields
    filters = {name: values for name, values in with_days(saved.filters, saved.list_name, day=today).items() if name in fields}
    address = reverse(VIEW, args=[report.name])
    first, last = (read_day(filters.get(name, [""])[0], near=today) for name in DAYS)
    neighbours = periods.neighbours(first, last) if first and last else []
    # How far the actual figures went belongs to the period that was asked about.
    others = {name: values for name, values in filters.items() if name != "actual_until"}
    links = [
        (label, f"{address}?{query_of(others | {'from': [start.isoformat()], 'to': [end.isoformat()]})}")
        for label, (start, end) in neighbours
    ]
    period = periods.in_words(first, last) if set(DAYS) <= fields.keys() else ""
    owner = "" if saved.user_id == user.pk else str(saved.user)
    return Question(saved, str(report.title), period, f"{address}?{query_of(filters)}", links, owner)


def _verb_of(list_name: str) -> str:
    try:
        return catalogue.get(list_name.removeprefix(f"{VIEW}:")).verb
    except KeyError:
        return ""


register_question_lists(VIEW, QuestionLists(find_verb=_verb_of, moving_periods=periods.moving))
