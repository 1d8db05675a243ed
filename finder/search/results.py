"""What the search of every page finds: activities, people, places and what rooms register, as far as a user may see it.

Any number of rows takes the same number of statements.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, SmallIntegerField, When
from django.utils.timezone import localdate

from accounts.models import User
from activities.models import Activity
from attendance.access import people_known_to
from finder.search.other_kinds import FoundKind, registered_kinds
from finder.search.people_search import narrow_to_name_or_code, narrow_to_number, read_digits
from people.disclosures.log import GUARDED
from people.models import Person
from places.models import Cover, Succession, Unit
from places.offered_units import Offered
from vietnamese.text import fold, split_query

SHORTEST = 2  # characters
MOST_SHOWN = 12  # of each kind


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The first matches of a registered kind: (row, what tells it apart), and whether there are more."""

    kind: FoundKind
    rows: list[tuple[Any, str]]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Results:
    """The first matches of each kind, and whether there are more."""

    activities: list[Activity] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    places: list[Offered] = field(default_factory=list)
    others: list[FoundRows] = field(default_factory=list)
    has_more_activities: bool = False
    has_more_people: bool = False

    @property
    def count_of_others(self) -> int:
        return sum(len(matches.rows) for matches in self.others)

    @property
    def is_empty(self) -> bool:
        return not (self.activities or self.people or self.places or self.others)


def find_everything(q: str, user: User) -> Results:
    activities, people = _find_activities(q, user), _find_people(q, user)
    others = []
    for kind in registered_kinds():
        if rows := list(kind.find(q, user)[: MOST_SHOWN + 1]):
            others.append(FoundRows(kind, [(row, kind.describe(row)) for row in rows[:MOST_SHOWN]], len(rows) > MOST_SHOWN))
    return Results(
        activities=activities[:MOST_SHOWN],
        people=people[:MOST_SHOWN],
        places=find_places(q)[:MOST_SHOWN],
        others=others,
        has_more_activities=len(activities) > MOST_SHOWN,
        has_more_people=len(people) > MOST_SHOWN,
    )


def _find_activities(q: str, user: User) -> list[Activity]:
    """Return one activity more than is shown, those first whose title or venue has the words as they were typed, then the latest.

    Each word stands in the title, the venue, the name of the place, or the number of the plan's document.
    """
    condition = Q()
    for word in split_query(q):
        in_document = Q(plan_reference__icontains=word) | Q(plan_reference__icontains=word.upper())  # SQLite: Đ is not đ
        in_document |= Q(document__folded__contains=fold(word))
        condition &= Q(folded__contains=fold(word)) | Q(unit__folded__contains=fold(word)) | in_document
    rank = Case(When(folded__contains=fold(q), then=0), default=1, output_field=SmallIntegerField())
    activities = Activity.objects.visible_to(user).filter(condition).with_units()
    return list(activities.order_by(rank, "-starts_on", "-pk")[: MOST_SHOWN + 1])


def _find_people(q: str, user: User) -> list[Person]:
    """Return one person more than is shown, in name order, without what few may see; nobody to who may not open their pages."""
    if not user.can_anywhere("see_personal"):
        return []
    people = people_known_to(user, "see_personal")
    digits = read_digits(q)
    people = narrow_to_number(people, digits, user=user) if digits else narrow_to_name_or_code(people, q, user=user)
    people = people.select_related("unit__parent__parent", "organisation").defer(*GUARDED)
    return list(people.in_name_order()[: MOST_SHOWN + 1])


def find_places(q: str) -> list[Offered]:
    """Return today's units of that name, then those to which a former name leads, each once."""
    today = localdate()
    current = list(Unit.objects.valid_on(today).with_names().search(q, others_last=True)[:MOST_SHOWN])
    former_units = Unit.objects.filter(valid_to__lt=today).select_related("parent__parent", "current_commune__parent__parent")
    former = list(former_units.search(q, others_last=True)[:MOST_SHOWN])
    by_id = {unit.pk: Offered(unit) for unit in current}
    for old, unit in sorted(_units_of_today(former), key=lambda pair: former.index(pair[0])):
        by_id.setdefault(unit.pk, Offered(unit, name_of=old))
    return list(by_id.values())


def _units_of_today(former: list[Unit]) -> list[tuple[Unit, Unit]]:
    """Return (former unit, unit of today in its place): the communes that a commune or a district became, a province's province."""
    by_id = {unit.pk: unit for unit in former}
    pairs = [(unit, unit.current_commune) for unit in former if unit.current_commune]
    became = Succession.objects.filter(old__in=by_id, new__valid_to=None).exclude(old__level=Unit.Level.DISTRICT)
    became = became.select_related("new__parent__parent").order_by("-is_default", "new__sort_key", "pk")
    pairs += [(by_id[succession.old_id], succession.new) for succession in became]
    covers = Cover.objects.filter(ancestor__in=by_id, ancestor__level=Unit.Level.DISTRICT, kind=Cover.Kind.FUTURE, unit__valid_to=None)
    covers = covers.select_related("unit__parent__parent").order_by("unit__sort_key", "unit")
    return pairs + [(by_id[cover.ancestor_id], cover.unit) for cover in covers]
