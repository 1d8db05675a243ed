"""'Ghi nhận': the rows of a preview become persons and registrations, in one transaction, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.actions import register_many, require_open
from attendance.registrations.residence import province_of
from imports.actions import choices_of, closed_word, make_preview_again, setting_of, workbook_of
from imports.models import RosterImport, RosterRow
from imports.planning.matching import compare_with_record
from imports.planning.plan import Planned, plan
from imports.planning.row_storage import MOST_CANDIDATES, kept_of
from imports.planning.summary import role_of
from imports.reading.card_numbers import mask_card_numbers
from people.actions import describe_person
from people.models import Organisation, Person
from people.national_id import digest, mark
from places.models import Unit
from vietnamese.text import fold

_AT_ONCE = 1000
_TRIES = 3  # somebody may register one of them at a desk meanwhile


def commit_roster(roster: RosterImport, *, by: Any, at: datetime) -> dict[str, int]:
    """Writes what the preview shows. Answers {registered, matched, skipped, …}; asked again, it answers the same and writes nothing.

    registered: new persons on the list; matched: persons on record who are on the list now (`already` of them were before);
    skipped: duplicates, rows with errors and rows left out by choice. The three add up to the rows.

    Raises ValidationError, and nothing is written: `not_open`, `activity_closed`, `nothing_to_write`; `preview_changed` when the
    database has changed so that something else would happen than the preview shows: the preview is then the new one.
    """
    for _try in range(_TRIES):
        made = _planned(roster, by=by, at=at)
        try:
            with transaction.atomic():
                result = _commit(roster, made, by=by, at=at)
        except IntegrityError:
            continue
        if result is not None:
            return result
    make_preview_again(roster, by=by, at=at)
    raise ValidationError(
        _(
            "Từ lúc xem trước, dữ liệu đã thay đổi nên kết quả sẽ khác. Chưa ghi gì cả; bản xem trước dưới đây là bản mới, "
            "hãy xem lại rồi ghi nhận."
        ),
        code="preview_changed",
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A plan with the state of the records on which it rests: what takes long is done before anybody is kept waiting."""

    rows: list[Planned]
    choices: dict[str, Any]
    records: tuple[Any, ...]


def _planned(roster: RosterImport, *, by: Any, at: datetime) -> _Made | None:
    """None for a roster that is not open: the transaction says why."""
    current = RosterImport.objects.select_related("activity__unit__parent__parent").get(pk=roster.pk)
    if not current.is_open:
        return None
    records = _records(current.activity_id)
    return _Made(plan(workbook_of(current), setting_of(current, by=by, at=at), choices_of(current)).rows, current.choices, records)


def _records(activity: int) -> tuple[Any, ...]:
    """Changes whenever a person, a registration of the activity or a committed roster does."""
    people = Person.objects.aggregate(n=Count("pk"), last=Max("changed_at"))
    registered = Registration.objects.filter(activity=activity).aggregate(n=Count("pk"), last=Max("changed_at"))
    committed = RosterImport.objects.filter(activity=activity, state=RosterImport.State.COMMITTED).count()
    return *people.values(), *registered.values(), committed


def _commit(roster: RosterImport, made: _Made | None, *, by: Any, at: datetime) -> dict[str, int] | None:
    """None when the preview no longer says what would happen, or the records have changed since it was planned."""
    # One after the other in a province: the same people on two lists would be there twice.
    Unit.objects.select_for_update(no_key=True).get(pk=province_of(roster.activity).pk)
    activity = Activity.objects.select_for_update(no_key=True).get(pk=roster.activity_id)
    locked = RosterImport.objects.select_for_update(no_key=True).get(pk=roster.pk)
    if locked.state == RosterImport.State.COMMITTED:
        return dict(locked.result or {})
    if not locked.is_open:
        raise ValidationError(closed_word(locked), code="not_open")
    require_open(activity)
    if made is None or made.choices != locked.choices:
        return None
    rows, shown = made.rows, list(locked.rows.values_list(*_Shown._fields, named=True))
    written = [row for row in rows if row.action in ("create", "match") and not row.is_excluded]
    known = _held(row.person for row in written if row.person)  # before the look at the records: from here on nobody changes them
    if made.records != _records(activity.pk) or not _is_as_shown(rows, shown):
        return None
    if not written:
        raise ValidationError(_("Không có dòng nào để ghi nhận. Hãy sửa tệp, hoặc bỏ bớt lựa chọn loại dòng."), code="nothing_to_write")
    registrations = _write(activity, written, known, role=role_of(choices_of(locked), activity), by=by)
    _note_on_rows(locked, rows, shown, {id(row): one for row, one in zip(written, registrations, strict=True)})
    locked.result = _result(rows, written)
    locked.state, locked.committed_by, locked.committed_at = RosterImport.State.COMMITTED, by, at
    locked.save(update_fields=["result", "state", "committed_by", "committed_at"])
    return dict(locked.result)


class _Shown(NamedTuple):
    """Of a row of the preview what is compared with the plan."""

    pk: int
    position: int
    sheet: str
    number: int
    is_excluded: bool
    action: str
    person_id: int | None
    data: dict[str, Any]
    candidates: list[Any]


def _is_as_shown(rows: list[Planned], shown: list[_Shown]) -> bool:
    """Whether what would happen now is what the preview says. Who came onto the list meanwhile is no surprise."""
    return len(rows) == len(shown) and all(map(_says_the_same, rows, shown))


def _says_the_same(row: Planned, old: _Shown) -> bool:
    if (row.sheet, row.entry.number, row.is_excluded) != (old.sheet, old.number, old.is_excluded):
        return False
    if kept_of(row) | {"fills": []} != old.data | {"fills": []}:  # the activity was moved: other communes, perhaps
        return False
    came_meanwhile = row.action == "match" and row.is_registered and old.action == "create"
    return came_meanwhile or ((row.action, row.person) == (old.action, old.person_id) and not _offers_more(row, old))


def _offers_more(row: Planned, old: _Shown) -> bool:
    """Whether somebody is on record now who may be the new person of the row, and nobody was asked about them."""
    offered = {pk for pk, _why in old.candidates}
    return row.action == "create" and any(pk not in offered for pk, _why in row.candidates[:MOST_CANDIDATES])


def _result(rows: list[Planned], written: list[Planned]) -> dict[str, int]:
    matched = [row for row in written if row.action == "match"]
    kept = [row for row in rows if not row.is_excluded]
    return {
        "registered": len(written) - len(matched),
        "matched": len(matched),
        "skipped": len(rows) - len(written),
        "already": sum(row.is_registered for row in matched),
        "duplicates": sum(row.action == "duplicate" for row in kept),
        "errors": sum(row.action == "error" for row in kept),
        "excluded": len(rows) - len(kept),
    }


# --- writing


def _held(persons: Iterable[int]) -> dict[int, Person]:
    """Those on record, in the order of their ids: two who write to the same never wait for each other."""
    found: dict[int, Person] = {}
    for some in _chunks(sorted(persons)):
        held = Person.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
        found |= {person.pk: person for person in held}
    return found


def _write(activity: Activity, rows: list[Planned], known: dict[int, Person], *, role: str, by: Any) -> list[Registration]:
    """The registrations of `rows`, in their order. In few statements, however many rows."""
    organisations = _organisations(rows)
    persons = [known[row.person] if row.person else _new_person(row, organisations) for row in rows]
    Person.objects.bulk_create((person for person in persons if person.pk is None), batch_size=_AT_ONCE)
    for row, person in zip(rows, persons, strict=True):
        if row.person and _complete(person, row, organisations):
            person.save()
    people = ((person, row.category) for row, person in zip(rows, persons, strict=True))
    return register_many(activity, people, role=role, by=by)


def _new_person(row: Planned, organisations: dict[tuple[str, int], Organisation]) -> Person:
    entry = row.entry
    assert row.unit
    try:
        return describe_person(
            Person(unit=row.unit),
            full_name=entry.full_name,
            gender=entry.gender,
            birth_year=entry.birth_year,
            birth_date=entry.birth_date,
            ethnic_group=row.group,
            ethnicity_note=row.ethnicity_note,
            phone=entry.phone,
            organisation=organisations.get(_key(row.organisation, row.unit)),
            position=mask_card_numbers(entry.position),
            national_id=entry.national_id,
        )
    except ValidationError as error:
        said = "; ".join(error.messages)
        raise ValidationError(_("Dòng %(row)s: %(said)s") % {"row": entry.number, "said": said}, code="row_refused") from error


def _complete(person: Person, row: Planned, organisations: dict[tuple[str, int], Organisation]) -> bool:
    """What the record did not know of somebody; what it knows stays. Whether there was anything."""
    entry = row.entry
    fills, _differing = compare_with_record(row, person)
    for key in fills:
        if key == "ethnic_group":
            person.ethnic_group, person.ethnicity_note = row.group, row.ethnicity_note
        elif key == "national_id" and entry.national_id:
            person.national_id_digest, person.national_id_last4 = digest(entry.national_id), entry.national_id[-4:]
            person.national_id_mark = mark(entry.national_id)
        elif key == "birth_date":
            person.birth_date, person.birth_year = entry.birth_date, entry.birth_year
        elif key == "position":
            person.position = mask_card_numbers(entry.position)[:120]
        elif key != "organisation":
            setattr(person, key, getattr(entry, key))
    organisation = organisations.get(_key(row.organisation, row.unit)) if person.organisation_id is None else None
    person.organisation = organisation or person.organisation
    return bool(fills or organisation)


def _organisations(rows: list[Planned]) -> dict[tuple[str, int], Organisation]:
    """(folded name, unit) → organisation, those that are not there yet made."""
    wanted = {_key(row.organisation, row.unit): (row.organisation, row.unit) for row in rows if row.organisation and row.unit}
    found: dict[tuple[str, int], Organisation] = {}
    for some in _chunks(sorted({folded for folded, _unit in wanted})):
        found |= {(one.folded, one.unit_id): one for one in Organisation.objects.filter(folded__in=some)}
    missing = [
        Organisation(name=mask_card_numbers(name)[:200], folded=key[0], unit=unit, kind=_kind_of(name))
        for key, (name, unit) in sorted(wanted.items(), key=lambda item: item[0])  # two who add the same wait for each other once
        if key not in found
    ]
    Organisation.objects.bulk_create(missing, batch_size=_AT_ONCE)
    return found | {(one.folded, one.unit_id): one for one in missing}


def _key(name: str, unit: Unit | None) -> tuple[str, int]:
    return fold(mask_card_numbers(name))[:200], unit.pk if unit else 0


_KINDS = {
    "truong": Organisation.Kind.SCHOOL,
    "ubnd": Organisation.Kind.COMMUNE_OFFICE,
    "hoi": Organisation.Kind.UNION,
    "doan": Organisation.Kind.UNION,
    "mttq": Organisation.Kind.UNION,
    "ubmttq": Organisation.Kind.UNION,
    "so": Organisation.Kind.AGENCY,
    "phong": Organisation.Kind.AGENCY,
    "ban": Organisation.Kind.AGENCY,
}  # by the first word of the name


def _kind_of(name: str) -> str:
    return _KINDS.get(fold(name).partition(" ")[0], Organisation.Kind.OTHER)


def _note_on_rows(roster: RosterImport, rows: list[Planned], shown: list[_Shown], registrations: dict[int, Registration]) -> None:
    """By INSERT … ON CONFLICT of a thousand rows at once: the rows are there, so only these four columns are written. One UPDATE a row
    took minutes for 20,000 rows on SQLite, each slower than the one before."""
    changed = [
        RosterRow(
            pk=old.pk,
            roster=roster,
            position=old.position,
            sheet=old.sheet,
            number=old.number,
            data={},
            action=row.action,
            is_registered=row.is_registered,
            person_id=registration.person_id,
            registration=registration,
        )
        for row, old in zip(rows, shown, strict=True)
        if (registration := registrations.get(id(row)))
    ]
    columns = ["registration", "person", "is_registered", "action"]
    RosterRow.objects.bulk_create(changed, batch_size=_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _chunks(values: list[Any]) -> Any:
    for start in range(0, len(values), 400):
        yield values[start : start + 400]
