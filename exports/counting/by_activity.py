"""The one place that says what a tally counts of activities: read directly, and by the summaries that are made of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from attendance.models import Registration
from exports.counting.countable import ListedActivities
from exports.summaries.packed_rolls import pack_roll
from people.models import NOT_MINORITY

SITTINGS = {"sittings": Count("pk")}
HEADCOUNTED = {"headcount": Sum("count"), "headcount_female": Sum("women"), "headcount_ethnic_minority": Sum("minorities")}
PARTICIPATIONS = "participations"

# One row for each registration on the roll, as `RegistrationQuerySet.active_or_attended` has it; `times`: sittings attended.
ON_ROLL_SQL = f"""
WITH attended (registration_id, times) AS ({{attended}})
SELECT registration.*, COALESCE(attended.times, 0) AS times
FROM ({{registrations}}) AS registration LEFT JOIN attended ON attended.registration_id = registration.id
WHERE registration.status = '{Registration.Status.REGISTERED.value}' OR attended.times > 0
"""  # noqa: S608 - constants
READ_OF_REGISTRATION = ("id", "activity_id", "person_id", "role", "category", "is_walk_in", "status")
PARTICIPATIONS_SQL = "SELECT activity_id, COUNT(*) FROM ({on_roll}) AS on_roll WHERE times > 0 GROUP BY activity_id"
# The same rows with what is grouped and counted of the person, as `packed_rolls` takes it. The last two are 1 or 0.
ROLL_SQL = f"""
SELECT on_roll.activity_id, on_roll.person_id, person.unit_id, person.ethnic_group_id, on_roll.times, on_roll.role, on_roll.category,
  person.gender, CASE WHEN on_roll.is_walk_in THEN 1 ELSE 0 END AS is_walk_in,
  CASE WHEN ethnic_group.code NOT IN {NOT_MINORITY} THEN 1 ELSE 0 END AS ethnic_minority
FROM ({{on_roll}}) AS on_roll JOIN people_person AS person ON person.id = on_roll.person_id
  LEFT JOIN people_ethnicgroup AS ethnic_group ON ethnic_group.id = person.ethnic_group_id
ORDER BY on_roll.activity_id
"""  # noqa: S608 - constants
ROWS_AT_ONCE = 2000


def rolls_by_activity(activities: ListedActivities) -> Iterator[tuple[int, bytes]]:
    """Yield each activity that has a roll with it, packed: one statement, of which a few rows are in memory at a time."""
    on_roll, params = _on_roll_sql(activities)
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROLL_SQL.format(on_roll=on_roll), params)
        rows = chain.from_iterable(iter(partial(cursor.fetchmany, ROWS_AT_ONCE), []))
        for activity, group in groupby(rows, key=itemgetter(0)):
            yield activity, pack_roll(columns for _activity, *columns in group)


def _on_roll_sql(activities: ListedActivities) -> tuple[str, list[Any]]:
    attended = activities.attendances.order_by().values_list("registration").annotate(Count("pk"))
    registrations = activities.registrations.order_by().values(*READ_OF_REGISTRATION)
    (attended_sql, attended_params), (sql, params) = (rows.query.sql_with_params() for rows in (attended, registrations))
    return ON_ROLL_SQL.format(attended=attended_sql, registrations=sql), [*attended_params, *params]


def numbers_by_activity(activities: ListedActivities) -> dict[int, dict[str, int]]:
    """Return what adds up, for each activity that has any, in three statements. A headcount that nobody made is left out."""
    numbers: dict[int, dict[str, int]] = defaultdict(dict)
    for rows, counts in (
        (activities.sittings.values_list("activity"), SITTINGS),
        (activities.headcounts.values_list("sitting__activity"), HEADCOUNTED),
    ):
        add_numbers(numbers, rows.annotate(**counts).order_by(), counts)
    on_roll, params = _on_roll_sql(activities)
    with connection.cursor() as cursor:
        cursor.execute(PARTICIPATIONS_SQL.format(on_roll=on_roll), params)
        add_numbers(numbers, cursor.fetchall(), [PARTICIPATIONS])
    return numbers


def add_numbers(numbers: dict[int, dict[str, int]], rows: QuerySet[Any, Any] | Iterable[Any], names: Iterable[str]) -> None:
    """Add to the numbers of each activity those of its row, (activity, number, …); None is left out."""
    for activity, *values in rows:
        numbers[activity].update((name, int(number)) for name, number in zip(names, values, strict=True) if number is not None)
