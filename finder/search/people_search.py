"""Whom something typed into a search box of people means, on the list of people and in the search of every page."""

import re

from django.db.models import Q

from accounts.models import User
from attendance.models import Registration
from attendance.passes.codes import read_code, read_short_code
from people.models import PersonQuerySet
from people.name_search import name_matches
from vietnamese.text import clean


def narrow_to_number(people: PersonQuerySet, digits: str, *, user: User) -> PersonQuerySet:
    """Narrow to those whose phone has these digits, or whose card ends in these four and may be seen by `user`."""
    has_number = Q(phone__contains=digits)
    has_card = Q(national_id_last4=digits, unit__in=user.reach("see_personal"))
    return people.filter(has_number | has_card if len(digits) == 4 else has_number)


def narrow_to_name_or_code(people: PersonQuerySet, q: str, *, user: User) -> PersonQuerySet:
    """Narrow to those of that name, or with a pass of that code, short or whole, in an activity where `user` may see personal data."""
    condition = name_matches(q)
    registrations = Registration.objects.visible_to(user, "see_personal")
    if code := read_code(q):
        condition |= Q(pk__in=registrations.with_code(code).values("person"))
    elif short_code := read_short_code(q):
        condition |= Q(pk__in=registrations.with_short_code(short_code).values("person"))
    return people.filter(condition)


def read_digits(q: str) -> str:
    """Return the digits when it is a number that was typed, '0912 345' or '+84 912…'; else nothing."""
    digits = re.sub(r"[\s.\-()+]", "", q)
    if not (digits.isascii() and digits.isdigit() and len(digits) > 2):
        return ""
    return "0" + digits.removeprefix("84") if clean(q).startswith("+84") else digits
