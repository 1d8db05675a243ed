"""Who may be the same person: offered with the reason, never merged."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, product
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from vietnamese.text import fold

SAME_BIRTH_AND_UNIT = "name_birth_year_unit"
SAME_PHONE = "name_phone"
SAME_CARD = "card"


def possible_matches(persons, *, full_name: str, birth_year: int | None, unit, phone: str | None, national_id_digest: str | None = None):
    """Rows of `persons` (already narrowed to what the asker may see) with the same folded name and birth year and unit,
    or the same phone and name, or the same card."""
    same = Q(folded=fold(full_name), birth_year=birth_year, unit=unit) if birth_year else Q(pk__in=[])
    if phone:
        same |= Q(phone=phone, folded=fold(full_name))
    if national_id_digest:
        same |= Q(national_id_digest=national_id_digest)
    return persons.filter(same).in_name_order()


def reasons(
    person: Person, *, full_name: str, birth_year: int | None, unit, phone: str | None, national_id_digest: str | None = None
) -> list[str]:
    """Why `person` was offered: closed words, for the screen to put into sentences."""
    found = []
    if person.folded == fold(full_name):
        if birth_year and person.birth_year == birth_year and person.unit == unit:
            found.append(SAME_BIRTH_AND_UNIT)
        if phone and person.phone == phone:
            found.append(SAME_PHONE)
    if national_id_digest and person.national_id_digest == national_id_digest:
        found.append(SAME_CARD)
    return found


# --- among people on record: pairs that may be one person

DAY_AND_MONTH = "name_day_month_swapped"
OTHER_FAMILY_NAME = "given_name_birth_year_phone"
WIDER_UNIT = "name_birth_year_wider_unit"
YEAR_UNKNOWN = "name_unit_year_unknown"
ONE_LETTER = "near_name_birth_year_unit"

WHY: dict[str, Any] = {
    SAME_CARD: _("Trùng số định danh (CCCD)."),
    SAME_PHONE: _("Trùng họ tên và số điện thoại."),
    SAME_BIRTH_AND_UNIT: _("Trùng họ tên, năm sinh và nơi cư trú (theo xã hiện nay)."),
    DAY_AND_MONTH: _("Trùng họ tên và năm sinh; ngày và tháng sinh bị đảo cho nhau."),
    OTHER_FAMILY_NAME: _("Trùng tên, năm sinh và số điện thoại; họ hoặc tên đệm viết khác."),
    WIDER_UNIT: _("Trùng họ tên và năm sinh; một hồ sơ chỉ ghi nơi cư trú rộng hơn (huyện, tỉnh)."),
    YEAR_UNKNOWN: _("Trùng họ tên và nơi cư trú; có hồ sơ chưa ghi năm sinh."),
    ONE_LETTER: _("Cùng năm sinh và nơi cư trú; họ tên chỉ khác một chữ cái."),
}
# How sure, of 100: by which evidence seldom meets by chance in a commune of 5,000 people. The order is what counts.
WORTH = {
    SAME_CARD: 98, SAME_PHONE: 92, SAME_BIRTH_AND_UNIT: 88, DAY_AND_MONTH: 85,
    OTHER_FAMILY_NAME: 74, WIDER_UNIT: 70, YEAR_UNKNOWN: 60, ONE_LETTER: 52,
}  # fmt: skip
SURE, LIKELY = 86, 66  # from here on: almost certainly; very likely

ACCENTS, GENDER, BIRTH_YEAR, PHONE, FORMER_UNIT = "accents", "gender", "birth_year", "phone", "former_unit"
BUT: dict[str, Any] = {
    ACCENTS: _("Họ tên khác nhau ở dấu."),
    GENDER: _("Giới tính khác nhau."),
    BIRTH_YEAR: _("Năm sinh khác nhau: có thể là người trong một nhà."),
    PHONE: _("Số điện thoại khác nhau."),
    FORMER_UNIT: _("Trước sắp xếp là hai xã khác nhau."),
}
COSTS = {ACCENTS: 12, GENDER: 25, BIRTH_YEAR: 20, PHONE: 6, FORMER_UNIT: 14}
LEAST = 40  # below, it is not worth anybody's time
ALL_PAIRS_UP_TO = 12  # of a group: a larger one is offered as a chain, or its pairs would grow with the square


@dataclass(frozen=True, slots=True)
class Known:
    """A person as far as likeness is concerned. `place`: today's commune, or a wider unit, with the communes in it as `covers`."""

    pk: int
    full_name: str
    folded: str
    birth_year: int | None
    birth_date: date | None
    gender: str | None
    phone: str | None
    place: int
    card: str | None = None
    covers: frozenset[int] | None = None
    unit: int | None = None  # as it was written, if that is no longer


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two people (the smaller id first), why they may be one, what speaks against it, and how sure that is (of 100)."""

    pair: tuple[int, int]
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    score: int

    @property
    def why(self) -> list[Any]:
        return [WHY[reason] for reason in self.reasons]

    @property
    def but(self) -> list[Any]:
        return [BUT[one] for one in self.against]


Pairs = Iterator[tuple[Known, Known]]


def likenesses(people: Iterable[Known], *, apart: Collection[tuple[int, int]] = ()) -> list[Likeness]:
    """Every pair that may be one person, the surest first. `apart`: pairs of ids, the smaller first, that somebody said are two.

    People are grouped by what is the same, so the work grows with their number, not with its square. Two cards, or two full dates
    of birth that are not each other's day and month, are two people: never offered.
    """
    in_order = sorted(people, key=lambda one: one.pk)
    known = {one.pk: one for one in in_order}
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for reason, look in LOOKS:
        for a, b in look(in_order):
            pair = (a.pk, b.pk) if a.pk < b.pk else (b.pk, a.pk)
            if reason not in found[pair]:
                found[pair].append(reason)
    likely = [_judged(known[a], known[b], reasons) for (a, b), reasons in found.items() if (a, b) not in apart]
    return sorted((one for one in likely if one), key=lambda one: (-one.score, one.pair))


def _judged(a: Known, b: Known, reasons: list[str]) -> Likeness | None:
    if (a.card and b.card and a.card != b.card) or _dates_contradict(a.birth_date, b.birth_date):
        return None
    against = [
        word
        for word, differs in (
            (ACCENTS, a.folded == b.folded and spelling(a.full_name) != spelling(b.full_name)),
            (GENDER, bool(a.gender and b.gender and a.gender != b.gender)),
            (BIRTH_YEAR, bool(a.birth_year and b.birth_year and a.birth_year != b.birth_year)),
            (FORMER_UNIT, bool(a.unit and b.unit and a.unit != b.unit and a.place == b.place)),
            (PHONE, bool(a.phone and b.phone and a.phone != b.phone)),
        )
        if differs
    ]
    best, *more = sorted((WORTH[reason] for reason in reasons), reverse=True)
    score = min(best + 3 * len(more), 99) - sum(COSTS[word] for word in against)
    return Likeness((a.pk, b.pk), tuple(reasons), tuple(against), score) if score >= LEAST else None


def _dates_contradict(one: date | None, other: date | None) -> bool:
    return bool(one and other and one != other and not _are_swapped(one, other))


def _are_swapped(one: date, other: date) -> bool:
    return one.year == other.year and (one.day, one.month) == (other.month, other.day)


TONES = "\u0300\u0301\u0303\u0309\u0323"


def spelling(name: str) -> str:
    """The name with the tone of each syllable behind it: 'Hoà' and 'Hòa' are one spelling, 'Hà' and 'Hạ' are two."""
    return " ".join(map(_tone_last, unicodedata.normalize("NFD", name.casefold()).split()))


def _tone_last(syllable: str) -> str:
    return "".join(c for c in syllable if c not in TONES) + "".join(c for c in syllable if c in TONES)


# --- how pairs are looked for


def _grouped(people: Iterable[Known], key: Callable[[Known], Hashable | None]) -> list[list[Known]]:
    """Those of whom `key` says the same, in order of their ids; of whom it says None, nothing is known."""
    groups: dict[Hashable, list[Known]] = defaultdict(list)
    for one in people:
        if (its := key(one)) is not None:
            groups[its].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _pairs(group: Sequence[Known]) -> Iterable[tuple[Known, Known]]:
    return combinations(group, 2) if len(group) <= ALL_PAIRS_UP_TO else pairwise(group)


def _across(some: Sequence[Known], others: Sequence[Known]) -> Iterable[tuple[Known, Known]]:
    """Each of one side with each of the other; of large ones, each with the first of the other side."""
    if len(some) * len(others) <= ALL_PAIRS_UP_TO**2:
        return product(some, others)
    return [*((one, others[0]) for one in some), *((some[0], one) for one in others[1:])]


def _alike(key: Callable[[Known], Hashable | None]) -> Callable[[Sequence[Known]], Pairs]:
    def look(people: Sequence[Known]) -> Pairs:
        for group in _grouped(people, key):
            yield from _pairs(group)

    return look


def _swapped(people: Sequence[Known]) -> Pairs:
    def key(one: Known) -> Hashable | None:
        born = one.birth_date
        return (one.folded, born.year, *sorted((born.day, born.month))) if born else None

    for group in _grouped(people, key):
        yield from ((a, b) for a, b in _pairs(group) if a.birth_date != b.birth_date)


def _other_family_name(people: Sequence[Known]) -> Pairs:
    def key(one: Known) -> Hashable | None:
        return (one.folded.rpartition(" ")[2], one.birth_year, one.phone) if one.birth_year and one.phone else None

    for group in _grouped(people, key):
        yield from ((a, b) for a, b in _pairs(group) if a.folded != b.folded)


def _wider_unit(people: Sequence[Known]) -> Pairs:
    """A walk-in who named no commune, and whom a roster named later."""
    for group in _grouped(people, lambda one: (one.folded, one.birth_year) if one.birth_year else None):
        wide = [one for one in group if one.covers is not None]
        narrow = [one for one in group if one.covers is None]
        if wide and narrow:
            yield from ((a, b) for a, b in _across(wide, narrow) if a.covers and b.place in a.covers)
        yield from ((a, b) for a, b in _pairs(wide) if a.place != b.place)


def _year_unknown(people: Sequence[Known]) -> Pairs:
    for group in _grouped(people, lambda one: (one.folded, one.place) if one.covers is None else None):
        unknown = [one for one in group if one.birth_year is None]
        others = [one for one in group if one.birth_year is not None]
        if unknown and others:
            yield from _across(unknown, others)
        yield from _pairs(unknown)


def _one_letter(people: Sequence[Known]) -> Pairs:
    """Within those of one year and place: whoever has the same letters but one shares a name with one letter left out."""
    for neighbours in _grouped(people, lambda one: (one.birth_year, one.place) if one.birth_year else None):
        groups = [neighbours] if len(neighbours) <= ALL_PAIRS_UP_TO else _sharing_all_letters_but_one(neighbours)
        for group in groups:
            yield from ((a, b) for a, b in _pairs(group) if is_one_edit(a.folded, b.folded))


def _sharing_all_letters_but_one(neighbours: Sequence[Known]) -> Iterable[list[Known]]:
    shorter: dict[str, list[Known]] = defaultdict(list)
    for one in neighbours:
        for form in {one.folded, *(one.folded[:n] + one.folded[n + 1 :] for n in range(len(one.folded)))}:
            shorter[form].append(one)
    return (group for group in shorter.values() if len(group) > 1)


def is_one_edit(a: str, b: str) -> bool:
    """One letter more, less or other, or two neighbours the wrong way round; not the same."""
    if len(a) > len(b):
        a, b = b, a
    if a == b or len(b) - len(a) > 1:
        return False
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    is_turned = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or is_turned


LOOKS: tuple[tuple[str, Callable[[Sequence[Known]], Pairs]], ...] = (
    (SAME_CARD, _alike(lambda one: one.card or None)),
    (SAME_PHONE, _alike(lambda one: (one.folded, one.phone) if one.phone else None)),
    (SAME_BIRTH_AND_UNIT, _alike(lambda one: (one.folded, one.birth_year, one.place) if one.birth_year else None)),
    (DAY_AND_MONTH, _swapped),
    (OTHER_FAMILY_NAME, _other_family_name),
    (WIDER_UNIT, _wider_unit),
    (YEAR_UNKNOWN, _year_unknown),
    (ONE_LETTER, _one_letter),
)
