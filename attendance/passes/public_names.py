"""Names on pages that open without sign-in. A minor's name is never shown there: whoever has the address, or typed a number that a
family shares, would read it (Luật 91/2025/QH15 Điều 24)."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from attendance.models import Registration

MINOR_UNTIL = 16  # years: Luật Trẻ em 2016, Điều 1


def is_minor(registration: Registration, *, on: date) -> bool:
    """Return whether the person is under sixteen on that day, as far as it is known: who has a year without a day counts as a minor until
    that year is over; who has neither, when they come as a pupil or a contestant."""
    person = registration.person
    if person.birth_date:
        return on < _sixteenth_birthday(person.birth_date)
    if person.birth_year:
        return on.year - person.birth_year <= MINOR_UNTIL
    return registration.category == Registration.Category.PUPIL or registration.role == Registration.Role.CONTESTANT


def _sixteenth_birthday(born: date) -> date:
    try:
        return born.replace(year=born.year + MINOR_UNTIL)
    except ValueError:  # 29 February; sixteen years later there is none when the century is no leap year
        return date(born.year + MINOR_UNTIL, 3, 1)


def public_name(registration: Registration, *, on: date | None = None) -> str:
    """Return the name; of a minor the first letter of the given name alone, which tells brothers and sisters apart."""
    full_name = registration.person.full_name
    if not is_minor(registration, on=on or localdate()):
        return full_name
    letter = full_name.split()[-1][:1].upper() if full_name.strip() else ""
    return _("%(letter)s••• (không hiện tên trẻ em)") % {"letter": letter}
