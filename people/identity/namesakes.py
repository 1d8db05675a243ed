"""What tells people on one list apart, where somebody is ticked or chosen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from people.models import Person


def year_and_commune(person: Person) -> str:
    """Return '1980 · xã Ba Vì'."""
    return " · ".join(filter(None, [str(person.birth_year or ""), person.unit.kind_and_name]))


def in_one_line(person: Person, differences: Mapping[int, str]) -> str:
    """Return '1980 · xã Ba Vì', and what else differs of a namesake: `differences` as tell_apart returns them."""
    return " · ".join(filter(None, [year_and_commune(person), differences.get(person.pk)]))


def tell_apart(people: Iterable[Person]) -> dict[int, str]:
    """Return by id what differs between those of one name, birth year and commune; others are told apart by these already.

    The number of the record where nothing else that everybody may see differs.
    """
    alike: dict[tuple[str, str], dict[int, Person]] = defaultdict(dict)
    for person in people:
        alike[person.folded, year_and_commune(person)][person.pk] = person
    return {pk: words for persons in alike.values() if len(persons) > 1 for pk, words in _differences(list(persons.values())).items()}


def _differences(group: list[Person]) -> dict[int, str]:
    columns: list[list[str]] = [
        [person.unit.label for person in group],
        [person.organisation.name if person.organisation else "" for person in group],
        [person.position for person in group],
        [person.get_gender_display() or "" for person in group],
    ]
    telling = [column for column in columns if len(set(column)) > 1]
    words = [" · ".join(filter(None, values)) for values in zip(*telling, strict=True)] or [""] * len(group)
    differences = {}
    for person, difference in zip(group, words, strict=True):
        number = _("hồ sơ số %(number)d") % {"number": person.pk} if words.count(difference) > 1 else ""
        differences[person.pk] = " · ".join(filter(None, [difference, number]))
    return differences
