"""The filters that a user saved, above each list that has a shared filter."""

from typing import Any

from django import forms, template

from accounts.models import User
from finder.saved_filters import list_links, list_name, query_to_save, seal_list

register = template.Library()


@register.inclusion_tag("finder/_saved_filters.html", takes_context=True)
def saved_filters(context: dict[str, Any], form: forms.BaseForm) -> dict[str, Any]:
    """Draw the user's saved filters of the list that `form` narrows, and the form that saves those in force; nothing without an account."""
    request = context["request"]
    if not isinstance(getattr(request, "user", None), User) or request.resolver_match is None:
        return {}
    name = list_name(request.resolver_match)
    query = query_to_save(form, request.GET) if form.is_bound and form.is_valid() else ""
    links = list_links(request.user, name, form, request.GET)
    is_saved = any(link.is_current for link in links)
    return {
        "links": links,
        "seal": seal_list(name, query, request.path) if query and not is_saved else "",
        "address": request.get_full_path(),
    }
