"""Which summaries may be out of date: whoever reads a summary leaves out these activities and counts them directly."""

from collections.abc import Iterable

from django.db.models import Q

from activities.models import Sitting
from attendance.models import Registration
from exports.models import SummaryChange

MOST_COUNTED_BESIDE = 1000  # changes; with more, everything is counted directly
Change = tuple[int | None, int | None, int | None]
EVERYTHING: Change = (None, None, None)
COLUMNS = ("activity_id", "sitting_id", "person_id")


def changed_activities() -> set[int] | None:
    """Return the activities that changed since they were summarised, in at most two statements; None where any may have."""
    changes = list(SummaryChange.objects.order_by().values_list(*COLUMNS).distinct()[: MOST_COUNTED_BESIDE + 1])
    if len(changes) > MOST_COUNTED_BESIDE or EVERYTHING in changes:
        return None
    return activities_of(changes)


def activities_of(changes: Iterable[Change]) -> set[int]:
    """Return the activities that the changes are about, in at most one statement."""
    activities = {activity for activity, _sitting, _person in changes if activity is not None}
    sittings = {sitting for _activity, sitting, _person in changes if sitting is not None}
    people = {person for _activity, _sitting, person in changes if person is not None}
    if sittings or people:
        of_sittings = Sitting.objects.order_by().filter(pk__in=sittings).values_list("activity")
        of_people = Registration.objects.order_by().filter(person__in=people).values_list("activity")
        activities |= {activity for (activity,) in of_sittings.union(of_people)}
    return activities


def same_as(changes: Iterable[Change]) -> Q:
    """Return the condition that a change is one of these, recorded however often. None of them is of everything."""
    columns = list(zip(*changes, strict=True))
    condition = Q()
    for name, values in zip(COLUMNS, columns, strict=True):
        condition |= Q(**{f"{name}__in": [value for value in values if value is not None]})
    return condition
