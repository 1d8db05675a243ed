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
    if born := person.birth_date:  # born on 29 February: a year older on 1 March where there is no such day
        has_had_birthday = (on.month, on.day) >= (born.month, born.day)
        return on.year - born.year - (0 if has_had_birthday else 1) < MINOR_UNTIL
    if person.birth_year:
        return on.year - person.birth_year <= MINOR_UNTIL
    return registration.category == Registration.Category.PUPIL or registration.role == Registration.Role.CONTESTANT


def public_name(registration: Registration, *, on: date | None = None) -> str:
    """Return the full name; of a minor only the first letter of the given name, by which siblings can be told apart."""
    full_name = registration.person.full_name
    return _minors_name(full_name) if is_minor(registration, on=on or localdate()) else full_name


def short_name(registration: Registration, *, on: date | None = None) -> str:
    """Return the given name with the initials before it (P. V. Rê), which tells no more than who typed a number knows; of a minor as
    `public_name`."""
    full_name = registration.person.full_name
    if is_minor(registration, on=on or localdate()):
        return _minors_name(full_name)
    *first_names, given_name = full_name.split() or [""]
    return " ".join([*(f"{name[0].upper()}." for name in first_names), given_name])


def initials_of(full_name: str) -> str:
    """Return 'P. V. R.': enough to compare with a paper that has the name, too little to learn it."""
    return " ".join(f"{name[0].upper()}." for name in full_name.split())


def _minors_name(full_name: str) -> str:
    letter = full_name.rsplit(maxsplit=1)[-1][:1].upper() if full_name.strip() else ""
    return _("%(letter)s••• (không hiện tên trẻ em)") % {"letter": letter}
