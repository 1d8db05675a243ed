"""A template tag of where a person's particulars are mended from a list."""

from typing import Any
from urllib.parse import urldefrag, urlencode, urlsplit
from uuid import UUID

from django import template
from django.urls import reverse

from people.models import Person

register = template.Library()


@register.inclusion_tag("people/_correction_link.html", takes_context=True)
def correction_link(context: dict[str, Any], person: Person, element: str, pk: int | UUID) -> dict[str, Any]:
    """Draw a link to the person's correction page, which leads back to the page that is looked at, to its element with the id `element-pk`.

    For whoever may correct the person: the template asks. Nothing is drawn for somebody whose identity was erased.
    """
    request = context["request"]
    address, current = request.get_full_path(), getattr(request, "htmx", None) and request.htmx.current_url_abs_path
    if current and urlsplit(current).path != request.path:  # htmx asked for a part of that page at another address
        address = urldefrag(current).url
    query = urlencode({"next": f"{address}#{element}-{pk}"})
    url = "" if person.anonymised_at else f"{reverse('person-edit', args=[person.pk])}?{query}"
    return {"person": person, "correction_url": url}
