"""Pages printed for the hall: the sheet of passes, and the poster of a door with a lasting code."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity, Sitting
from attendance.bulk.choice import chosen_registrations
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.passes import qr
from attendance.passes.addresses import door_address, pass_address
from people.models import Disclosure
from screens.query_strings import parse_id

PER_SHEET = 8  # A4, 2 x 4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pass_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the passes of all active registrations, by given name; `?only=3,7` of those registrations alone, POST of those chosen."""
    activity = fetch(Activity.objects, request.user, "check_in", pk=pk)
    registrations = Registration.objects.filter(activity=activity).active().with_people().in_name_order()
    if request.method == "POST":
        chosen = chosen_registrations(request, activity, page_url=reverse("registration-list", args=[pk]))
        registrations = registrations.filter(pk__in=chosen.values("pk"))
    elif "only" in request.GET:
        ids = [parse_id(text.strip()) for text in request.GET["only"].split(",")]
        registrations = registrations.filter(pk__in=[id_ for id_ in ids if id_ is not None])
    cards = []
    for registration in registrations:
        length = len(registration.person.full_name)
        name_size = "long" if length > 34 else "medium" if length > 18 else "short"
        cards.append({"registration": registration, "name_size": name_size, "code": qr.outline(pass_address(registration, request))})
    note_list("pass-sheet", activity, to=request.user, people=len(cards), way=Disclosure.Way.PRINT)
    context = {
        "activity": activity,
        "sheets": [cards[start : start + PER_SHEET] for start in range(0, len(cards), PER_SHEET)],
        "card_count": len(cards),
        "only": request.method == "POST" or "only" in request.GET,
    }
    return render(request, "attendance/hall/pass_sheet.html", context)


@never_cache
@require_safe
def door_poster(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the poster in A4; with `?size=a3` in A3."""
    sitting = fetch(Sitting.objects.select_related("activity__unit__parent__parent"), request.user, "check_in", pk=pk)
    address = door_address(sitting, request, timezone.now()) if sitting.door == Sitting.Door.POSTER else None
    context = {
        "sitting": sitting,
        "code": qr.outline(address.upper()) if address else None,
        "size": "a3" if request.GET.get("size") == "a3" else "a4",
        "can_record": request.user.can("record", sitting.activity.unit_id),
    }
    return render(request, "attendance/hall/door_poster.html", context)
