"""Who is the same person: by what evidence, and what speaks against it. Pure: numbers and words in, words out.

Certain is only what a careful clerk would not ask about; everything else is offered, and nothing is merged silently.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CARD, BIRTH_AND_PLACE, PHONE = "card", "name_birth_year_unit", "name_phone"  # the words of people.matching
LIKE_BIRTH, LIKE_PLACE = "name_birth_year", "name_unit"  # not certain
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
    """Two that cannot be one: another card, another year or day of birth, another gender."""
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
    if one.phone and one.phone == other.phone:
        found.append(PHONE)
    if one.name == other.name and one.birth_year and one.birth_year == other.birth_year and one.place and one.place == other.place:
        found.append(BIRTH_AND_PLACE)
    return found


def possible_reasons(one: Traits, other: Traits) -> list[str]:
    """Why the two may be the same, where it is not certain: the same name, and a birth year or a place that agrees or is not known."""
    if one.folded != other.folded or contradicts(one, other):
        return []
    found = []
    if one.birth_year and one.birth_year == other.birth_year:
        found.append(LIKE_BIRTH)
    if one.place and one.place == other.place:
        found.append(LIKE_PLACE)
    return found


def strength(reasons: Sequence[str]) -> int:
    return sum(STRENGTH.get(reason, 0) for reason in reasons)


class Seen:
    """Rows met so far; tells of which earlier one another is a repetition."""

    def __init__(self) -> None:
        self._named: dict[str, list[tuple[int, Traits]]] = defaultdict(list)
        self._carded: dict[str, tuple[int, Traits]] = {}

    def first_like(self, traits: Traits) -> int | None:
        """The earlier row that is surely the same person. Two telephone numbers for one name, year and commune are two people."""
        for row, other in self._named[traits.folded]:
            why = certain_reasons(traits, other)
            if why == [BIRTH_AND_PLACE] and traits.phone and other.phone:
                continue
            if why:
                return row
        return None

    def look_alike(self, traits: Traits) -> int | None:
        """An earlier row that may be the same person."""
        return next((row for row, other in self._named[traits.folded] if LIKE_PLACE in possible_reasons(traits, other)), None)

    def holder_of(self, card: str | None) -> tuple[int, Traits] | None:
        return self._carded.get(card) if card else None

    def add(self, row: int, traits: Traits) -> None:
        self._named[traits.folded].append((row, traits))
        if traits.card:
            self._carded.setdefault(traits.card, (row, traits))
