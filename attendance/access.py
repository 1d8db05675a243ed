"""Which people on record a user may register or look at."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from attendance.models import Registration
from people.models import Person, PersonQuerySet


def people_known_to(user: User, verb: str = "register") -> PersonQuerySet:
    """Return people who live where `user` may do `verb`, or were registered for an activity there; not those whose identity was erased."""
    registered = Registration.objects.visible_to(user, verb).values("person")
    return Person.objects.identified().filter(Q(unit__in=user.reach(verb)) | Q(pk__in=registered))


def people_whose_number_is_seen_by(user: User) -> PersonQuerySet:
    """Return the people of whose card `user` may be told anything, its last digits or that a number is theirs: who live where `user` may
    see personal data. The same rule for one person: `people.actions.may_see_number`."""
    return Person.objects.identified().filter(unit__in=user.reach("see_personal"))


def numbers_seen(user: User, people: Iterable[Person]) -> set[int]:
    """Return the ids of those of `people` the last digits of whose cards `user` may be shown, in one statement."""
    return set(people_whose_number_is_seen_by(user).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
