"""The filters that a user saved, above each list that has a shared filter."""

from typing import Any

from django import forms, template
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from finder.question_lists import find_question_lists, moving_period_of, sharing_units
from finder.saved_filters import filters_to_save, list_links, list_name, seal_list, searched_fields

register = template.Library()


@register.inclusion_tag("finder/_saved_filters.html", takes_context=True)
def saved_filters(context: dict[str, Any], form: forms.BaseForm) -> dict[str, Any]:
    """Draw the saved filters of the list that `form` narrows, and the form that saves those in force; nothing without an account.

    A question is not offered for saving while words are searched for: without them it would have other figures.
    """
    request = context["request"]
    if not isinstance(getattr(request, "user", None), User) or request.resolver_match is None:
        return {}
    name, day = list_name(request.resolver_match), localdate()
    is_question, is_valid = find_question_lists(name) is not None, form.is_bound and form.is_valid()
    query = form.data if is_question and isinstance(form.data, QueryDict) else request.GET
    filters = filters_to_save(form, query, name) if is_valid else {}
    links = list_links(request.user, name, form, filters, day=day)
    lost = [str(field.label) for field in searched_fields(form)] if is_valid and is_question else []
    if not filters or any(link.is_current for link in links):
        return {"links": links, "address": request.get_full_path()}
    key, label = moving_period_of(filters, name, day=day)
    return {
        "links": links,
        "is_question": is_question,
        "lost": lost,
        "moving_period": label,
        "sharing_units": list(sharing_units(request.user, name)) if is_question and not lost else [],
        "seal": "" if lost else seal_list(name, filters, request.path, key),
        "address": request.get_full_path(),
    }
