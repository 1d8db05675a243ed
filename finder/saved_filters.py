"""Filters of a list that a user saved: what is kept of an address, and what of it a list still knows.

Words that are searched for are left out: they may be somebody's name or number.
"""

from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.core import signing
from django.http import QueryDict
from django.urls import ResolverMatch

from accounts.models import User
from finder.models import LONGEST_QUERY, SavedFilter, query_of
from finder.question_lists import DAYS, find_question_lists, verb_of, with_days

SALT = "finder.saved_filters"
ORDER = "sort"  # kept beside the fields of the form
KEPT_TEXTS = {"programme_line"}  # chosen among what records have, and looked through when somebody is erased
MOST_PER_LIST = 20
Filters = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A saved filter as a list draws it: `query` without what the list does not know any more, which is `unknown`."""

    saved: SavedFilter
    query: str
    unknown: list[str] = field(default_factory=list)
    is_current: bool = False
    is_managed: bool = True
    owner: str = ""  # of one that a colleague shared


def list_name(match: ResolverMatch) -> str:
    """Return the name of the list at an address: the same for every activity, another for each report."""
    return ":".join([match.view_name, *(value for value in match.kwargs.values() if isinstance(value, str))])


def filters_to_save(form: forms.BaseForm, query: QueryDict, name: str) -> Filters:
    """Return what is saved of the filters in force of the list that the valid `form` narrows: none where only words are searched for.

    Days are written in full: “15-12” is of the year in which it was typed. A question has both days, also where a period is open.
    """
    names = [bound.name for bound in form.visible_fields() if bound.name in KEPT_TEXTS or not isinstance(bound.field, forms.CharField)]
    filters: Filters = {name: query.getlist(name) for name in query if name in names and any(query.getlist(name))}
    filters |= {name: [value.isoformat()] for name in filters if isinstance(value := form.cleaned_data.get(name), date)}
    if find_question_lists(name) and set(DAYS) <= form.fields.keys():
        filters = {day: [""] for day in DAYS} | filters
    if filters and (order := query.get(ORDER)):
        filters[ORDER] = [order]
    return filters if len(query_of(filters)) <= LONGEST_QUERY else {}


def searched_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    """Return the fields in which something is searched for that is not saved."""
    fields = [bound for bound in form.visible_fields() if isinstance(bound.field, forms.CharField) and bound.name not in KEPT_TEXTS]
    return [bound for bound in fields if form.cleaned_data.get(bound.name)]


def list_links(user: User, name: str, form: forms.BaseForm, current: Filters, *, day: date) -> list[FilterLink]:
    """Return the saved filters of a list that are the user's own or shared with them, in one statement."""
    fields = {*form.fields, ORDER}
    links = []
    for saved in SavedFilter.objects.offered_to(user, {name: verb_of(name)}):
        saved_filters = with_days(saved.filters, name, day=day)
        usable_filters = {key: values for key, values in saved_filters.items() if key in fields}
        owner = "" if saved.user_id == user.pk else str(saved.user)
        links.append(
            FilterLink(
                saved,
                query_of(usable_filters),
                [key for key in saved_filters if key not in fields],
                usable_filters == current,
                saved.is_managed,
                owner,
            )
        )
    return links


def seal_list(name: str, filters: Filters, address: str, moving_period: str) -> str:
    """Return what the form that saves a filter brings back unchanged: the list, its filters, where it stands, its moving period's key."""
    return signing.dumps([name, filters, address, moving_period], salt=SALT)


def read_seal(text: str) -> tuple[str, Filters, str, str]:
    """Return what `seal_list` sealed. Raise signing.BadSignature for anything that it has not made."""
    name, filters, address, moving_period = signing.loads(text, salt=SALT)
    return name, filters, address, moving_period
