"""Summaries made again: of the activities that changed, or all of them, compared with what was stored."""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from activities.models import Activity
from exports.counting.by_activity import numbers_by_activity, rolls_by_activity
from exports.counting.countable import ListedActivities
from exports.models import ActivityFigures, ActivityRoll, SummaryChange
from exports.summaries.changes import COLUMNS, EVERYTHING, Change, activities_of, same_as
from exports.summaries.packed_rolls import unpack_roll

CHANGES_AT_ONCE = 200  # what one transaction makes again; on SQLite, nobody else writes meanwhile
LOCK = 7_203_118_451  # of PostgreSQL: one process at a time makes summaries, so that an older reading never replaces a newer one
NUMBERS = [field.name for field in ActivityFigures._meta.concrete_fields if not field.primary_key]


def refresh() -> int:
    """Summarise again what changed, in several transactions; return how many activities that were."""
    count = 0
    while activities := _refresh_some():
        count += len(activities)
    return count


def _refresh_some() -> set[int]:
    """Summarise some of the activities that changed in one transaction; return them, none where nothing changed.

    Changes are deleted before activities are read: what another transaction has not committed by then keeps its changes for the next time.
    """
    while SummaryChange.objects.exists():
        with transaction.atomic():
            _lock()
            changes: list[Change] = list(SummaryChange.objects.order_by().values_list(*COLUMNS).distinct()[:CHANGES_AT_ONCE])
            if not changes:  # another process was quicker
                return set()
            is_everything = EVERYTHING in changes
            SummaryChange.objects.filter(Q() if is_everything else same_as(changes)).delete()
            if is_everything:
                SummaryChange.objects.bulk_create([SummaryChange(activity_id=activity) for activity in all_activities()], batch_size=1000)
            elif activities := activities_of(changes):
                summarise(activities)
                return activities
    return set()


def _lock() -> None:
    """Keep other processes from making summaries until the transaction ends; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def all_activities() -> set[int]:
    """Return the activities that there are, and those that have a summary."""
    summarised = (model.objects.order_by().values_list("activity_id").distinct() for model in (ActivityFigures, ActivityRoll))
    return {activity for (activity,) in Activity.objects.order_by().values_list("pk").union(*summarised)}


def summarise(activities: Collection[int]) -> None:
    """Write the summaries of these activities, inside of a transaction."""
    fresh = numbers_by_activity(ListedActivities(activities))
    ActivityFigures.objects.filter(activity_id__in=set(activities) - fresh.keys()).delete()
    ActivityFigures.objects.bulk_create(
        [ActivityFigures(activity_id=activity, **numbers) for activity, numbers in fresh.items()],
        update_conflicts=True, unique_fields=["activity_id"], update_fields=NUMBERS,
    )  # fmt: skip
    rolls, stored_rolls = dict(rolls_by_activity(ListedActivities(activities))), _stored_rolls(activities)
    ActivityRoll.objects.filter(activity_id__in=stored_rolls.keys() - rolls.keys()).delete()
    changed = [ActivityRoll(activity_id=activity, records=roll) for activity, roll in rolls.items() if stored_rolls.get(activity) != roll]
    ActivityRoll.objects.bulk_create(changed, update_conflicts=True, unique_fields=["activity_id"], update_fields=["records"])


def _stored_rolls(activities: Collection[int]) -> dict[int, bytes]:
    rolls = ActivityRoll.objects.filter(activity_id__in=activities).values_list("activity_id", "records")
    return {activity: bytes(records) for activity, records in rolls}


@dataclass(frozen=True)
class Difference:
    """A summary that is not what counting says, though nothing says that its activity changed."""

    activity: int
    stored: Any
    counted: Any


def compare() -> Iterator[Difference]:
    """Compare every summary with what counting says; those of activities that changed meanwhile are left out."""
    ids = sorted(all_activities())
    for first in range(0, len(ids), CHANGES_AT_ONCE):
        activities = set(ids[first : first + CHANGES_AT_ONCE])
        with transaction.atomic():
            _lock()
            stored, counted = _stored(activities), _counted(activities)
            # Asked last: a change that came between the two readings is among these, since nobody summarises meanwhile.
            changes: list[Change] = list(SummaryChange.objects.order_by().values_list(*COLUMNS).distinct())
            unchanged = set() if EVERYTHING in changes else (stored.keys() | counted.keys()) - activities_of(changes)
        for activity in sorted(unchanged):
            if stored.get(activity) != counted.get(activity):
                yield Difference(activity, stored.get(activity), counted.get(activity))


def _stored(activities: set[int]) -> dict[int, Any]:
    figures = ActivityFigures.objects.filter(activity_id__in=activities).values("activity_id", *NUMBERS)
    summaries = {row["activity_id"]: {name: number for name, number in row.items() if number is not None} for row in figures}
    return _with_people(summaries, _stored_rolls(activities))


def _counted(activities: set[int]) -> dict[int, Any]:
    zeros = {field.name: field.default for field in ActivityFigures._meta.concrete_fields if field.name in NUMBERS and field.has_default()}
    summaries = {pk: {"activity_id": pk, **zeros, **numbers} for pk, numbers in numbers_by_activity(ListedActivities(activities)).items()}
    return _with_people(summaries, dict(rolls_by_activity(ListedActivities(activities))))


def _with_people(summaries: dict[int, dict[str, Any]], rolls: dict[int, bytes]) -> dict[int, Any]:
    """Add the records of rolls, or that they are none."""
    for activity, roll in rolls.items():
        summary = summaries.setdefault(activity, {})
        try:
            summary |= {f"person {record.pop('person')}": record for record in unpack_roll(roll)}
        except struct.error:
            summary["roll"] = f"{len(roll)} bytes that are no whole records"
    return summaries
