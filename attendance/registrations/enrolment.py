"""Registering somebody from what was typed: the person matched or made, the pass given, in one transaction."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity
from attendance.actions import register
from attendance.models import Registration
from people.actions import add_person, organisation_named
from people.matching import possible_matches, reasons
from people.models import Notice, Person, PersonQuerySet
from people.national_id import digest
from vietnamese.phones import normalise_phone


def enrol(activity: Activity, asked: dict[str, Any], *, by: Any, notice: Notice | None = None) -> Registration:
    """`asked`: `person` (a new one's values) or `person_id` (a Person), with `role` and `category`. `notice` as for `register`.

    Raises ValidationError; a new person's fields are named `person.<field>`. Nothing is written then.
    """
    with transaction.atomic():
        person = asked.get("person_id") or _new_person(asked["person"])
        return register(activity, person=person, role=asked["role"], category=asked.get("category", ""), by=by, notice=notice)


def _new_person(values: dict[str, Any]) -> Person:
    values = dict(values)
    organisation = values.pop("organisation", None)
    try:
        if organisation and organisation.strip():
            values["organisation"] = organisation_named(organisation, unit=values["unit"])
        return add_person(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise ValidationError({f"person.{field}": problems for field, problems in error.error_dict.items()}) from error


def matches_for(activity: Activity, person: dict[str, Any], *, among: PersonQuerySet) -> list[dict[str, Any]]:
    """Who may be the same as the person typed, with the reasons, and whether they are in this activity already."""
    known = {
        "full_name": person["full_name"],
        "birth_year": person.get("birth_year"),
        "unit": person["unit"],
        "phone": _if_right(normalise_phone, person.get("phone")),
        "national_id_digest": _if_right(digest, person.get("national_id")),
    }
    found = possible_matches(among, **known).select_related("unit__parent__parent")[:10]
    here = set(Registration.objects.filter(activity=activity, person__in=[one.pk for one in found]).values_list("person", flat=True))
    return [
        {
            "id": one.pk,
            "full_name": one.full_name,
            "birth_year": one.birth_year,
            "unit_name": one.unit.label,
            "reasons": reasons(one, **known),
            "registered_here": one.pk in here,
        }
        for one in found
    ]


def _if_right(read: Callable[[str], str | None], written: str | None) -> str | None:
    """What is wrong with it, enrol says."""
    try:
        return read(written) if written else None
    except ValueError:
        return None
