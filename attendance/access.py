"""Which people on record a user may register or look at."""

from django.db.models import Q

from accounts.models import User
from attendance.models import Registration
from people.models import Person, PersonQuerySet


def people_known_to(user: User, verb: str = "register") -> PersonQuerySet:
    """Return people who live where `user` may do `verb`, or were registered for an activity there; not those whose identity was erased."""
    registered = Registration.objects.visible_to(user, verb).values("person")
    return Person.objects.identified().filter(Q(unit__in=user.reach(verb)) | Q(pk__in=registered))


def people_whose_number_is_seen_by(user: User) -> PersonQuerySet:
    """Return the people of whom `user` may be told that a card's number is theirs: who live where `user` may see personal data."""
    return Person.objects.identified().filter(unit__in=user.reach("see_personal"))
