"""People on record who may be the person described, offered before anybody is registered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from attendance.models import Registration
from people.matching import SAME_BIRTH_AND_UNIT, SAME_CARD, SAME_PHONE, possible_matches, reasons
from people.models import Person, PersonQuerySet
from people.national_id import digest
from vietnamese.phones import normalise_phone
from vietnamese.text import fold

SAME_NAME_HERE = "name_here"
WHY_OFFERED = {
    SAME_BIRTH_AND_UNIT: _("Trùng họ tên, năm sinh và nơi cư trú."),
    SAME_PHONE: _("Trùng họ tên và số điện thoại."),
    SAME_CARD: _("Trùng số định danh (CCCD)."),
    SAME_NAME_HERE: _("Trùng họ tên với một người đã có trong danh sách này."),
}


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
    """What is wrong with it, register_described says."""
    try:
        return read(written) if written else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody who may be the person typed; `registration` is theirs in this activity, if any."""

    person: Person
    why: list[Any]
    registration: Registration | None


def find_look_alikes(activity: Activity, typed: dict[str, Any], *, among: PersonQuerySet) -> list[LookAlike]:
    """Whom to offer before anybody is written: known people who may be the same (`matches_for`), and namesakes
    already in this activity whose birth year does not say otherwise. `typed` as for `actions.register_described`."""
    why = {one["id"]: [WHY_OFFERED[reason] for reason in one["reasons"]] for one in matches_for(activity, typed, among=among)}
    named = Q(person__folded=fold(typed["full_name"]))
    if year := typed.get("birth_year"):
        named &= Q(person__birth_year=year) | Q(person__birth_year=None)
    here = {row.person_id: row for row in Registration.objects.filter(named | Q(person__in=why), activity=activity)}
    people = Person.objects.filter(pk__in={*why, *here}).select_related("unit__parent__parent", "organisation").in_name_order()
    return [LookAlike(one, why.get(one.pk, [WHY_OFFERED[SAME_NAME_HERE]]), here.get(one.pk)) for one in people]
