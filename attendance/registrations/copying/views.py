"""The page that registers the people of earlier activities for an activity."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity
from attendance.registrations.copying.actions import MOST_SOURCES, PeopleToCopy, register_from
from attendance.registrations.copying.forms import EarlierActivitiesForm
from screens.forms import add_errors
from screens.query_strings import parse_id


def register_from_earlier(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show earlier activities to tick; the button `search` looks for others and keeps what is ticked."""
    activity = fetch(Activity.objects.with_units(), request.user, "register", pk=pk)
    ids = {parse_id(text) for text in request.POST.getlist("sources")[:MOST_SOURCES]}
    ticked = {source_id for source_id in ids if source_id is not None}
    is_sent = request.method == "POST" and "search" not in request.POST
    q = request.POST.get("q", "")[:100]
    people = request.POST.get("people", PeopleToCopy.ATTENDED)
    form = EarlierActivitiesForm(
        request.POST if is_sent else None, activity=activity, user=request.user, q=q, ticked=ticked, initial={"people": people}
    )
    if form.is_valid():
        try:
            new, already = register_from(activity, form.cleaned_data["sources"], people=form.cleaned_data["people"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("Đã đăng ký %(new)d người; %(already)d người đã có trong danh sách.") % {"new": new, "already": already}
            )
            return redirect("registration-list", activity.pk)
    return render(request, "attendance/registrations/register_from_earlier.html", {"activity": activity, "form": form, "q": q})
