"""A template tag of who may do what the reader of a page may not."""

from typing import Any

from django import template

from accounts.access import find_who_may
from accounts.roles import WORK
from places.models import Unit

register = template.Library()


@register.inclusion_tag("accounts/_who_may.html", takes_context=True)
def who_may(context: dict[str, Any], verb: str, unit: Unit | None = None) -> dict[str, Any]:
    """Draw a line that names the roles and people for `verb` in a unit: `{% who_may "record" activity.unit %}`."""
    return {"work": WORK[verb], "who": find_who_may(verb, unit=unit, reader=context["request"].user)}
