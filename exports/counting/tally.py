"""The tally of participation: the figures behind the screen, JSON and the workbook, counted in one place."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from activities.models import Activity
from exports.counting.by_activity import HEADCOUNTED, SITTINGS
from exports.counting.groupings import Grouping, refuse_overlaps
from exports.counting.measures import MEASURES
from exports.counting.plan_percent import Plan, plans_of
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities

OF_ACTIVITIES = [*SITTINGS, *HEADCOUNTED]
OF_REGISTRATIONS = (
    "registered", "walk_ins", "contestants", "audience", "people", "participations", "sitting_attendances", "female", "ethnic_minority",
    "pupils",
)  # fmt: skip
HELD = {"training_sessions": Activity.Kind.TRAINING_SESSION, "contests": Activity.Kind.CONTEST}


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
    """Count everything in scope by group, in at most thirteen statements, whatever the number of groups or rows.

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
    _add_registrations(groups, totals, counted, by)
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
    for activity in counted.rows:
        figures = totals if by.per_person else groups[keys[activity.pk]]
        figures.held[activity.kind] += 1
        for name, number in counted.numbers.get(activity.pk, {}).items():
            if name in OF_ACTIVITIES:
                setattr(figures, name, (getattr(figures, name) or 0) + number)
    for contest, organisation in counted.teams:
        figures = totals if by.per_person else groups[keys[contest]]
        figures.teams = (figures.teams or 0) + 1
        if organisation is not None and figures.school_ids is not None:
            figures.school_ids.add(organisation)
    for figures in groups.values():
        _add_to_totals(totals, figures)


def _add_to_totals(totals: Figures, figures: Figures) -> None:
    for kind, number in figures.held.items():
        totals.held[kind] += number
    for name in (*OF_ACTIVITIES, "teams"):
        if (number := getattr(figures, name)) is not None:
            setattr(totals, name, (getattr(totals, name) or 0) + number)
    if totals.school_ids is not None:
        totals.school_ids |= figures.school_ids or set()


def _add_registrations(groups: dict[Any, Figures], totals: Figures, counted: CountedActivities, by: Grouping) -> None:
    """Add who is registered and who attended: people once in a group and once in the totals.

    By a sort of person, an activity is held in each group of which somebody attended.
    """
    for name in OF_REGISTRATIONS:
        setattr(totals, name, counted.count(MEASURES[name], [])[()])
        for (group,), number in counted.count(MEASURES[name], [by]).items():
            setattr(groups[group], name, number)
    if by.per_person:
        for name, kind in HELD.items():
            for (group,), number in counted.count(MEASURES[name], [by]).items():
                groups[group].held[kind] = number
