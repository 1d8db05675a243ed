"""Steps shared by the pages on which people are typed one after another."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from accounts.http import SignedInRequest
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.matches import PossibleMatch
from screens.query_strings import parse_id

REPEATED_FIELDS = ("unit", "role", "category")  # often the same for the next person


def kept_values(data: QueryDict, names: Sequence[str]) -> dict[str, str]:
    """Return {name: value} for those of `names` that have a value."""
    return {name: str(data[name]) for name in names if data.get(name)}


def redirect_to_next(request: SignedInRequest, registration: Registration, *, url_name: str, kept_fields: Sequence[str]) -> HttpResponse:
    """Go to the empty form for the next person, with the values of `kept_fields` and the one just added."""
    query = urlencode(kept_values(request.POST, kept_fields) | {"added": registration.pk})
    return redirect(f"{reverse(url_name, args=[registration.activity_id])}?{query}")


def find_just_added(request: SignedInRequest, activity: Activity) -> Registration | None:
    """Return the registration that `?added=` names."""
    registration_id = parse_id(request.GET.get("added"))
    if request.method != "GET" or registration_id is None:
        return None
    registrations = Registration.objects.visible_to(request.user).select_related("activity__unit", "person").filter(activity=activity)
    return registrations.filter(pk=registration_id).first()


def is_confirmed_as_another(request: SignedInRequest, matches: Sequence[PossibleMatch]) -> bool:
    """Return whether the user said that the typed person is none of these very matches; the typed values may have changed since."""
    offered = {str(match.person.pk) for match in matches}
    return "another" in request.POST and offered <= set(request.POST.getlist("offered"))
