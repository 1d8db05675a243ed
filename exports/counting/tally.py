"""The tally of participation: the figures behind the screen, JSON and the workbook, counted in one place."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Sum, When

from activities.models import Activity
from exports.counting.groupings import ALTOGETHER, Grouping, refuse_overlaps
from exports.counting.plan_percent import Plan, plans_of
from exports.counting.scope import Scope
from people.models import NOT_MINORITY

REGISTERED = {"registered": Count("pk"), "walk_ins": Count(Case(When(is_walk_in=True, then="pk")))}

COUNTED = {"headcount": Sum("count"), "headcount_female": Sum("women"), "headcount_ethnic_minority": Sum("minorities")}


@dataclass
class Figures:
    """One row of the tally. None: this figure has no meaning in this grouping, or nobody promised one."""

    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    plan: Plan = field(default_factory=Plan)
    sittings: int | None = 0
    registered: int = 0
    walk_ins: int = 0
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
    """Count everything in scope by group, in at most eleven statements, whatever the number of groups or rows.

    Raise ValidationError where the grouping refuses the scope.
    """
    refuse_overlaps(scope, [by])
    groups: dict[Any, Figures] = defaultdict(Figures)
    totals = Figures()
    _add_activities(groups, totals, scope, by)
    if by.per_person:  # an activity counts in each group of which somebody attended
        registrations = scope.registrations.active_or_attended().order_by().annotate(group=by.key(""))
        for group, count, walk_ins in registrations.values_list("group").annotate(**REGISTERED):
            groups[group].registered, groups[group].walk_ins = count, walk_ins
        attended = scope.registrations.attended().order_by().annotate(group=by.key(""))
        for group, kind, count in attended.values_list("group", "activity__kind").annotate(Count("activity", distinct=True)):
            groups[group].held[kind] = count
    _add_people(groups, totals, scope, by)
    plans, totals.plan = plans_of(scope, by)
    for group, plan in plans.items():
        groups[group].plan = plan
    if by.per_person:  # neither a sitting nor a nameless head belongs to one sort of people
        for figures in groups.values():
            figures.sittings = figures.headcount = None
    return Tally(dict(groups), totals)


def _add_activities(groups: dict[Any, Figures], totals: Figures, scope: Scope, by: Grouping) -> None:
    """Add what adds up by activity, counted by activity: the key of a group, dear on SQLite, is then computed once for each."""
    key = (ALTOGETHER if by.per_person else by).key("")
    activities = scope.activities.order_by().annotate(group=key)
    adds_to: dict[int, list[Figures]] = {}
    for activity, group, kind in activities.values_list("pk", "group", "kind"):
        adds_to[activity] = [totals] if by.per_person else [totals, groups[group]]
        for figures in adds_to[activity]:
            figures.held[kind] += 1
    for rows, counts in (
        (scope.sittings.values_list("activity"), {"sittings": Count("pk")}),
        (scope.registrations.active_or_attended().values_list("activity"), REGISTERED),
        (scope.headcounts.values_list("sitting__activity"), COUNTED),
    ):
        for activity, *numbers in rows.annotate(**counts).order_by():
            for figures in adds_to.get(activity, ()):
                for name, number in zip(counts, numbers, strict=True):
                    if number is not None:
                        setattr(figures, name, (getattr(figures, name) or 0) + number)


# First per registration, then per person: each distinct count becomes a plain one, and a million attendances are read once
# for the groups and for the totals. `source_key` is the group where it belongs to a person, else the activity, whose group is
# computed once.
PEOPLE_SQL = f"""
WITH {{with_activities}} attended (registration_id, source_key, times) AS ({{attended}}),
one_registration AS MATERIALIZED (
  SELECT {{grp}} AS grp, registration.person_id, times, CASE WHEN registration.category = 'pupil' THEN 1 ELSE 0 END AS pupil
  FROM attended {{join_activities}} JOIN attendance_registration AS registration ON registration.id = attended.registration_id
),
one_person AS (
  SELECT 0 AS is_total, grp, person_id, COUNT(*) AS participations, SUM(times) AS times, MAX(pupil) AS pupil
  FROM one_registration GROUP BY grp, person_id
  UNION ALL
  SELECT 1, NULL, person_id, COUNT(*), SUM(times), MAX(pupil) FROM one_registration GROUP BY person_id
)
SELECT is_total, grp, COUNT(*), SUM(participations), SUM(times),
       SUM(CASE WHEN person.gender = 'F' THEN 1 ELSE 0 END),
       SUM(CASE WHEN ethnic_group.code NOT IN {NOT_MINORITY} THEN 1 ELSE 0 END), SUM(pupil)
FROM one_person JOIN people_person AS person ON person.id = one_person.person_id
     LEFT JOIN people_ethnicgroup AS ethnic_group ON ethnic_group.id = person.ethnic_group_id
GROUP BY is_total, grp
"""  # noqa: S608 - constants, and SQL of the ORM's own making
PEOPLE_COLUMNS = ("people", "participations", "sitting_attendances", "female", "ethnic_minority", "pupils")


def _add_people(groups: dict[Any, Figures], totals: Figures, scope: Scope, by: Grouping) -> None:
    """Add the people who attended, each once in a group and once in the totals, and how often they attended."""
    source_key = by.key("registration__") if by.per_person else F("sitting__activity")
    attended = scope.attendances.order_by().annotate(source_key=source_key).values_list("registration", "source_key").annotate(Count("pk"))
    attended_sql, params = attended.query.sql_with_params()
    if by.per_person:
        sql = PEOPLE_SQL.format(attended=attended_sql, grp="source_key", with_activities="", join_activities="")
    else:
        activities = scope.activities.order_by().annotate(group=by.key("")).values_list("pk", "group")
        activities_sql, activity_params = activities.query.sql_with_params()
        sql = PEOPLE_SQL.format(
            attended=attended_sql,
            grp="activity.grp",
            with_activities=f"activity (id, grp) AS MATERIALIZED ({activities_sql}),",
            join_activities="JOIN activity ON activity.id = attended.source_key",
        )
        params = (*activity_params, *params)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for is_total, group, *counts in cursor.fetchall():
            figures = totals if is_total else groups[group]
            for name, count in zip(PEOPLE_COLUMNS, counts, strict=True):
                setattr(figures, name, int(count))
