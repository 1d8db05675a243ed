"""A template tag of what tells people on one list apart."""

from typing import Any

from django import template

from people.identity.namesakes import in_one_line
from people.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def told_apart(context: dict[str, Any], person: Person, *, has_columns: bool = False) -> str:
    """Return '1980 · xã Ba Vì', with what else differs from a namesake on the list; that alone where year and commune have columns.

    Reads `namesakes` of the context, as people.identity.namesakes.tell_apart returns it.
    """
    differences = context.get("namesakes", {})
    return differences.get(person.pk, "") if has_columns else in_one_line(person, differences)
