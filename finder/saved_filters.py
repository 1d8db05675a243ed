"""Filters of a list that a user saved: what is kept of an address, and what of it a list still knows.

Text fields are left out: what is typed into them may be somebody's name or number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.urls import ResolverMatch

from accounts.models import User
from finder.models import LONGEST_QUERY, SavedFilter

SALT = "finder.saved_filters"
ORDER = "sort"  # kept beside the fields of the form
MOST_PER_LIST = 20


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A saved filter as a list draws it: `query` without what the list does not know any more, which is `unknown`."""

    saved: SavedFilter
    query: str
    unknown: list[str] = field(default_factory=list)
    is_current: bool = False


def list_name(match: ResolverMatch) -> str:
    """Return the name of the list at an address: the same for every activity, another for each report."""
    return ":".join([match.view_name, *(value for value in match.kwargs.values() if isinstance(value, str))])


def query_to_save(form: forms.BaseForm, query: QueryDict) -> str:
    """Return what is saved of the address of a list that `form` narrows: "" where nothing but text is filtered by."""
    names = [bound.name for bound in form.visible_fields() if not isinstance(bound.field, forms.CharField)]
    saved = _narrowed_to(query, names)
    if saved and (order := query.get(ORDER)):
        saved[ORDER] = order
    encoded = saved.urlencode()
    return encoded if len(encoded) <= LONGEST_QUERY else ""


def list_links(user: User, name: str, form: forms.BaseForm, query: QueryDict) -> list[FilterLink]:
    """Return the user's saved filters of a list, in one statement."""
    current, fields = query_to_save(form, query), {*form.fields, ORDER}
    links = []
    for saved in SavedFilter.objects.filter(user=user, list_name=name):
        saved_query = QueryDict(saved.query)
        known_query = _narrowed_to(saved_query, fields).urlencode()
        unknown = [name for name in saved_query if name not in fields]
        links.append(FilterLink(saved, known_query, unknown, is_current=known_query == current))
    return links


def seal_list(name: str, query: str, address: str) -> str:
    """Return what the form that saves a filter brings back unchanged: the list, its filters, and where it stands."""
    return signing.dumps([name, query, address], salt=SALT)


def read_seal(text: str) -> tuple[str, str, str]:
    """Return (list, filters, address) of a form. Raise signing.BadSignature for anything that `seal_list` has not made."""
    name, query, address = signing.loads(text, salt=SALT)
    return name, query, address


def _narrowed_to(query: QueryDict, names: Iterable[Any]) -> QueryDict:
    narrowed = QueryDict(mutable=True)
    for name in query:
        if name in names and any(values := query.getlist(name)):
            narrowed.setlist(name, values)
    return narrowed
