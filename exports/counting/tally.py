"""The tally of participation: the figures behind the screen, JSON and the workbook, counted in one place."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from activities.models import Activity
from attendance.models import Registration
from exports.counting.groupings import Grouping, refuse_overlaps
from exports.counting.plan_percent import Plan, plans_of
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities, listed_sql, registrations_sql


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


def tally(scope: Scope, by: Grouping, *, from_summaries: bool = True) -> Tally:
    """Count everything in scope by group, in at most a dozen statements, whatever the number of groups or rows.

    Figures are read from summaries, and counted directly for activities that changed since they were summarised (`exports.summaries`).
    Raise ValidationError where the grouping refuses the scope.
    """
    return tally_of(CountedActivities(scope, by, from_summaries=from_summaries), by)


def tally_of(counted: CountedActivities, by: Grouping) -> Tally:
    """Count as `tally` does, in one of the groupings with which the activities were read."""
    refuse_overlaps(counted.scope, [by])
    groups: dict[Any, Figures] = defaultdict(Figures)
    totals = Figures()
    _add_activities(groups, totals, counted, by)
    _add_people(groups, totals, counted, by)
    plans, totals.plan = plans_of(counted.scope, by, counted)
    for group, plan in plans.items():
        groups[group].plan = plan
    if by.per_person:  # neither a sitting, a team nor a nameless head belongs to one sort of people
        for figures in groups.values():
            figures.sittings = figures.headcount = figures.teams = figures.school_ids = None
    return Tally(dict(groups), totals)


def _add_activities(groups: dict[Any, Figures], totals: Figures, counted: CountedActivities, by: Grouping) -> None:
    """Add what adds up by activity, to the totals alone where each registration has a group of its own."""
    keys = counted.key_by_activity(by)
    adds_to = {pk: [totals] if by.per_person else [totals, groups[key]] for pk, key in keys.items()}
    for activity in counted.rows:
        numbers = counted.numbers.get(activity.pk, {})
        for figures in adds_to[activity.pk]:
            figures.held[activity.kind] += 1
            for name, number in numbers.items():
                setattr(figures, name, (getattr(figures, name) or 0) + number)
    for contest, organisation in counted.teams:
        for figures in adds_to[contest]:
            figures.teams = (figures.teams or 0) + 1
            if organisation is not None and figures.school_ids is not None:
                figures.school_ids.add(organisation)


# PostgreSQL sorts registrations by person once for all four distinct counts of a line: measured with a quarter of a million of them, a
# table of the persons in each group takes three times as long, and reading the index twice less than keeping what was read.
PEOPLE_COUNTS = """
COUNT(DISTINCT person_id), COUNT(*), COALESCE(SUM(times), 0), COUNT(DISTINCT person_id) FILTER (WHERE female = 1),
COUNT(DISTINCT person_id) FILTER (WHERE ethnic_minority = 1), COUNT(DISTINCT person_id) FILTER (WHERE pupils = 1) FROM roll WHERE times > 0
"""
COUNTED_SQL = f"""
WITH roll AS {{is_kept}} ({{registrations}})
SELECT 'group', grp, 0, {PEOPLE_COUNTS} GROUP BY grp UNION ALL SELECT 'total', NULL, 0, {PEOPLE_COUNTS}
"""
# Of groups that registrations have themselves: who is registered in each, and how many activities of a kind somebody of it attended.
BY_PERSON_SQL = f"""
UNION ALL SELECT 'roll', grp, 0, COUNT(*), SUM(walk_in), COUNT(*) FILTER (WHERE role = '{Registration.Role.CONTESTANT.value}'),
  COUNT(*) FILTER (WHERE role = '{Registration.Role.AUDIENCE.value}'), 0, 0 FROM roll GROUP BY grp
UNION ALL SELECT 'held', grp, number, COUNT(*), 0, 0, 0, 0, 0 FROM (SELECT DISTINCT grp, activity_id FROM roll WHERE times > 0) AS attended
  JOIN ({{listed}}) AS listed ON listed.id = attended.activity_id GROUP BY grp, number
"""  # noqa: S608 - constants
ROLL_COUNTS = ("registered", "walk_ins", "contestants", "audience")
PEOPLE_COLUMNS = ("people", "participations", "sitting_attendances", "female", "ethnic_minority", "pupils")


def _add_people(groups: dict[Any, Figures], totals: Figures, counted: CountedActivities, by: Grouping) -> None:
    """Add the people who attended, each once in a group and once in the totals, and how often they attended."""
    if not counted.rows:
        return
    keys = {row.pk: row.kind for row in counted.rows} if by.per_person else counted.key_by_activity(by)
    places = {key: place for place, key in enumerate(dict.fromkeys(keys.values()))}
    keys_by_place = list(places)
    numbers = {pk: places[key] for pk, key in keys.items()}
    registrations, params = registrations_sql(counted, by, numbers)
    sql = COUNTED_SQL.format(registrations=registrations, is_kept="MATERIALIZED" if by.per_person else "NOT MATERIALIZED")
    if by.per_person:
        listed, listed_params = listed_sql(numbers)
        sql, params = sql + BY_PERSON_SQL.format(listed=listed), [*params, *listed_params]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for what, group, number, *counts in cursor.fetchall():
            figures = totals if what == "total" else groups[group if by.per_person else keys_by_place[group]]
            if what == "held":
                figures.held[keys_by_place[number]] = counts[0]
                continue
            for name, count in zip(ROLL_COUNTS if what == "roll" else PEOPLE_COLUMNS, counts, strict=what != "roll"):
                setattr(figures, name, int(count))
