"""The names and numbers by which a person is or was known: of the record, of records merged into it, of corrections."""

from collections.abc import Iterator

from django.db.models import Q

from accounts.models import ChangeRecord
from imports.models import RosterRow
from people.models import Person
from privacy.data_subject.name_search import Traces
from registry.models import Merge


def traces_of(person: Person) -> Traces:
    """Return all names and telephone numbers that this person has or had on record."""
    names, phones = {person.full_name}, {person.phone}
    for column, value in _former_values(person):
        (names if column == "full_name" else phones).add(value)
    return Traces(frozenset(filter(None, names)), frozenset(filter(None, phones)))


def record_ids(person: Person) -> list[int]:
    """Return the ids of the record and of all that were merged into it; a merge of merged records leads here, too."""
    return [person.pk, *Merge.objects.active().filter(kept=person).values_list("gone", flat=True)]


def _former_values(person: Person) -> Iterator[tuple[str, str]]:
    """Yield (column, value) of names and telephones that stood in the record, in those merged into it and in its rows of rosters."""
    ids = record_ids(person)
    lines = ChangeRecord.objects.filter(subject="person", subject_id__in=[str(pk) for pk in ids])
    for changes in lines.values_list("changes", flat=True):
        for column in ("full_name", "phone"):
            yield from ((column, value) for value in changes.get(column, ()) if value)
    label = Person._meta.label
    for moved in Merge.objects.active().filter(Q(kept=person) | Q(gone__in=ids)).values_list("moved", flat=True):
        for line in moved.get("lines", ()) if moved else ():
            rows = [line[part] for part in ("row", "before", "after") if part in line]  # of rows that a merge added nothing is told
            if line["model"] == label:
                yield from ((column, row[column]) for row in rows for column in ("full_name", "phone") if row.get(column))
    for data in RosterRow.objects.filter(person=person).exclude(data={}).values_list("data", flat=True):
        yield from ((column, data[column]) for column in ("full_name", "phone") if data.get(column))
