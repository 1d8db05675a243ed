"""People on record who may be the person described, offered before anybody is registered."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from activities.models import Activity
from attendance.access import people_whose_number_is_seen_by
from attendance.models import Registration
from attendance.scans.card_lookups import require_admitted
from people.actions import newer_contact
from people.identity import wording
from people.identity.candidates import describe, find_candidates
from people.identity.comparison import CARD, Comparison
from people.models import Person, PersonQuerySet

MOST_OFFERED = 10


@dataclass(frozen=True, slots=True)
class PossibleMatch:
    """A person who may be the one typed; `registration`: theirs in this activity, if any."""

    person: Person
    comparison: Comparison
    registration: Registration | None
    newer: dict[str, str] = field(default_factory=dict)  # phone and position as typed, where the record has others or none

    @property
    def is_registered_here(self) -> bool:
        return self.registration is not None

    @property
    def sentences(self) -> list[Any]:
        reasons, objections = wording.describe(self.comparison)
        return reasons + objections


def find_possible_matches(activity: Activity, typed: dict[str, Any], *, among: PersonQuerySet, by: User) -> list[PossibleMatch]:
    """Return up to ten people who may be the person typed, the certain first: of `among`, and of those registered for the activity.

    `typed` as `people.actions.add_person` takes it. Nobody is merged or refused here. A card is compared only with people whose numbers
    `by` may be told of. Raises ValidationError (`too_many_cards`, keyed `national_id`) after too many numbers that nobody carries.
    """
    described = describe(typed)
    registrations = Registration.objects.filter(activity=activity)
    on_the_list = Person.objects.filter(pk__in=registrations.values("person"))
    people = Person.objects.filter(Q(pk__in=among.values("pk")) | Q(pk__in=on_the_list.values("pk")))
    candidates = find_candidates(
        described,
        among=people.select_related("unit__parent__parent", "organisation"),
        on_the_list=on_the_list,
        numbers_among=people_whose_number_is_seen_by(by),
    )
    if described.card:
        is_match = any(CARD in candidate.comparison.reasons for candidate in candidates)
        require_admitted("".join(typed["national_id"].split()), is_match=is_match, activity=activity.pk, user=by, at=timezone.now())
    candidates = candidates[:MOST_OFFERED]
    candidate_ids = [candidate.person.pk for candidate in candidates]
    by_person = {registration.person_id: registration for registration in registrations.filter(person__in=candidate_ids)}
    return [
        PossibleMatch(
            candidate.person, candidate.comparison, by_person.get(candidate.person.pk), newer=newer_contact(candidate.person, typed)
        )
        for candidate in candidates
    ]
