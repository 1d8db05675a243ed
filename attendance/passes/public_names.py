"""By what somebody is called on a page that opens without sign-in. A child's name never stands there: whoever has the address, or
typed a number that a family shares, would read it (Luật 91/2025/QH15 Điều 24; domain.md section 6)."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from attendance.models import Registration
from people.models import Person

A_CHILD_UNTIL = 16  # years: Luật Trẻ em 2016, Điều 1


def is_child(registration: Registration, *, on: date) -> bool:
    """Under sixteen on that day, as far as it is known: who has a year without a day counts as a child until that year is over; who has
    neither, when they come as a pupil or a contestant."""
    person = registration.person
    if person.birth_date:
        return on < _sixteenth_birthday(person.birth_date)
    if person.birth_year:
        return on.year - person.birth_year <= A_CHILD_UNTIL
    return registration.category == Registration.Category.PUPIL or registration.role == Registration.Role.CONTESTANT


def _sixteenth_birthday(born: date) -> date:
    try:
        return born.replace(year=born.year + A_CHILD_UNTIL)
    except ValueError:  # 29 February; sixteen years later there is none when the century is no leap year
        return date(born.year + A_CHILD_UNTIL, 3, 1)


def public_name(registration: Registration, *, on: date | None = None) -> str:
    """The name; of a child the first letter of the given name alone: it tells brothers and sisters apart, and nobody else anything."""
    if not is_child(registration, on=on or localdate()):
        return registration.person.full_name
    return _("%(letter)s••• (không hiện tên trẻ em)") % {"letter": _first_letter(registration.person)}


def _first_letter(person: Person) -> str:
    return person.full_name.split()[-1][:1].upper() if person.full_name.strip() else ""
