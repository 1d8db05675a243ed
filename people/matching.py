"""Who may be the same person: offered with the reason, never merged."""

from django.db.models import Q

from people.models import Person
from vietnamese.text import fold

SAME_BIRTH_AND_UNIT = "name_birth_year_unit"
SAME_PHONE = "name_phone"
SAME_CARD = "card"


def possible_matches(persons, *, full_name: str, birth_year: int | None, unit, phone: str | None, national_id_digest: str | None = None):
    """Rows of `persons` (already narrowed to what the asker may see) with the same folded name and birth year and unit,
    or the same phone and name, or the same card."""
    same = Q(folded=fold(full_name), birth_year=birth_year, unit=unit) if birth_year else Q(pk__in=[])
    if phone:
        same |= Q(phone=phone, folded=fold(full_name))
    if national_id_digest:
        same |= Q(national_id_digest=national_id_digest)
    return persons.filter(same).in_name_order()


def reasons(
    person: Person, *, full_name: str, birth_year: int | None, unit, phone: str | None, national_id_digest: str | None = None
) -> list[str]:
    """Why `person` was offered: closed words, for the screen to put into sentences."""
    found = []
    if person.folded == fold(full_name):
        if birth_year and person.birth_year == birth_year and person.unit == unit:
            found.append(SAME_BIRTH_AND_UNIT)
        if phone and person.phone == phone:
            found.append(SAME_PHONE)
    if national_id_digest and person.national_id_digest == national_id_digest:
        found.append(SAME_CARD)
    return found
