"""Write the persons of a committed roster: new ones, what records lacked of those who are known, and their organisations."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from imports.planning.planned_rows import PlannedRow
from imports.planning.records import compare_with_record
from imports.reading.cells.card_numbers import mask_card_numbers
from people.actions import describe_person
from people.identity.national_id import digest
from people.models import Organisation, Person
from places.models import Unit
from vietnamese.text import fold

_BATCH = 1000  # rows written in one statement
_MAX_VALUES = 400  # values asked for in one statement

Organisations = dict[tuple[str, int], Organisation]  # (folded name, unit) → organisation

_KINDS_BY_FIRST_WORD = {
    "truong": Organisation.Kind.SCHOOL,
    "ubnd": Organisation.Kind.COMMUNE_OFFICE,
    "hoi": Organisation.Kind.UNION,
    "doan": Organisation.Kind.UNION,
    "mttq": Organisation.Kind.UNION,
    "ubmttq": Organisation.Kind.UNION,
    "so": Organisation.Kind.AGENCY,
    "phong": Organisation.Kind.AGENCY,
    "ban": Organisation.Kind.AGENCY,
}


def lock_persons(person_ids: Iterable[int]) -> dict[int, Person]:
    """Lock and return persons on record, in the order of their ids: two who write to the same never wait for each other."""
    persons: dict[int, Person] = {}
    for batch in _batches(sorted(person_ids)):
        persons |= {person.pk: person for person in Person.objects.select_for_update(no_key=True).filter(pk__in=batch).order_by("pk")}
    return persons


def write_persons(rows: list[PlannedRow], persons_on_record: dict[int, Person], *, activity: Activity, by: User) -> list[Person]:
    """Return the persons of `rows`, in their order: new ones made, records completed. In few statements, however many rows."""
    organisations = _find_or_make_organisations(rows, activity=activity, by=by)
    persons = []
    for row in rows:
        if row.person_id:
            persons.append(persons_on_record[row.person_id])
            continue
        entry = row.entry
        assert row.unit
        try:
            person = describe_person(
                Person(unit=row.unit),
                full_name=entry.full_name,
                gender=entry.gender,
                birth_year=entry.birth_year,
                birth_date=entry.birth_date,
                ethnic_group=row.ethnic_group,
                ethnicity_note=row.ethnicity_note,
                phone=entry.phone,
                organisation=organisations.get(_organisation_key(row.organisation, row.unit)),
                position=mask_card_numbers(entry.position),
                national_id=entry.national_id,
            )
        except ValidationError as error:
            params = {"row": entry.number, "said": "; ".join(error.messages)}
            raise ValidationError(_("Dòng %(row)s: %(said)s") % params, code="row_refused") from error
        persons.append(person)
    new_persons = Person.objects.bulk_create([person for person in persons if person.pk is None], batch_size=_BATCH)
    trail.record_many("added", ((person, trail.created(person)) for person in new_persons), by=by)
    completed = []
    for row, person in zip(rows, persons, strict=True):
        before = trail.values_of(person) if row.person_id else {}
        if row.person_id and _complete_record(person, row, organisations):
            person.save()
            completed.append((person, trail.changes_between(before, person)))
    trail.record_many("completed", completed, by=by)
    return persons


def _complete_record(person: Person, row: PlannedRow, organisations: Organisations) -> bool:
    """Fill in what the record did not know; what it knows stays. Return whether there was anything."""
    entry = row.entry
    fills, _differing = compare_with_record(row, person)
    for key in fills:
        if key == "ethnic_group":
            person.ethnic_group, person.ethnicity_note = row.ethnic_group, row.ethnicity_note
        elif key == "national_id" and entry.national_id:
            person.national_id_digest, person.national_id_last4 = digest(entry.national_id), entry.national_id[-4:]
        elif key == "birth_date":
            person.birth_date, person.birth_year = entry.birth_date, entry.birth_year
        elif key == "position":
            person.position = mask_card_numbers(entry.position)[:120]
        elif key != "organisation":
            setattr(person, key, getattr(entry, key))
    organisation = organisations.get(_organisation_key(row.organisation, row.unit)) if person.organisation_id is None else None
    person.organisation = organisation or person.organisation
    return bool(fills or organisation)


def _find_or_make_organisations(rows: list[PlannedRow], *, activity: Activity, by: User) -> Organisations:
    """Return the organisation of each key that a row names; added where the row's person lives if `by` may register there, else where the
    activity is."""
    named = {_organisation_key(row.organisation, row.unit): (row.organisation, row.unit) for row in rows if row.organisation and row.unit}
    on_record: Organisations = {}
    for batch in _batches(sorted({folded for folded, _unit_id in named})):
        for organisation in Organisation.objects.filter(folded__in=batch):
            on_record[organisation.folded, organisation.unit_id] = organisation
    named_units = Unit.objects.filter(pk__in={unit_id for _folded, unit_id in named})
    units_to_add_in = set(named_units.filter(pk__in=by.reach("register")).values_list("pk", flat=True))
    organisations: Organisations = {}
    missing: Organisations = {}
    for (folded, unit_id), (name, unit) in sorted(named.items(), key=lambda item: item[0]):  # two who add the same wait once
        if (folded, unit_id) not in on_record and unit_id not in units_to_add_in:
            unit = activity.unit
        key = (folded, unit.pk)
        if key not in on_record and key not in missing:
            kind = _KINDS_BY_FIRST_WORD.get(fold(name).partition(" ")[0], Organisation.Kind.OTHER)
            missing[key] = Organisation(name=mask_card_numbers(name)[:200], folded=folded, unit=unit, kind=kind)
        organisations[folded, unit_id] = on_record.get(key) or missing[key]
    Organisation.objects.bulk_create(missing.values(), batch_size=_BATCH)
    trail.record_many("added", ((organisation, trail.created(organisation)) for organisation in missing.values()), by=by)
    return organisations


def _organisation_key(name: str, unit: Unit | None) -> tuple[str, int]:
    return fold(mask_card_numbers(name))[:200], unit.pk if unit else 0


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _MAX_VALUES):
        yield values[start : start + _MAX_VALUES]
