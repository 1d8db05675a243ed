"""Names on pages that open without sign-in, where a minor's name is never shown (Luật 91/2025/QH15 Điều 24)."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from attendance.models import Registration

MINOR_UNTIL = 16  # years: Luật Trẻ em 2016, Điều 1


def is_minor(registration: Registration, *, on: date) -> bool:
    """Return whether the person is under sixteen on that day, as far as is known. With a birth year alone they count as a minor until that
    year is over; with neither, when they are a pupil or a contestant."""
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
    """Return the full name; of a minor only the first letter of the given name, by which siblings can be told apart."""
    full_name = registration.person.full_name
    if not is_minor(registration, on=on or localdate()):
        return full_name
    letter = full_name.split()[-1][:1].upper() if full_name.strip() else ""
    return _("%(letter)s••• (không hiện tên trẻ em)") % {"letter": letter}
