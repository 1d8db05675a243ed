"""People on the spot of an activity who may stand on its list twice: typed again at the door, or on two phones without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from activities.models import Activity
from attendance.access import people_whose_number_is_seen_by
from attendance.models import Registration, RegistrationQuerySet, Scan
from people.identity import wording
from people.identity.candidates import build_index, describe_people
from people.identity.comparison import LEAST_LISTED, Comparison
from people.identity.pairs import Pair
from people.models import NotTheSame, Person


@dataclass(frozen=True, slots=True)
class PossibleDouble:
    """Two registrations that may be one person's; `first` is the one whose record is proposed to stay.

    Each has `counted_scans`, the earliest first, which say where the person was written down.
    """

    first: Registration
    second: Registration
    comparison: Comparison

    @property
    def reasons_in_words(self) -> list[Any]:
        return wording.describe(self.comparison)[0]

    @property
    def objections_in_words(self) -> list[Any]:
        return wording.describe(self.comparison)[1]


def find_pairs(activity: Activity, *, by: User) -> list[Pair]:
    """Return the pairs of people on the list, at least one of them registered on the spot, who may be one, the surest first.

    Empty for a user who may not register there, since only they could merge. Pairs that were told apart are left out. One statement where
    nobody was registered on the spot, else at most eight.
    """
    registrations = _list_registrations(activity, by)
    walk_in_ids = set(registrations.filter(is_walk_in=True).values_list("person", flat=True))
    if not walk_in_ids:
        return []
    people = Person.objects.identified().filter(pk__in=registrations.values("person"))
    numbers = people_whose_number_is_seen_by(by)
    walk_ins = describe_people(people.filter(pk__in=walk_in_ids), numbers_among=numbers)
    index = build_index(walk_ins.values(), among=people, on_the_list=people, numbers_among=numbers)
    comparisons: dict[tuple[int, int], Comparison] = {}
    for pk, particulars in walk_ins.items():
        for match in index.find_matches(particulars):
            if match.id != pk and match.comparison.score >= LEAST_LISTED:
                comparisons[min(pk, match.id), max(pk, match.id)] = match.comparison
    if comparisons:
        for ids in NotTheSame.objects.among({pk for pair in comparisons for pk in pair}).pairs():
            comparisons.pop(ids, None)
    pairs = [Pair(ids, comparison) for ids, comparison in comparisons.items()]
    return sorted(pairs, key=lambda pair: (-pair.comparison.score, pair.ids))


def load_doubles(pairs: Sequence[Pair], activity: Activity, *, by: User) -> list[PossibleDouble]:
    """Return the pairs with their registrations, in the same order."""
    counted = Scan.objects.exclude(attendance=None).select_related("user", "device").order_by("scanned_at", "pk")
    registrations = _list_registrations(activity, by).filter(person__in={pk for pair in pairs for pk in pair.ids})
    registrations = registrations.with_people().select_related("registered_by")
    by_person = {row.person_id: row for row in registrations.prefetch_related(Prefetch("scans", counted, to_attr="counted_scans"))}
    doubles = []
    for pair in pairs:
        rows = [by_person[pk] for pk in pair.ids if pk in by_person]
        if len(rows) == 2:  # nobody withdrew meanwhile
            first, second = sorted(rows, key=lambda row: (row.is_walk_in, row.pk))
            doubles.append(PossibleDouble(first, second, pair.comparison))
    return doubles


def _list_registrations(activity: Activity, by: User) -> RegistrationQuerySet:
    return Registration.objects.visible_to(by, "register").filter(activity=activity).active()
