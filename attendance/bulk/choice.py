"""Which rows of a list were chosen: ticked one by one, or all that its filter finds."""

from collections.abc import Mapping
from typing import Any

from accounts.http import SignedInRequest
from activities.models import Activity
from attendance.models import RegistrationQuerySet
from attendance.registrations import participants
from attendance.registrations.filters import RegistrationFilter
from screens.query_strings import parse_id
from screens.sealed.searches import search_query

TICKED, EVERYONE, FIXED = "registration", "everyone", "chosen"  # fields of the lists' form; FIXED is how a page that asks sends it on


def chosen_ids(request: SignedInRequest, listed: RegistrationQuerySet) -> list[int]:
    """Return the ids that were posted; of `listed`, which is the list as the address filters it, all where everyone was chosen."""
    if FIXED in request.POST:
        written = request.POST[FIXED].split(",")
    elif EVERYONE in request.POST:
        return list(listed.values_list("pk", flat=True))
    else:
        written = request.POST.getlist(TICKED)
    return [id_ for id_ in map(parse_id, written) if id_ is not None]


def chosen_registrations(request: SignedInRequest, activity: Activity, *, page_url: str) -> RegistrationQuerySet:
    """Return the registrations of `activity` that were chosen on its list, in the order of names. `page_url`: the list's address."""
    registrations = participants.list_registrations(activity, request.user)
    query = search_query(request, page_url=page_url)
    return registrations.filter(pk__in=chosen_ids(request, RegistrationFilter(query, registrations, activity=activity).qs))


def filter_sitting(registrations: RegistrationQuerySet, query: Mapping[str, Any]) -> RegistrationQuerySet:
    """Return what the live list shows of `list_sitting`: `show=in` who is present, the latest first; `out` who is not; else everybody."""
    registrations = participants.filter_by_name(registrations, query.get("q", ""))
    if query.get("show") == "in":
        return registrations.filter(state=participants.PRESENT).order_by("-here__arrived_at", "pk")
    if query.get("show") == "out":
        registrations = registrations.exclude(state=participants.PRESENT)
    return registrations.in_name_order()
