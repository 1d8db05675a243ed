"""The school or office behind a name that somebody typed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from people.models import Organisation
from places.models import Unit
from vietnamese.text import clean, fold

MOST_SUGGESTED = 300


def organisation_behind(typed: str, *, unit: Unit, kind: str, among: Any) -> Organisation | None:
    """The one of that name in `unit`, else the only one among those known; None for nothing typed.

    A name nobody has gives an Organisation that is not written yet. Raises ValidationError when several have the name.
    """
    name = clean(typed)[:200]
    if not name:
        return None
    found = _called(name, among)
    found = [one for one in found if one.unit_id == unit.pk] or found
    if len(found) > 1:
        message = _("Có %(number)d nơi tên như vậy. Hãy ghi rõ một trong các tên sau: %(labels)s.")
        labels = "; ".join(label(one) for one in found)
        raise ValidationError(message, code="several", params={"number": len(found), "labels": labels})
    return found[0] if found else Organisation(name=name, unit=unit, kind=kind)


def _called(name: str, among: Any) -> list[Organisation]:
    known = among.select_related("unit__parent__parent")
    if found := list(known.filter(folded=fold(name))):
        return found
    bare, bracket, _where = name.partition(" (")
    return [one for one in known.filter(folded=fold(bare)) if fold(label(one)) == fold(name)] if bracket else []


def label(organisation: Organisation) -> str:
    """The name with its place, to tell namesakes apart."""
    return f"{organisation.name} ({organisation.unit.label})"


def suggestions(among: Any) -> list[str]:
    """Names to offer while somebody types, schools first; namesakes with their place."""
    is_school = Case(When(kind=Organisation.Kind.SCHOOL, then=Value(0)), default=Value(1))
    known = list(among.select_related("unit__parent__parent").order_by(is_school, "folded", "pk")[:MOST_SUGGESTED])
    often = [one.folded for one in known]
    return [label(one) if often.count(one.folded) > 1 else one.name for one in known]


def kind_by_name(name: str) -> str:
    """What an organisation seems to be from its name: its members are counted as pupils only if it is a school."""
    return Organisation.Kind.SCHOOL if fold(name).startswith("truong ") else Organisation.Kind.OTHER
