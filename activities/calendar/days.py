"""Activities by day, each day's by place."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from activities.calendar.further_entries import FurtherEntry
from activities.calendar.periods import Period
from activities.models import Activity, ActivityQuerySet, Sitting


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity on one of its days, with that day's sittings."""

    activity: Activity
    sittings: list[Sitting]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. `is_within`: of the month that is shown, not of the one beside it."""

    date: date
    is_within: bool
    entries: list[Entry]
    further: list[FurtherEntry] = field(default_factory=list)  # what begins on this day and is no activity


def list_weeks(activities: ActivityQuerySet, period: Period) -> list[list[Day]]:
    """Return the weeks of a period with the activities that last on each day; in two statements, however many there are."""
    weeks = period.weeks
    first, last = weeks[0][0], weeks[-1][-1]
    zone = timezone.get_current_timezone()
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    sittings = Sitting.objects.filter(starts_at__gte=begin, starts_at__lt=end)
    overlapping = activities.filter(starts_on__lte=last, ends_on__gte=first).with_units()
    in_order = list(
        overlapping.prefetch_related(Prefetch("sittings", sittings, to_attr="shown_sittings")).order_by(
            "unit__sort_key", "unit_id", "starts_on", "pk"
        )
    )
    entries: dict[date, list[Entry]] = {day: [] for week in weeks for day in week}
    for activity in in_order:
        day = max(activity.starts_on, first)
        while day <= min(activity.ends_on, last):
            of_day = [sitting for sitting in activity.shown_sittings if timezone.localdate(sitting.starts_at) == day]
            entries[day].append(Entry(activity, of_day))
            day += timedelta(days=1)
    return [[Day(day, period.first <= day <= period.last, entries[day]) for day in week] for week in weeks]
