"""Likely duplicates among the people that somebody may see: worked out anew each time, remembered only when they are two."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Registration
from people.matching import LIKELY, ONE_LETTER, SURE, Known, Likeness, likenesses
from people.models import Person, PersonQuerySet
from places.models import Cover, Unit
from registry.models import NotTheSame

COLUMNS = (
    "pk", "full_name", "folded", "birth_year", "birth_date", "gender", "phone", "unit_id", "unit__level", "unit__current_commune_id",
    "national_id_digest",
)  # fmt: skip
CERTAINTY = (
    ("sure", gettext_lazy("Gần như chắc chắn"), SURE, 100),
    ("likely", gettext_lazy("Rất có thể"), LIKELY, SURE - 1),
    ("maybe", gettext_lazy("Có thể"), 0, LIKELY - 1),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Two records that may be one person; `first` is the one that says more, proposed to stay."""

    first: Person
    second: Person
    likeness: Likeness

    @property
    def certainty(self) -> tuple[str, Any]:
        return certainty(self.likeness.score)

    def other_than(self, person: Person) -> Person:
        return self.second if self.first.pk == person.pk else self.first


def certainty(score: int) -> tuple[str, Any]:
    """A closed word and its label."""
    return next((word, label) for word, label, least, _most in CERTAINTY if score >= least)


def among(people: PersonQuerySet) -> list[Likeness]:
    """Every likely pair among `people`, the surest first; in four statements whatever their number."""
    found = likenesses(_known(people), apart=NotTheSame.objects.pairs())
    together = _registered_together([one.pair for one in found if one.reasons == (ONE_LETTER,)])
    return [one for one in found if one.pair not in together]


def _registered_together(pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Two names that differ by a letter, on one list: whoever wrote it meant two people. (The same name twice may be a slip.)"""
    rows = Registration.objects.filter(person__in={pk for pair in pairs for pk in pair}).values_list("person", "activity") if pairs else []
    where: dict[int, set[int]] = defaultdict(set)
    for person, activity in rows:
        where[person].add(activity)
    return {(a, b) for a, b in pairs if where[a] & where[b]}


def of(person: Person, people: PersonQuerySet) -> list[Likeness]:
    """Those that `person` is in; only who could be alike is looked at."""
    near = Q(folded=person.folded) | Q(pk=person.pk)
    if person.phone:
        near |= Q(phone=person.phone)
    if person.national_id_digest:
        near |= Q(national_id_digest=person.national_id_digest)
    if person.birth_year:
        near |= Q(birth_year=person.birth_year, unit__in=_same_place(person.unit))
    return [one for one in among(people.filter(near)) if person.pk in one.pair]


def _same_place(unit: Unit) -> Any:
    today = unit.current_commune_id
    return Unit.objects.filter(Q(pk=unit.pk) | Q(pk=today) | Q(current_commune=today)).values("pk") if today else [unit.pk]


def _known(people: PersonQuerySet) -> list[Known]:
    rows = list(people.order_by().values_list(*COLUMNS))
    covers = _covers({unit for *_rest, unit, level, _commune, _card in rows if level != Unit.Level.COMMUNE})
    return [
        Known(
            pk, name, folded, year, born, gender, phone, commune or unit, card,
            covers=covers[unit] if level != Unit.Level.COMMUNE else None,
            unit=unit if commune not in (None, unit) else None,
        )
        for pk, name, folded, year, born, gender, phone, unit, level, commune, card in rows
    ]  # fmt: skip


def _covers(wide: set[int]) -> dict[int, frozenset[int]]:
    """{unit above the communes: today's communes in it}."""
    found: dict[int, set[int]] = {unit: set() for unit in wide}
    inside = Cover.objects.filter(ancestor__in=wide, unit__level=Unit.Level.COMMUNE)
    for ancestor, commune, today in inside.values_list("ancestor", "unit", "unit__current_commune"):
        found[ancestor].add(today or commune)
    return {unit: frozenset(communes) for unit, communes in found.items()}


def offers(likely: Iterable[Likeness], people: PersonQuerySet) -> list[Offer]:
    """With the records themselves; a pair of which `people` lacks one is left out."""
    likely = list(likely)
    ids = {pk for one in likely for pk in one.pair}
    found = people.filter(pk__in=ids).in_bulk()
    pairs = [(one, [found[pk] for pk in one.pair]) for one in likely if all(pk in found for pk in one.pair)]
    return [_offer(one, *both) for one, both in pairs]


def _offer(likeness: Likeness, one: Person, other: Person) -> Offer:
    first, second = sorted((one, other), key=_says_less)
    return Offer(first, second, likeness)


SAYING = ("birth_year", "birth_date", "gender", "ethnic_group_id", "phone", "organisation_id", "position", "national_id_digest")


def _says_less(person: Person) -> tuple[Any, ...]:
    is_vague = person.unit.level != Unit.Level.COMMUNE
    return is_vague, -sum(bool(getattr(person, name)) for name in SAYING), person.pk


# --- what a person decides


def tell_apart(one: Person, other: Person, *, by: Any, at: datetime) -> NotTheSame:
    """They are two people: not offered again. Said twice, the first stands. Raises ValidationError for one record."""
    if one.pk == other.pk:
        raise ValidationError(_("Đây là cùng một hồ sơ. Hãy chọn hai hồ sơ khác nhau."), code="same_record")
    first, second = sorted((one.pk, other.pk))
    found, _made = NotTheSame.objects.get_or_create(first_id=first, second_id=second, defaults={"decided_by": by, "decided_at": at})
    return found


def offer_again(one: Person, other: Person) -> None:
    first, second = sorted((one.pk, other.pk))
    NotTheSame.objects.filter(first=first, second=second).delete()
