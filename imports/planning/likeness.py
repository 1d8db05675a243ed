"""Who is the same person: by what evidence, and what speaks against it. Pure: numbers and words in, words out.

Certain is only what a careful clerk would not ask about; everything else is offered, and nothing is merged silently.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CARD, BIRTH_AND_PLACE, PHONE = "card", "name_birth_year_unit", "name_phone"  # the words of people.matching
LIKE_BIRTH, LIKE_PLACE = "name_birth_year", "name_unit"  # not certain; nor is PHONE, where accents differ
STRENGTH = {CARD: 4, PHONE: 3, BIRTH_AND_PLACE: 2}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a row or of a person on record. `place`: id of today's commune there, through time; 0 for none."""

    name: str  # vietnamese.names.same_name_key
    folded: str
    birth_year: int | None = None
    birth_date: date | None = None
    gender: str | None = None
    place: int = 0
    phone: str | None = None
    card: str | None = None  # the digest


def contradicts(one: Traits, other: Traits) -> bool:
    """Two that cannot be one: another card, another year or day of birth, another gender. Of one card and name, such a thing is a slip."""
    if one.card and one.card == other.card:
        return False
    return any(
        first and second and first != second
        for first, second in (
            (one.card, other.card), (one.birth_year, other.birth_year), (one.birth_date, other.birth_date), (one.gender, other.gender),
        )
    )  # fmt: skip


def certain_reasons(one: Traits, other: Traits) -> list[str]:
    """Why the two are surely the same; empty when that is not sure."""
    if one.folded != other.folded or contradicts(one, other):
        return []
    found = []
    if one.card and one.card == other.card:
        found.append(CARD)
    if one.phone and one.phone == other.phone and _is_one_name(one, other):
        found.append(PHONE)
    if one.name == other.name and one.birth_year and one.birth_year == other.birth_year and one.place and one.place == other.place:
        found.append(BIRTH_AND_PLACE)
    return found


def _is_one_name(one: Traits, other: Traits) -> bool:
    """The same accents, or one was typed without any: Hoa and Hòa in one house share a telephone, and are two."""
    return one.name == other.name or one.folded in (one.name, other.name)


def possible_reasons(one: Traits, other: Traits) -> list[str]:
    """Why the two may be the same, where it is not certain: the same name, and a telephone, birth year or place that agrees."""
    if one.folded != other.folded or contradicts(one, other):
        return []
    found = []
    if one.phone and one.phone == other.phone:
        found.append(PHONE)
    if one.birth_year and one.birth_year == other.birth_year:
        found.append(LIKE_BIRTH)
    if one.place and one.place == other.place:
        found.append(LIKE_PLACE)
    return found


def strength(reasons: Sequence[str]) -> int:
    return sum(STRENGTH.get(reason, 0) for reason in reasons)


MOST_OFFERED, MOST_LOOKED_AT = 10, 200
Place = tuple[object, ...]


class Crowd:
    """Rows or persons, found by what may make one the same as another: never all of one name, a commune has hundreds of Đinh Văn Rê."""

    def __init__(self) -> None:
        self.traits: dict[int, Traits] = {}
        self._at: dict[Place, list[int]] = defaultdict(list)

    def add(self, key: int, traits: Traits) -> None:
        self.traits[key] = traits
        for place in (
            *_certain_places(traits),
            ("year", traits.folded, traits.birth_year),
            ("home", traits.folded, traits.birth_year, traits.place),
        ):
            self._at[place].append(key)
        if traits.birth_year is not None:
            self._at["home", traits.folded, "any", traits.place].append(key)

    def holders_of(self, card: str | None) -> list[int]:
        return self._at.get(("card", card), []) if card else []

    def certain(self, traits: Traits) -> list[tuple[int, list[str]]]:
        """(key, why) of those that are surely the same, in the order in which they came."""
        near = self._near(_certain_places(traits))
        return [(key, why) for key in near if (why := certain_reasons(traits, self.traits[key]))]

    def possible(self, traits: Traits) -> list[tuple[int, list[str]]]:
        """(key, why) of those that may be the same, without those that surely are."""
        home = ("home", traits.folded)
        year = traits.birth_year
        asked: list[Place] = [(*home, None, traits.place), ("year", traits.folded, year) if year else (*home, "any", traits.place)]
        if traits.phone:
            asked.append(("phone", traits.folded, traits.phone))
        found = [(key, possible_reasons(traits, self.traits[key])) for key in self._near(asked)]
        return [(key, why) for key, why in found if why and not certain_reasons(traits, self.traits[key])][:MOST_OFFERED]

    def first_repeated(self, traits: Traits) -> int | None:
        """The earlier row that is surely the same person. Two telephone numbers for one name, year and commune are two people."""
        for key, why in self.certain(traits):
            if why != [BIRTH_AND_PLACE] or not (traits.phone and self.traits[key].phone):
                return key
        return None

    def _near(self, places: list[Place]) -> list[int]:
        return list(dict.fromkeys(key for place in places for key in self._at.get(place, [])[:MOST_LOOKED_AT]))


def _certain_places(traits: Traits) -> list[Place]:
    found: list[Place] = []
    if traits.card:
        found.append(("card", traits.card))
    if traits.phone:
        found.append(("phone", traits.folded, traits.phone))
    if traits.birth_year and traits.place:
        found.append(("birth", traits.name, traits.birth_year, traits.place))
    return found
