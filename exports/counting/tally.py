"""The tally of participation: the figures behind the screen, JSON and the workbook, counted in one place."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count

from activities.models import Activity
from exports.counting.by_activity import REGISTERED
from exports.counting.groupings import ALTOGETHER, Grouping, refuse_overlaps
from exports.counting.plan_percent import Plan, plans_of
from exports.counting.scope import Scope
from exports.counting.sources import Sources, people_rows, sources_of


@dataclass
class Figures:
    """One row of the tally. None: this figure has no meaning in this grouping, or nobody promised one."""

    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    plan: Plan = field(default_factory=Plan)
    sittings: int | None = 0
    registered: int = 0
    walk_ins: int = 0
    contestants: int = 0
    audience: int = 0
    teams: int | None = 0
    school_ids: set[int] | None = field(default_factory=set)
    people: int = 0
    participations: int = 0
    sitting_attendances: int = 0
    female: int = 0
    ethnic_minority: int = 0
    pupils: int = 0
    headcount: int | None = 0
    headcount_female: int | None = None  # None: nobody counted them apart
    headcount_ethnic_minority: int | None = None

    @property
    def training_sessions(self) -> int:
        return self.held.get(Activity.Kind.TRAINING_SESSION, 0)

    @property
    def contests(self) -> int:
        return self.held.get(Activity.Kind.CONTEST, 0)

    @property
    def activities(self) -> int:
        return sum(self.held.values())

    @property
    def schools(self) -> int | None:
        return None if self.school_ids is None else len(self.school_ids)

    @property
    def planned_activities(self) -> int | None:
        return self.plan.planned_activities

    @property
    def planned_participants(self) -> int | None:
        return self.plan.planned_participants

    @property
    def percent_of_plan(self) -> float | None:
        return self.plan.percent_activities

    @property
    def percent_participants(self) -> float | None:
        return self.plan.percent_participants


@dataclass(frozen=True)
class Tally:
    """`groups`: key → figures, unordered. `totals` counts people once, however many groups they are in."""

    groups: dict[Any, Figures]
    totals: Figures


def tally(scope: Scope, by: Grouping) -> Tally:
    """Count everything in scope by group, in at most sixteen statements, whatever the number of groups or rows.

    Figures are read from summaries, and counted directly for activities that changed since they were summarised (`exports.summaries`).
    Raise ValidationError where the grouping refuses the scope.
    """
    return tally_from(sources_of(scope), scope, by)


def tally_from(sources: Sources, scope: Scope, by: Grouping) -> Tally:
    """Count as `tally` does, from these sources."""
    refuse_overlaps(scope, [by])
    groups: dict[Any, Figures] = defaultdict(Figures)
    totals = Figures()
    _add_activities(groups, totals, scope, by, sources)
    if by.per_person:  # an activity counts in each group of which somebody attended
        registrations = scope.registrations.active_or_attended().order_by().annotate(group=by.key(""))
        for group, *numbers in registrations.values_list("group").annotate(**REGISTERED):
            for name, number in zip(REGISTERED, numbers, strict=True):
                setattr(groups[group], name, number)
        attended = scope.registrations.attended().order_by().annotate(group=by.key(""))
        for group, kind, count in attended.values_list("group", "activity__kind").annotate(Count("activity", distinct=True)):
            groups[group].held[kind] = count
    _add_people(groups, totals, scope, by, sources)
    plans, totals.plan = plans_of(scope, by, sources)
    for group, plan in plans.items():
        groups[group].plan = plan
    if by.per_person:  # neither a sitting, a team nor a nameless head belongs to one sort of people
        for figures in groups.values():
            figures.sittings = figures.headcount = figures.teams = figures.school_ids = None
    return Tally(dict(groups), totals)


def _add_activities(groups: dict[Any, Figures], totals: Figures, scope: Scope, by: Grouping, sources: Sources) -> None:
    """Add what adds up by activity, counted by activity: the key of a group, dear on SQLite, is then computed once for each."""
    key = (ALTOGETHER if by.per_person else by).key("")
    activities = scope.activities.order_by().annotate(group=key)
    adds_to: dict[int, list[Figures]] = {}
    for activity, group, kind in activities.values_list("pk", "group", "kind"):
        adds_to[activity] = [totals] if by.per_person else [totals, groups[group]]
        for figures in adds_to[activity]:
            figures.held[kind] += 1
    for activity, numbers in sources.numbers_by_activity():
        for figures in adds_to.get(activity, ()):
            for name, number in numbers.items():
                setattr(figures, name, (getattr(figures, name) or 0) + number)
    for contest, organisation in scope.teams.order_by().values_list("contest", "organisation"):
        for figures in adds_to.get(contest, ()):
            figures.teams = (figures.teams or 0) + 1
            if organisation is not None and figures.school_ids is not None:
                figures.school_ids.add(organisation)


# A million registrations are read once for the groups and for the totals. PostgreSQL sorts them by person once for all four distinct
# counts of a line, which takes less memory and time than a table of persons in each group.
PEOPLE_COUNTS = """
COUNT(DISTINCT person_id), COUNT(*), COALESCE(SUM(times), 0), COUNT(DISTINCT person_id) FILTER (WHERE female = 1),
COUNT(DISTINCT person_id) FILTER (WHERE ethnic_minority = 1), COUNT(DISTINCT person_id) FILTER (WHERE pupils = 1)
"""
PEOPLE_SQL = f"""
WITH {{ctes}}, one_registration (grp, person_id, times, female, ethnic_minority, pupils) AS MATERIALIZED ({{registrations}})
SELECT 0, grp, {PEOPLE_COUNTS} FROM one_registration GROUP BY grp
UNION ALL SELECT 1, NULL, {PEOPLE_COUNTS} FROM one_registration
"""  # noqa: S608 - constants
PEOPLE_COLUMNS = ("people", "participations", "sitting_attendances", "female", "ethnic_minority", "pupils")


def _add_people(groups: dict[Any, Figures], totals: Figures, scope: Scope, by: Grouping, sources: Sources) -> None:
    """Add the people who attended, each once in a group and once in the totals, and how often they attended."""
    sql, params = people_rows(scope, by, sources)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_SQL.format(**sql), params)
        for is_total, group, *counts in cursor.fetchall():
            figures = totals if is_total else groups[group]
            for name, count in zip(PEOPLE_COLUMNS, counts, strict=True):
                setattr(figures, name, int(count))
