"""The page that shows the door code on a projector, full screen, and renews it."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.sign_in.sessions import polled
from activities.models import Sitting
from attendance.door import entry
from attendance.models import Attendance, Registration
from attendance.passes import qr
from attendance.passes.addresses import LOOPBACK_HOSTS, base_url, door_address, step_ends_at


@never_cache
@require_safe
def door_display(request: SignedInRequest, pk: int) -> HttpResponse:
    return render(request, "attendance/hall/door_display.html", _context(request, pk))


@polled
@never_cache
@require_safe
def door_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the part of the page that changes: code, seconds left, count."""
    return render(request, "attendance/hall/_door_code.html", _context(request, pk))


def _context(request: SignedInRequest, pk: int) -> dict[str, Any]:
    now = timezone.now()
    sitting = fetch(Sitting.objects.select_related("activity"), request.user, "check_in", pk=pk)
    address, ends_at = door_address(sitting, request, now), step_ends_at(sitting, now)
    return {
        "sitting": sitting,
        "code": qr.outline(address.upper()) if address else None,
        "seconds": round((ends_at - now).total_seconds()) if ends_at else None,
        "refusal": entry.find_hours_refusal(sitting, at=now),
        "present": Attendance.objects.active().filter(sitting=sitting).count(),
        "registered": Registration.objects.active().filter(activity=sitting.activity_id).count(),
        "can_record": request.user.can("record", sitting.activity.unit_id),
        "only_here": urlsplit(base_url(request)).hostname in LOOPBACK_HOSTS,
    }
