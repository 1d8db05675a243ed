"""The page that shows the door code on a projector, full screen, and renews it."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import confirmation_required_to_post
from accounts.sign_in.sessions import polled
from activities.actions import change_door_key
from activities.models import Sitting
from attendance.door import entry
from attendance.passes import qr
from attendance.passes.addresses import LOOPBACK_HOSTS, base_url, door_address, step_ends_at
from attendance.registrations import participants
from screens.pages import confirmation_page


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


@confirmation_required_to_post
def door_key_change(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = fetch(Sitting.objects.select_related("activity__unit"), request.user, "check_in", pk=pk)
    display_url = reverse("door-display", args=[sitting.pk])
    if request.method == "POST":
        change_door_key(sitting, by=request.user)
        return redirect(display_url)
    consequences = [
        _("Mọi mã của buổi này đã hiện, đã in hoặc đã gửi cho người khác hết hiệu lực ngay."),
        _("Trang điểm danh đang mở trên điện thoại phải quét lại mã mới."),
        _("Những người đã điểm danh không đổi."),
    ]
    if sitting.door == Sitting.Door.POSTER:
        consequences.insert(1, _("Bản đã in phải in lại."))
    return confirmation_page(
        request,
        heading=_("Đổi mã QR điểm danh: %(sitting)s") % {"sitting": sitting},
        submit_label=_("Đổi mã QR điểm danh"),
        consequences=consequences,
        cancel_url=display_url,
        template_name="attendance/confirm.html",
        activity=sitting.activity,
        sitting=sitting,
    )


def _context(request: SignedInRequest, pk: int) -> dict[str, Any]:
    now = timezone.now()
    sitting = fetch(Sitting.objects.select_related("activity"), request.user, "check_in", pk=pk)
    address, ends_at = door_address(sitting, request, now), step_ends_at(sitting, now)
    return {
        "sitting": sitting,
        "code": qr.outline(address.upper()) if address else None,
        "seconds": round((ends_at - now).total_seconds()) if ends_at else None,
        "refusal": entry.find_hours_refusal(sitting, at=now),
        "counts": participants.count_states(participants.list_sitting(sitting, request.user)),
        "can_record": request.user.can("record", sitting.activity.unit_id),
        "only_here": urlsplit(base_url(request)).hostname in LOOPBACK_HOSTS,
    }
