"""Where the figures of a tally are read: from summaries, or directly of activities that changed since they were summarised.

`by_activity` is the truth in both cases: summaries are made of it. Which activities a scope counts is asked once, with the keys of their
groups; what adds up by activity, and what is counted of registrations, is read of these ids.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from activities.models import Activity
from exports.counting.by_activity import HEADCOUNTED, PARTICIPATIONS, SITTINGS, add_numbers, numbers_by_activity, rolls_by_activity
from exports.counting.countable import ListedActivities
from exports.counting.groupings import ALTOGETHER, Grouping
from exports.counting.measures import Measure, count
from exports.counting.scope import Scope
from exports.models import ActivityFigures, ActivityRoll
from exports.summaries.changes import changed_activities
from exports.summaries.packed_rolls import ROLLS_AT_ONCE, RollCount

if TYPE_CHECKING:
    from exports.counting.columns import Columns, Groups


class CountedActivity(NamedTuple):
    """An activity in scope, with its first day and the keys of its groups in the order of the groupings."""

    pk: int
    kind: str
    unit: int
    starts_on: date
    keys: tuple[Any, ...]


class CountedActivities:
    """The activities that a scope counts, read in one statement with their keys in some groupings, and what is counted of them.

    In a grouping by a sort of person the key of each activity is that of the totals.
    """

    def __init__(self, scope: Scope, *groupings: Grouping, from_summaries: bool = True) -> None:
        self.scope, self.groupings, self.from_summaries = scope, groupings, from_summaries
        self._grouped: dict[int, Groups] = {}

    @cached_property
    def rows(self) -> list[CountedActivity]:
        keys = {f"key_{place}": (ALTOGETHER if by.per_person else by).key("") for place, by in enumerate(self.groupings)}
        rows = self.scope.activities.order_by().annotate(**keys).values_list("pk", "kind", "unit", "starts_on", *keys)
        return [CountedActivity(pk, kind, unit, day, tuple(of_groups)) for pk, kind, unit, day, *of_groups in rows]

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
        """What adds up, of each activity that has any. A role divides participations alone: neither sittings nor heads have one."""
        numbers = self.sources.numbers_by_activity()
        if self.scope.role:
            of_role = self._columns.count(RollCount(attended=True), [self._group_activities(attrgetter("pk"))])
            add_numbers(numbers, ((row.pk, of_role.get((row.pk,), 0)) for row in self.rows), [PARTICIPATIONS])
        return numbers

    @cached_property
    def teams(self) -> list[tuple[int, int | None]]:
        """The teams, each as (contest, organisation). No summary has them: schools are counted once, and teams are few."""
        contests = ListedActivities(row.pk for row in self.rows if row.kind == Activity.Kind.CONTEST)
        return list(contests.teams.order_by().values_list("contest", "organisation"))

    def count(self, measure: Measure, groupings: Sequence[Grouping]) -> dict[tuple[Any, ...], Any]:
        """Count as `measures.count` does, of registrations without another statement for each measure."""
        grouped = measure.grouped_by(groupings)
        if grouped is None or grouped.roll_count is None:
            return count(self.scope, measure, groupings)
        groups = [self._groups(by) for by in groupings]
        if not grouped.roll_count.kind:
            return self._columns.count(grouped.roll_count, groups)
        by_kind = self._columns.count(grouped.roll_count, [*groups, self._group_activities(attrgetter("kind"))])
        return {tuple(group): number for (*group, kind), number in by_kind.items() if kind == grouped.roll_count.kind}

    @cached_property
    def _columns(self) -> "Columns":
        from exports.counting.columns import Columns  # loads NumPy

        places = {row.pk: place for place, row in enumerate(self.rows)}
        return Columns(((places[pk], roll) for pk, roll in self.sources.rolls()), role=self.scope.role)

    def _groups(self, by: Grouping) -> "Groups":
        place = self.groupings.index(by)
        if place not in self._grouped:
            if by.roll_column:
                self._grouped[place] = self._columns.group(by.roll_column, by.roll_keys)
            else:
                self._grouped[place] = self._group_activities(lambda row: row.keys[place])
        return self._grouped[place]

    def _group_activities(self, key: Callable[[CountedActivity], Any]) -> "Groups":
        return self._columns.group("activity", lambda places: {place: key(self.rows[place]) for place in places})


@dataclass(frozen=True)
class Sources:
    """The activities that are read from summaries, and those that are counted directly."""

    summarised: ListedActivities
    direct: ListedActivities

    def numbers_by_activity(self) -> dict[int, dict[str, int]]:
        """Return what adds up, in at most four statements."""
        numbers: dict[int, dict[str, int]] = defaultdict(dict)
        if self.summarised:
            names = [*SITTINGS, *HEADCOUNTED, PARTICIPATIONS]
            figures = ActivityFigures.objects.filter(activity_id__in=self.summarised.activity_ids)
            add_numbers(numbers, figures.values_list("activity_id", *names), names)
        if self.direct:
            numbers.update(numbers_by_activity(self.direct))
        return numbers

    def rolls(self) -> Iterator[tuple[int, bytes]]:
        """Yield each activity that has a roll with it, packed, in at most two statements."""
        if self.summarised:
            condition, ids = self.summarised.activity_ids.condition_on("activity_id")
            with connection.chunked_cursor() as cursor:
                if connection.vendor == "postgresql":  # else it writes and the driver reads each byte as two letters
                    from psycopg.pq import Format

                    cursor.cursor.format = Format.BINARY
                cursor.execute(f"SELECT activity_id, records FROM {ActivityRoll._meta.db_table} WHERE {condition}", ids)  # noqa: S608
                while rows := cursor.fetchmany(ROLLS_AT_ONCE):
                    yield from rows
        if self.direct:
            yield from rolls_by_activity(self.direct)
