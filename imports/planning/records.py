"""Compare matched rows with the records of the persons: what the record lacks, and where the two differ."""

from collections import defaultdict
from typing import Any

from activities.models import Activity
from attendance.models import Registration
from imports.planning.planned_rows import PlannedRow
from imports.reading.entries import Problem
from people.identity.comparison import differ
from people.models import Person, PersonQuerySet

_PEOPLE_AT_ONCE = 10_000


def compare_with_records(rows: list[PlannedRow], activity: Activity, *, numbers_among: PersonQuerySet) -> None:
    """Note in matched rows who is registered already, what the record does not know yet, and where the two differ: the record stays.

    That the card differs is told of `numbers_among` only.
    """
    matched: dict[int, list[PlannedRow]] = defaultdict(list)
    for row in rows:
        if row.person_id:
            matched[row.person_id].append(row)
    registered_ids = set(Registration.objects.filter(activity=activity).active().values_list("person", flat=True)) if matched else set()
    person_ids = sorted(matched)
    for start in range(0, len(person_ids), _PEOPLE_AT_ONCE):
        ids = person_ids[start : start + _PEOPLE_AT_ONCE]
        with_seen_number = set(numbers_among.order_by().filter(pk__in=ids).values_list("pk", flat=True))
        for person in Person.objects.filter(pk__in=ids):
            for row in matched[person.pk]:
                row.is_registered = person.pk in registered_ids
                row.fills, differing = compare_with_record(row, person)
                if person.pk not in with_seen_number and "national_id" in differing:
                    differing.remove("national_id")
                if differing:
                    row.problems.append(Problem("differs_from_record", "full_name", None, "warning", {"fields": differing}))


def compare_with_record(row: PlannedRow, person: Person) -> tuple[list[str], list[str]]:
    """Return the fields that the record lacks and the row has, and the fields in which they differ."""
    entry = row.entry
    pairs: dict[str, tuple[Any, Any]] = {
        "gender": (entry.gender, person.gender),
        "birth_year": (entry.birth_year, person.birth_year),
        "birth_date": (entry.birth_date, person.birth_date),
        "ethnic_group": (row.ethnic_group and row.ethnic_group.pk, person.ethnic_group_id),
        "phone": (entry.phone, person.phone),
        "national_id": (row.card_digest, person.national_id_digest),
        "position": (entry.position[:120], person.position),
        "organisation": (row.organisation, person.organisation_id),
    }
    fills = [key for key, (written, recorded) in pairs.items() if written and not recorded]
    differing = [key for key, values in pairs.items() if differ(*values) and key not in ("position", "organisation")]
    if "birth_date" in fills and "birth_year" in differing:
        fills.remove("birth_date")
    return fills, differing
