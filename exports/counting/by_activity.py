"""The one place that says what a tally counts of activities: read directly, and by the summaries that are made of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Sum, When

from activities.models import Activity, ActivityQuerySet
from attendance.models import Registration
from exports.counting.countable import Countable
from people.models import NOT_MINORITY

SITTINGS = {"sittings": Count("pk")}
REGISTERED = {
    "registered": Count("pk"),
    "walk_ins": Count(Case(When(is_walk_in=True, then="pk"))),
    "contestants": Count(Case(When(role=Registration.Role.CONTESTANT, then="pk"))),
    "audience": Count(Case(When(role=Registration.Role.AUDIENCE, then="pk"))),
}
HEADCOUNTED = {"headcount": Sum("count"), "headcount_female": Sum("women"), "headcount_ethnic_minority": Sum("minorities")}

# Reads `attended`, the CTE (registration_id, source_key, times). The flags are 1 or 0, to be added up.
ATTENDED_COLUMNS = ("person_id", "times", "female", "ethnic_minority", "pupils")
ATTENDED_SQL = f"""
SELECT {{keys}}, registration.person_id, attended.times, CASE WHEN person.gender = 'F' THEN 1 ELSE 0 END AS female,
  CASE WHEN ethnic_group.code NOT IN {NOT_MINORITY} THEN 1 ELSE 0 END AS ethnic_minority,
  CASE WHEN registration.category = 'pupil' THEN 1 ELSE 0 END AS pupils
FROM attended {{join}} JOIN attendance_registration AS registration ON registration.id = attended.registration_id
  JOIN people_person AS person ON person.id = registration.person_id
  LEFT JOIN people_ethnicgroup AS ethnic_group ON ethnic_group.id = person.ethnic_group_id
"""  # noqa: S608 - constants


class PartOf(Countable):
    """What is counted of some of the activities of a countable."""

    def __init__(self, activities: ActivityQuerySet, role: str = "") -> None:
        self._activities, self.role = activities, role

    @property
    def activities(self) -> ActivityQuerySet:
        return self._activities


def activities_with_ids(ids: Iterable[int]) -> PartOf:
    return PartOf(Activity.objects.filter(pk__in=ids))


def numbers_by_activity(countable: Countable) -> Iterable[tuple[int, dict[str, int]]]:
    """Return what adds up, for each activity that has any, in three statements. A headcount that nobody made is left out."""
    for rows, counts in (
        (countable.sittings.values_list("activity"), SITTINGS),
        (countable.registrations.active_or_attended().values_list("activity"), REGISTERED),
        (countable.headcounts.values_list("sitting__activity"), HEADCOUNTED),
    ):
        yield from counted(rows, counts)


def counted(rows: QuerySet[Any, Any], counts: dict[str, Any]) -> Iterable[tuple[int, dict[str, int]]]:
    for activity, *numbers in rows.annotate(**counts).order_by():
        yield activity, {name: number for name, number in zip(counts, numbers, strict=True) if number is not None}


def attended_sql(countable: Countable, source_key: Any = None) -> tuple[str, tuple[Any, ...]]:
    """Return the statement behind the CTE `attended`; its `source_key` is the activity, unless another one is given."""
    attended = countable.attendances.order_by().annotate(source_key=source_key or F("sitting__activity"))
    return attended.values_list("registration", "source_key").annotate(Count("pk")).query.sql_with_params()
