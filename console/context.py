"""What every page's template reads."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from accounts.navigation import covers, sections
from console.help.news import has_unseen
from people.models import AgencyPeriod
from privacy.requests.actions import overdue_count
from screens.day_filters import WEEKDAYS
from screens.sealed.drafts import draft_key


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html reads. The request of an error page may have no user; fragments read none of it, hence the lazy values."""
    return {
        "nav": navigation(request),
        "draft_key": SimpleLazyObject(lambda: draft_key(request)),
        "weekdays": "|".join(map(str, WEEKDAYS)),  # read by typed-dates.js
        "agency_name": SimpleLazyObject(agency_name_today),
        "has_news": SimpleLazyObject(lambda: request.user.is_authenticated and has_unseen(request.user)),
        "overdue_requests": SimpleLazyObject(lambda: overdue_count(request.user, localdate())),  # read by the first page of administration
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the registered sections that there are and that the user may use, as the template draws them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = []
    for section in sections():
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        if user.can_anywhere(section.verb):
            entries.append({"label": section.label, "url": url, "is_current": covers(section, url, request.path)})
    return entries


def agency_name_today() -> str:
    """Return the agency's name today, empty until its settings are written."""
    period = AgencyPeriod.valid_on(localdate())
    return period.name if period else ""
