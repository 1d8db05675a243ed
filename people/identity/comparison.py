"""Compare the particulars of two people and say whether they are one person. Pure; the table of the rule is in docs/decisions.md."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vietnamese.names import same_name_key

# Reasons for, in the order in which they are told.
NAME_YEAR_AND_UNIT = "name_birth_year_unit"
NAME_AND_PHONE = "name_phone"
CARD = "card"
DAY_AND_MONTH_SWAPPED = "name_day_month_swapped"
GIVEN_NAME_YEAR_AND_PHONE = "given_name_birth_year_phone"
NAME_YEAR_AND_WIDER_UNIT = "name_birth_year_wider_unit"
NEAR_NAME_YEAR_AND_UNIT = "near_name_birth_year_unit"
# The first of these that holds, only where nothing above was found.
NAME_ON_THE_LIST = "name_here"
NAME_AND_UNIT_YEAR_UNKNOWN = "name_unit_year_unknown"
NAME_AND_YEAR = "name_birth_year"

# Objections: what speaks against.
ACCENTS, GENDER, BIRTH_YEAR, BIRTH_DATE, PHONE, FORMER_UNIT = "accents", "gender", "birth_year", "birth_date", "phone", "former_unit"

# How much a reason is worth, of 100: by how seldom it meets by chance in a commune of 5,000 people. The order is what counts.
WORTH = {
    CARD: 98, NAME_AND_PHONE: 92, NAME_YEAR_AND_UNIT: 88, DAY_AND_MONTH_SWAPPED: 85, NAME_ON_THE_LIST: 76, GIVEN_NAME_YEAR_AND_PHONE: 74,
    NAME_YEAR_AND_WIDER_UNIT: 70, NAME_AND_UNIT_YEAR_UNKNOWN: 60, NEAR_NAME_YEAR_AND_UNIT: 52, NAME_AND_YEAR: 39,
}  # fmt: skip
EACH_FURTHER_REASON = 3
COSTS = {BIRTH_DATE: 50, GENDER: 25, BIRTH_YEAR: 20, FORMER_UNIT: 14, ACCENTS: 12, PHONE: 6}
LEAST_SCORE = 25  # below it two people are two
LEAST_LISTED = 40  # a pair of records that scores less is not worth anybody's time
LEAST_SCORE_OF_A_CARD = 40  # one number on two records is a slip in one of them, and never passed over
STRENGTH = {CARD: 4, NAME_AND_PHONE: 3, NAME_YEAR_AND_UNIT: 2}  # of the reasons that can make two certain


class Verdict(StrEnum):
    CERTAIN = "certain"  # a careful clerk would not ask
    POSSIBLE = "possible"  # somebody has to look
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, through time: today's commune there, or a wider unit with the ids of today's communes in it as `covers`.

    `former_unit` is the id of the commune that was written, where it has ceased.
    """

    id: int
    covers: frozenset[int] | None = None
    former_unit: int | None = None

    def overlaps(self, second: "Place") -> bool:
        """Return whether one of two different places is a unit above the communes that holds, or shares communes with, the other."""
        if self.covers is None or second.covers is None:
            return self.id in (second.covers or ()) or second.id in (self.covers or ())
        return not self.covers.isdisjoint(second.covers)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is compared of a person, on record or described.

    `folded` is the name without accents and case, `card` the digest of the national number.
    """

    full_name: str
    folded: str
    birth_year: int | None = None
    birth_date: date | None = None
    gender: str | None = None
    phone: str | None = None
    card: str | None = None
    place: Place | None = None

    @property
    def place_id(self) -> int | None:
        return self.place.id if self.place else None

    @property
    def given_name(self) -> str:
        return self.folded.rpartition(" ")[2]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comes of comparing two people. `score` says how sure it is, of 100; 0 for two people."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    score: int = 0

    @property
    def is_certain(self) -> bool:
        return self.verdict is Verdict.CERTAIN


TWO_PEOPLE = Comparison(Verdict.NOT)


def compare(first: Particulars, second: Particulars, *, is_on_the_list: bool = False) -> Comparison:
    """Return whether the two are one person, with the reasons and what speaks against it. The order of the two does not matter.

    `is_on_the_list`: one of them is on the list (or in the team, or at the school) for which the other is written down. Whoever writes
    two names a letter apart on one list means two people.
    """
    if differ(first.card, second.card):
        return TWO_PEOPLE
    reasons = tuple(_find_reasons(first, second)) or _find_weak_reason(first, second, is_on_the_list)
    if not reasons or (is_on_the_list and reasons == (NEAR_NAME_YEAR_AND_UNIT,)):
        return TWO_PEOPLE
    objections = tuple(_find_objections(first, second))
    best, *further = sorted((WORTH[reason] for reason in reasons), reverse=True)
    score = min(best + EACH_FURTHER_REASON * len(further), 99) - sum(COSTS[objection] for objection in objections)
    if CARD in reasons:
        score = max(score, LEAST_SCORE_OF_A_CARD)
    if score < LEAST_SCORE:
        return TWO_PEOPLE
    verdict = Verdict.CERTAIN if _is_certain(first, second, reasons, objections) else Verdict.POSSIBLE
    return Comparison(verdict, reasons, objections, score)


def evidence_strength(reasons: Iterable[str]) -> int:
    """Return how strong the evidence of a certain match is: a card more than a telephone, a telephone more than birth and place."""
    return sum(STRENGTH.get(reason, 0) for reason in reasons)


def differ(first: object, second: object) -> bool:
    """Return whether both are known and not the same."""
    return bool(first and second and first != second)


def _find_reasons(first: Particulars, second: Particulars) -> Iterator[str]:
    is_same_year = bool(first.birth_year and first.birth_year == second.birth_year)
    is_same_place = first.place_id is not None and first.place_id == second.place_id
    is_same_phone = bool(first.phone and first.phone == second.phone)
    if first.folded == second.folded:
        if is_same_year and is_same_place:
            yield NAME_YEAR_AND_UNIT
        if is_same_phone:
            yield NAME_AND_PHONE
    if first.card and first.card == second.card:
        yield CARD
    if first.folded == second.folded:
        if are_day_and_month_swapped(first.birth_date, second.birth_date):
            yield DAY_AND_MONTH_SWAPPED
        if is_same_year and not is_same_place and first.place and second.place and first.place.overlaps(second.place):
            yield NAME_YEAR_AND_WIDER_UNIT
    elif is_same_year:
        if is_same_phone and first.given_name == second.given_name:
            yield GIVEN_NAME_YEAR_AND_PHONE
        if is_same_place and not differ(first.gender, second.gender) and are_near_names(first.folded, second.folded):
            yield NEAR_NAME_YEAR_AND_UNIT


def _find_weak_reason(first: Particulars, second: Particulars, is_on_the_list: bool) -> tuple[str, ...]:
    if first.folded != second.folded or differ(first.birth_year, second.birth_year):
        return ()
    if is_on_the_list:
        return (NAME_ON_THE_LIST,)
    if first.birth_year and second.birth_year:
        return (NAME_AND_YEAR,)
    return (NAME_AND_UNIT_YEAR_UNKNOWN,) if first.place_id is not None and first.place_id == second.place_id else ()


def _find_objections(first: Particulars, second: Particulars) -> Iterator[str]:
    if first.folded == second.folded and not is_same_spelling(first.full_name, second.full_name):
        yield ACCENTS
    if differ(first.gender, second.gender):
        yield GENDER
    if differ(first.birth_year, second.birth_year):
        yield BIRTH_YEAR
    elif differ(first.birth_date, second.birth_date) and not are_day_and_month_swapped(first.birth_date, second.birth_date):
        yield BIRTH_DATE
    if first.place and second.place and first.place.id == second.place.id and differ(first.place.former_unit, second.place.former_unit):
        yield FORMER_UNIT
    if differ(first.phone, second.phone):
        yield PHONE


def _is_certain(first: Particulars, second: Particulars, reasons: tuple[str, ...], objections: tuple[str, ...]) -> bool:
    if first.folded != second.folded:
        return False
    if CARD in reasons:
        return True
    if {GENDER, BIRTH_YEAR, BIRTH_DATE}.intersection(objections) or DAY_AND_MONTH_SWAPPED in reasons:
        return False
    if NAME_AND_PHONE in reasons and (
        ACCENTS not in objections or is_one_unaccented(first.full_name, second.full_name, folded=first.folded)
    ):
        return True
    is_commune = first.place is not None and first.place.covers is None
    return NAME_YEAR_AND_UNIT in reasons and is_commune and ACCENTS not in objections and FORMER_UNIT not in objections


def is_same_spelling(first: str, second: str) -> bool:
    """Return whether two names have the same letters and tones; 'Hoà' and 'Hòa' are one spelling, 'Hà' and 'Hạ' are two."""
    return first == second or same_name_key(first) == same_name_key(second)


def is_one_unaccented(first: str, second: str, *, folded: str) -> bool:
    """Return whether one of two names, the same when `folded`, was typed without any accents.

    Hoa and Hòa in one house share a telephone, and are two.
    """
    return folded in (same_name_key(first), same_name_key(second))


def are_day_and_month_swapped(first: date | None, second: date | None) -> bool:
    return bool(
        first and second and first != second and first.year == second.year and (first.day, first.month) == (second.month, second.day)
    )


def are_near_names(first: str, second: str) -> bool:
    """Return whether one letter of one word, or one space, sets two folded names apart."""
    return (first.count(" ") == second.count(" ") or first.replace(" ", "") == second.replace(" ", "")) and is_one_edit(first, second)


def is_one_edit(first: str, second: str) -> bool:
    """Return whether the texts differ by one letter more, less or other, or by two neighbours the wrong way round; not the same."""
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    if shorter == longer or len(longer) - len(shorter) > 1:
        return False
    at = next((place for place, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    is_turned = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return shorter[at + 1 :] == longer[at + 1 :] or is_turned
