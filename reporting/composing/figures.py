"""Each figure of a report in one place: what its rows are, and whether they are counted or a column of them adds up.

Activities, registrations and targets come through exports.counting.scope, items of the channels through outreach.report, so that a figure
is the same here as in every other report.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from activities.models import Activity, ActivityQuerySet, Document, DocumentQuerySet, PlanTask, PlanTaskQuerySet
from attendance.models import Headcount
from exports.counting.groupings import ALTOGETHER
from exports.counting.measures import MEASURES
from exports.counting.plan_percent import Plan, plans_of, targets_in
from exports.counting.scope import Scope
from outreach.models import Channel, OutreachItemQuerySet
from outreach.report import items_in_scope
from people.models import NOT_MINORITY, Person
from places.models import Cover

Rows = Callable[[Scope], QuerySet[Any]]


@dataclass(frozen=True)
class Figure:
    """`list_name`: how its rows are shown (figure_rows). `adds_up`: the column that is summed; without one, rows are counted."""

    name: str
    label: Any
    list_name: str
    rows: Rows
    adds_up: str = ""

    @property
    def is_sum(self) -> bool:
        return bool(self.adds_up)

    def value(self, scope: Scope) -> int:
        rows = self.rows(scope)
        if self.adds_up:
            return rows.order_by().aggregate(sum=Sum(self.adds_up))["sum"] or 0
        return rows.count()


def activities_of(scope: Scope, kind: str) -> ActivityQuerySet:
    return replace(scope, kind=kind).activities


def plan_of(scope: Scope, kind: str) -> Plan:
    """Return what the targets of a kind promise together, and which activities they cover."""
    _by_group, total = plans_of(replace(scope, kind=kind), ALTOGETHER)
    return total


def _people(scope: Scope, kind: str = "", **narrowed: Any) -> QuerySet[Person]:
    """Return the persons who attended at least once, each once."""
    registrations = replace(scope, kind=kind).registrations.attended()
    return Person.objects.filter(pk__in=registrations.values("person"), **narrowed)


def documents_of(scope: Scope) -> DocumentQuerySet:
    """Documents about the period's year that the place, one below or one above it keeps."""
    return _of_place_or_above(Document.objects.visible_to(scope.user, "report"), scope).of_year(_year(scope))


def tasks_of(scope: Scope, *, years_later: int = 0) -> PlanTaskQuerySet:
    tasks = _of_place_or_above(PlanTask.objects.visible_to(scope.user, "report"), scope)
    return tasks.filter(year=_year(scope) + years_later).order_by("order", "pk")


def next_tasks_of(scope: Scope) -> PlanTaskQuerySet:
    """Return the tasks of the next year; before anybody has written them, those of this year that are not done."""
    tasks = tasks_of(scope, years_later=1)
    return tasks if tasks.exists() else tasks_of(scope).unfinished()


def _of_place_or_above(rows: Any, scope: Scope) -> Any:
    if scope.unit is None:
        return rows
    above = Cover.objects.filter(unit=scope.unit).values("ancestor")
    below = Cover.objects.filter(ancestor=scope.unit).values("unit")
    return rows.filter(Q(unit__in=above) | Q(unit__in=below))


def _year(scope: Scope) -> int:
    assert scope.last is not None
    return scope.last.year


SESSION, CONTEST = Activity.Kind.TRAINING_SESSION.value, Activity.Kind.CONTEST.value


def _figures_of_kind(name: str, kind: str, of_kind: Any) -> list[Figure]:
    """Return the figures that a kind of activity has like the other; `of_kind`: its word in the labels."""

    def label(text: Any) -> Any:
        return format_lazy("{text} {of_kind}", text=text, of_kind=of_kind)

    def attended(scope: Scope) -> QuerySet[Any]:
        return replace(scope, kind=kind).registrations.attended()

    def in_plan(scope: Scope) -> ActivityQuerySet:
        return activities_of(scope, kind).filter(pk__in=plan_of(scope, kind).activities)

    return [
        Figure(f"{name}.participations", label(gettext_lazy("Lượt người dự")), "registrations", attended),
        Figure(f"{name}.people", label(gettext_lazy("Số người dự")), "people", lambda scope: _people(scope, kind)),
        Figure(f"{name}.women", label(gettext_lazy("Nữ dự")), "people", lambda scope: _people(scope, kind, gender="F")),
        Figure(
            f"{name}.minorities",
            label(gettext_lazy("Người dân tộc thiểu số dự")),
            "people",
            lambda scope: _people(scope, kind, ethnic_group__isnull=False).exclude(ethnic_group__code__in=NOT_MINORITY),
        ),
        Figure(
            f"{name}.headcount",
            label(gettext_lazy("Số người chỉ đếm, không lập danh sách, ở")),
            "headcounts",
            lambda scope: Headcount.objects.filter(sitting__activity__in=activities_of(scope, kind)),
            adds_up="count",
        ),
        Figure(
            f"targets.{name}",
            label(gettext_lazy("Chỉ tiêu")),
            "targets",
            lambda scope: targets_in(replace(scope, kind=kind), ALTOGETHER, None),
            adds_up="planned_activities",
        ),
        Figure(f"{name}.in_plan", label(gettext_lazy("Đã tổ chức trong chỉ tiêu:")), "activities", in_plan),
    ]


def _figure_of_prizes(name: str) -> Figure:
    """Return the figure that counts prizes as the measure of that name does."""
    measure = MEASURES[name]
    return Figure(f"contest.{name}", measure.title, measure.list_name, lambda scope: measure.rows(replace(scope, kind=CONTEST)))


_DEFINED = [
    Figure("activities", gettext_lazy("Lớp tập huấn, hội thi"), "activities", lambda scope: scope.activities),
    Figure("participations", gettext_lazy("Lượt người dự"), "registrations", lambda scope: scope.registrations.attended()),
    Figure("people", gettext_lazy("Số người dự"), "people", _people),
    Figure("training.activities", gettext_lazy("Lớp tập huấn"), "activities", lambda scope: activities_of(scope, SESSION)),
    *_figures_of_kind("training", SESSION, gettext_lazy("lớp tập huấn")),
    Figure("contest.activities", gettext_lazy("Hội thi"), "activities", lambda scope: activities_of(scope, CONTEST)),
    *_figures_of_kind("contest", CONTEST, gettext_lazy("hội thi")),
    Figure("contest.teams", gettext_lazy("Đội dự thi"), "teams", lambda scope: replace(scope, kind=CONTEST).teams),
    *map(_figure_of_prizes, ("prizes", "first_prizes", "second_prizes", "third_prizes", "consolation_prizes", "special_prizes")),
    Figure("documents.all", gettext_lazy("Văn bản"), "documents", documents_of),
    Figure("documents.plans", gettext_lazy("Kế hoạch"), "documents", lambda scope: documents_of(scope).filter(kind="plan")),
    Figure("documents.decisions", gettext_lazy("Quyết định"), "documents", lambda scope: documents_of(scope).filter(kind="decision")),
    Figure("tasks.done", gettext_lazy("Nhiệm vụ đã hoàn thành"), "tasks", lambda scope: tasks_of(scope).filter(is_done=True)),
    Figure("tasks.open", gettext_lazy("Nhiệm vụ chưa hoàn thành"), "tasks", lambda scope: tasks_of(scope).unfinished()),
    Figure("next_tasks.all", gettext_lazy("Nhiệm vụ của năm sau"), "tasks", next_tasks_of),
]
FIGURES = {figure.name: figure for figure in _DEFINED}
CHANNEL_FIGURES = {
    "items": gettext_lazy("%(channel)s (số mục)"),
    "quantity": gettext_lazy("%(channel)s (số lượng)"),
    "copies": gettext_lazy("%(channel)s (số bản phát hành)"),
    "minority_language_copies": gettext_lazy("%(channel)s (số bản bằng tiếng dân tộc thiểu số)"),
}


def items_of(scope: Scope, channel_key: str) -> OutreachItemQuerySet:
    """Return what was done in a channel, as outreach's own tally counts it."""
    return items_in_scope(scope).filter(channel__key=channel_key)


def channel_figure(channel: Channel, column: str) -> Figure:
    label = CHANNEL_FIGURES[column] % {"channel": channel.name}
    return Figure(
        f"{channel.key}.{column}", label, "items", lambda scope: items_of(scope, channel.key), "" if column == "items" else column
    )


def find_figure(name: str) -> Figure | None:
    """Return the figure of that name, of a channel too; None where nobody defines it."""
    if name in FIGURES:
        return FIGURES[name]
    channel_key, _dot, column = name.rpartition(".")
    channel = Channel.objects.filter(key=channel_key).first() if column in CHANNEL_FIGURES else None
    return channel_figure(channel, column) if channel else None
