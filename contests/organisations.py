"""Find the school or office that somebody typed by name."""

from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from accounts.access import ScopedQuerySet
from people.models import Organisation
from places.models import Unit
from vietnamese.text import clean, fold

MOST_SUGGESTED = 300


def find_organisation(typed: str, *, unit: Unit, kind: str, among: ScopedQuerySet) -> Organisation | None:
    """Return the organisation of that name in `unit`, else the only one of `among`; None for nothing typed.

    A name that none has gives an Organisation that is not written yet. Raises ValidationError when several have the name.
    """
    name = clean(typed)[:200]
    if not name:
        return None
    organisations = among.select_related("unit__parent__parent")
    namesakes = list(organisations.filter(folded=fold(name)))
    bare_name, bracket, _where = name.partition(" (")
    if not namesakes and bracket:  # typed as suggested, with its place
        namesakes = [
            organisation for organisation in organisations.filter(folded=fold(bare_name)) if fold(label(organisation)) == fold(name)
        ]
    namesakes = [organisation for organisation in namesakes if organisation.unit_id == unit.pk] or namesakes
    if len(namesakes) > 1:
        message = _("Có %(number)d nơi tên như vậy. Hãy ghi rõ một trong các tên sau: %(labels)s.")
        labels = "; ".join(label(organisation) for organisation in namesakes)
        raise ValidationError(message, code="several", params={"number": len(namesakes), "labels": labels})
    return namesakes[0] if namesakes else Organisation(name=name, unit=unit, kind=kind)


def label(organisation: Organisation) -> str:
    """Return the name with its place, to tell namesakes apart."""
    return f"{organisation.name} ({organisation.unit.label})"


def suggest_names(among: ScopedQuerySet) -> list[str]:
    """Return names to offer while somebody types, schools first; namesakes with their place."""
    is_school = Case(When(kind=Organisation.Kind.SCHOOL, then=Value(0)), default=Value(1))
    organisations = list(among.select_related("unit__parent__parent").order_by(is_school, "folded", "pk")[:MOST_SUGGESTED])
    names = [organisation.folded for organisation in organisations]
    return [label(organisation) if names.count(organisation.folded) > 1 else organisation.name for organisation in organisations]


def guess_kind(name: str) -> str:
    """Return what an organisation seems to be from its name: its members are counted as pupils only if it is a school."""
    return Organisation.Kind.SCHOOL if fold(name).startswith("truong ") else Organisation.Kind.OTHER
