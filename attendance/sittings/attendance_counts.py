"""Counts of the registrations and attendances of an activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from activities.models import Activity, Sitting
from attendance.headcounts.records import headcounts_of_activity
from attendance.models import Attendance, Registration


@dataclass(frozen=True, slots=True)
class AttendanceCounts:
    """`registered`: the roll, active registrations and those withdrawn after an attendance; `ever_registered`: all of them.
    `participations`: registrations with one attendance or more. `by_sitting`: {sitting id: attendances}, without sittings that nobody
    attended. Annulled attendances do not count."""

    registered: int
    ever_registered: int
    participations: int
    by_sitting: dict[int, int]

    @property
    def sitting_attendances(self) -> int:
        return sum(self.by_sitting.values())


def count_attendances(activity: Activity) -> AttendanceCounts:
    """Count the registrations and attendances of an activity of any kind, in three statements."""
    registrations = Registration.objects.filter(activity=activity)
    roll = registrations.active_or_attended()
    attendances = Attendance.objects.active().filter(sitting__activity=activity)
    return AttendanceCounts(
        **registrations.aggregate(registered=Count("pk", filter=Q(pk__in=roll.values("pk"))), ever_registered=Count("pk")),
        **attendances.aggregate(participations=Count("registration", distinct=True)),
        by_sitting=dict(attendances.values_list("sitting").annotate(Count("pk"))),
    )


def arrivals_by_sitting(activity: Activity) -> dict[int, int]:
    """Return {sitting id: arrivals ever recorded, annulled ones too} of the sittings that cannot be moved to another day."""
    arrivals = Attendance.objects.filter(sitting__activity=activity)
    return dict(arrivals.values_list("sitting").annotate(Count("pk")).order_by())


def attendance_context(activity: Activity, sittings: Iterable[Sitting]) -> dict[str, Any]:
    """Return the attendance figures on the page of an activity, and give each of `sittings` its `attendance_count`.

    `is_removable`: nobody was ever registered.
    """
    counts = count_attendances(activity)
    for sitting in sittings:
        sitting.attendance_count = counts.by_sitting.get(sitting.pk, 0)  # type: ignore[attr-defined]
    return {
        "counts_came": True,
        "registered": counts.registered,
        "participations": counts.participations,
        "sitting_attendances": counts.sitting_attendances,
        "headcounts": headcounts_of_activity(activity),
        "is_removable": not counts.ever_registered,
    }
