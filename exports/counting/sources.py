"""Where the figures of a tally are read: from summaries, or directly of activities that changed since they were summarised.

`by_activity` is the truth in both cases: summaries are made of it. Which activities a scope counts is asked once, with the keys of their
groups; all else is counted of these ids.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from activities.models import Activity
from attendance.models import Registration
from exports.counting.by_activity import (
    HEADCOUNTED,
    OF_REGISTRATIONS,
    SITTINGS,
    add_numbers,
    numbers_by_activity,
    roll_sql,
)
from exports.counting.countable import ListedActivities
from exports.counting.groupings import ALTOGETHER, Grouping
from exports.counting.scope import Scope
from exports.models import ActivityFigures, RegistrationFigures
from exports.summaries.changes import changed_activities


class CountedActivity(NamedTuple):
    """An activity in scope: year and quarter of its first day, the keys of its groups in the order of the groupings."""

    pk: int
    kind: str
    unit: int
    year: int
    quarter: int
    keys: tuple[Any, ...]


class CountedActivities:
    """The activities that a scope counts, read in one statement with their keys in some groupings, and what is counted of them.

    In a grouping by a sort of person the key of each activity is that of the totals.
    """

    def __init__(self, scope: Scope, *groupings: Grouping, from_summaries: bool = True) -> None:
        self.scope, self.groupings, self.from_summaries = scope, groupings, from_summaries

    @cached_property
    def rows(self) -> list[CountedActivity]:
        days = {"held_in_year": ExtractYear("starts_on"), "held_in_quarter": ExtractQuarter("starts_on")}
        keys = {f"key_{place}": (ALTOGETHER if by.per_person else by).key("") for place, by in enumerate(self.groupings)}
        activities = self.scope.activities.order_by().annotate(**days, **keys)
        rows = activities.values_list("pk", "kind", "unit", *days, *keys)
        return [CountedActivity(pk, kind, unit, year, quarter, tuple(of_groups)) for pk, kind, unit, year, quarter, *of_groups in rows]

    def key_by_activity(self, by: Grouping) -> dict[int, Any]:
        place = self.groupings.index(by)
        return {row.pk: row.keys[place] for row in self.rows}

    @cached_property
    def sources(self) -> "Sources":
        """Divide the activities, in at most two statements."""
        role = self.scope.role
        ids = [row.pk for row in self.rows]
        changed = changed_activities() if self.from_summaries else None
        if changed is None:
            return Sources(ListedActivities([], role=role), ListedActivities(ids, role=role))
        summarised = [pk for pk in ids if pk not in changed] if changed else ids
        return Sources(ListedActivities(summarised, role=role), ListedActivities(changed.intersection(ids), role=role))

    @cached_property
    def numbers(self) -> Mapping[int, dict[str, int]]:
        """What adds up, of each activity that has any."""
        return self.sources.numbers_by_activity()

    @cached_property
    def teams(self) -> list[tuple[int, int | None]]:
        """The teams, each as (contest, organisation). No summary has them: schools are counted once, and teams are few."""
        contests = ListedActivities(row.pk for row in self.rows if row.kind == Activity.Kind.CONTEST)
        return list(contests.teams.order_by().values_list("contest", "organisation"))


@dataclass(frozen=True)
class Sources:
    """The activities that are read from summaries, and those that are counted directly."""

    summarised: ListedActivities
    direct: ListedActivities

    def numbers_by_activity(self) -> dict[int, dict[str, int]]:
        """Return what adds up, in at most five statements. Numbers of activities are not divided by role: those of registrations are."""
        numbers: dict[int, dict[str, int]] = defaultdict(dict)
        if self.summarised:
            names = [*SITTINGS, *HEADCOUNTED, *([] if self.summarised.role else OF_REGISTRATIONS)]
            figures = ActivityFigures.objects.filter(activity_id__in=self.summarised.activity_ids)
            add_numbers(numbers, figures.values_list("activity_id", *names), names)
        if self.summarised and self.summarised.role:
            roll = RegistrationFigures.objects.filter(activity_id__in=self.summarised.activity_ids, role=self.summarised.role)
            role = Registration.Role
            counts = {
                "registered": Count("pk"),
                "walk_ins": Sum("walk_in"),
                "contestants": Count("pk", filter=Q(role=role.CONTESTANT)),
                "audience": Count("pk", filter=Q(role=role.AUDIENCE)),
                "participations": Count("pk", filter=Q(times__gt=0)),
            }
            add_numbers(numbers, roll.order_by().values_list("activity_id").annotate(**counts), counts)
        if self.direct:
            numbers.update(numbers_by_activity(self.direct))
        return numbers


COLUMNS = ("activity_id", "person_id", "times", "walk_in", "female", "ethnic_minority", "pupils")  # of a registration
ROLL_BY_PERSON = ", ".join(['"group" AS grp', *(f"roll.{column}" for column in (*COLUMNS, "role"))])
Statement = tuple[str, Sequence[Any]]


def registrations_sql(counted: CountedActivities, by: Grouping, numbers: Mapping[int, int]) -> Statement:
    """Return the statement of the rows (grp, *COLUMNS), one for each registration on the roll, and its parameters.

    The group is the number of the activity in `numbers`, unless registrations have groups of their own: then the rows have the `role`,
    too, without which the index of the roll has all that is read.
    """
    parts: list[Statement] = []
    for activities, read_roll in ((counted.sources.summarised, _summarised_roll), (counted.sources.direct, _direct_roll)):
        if activities and by.per_person:
            parts.append(read_roll(activities, by))
        elif activities:
            (roll, roll_params), (listed, listed_params) = read_roll(activities, by), listed_sql({pk: numbers[pk] for pk in activities.ids})
            columns = ", ".join(f"roll.{column}" for column in COLUMNS)
            parts.append((f"SELECT listed.number AS grp, {columns} FROM ({listed}) AS listed "  # noqa: S608 - no input of anybody
                          f"JOIN ({roll}) AS roll ON roll.activity_id = listed.id", [*listed_params, *roll_params]))  # fmt: skip
    return " UNION ALL ".join(sql for sql, _params in parts), [param for _sql, params in parts for param in params]


def _summarised_roll(activities: ListedActivities, by: Grouping) -> Statement:
    figures = RegistrationFigures.objects.order_by().filter(**({"role": activities.role} if activities.role else {}))
    if not by.per_person:
        return figures.values(*COLUMNS).query.sql_with_params()
    roll, params = figures.annotate(group=by.key("", "")).values(*COLUMNS, "role", "group").query.sql_with_params()
    condition, ids = activities.activity_ids.condition_on("activity_id")
    return f"SELECT {ROLL_BY_PERSON} FROM ({roll}) AS roll WHERE {condition}", [*params, *ids]  # noqa: S608 - no input of anybody


def _direct_roll(activities: ListedActivities, by: Grouping) -> Statement:
    roll, params = roll_sql(activities)
    if not by.per_person:
        return roll, params
    keys, key_params = activities.registrations.order_by().annotate(group=by.key("")).values("id", "group").query.sql_with_params()
    return f"SELECT {ROLL_BY_PERSON} FROM ({roll}) AS roll JOIN ({keys}) AS keyed ON keyed.id = roll.registration_id", [  # noqa: S608
        *params, *key_params,
    ]  # fmt: skip


def listed_sql(numbers: Mapping[int, int]) -> Statement:
    """Return the statement of the rows (id, number) of activities."""
    if connection.vendor == "postgresql":
        listed = "SELECT id, number FROM unnest(%s::bigint[], %s::integer[]) AS listed (id, number)"
        return listed, [list(numbers), list(numbers.values())]
    listed = "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS number FROM json_each(%s)"
    return listed, [json.dumps(list(numbers.items()))]
