"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import SignedInRequest
from console import overview


def home(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "today": today,
        "sittings": overview.sittings_on(request.user, today),
        "upcoming": overview.next_activities(request.user, today),
        "year": overview.count_year(request.user, today.year) if request.user.can_anywhere("report") else None,
        "may_record": request.user.can_anywhere("record"),
    }
    return render(request, "console/home.html", context)
