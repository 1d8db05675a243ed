"""Look people on record up by what the rule of `people.identity.comparison` compares."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from people.identity.comparison import Comparison, Particulars, Place
from people.identity.index import Index
from people.identity.national_id import digest, renew_digests
from people.models import Person, PersonQuerySet
from places.models import Cover, Unit
from vietnamese.phones import normalise_phone
from vietnamese.text import clean, fold

MOST_AT_ONCE = 10_000  # values in one statement: SQLite takes 32,766
FEW = 500  # so many values are looked up in one statement
COLUMNS = (
    "pk", "full_name", "folded", "birth_year", "birth_date", "gender", "phone", "national_id_digest",
    "unit_id", "unit__level", "unit__current_commune_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on record who may be the described one."""

    person: Person
    comparison: Comparison


def describe(values: Mapping[str, Any], *, place: Place | None = None) -> Particulars:
    """Return the particulars of somebody who was typed. `values` as `people.actions.add_person` takes them; further ones are ignored.

    `place` saves looking up that of `unit`. An invalid phone or card number is ignored, too: `add_person` refuses it.
    """
    full_name, birth_date, unit = clean(values.get("full_name") or ""), values.get("birth_date"), values.get("unit")
    phone = card = None
    with suppress(ValueError):
        phone = normalise_phone(values["phone"]) if values.get("phone") else None
    with suppress(ValueError):
        card = digest("".join(values["national_id"].split())) if values.get("national_id") else None
        renew_digests([values.get("national_id")])
    if place is None and unit:
        place = find_places([(unit.pk, unit.level, unit.current_commune_id)])[unit.pk]
    return Particulars(
        full_name=full_name,
        folded=fold(full_name)[:200],
        birth_year=birth_date.year if birth_date else values.get("birth_year"),
        birth_date=birth_date,
        gender=values.get("gender") or None,
        phone=phone,
        card=card,
        place=place,
    )


def describe_people(people: PersonQuerySet, *, numbers_among: PersonQuerySet | None = None) -> dict[int, Particulars]:
    """Return the particulars of people on record by id, in two statements.

    `numbers_among`: those whose cards whoever asks may be told of, one statement more; the others are described as if without a card.
    """
    rows = list(people.order_by().values_list(*COLUMNS))
    places = find_places({row[-3:] for row in rows})
    described = {
        pk: Particulars(full_name, folded, year, day, gender, phone, card, places[unit])
        for pk, full_name, folded, year, day, gender, phone, card, unit, _level, _commune in rows
    }
    if numbers_among is None:
        return described
    with_card = {pk for pk, person in described.items() if person.card}
    visible_ids: set[int] = set()
    for ids in _in_parts(with_card):
        visible_ids |= set(numbers_among.order_by().filter(pk__in=ids).values_list("pk", flat=True))
    hidden_ids = with_card - visible_ids
    return {pk: replace(person, card=None) if pk in hidden_ids else person for pk, person in described.items()}


def find_places(units: Iterable[tuple[int, str, int | None]]) -> dict[int, Place]:
    """Return the place of each unit through time, by its id. `units`: (id, level, id of today's commune)."""
    units = list(units)
    # Of a unit above the communes, today's communes in it.
    covers: dict[int, set[int]] = {pk: set() for pk, level, commune in units if level != Unit.Level.COMMUNE and not commune}
    inside = Cover.objects.filter(ancestor__in=covers, unit__level=Unit.Level.COMMUNE) if covers else Cover.objects.none()
    for ancestor, unit, commune in inside.values_list("ancestor", "unit", "unit__current_commune"):
        covers[ancestor].add(commune or unit)
    return {
        pk: Place(
            commune or pk,
            covers=frozenset(covers[pk]) if pk in covers else None,
            former_unit=pk if commune and commune != pk else None,
        )
        for pk, _level, commune in units
    }


def find_candidates(
    described: Particulars,
    *,
    among: PersonQuerySet,
    on_the_list: PersonQuerySet | None = None,
    numbers_among: PersonQuerySet | None = None,
) -> list[Candidate]:
    """Return everybody of `among` who is certainly or possibly the described person: the certain first, then by score and id.

    `on_the_list`: the people on the list (or in the team, or at the school) for which somebody is described. `numbers_among`: those whose
    cards whoever asks may be told of (None: all); whether one of the others carries the described card changes nothing in the answer.
    """
    matches = build_index([described], among=among, on_the_list=on_the_list, numbers_among=numbers_among).find_matches(described)
    people = among.in_bulk([match.id for match in matches]) if matches else {}
    return [Candidate(people[match.id], match.comparison) for match in matches if match.id in people]


def build_index(
    described: Iterable[Particulars],
    *,
    among: PersonQuerySet,
    on_the_list: PersonQuerySet | None = None,
    numbers_among: PersonQuerySet | None = None,
) -> Index:
    """Return an index of everybody of `among` who may be one of the described people, in a few statements however many these are."""
    described = list(described)
    if not any(person.card for person in described):
        numbers_among = None  # no card is compared
    # Who shares a key of `people.identity.index` with one of the described, and how many values that names.
    conditions = [(Q(folded__in=names), len(names)) for names in _in_parts({person.folded for person in described})]
    for cards in _in_parts({person.card for person in described if person.card}):
        conditions.append((Q(national_id_digest__in=cards), len(cards)))
    for phones in _in_parts({person.phone for person in described if person.phone and person.birth_year}):
        conditions.append((Q(phone__in=phones), len(phones)))
    years = {person.birth_year for person in described if person.birth_year and person.place}
    for places in _in_parts({person.place.id for person in described if person.birth_year and person.place}):
        units = Unit.objects.filter(Q(current_commune__in=places) | Q(pk__in=places))
        conditions.append((Q(birth_year__in=years, unit__in=units.values("pk")), len(places)))
    if sum(size for _condition, size in conditions) <= FEW:
        conditions = [(reduce(or_, (condition for condition, _size in conditions)), FEW)] if conditions else []
    people: dict[int, Particulars] = {}
    for condition, _size in conditions:
        people |= describe_people(among.filter(condition), numbers_among=numbers_among)
    listed_ids: set[int] = set()
    if people and on_the_list is not None:
        listed = on_the_list.filter(pk__in=list(people)) if len(people) <= MOST_AT_ONCE else on_the_list
        listed_ids = set(listed.order_by().values_list("pk", flat=True))
    index = Index()
    for pk in sorted(people):
        index.add(pk, people[pk], is_on_the_list=pk in listed_ids)
    return index


def _in_parts(values: set[Any]) -> Iterator[list[Any]]:
    in_order = sorted(values)
    for start in range(0, len(in_order), MOST_AT_ONCE):
        yield in_order[start : start + MOST_AT_ONCE]
