"""Duplicates among the people on record whom somebody may see: worked out anew each time; only that two are two people is stored."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from accounts.models import User
from attendance.models import Registration
from people.identity import wording
from people.identity.candidates import build_index, describe_people
from people.identity.comparison import LEAST_LISTED, NEAR_NAME_YEAR_AND_UNIT, Comparison
from people.identity.pairs import Pair, find_pairs
from people.models import NotTheSame, Person, PersonQuerySet
from places.models import Unit

ALMOST_CERTAIN, VERY_LIKELY = 86, 66
CERTAINTY = (
    ("sure", gettext_lazy("Gần như chắc chắn"), ALMOST_CERTAIN, 100),
    ("likely", gettext_lazy("Rất có thể"), VERY_LIKELY, ALMOST_CERTAIN - 1),
    ("maybe", gettext_lazy("Có thể"), 0, VERY_LIKELY - 1),
)


@dataclass(frozen=True, slots=True)
class DuplicateRecords:
    """Two records that may be one person; `first` is the one that says more, proposed to stay."""

    first: Person
    second: Person
    comparison: Comparison

    @property
    def certainty(self) -> tuple[str, Any]:
        return certainty(self.comparison.score)

    @property
    def reasons_in_words(self) -> list[Any]:
        return wording.describe(self.comparison)[0]

    @property
    def objections_in_words(self) -> list[Any]:
        return wording.describe(self.comparison)[1]

    def other_than(self, person: Person) -> Person:
        return self.second if self.first.pk == person.pk else self.first


def certainty(score: int) -> tuple[str, Any]:
    """Return a closed word and its label."""
    return next((word, label) for word, label, least, _most in CERTAINTY if score >= least)


def find_duplicates(people: PersonQuerySet, *, numbers_among: PersonQuerySet) -> list[Pair]:
    """Return every pair worth listing among `people`, the surest first; in five statements whatever their number.

    `numbers_among`: those whose cards whoever asks may be told of.
    """
    pairs = find_pairs(describe_people(people, numbers_among=numbers_among), least_score=LEAST_LISTED, apart=NotTheSame.objects.pairs())
    return _without_two_on_one_list(pairs)


def find_duplicates_of(person: Person, people: PersonQuerySet, *, numbers_among: PersonQuerySet) -> list[Pair]:
    """Return the pairs worth listing of `person` and one of `people`; only who could be alike is looked at."""
    described = describe_people(Person.objects.filter(pk=person.pk), numbers_among=numbers_among)[person.pk]
    index = build_index([described], among=people.exclude(pk=person.pk), numbers_among=numbers_among)
    matches = index.find_matches(described)
    apart = NotTheSame.objects.about(person).pairs()
    pairs = [
        Pair((min(person.pk, match.id), max(person.pk, match.id)), match.comparison)
        for match in matches
        if match.comparison.score >= LEAST_LISTED
    ]
    return _without_two_on_one_list([pair for pair in pairs if pair.ids not in apart])


def _without_two_on_one_list(pairs: list[Pair]) -> list[Pair]:
    """Leave out two names a letter apart on one list: whoever wrote it meant two people. (The same name twice may be a slip.)"""
    near = [pair.ids for pair in pairs if pair.comparison.reasons == (NEAR_NAME_YEAR_AND_UNIT,)]
    ids = {pk for pair in near for pk in pair}
    activities: dict[int, set[int]] = defaultdict(set)
    for person, activity in Registration.objects.filter(person__in=ids).values_list("person", "activity") if ids else ():
        activities[person].add(activity)
    together = {(first, second) for first, second in near if activities[first] & activities[second]}
    return [pair for pair in pairs if pair.ids not in together]


def load_records(pairs: Iterable[Pair], people: PersonQuerySet) -> list[DuplicateRecords]:
    """Return the pairs with the records themselves; a pair of which `people` lacks one is left out."""
    pairs = list(pairs)
    records = people.filter(pk__in={pk for pair in pairs for pk in pair.ids}).in_bulk()
    loaded = []
    for pair in pairs:
        if all(pk in records for pk in pair.ids):
            first, second = sorted(  # the record that says more first
                (records[pk] for pk in pair.ids),
                key=lambda person: (
                    person.unit.level != Unit.Level.COMMUNE,
                    -sum(bool(getattr(person, name)) for name in PARTICULARS),
                    person.pk,
                ),
            )
            loaded.append(DuplicateRecords(first, second, pair.comparison))
    return loaded


PARTICULARS = ("birth_year", "birth_date", "gender", "ethnic_group_id", "phone", "organisation_id", "position", "national_id_digest")


def tell_apart(person: Person, other_person: Person, *, by: User, at: datetime) -> NotTheSame:
    """Note that these are two people, so that they are not offered again; noted twice, the first stands.

    Raise ValidationError (`same_record`) for one record.
    """
    if person.pk == other_person.pk:
        raise ValidationError(_("Đây là cùng một hồ sơ. Hãy chọn hai hồ sơ khác nhau."), code="same_record")
    first, second = sorted((person.pk, other_person.pk))
    with transaction.atomic():
        decision, is_new = NotTheSame.objects.get_or_create(first_id=first, second_id=second, defaults={"decided_by": by, "decided_at": at})
        if is_new:
            trail.record("told_apart", person, changes={"other_record": [None, other_person.pk]}, by=by)
    return decision


def offer_again(person: Person, other_person: Person) -> None:
    """Forget that these are two people."""
    first, second = sorted((person.pk, other_person.pk))
    with transaction.atomic():
        count, _by_model = NotTheSame.objects.filter(first=first, second=second).delete()
        if count:
            trail.record("offered_again", person, changes={"other_record": [other_person.pk, None]})
