"""The door on the projector: full screen, renewing itself."""

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Sitting
from attendance.door import entry
from attendance.models import Attendance, Registration
from attendance.passes import qr
from attendance.passes.addresses import LOOPBACK_HOSTS, door_address, site, step_ends_at


@never_cache
@require_safe
def door_display(request: SignedInRequest, pk: int) -> HttpResponse:
    return render(request, "attendance/hall/door_display.html", _shown(request, pk))


@never_cache
@require_safe
def door_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part that changes: code, seconds, count."""
    return render(request, "attendance/hall/_door_code.html", _shown(request, pk))


def _shown(request: SignedInRequest, pk: int) -> dict[str, Any]:
    now, user = timezone.now(), cast(Any, request.user)
    sitting = fetch(Sitting.objects.select_related("activity"), user, "check_in", pk=pk)
    address = door_address(sitting, request, now)
    return {
        "sitting": sitting,
        "code": qr.outline(address.upper()) if address else None,
        "seconds": _seconds_left(sitting, now),
        "refusal": entry.hours_refusal(sitting, at=now),
        "present": Attendance.objects.active().filter(sitting=sitting).count(),
        "registered": Registration.objects.active().filter(activity=sitting.activity_id).count(),
        "can_record": user.can("record", sitting.activity.unit_id),
        "only_here": urlsplit(site(request)).hostname in LOOPBACK_HOSTS,
    }


def _seconds_left(sitting: Sitting, now: datetime) -> int | None:
    ends = step_ends_at(sitting, now)
    return round((ends - now).total_seconds()) if ends else None
