"""The console's screens of the phones that scan: the list, pairing, renaming and revoking one."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.sign_in.confirmation import confirmation_required_to_post
from accounts.sign_in.sessions import polled
from activities.models import Activity
from activities.pages import crumbs_to
from attendance.devices import pairing
from attendance.models import Device
from attendance.passes import qr
from attendance.passes.addresses import LOOPBACK_HOSTS, base_url
from scanner.devices import overview, pairing_cookie
from scanner.devices.access import fetch_to_change
from scanner.devices.forms import DeviceForm
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, show_errors

ACTIVITIES = Activity.objects.with_units()
DEVICES = Device.objects.select_related("activity__unit", "invited_by")


@confirmation_required_to_post
@polled
def device_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the page, or to htmx its list alone. POST name: invite a phone; the next page shows its code."""
    user = request.user
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    form = DeviceForm(posted_data(request), initial={"name": lambda: overview.next_name(activity)})
    if form.is_valid():
        try:
            device, code = pairing.invite(activity, name=form.cleaned_data["name"], by=user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _redirect_to_code(device, code, by=user)
    context = {
        "activity": activity,
        "form": form,
        "phones": overview.list_phones(activity, user, timezone.now()),
        "runs": overview.is_running(activity),
        **_scanner_address(request),
    }
    response = render(request, "scanner/devices/_devices.html" if request.htmx else "scanner/devices/device_list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@confirmation_required_to_post
def device_own(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the phone or computer that shows the page a scanner itself. An invitation that it never used is used again."""
    user = request.user
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    now, name = timezone.now(), _("Máy của %(name)s") % {"name": user}
    unused = Device.objects.filter(activity=activity, invited_by=user, name=name[:60], paired_at=None, revoked_at=None).first()
    try:
        code = pairing.renew(unused, by=user, at=now) if unused else pairing.invite(activity, name=name, by=user, at=now)[1]
    except ValidationError as error:
        show_errors(request, error)
        return redirect("device-list", activity.pk)
    return redirect(f"{reverse('scan')}#pair={code}")


@confirmation_required_to_post
@polled
def device_pairing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the code to scan and to type; to htmx what became of it, or 204 while nothing did. POST: make another code."""
    user = request.user
    device = fetch(DEVICES, user, "check_in", pk=pk)
    if request.method == "POST":
        try:
            return _redirect_to_code(device, pairing.renew(device, by=user, at=timezone.now()), by=user)
        except ValidationError as error:
            show_errors(request, error)
            return redirect("device-pairing", device.pk)
    now, activity = timezone.now(), device.activity
    has_right = pairing.has_inviters_right(device)
    standing = overview.standing_of(device, closing=pairing.closes_at(activity), at=now, has_right=has_right)
    code = pairing_cookie.read_code(request, device, user=user, at=now) if standing == overview.Standing.INVITED else None
    state, address = f"{standing} {'code' if code else ''}", _scanner_address(request)
    context = {
        "device": device,
        "activity": activity,
        "standing": standing,
        "code": code,
        "shown": state,
        "written": f"{code[:4]}-{code[4:]}" if code else "",
        "qr_code": qr.outline(f"{address['scanner_address']}#pair={code}") if code else None,
        "seconds": round((device.pairing_expires_at - now).total_seconds()),
        "next_name": overview.next_name(activity) if device.is_paired else "",
        **address,
    }
    if request.htmx and request.headers.get("X-Shown") == state:
        response = HttpResponse(status=204)
    else:
        response = render(request, "scanner/devices/_pairing.html" if request.htmx else "scanner/devices/device_pairing.html", context)
    if not code:
        pairing_cookie.delete_code(response, device)
    patch_vary_headers(response, ["HX-Request"])
    return response


def device_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    device = fetch_to_change(request.user, pk)
    list_url = reverse("device-list", args=[device.activity_id])
    form = DeviceForm(posted_data(request), initial={"name": device.name})
    if form.is_valid():
        try:
            pairing.rename(device, name=form.cleaned_data["name"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã đổi tên máy thành %(name)s.") % {"name": device.name})
            return redirect(list_url)
    return form_page(request, form, heading=_("Đổi tên máy"), crumbs=_crumbs(device), cancel_url=list_url)


@confirmation_required_to_post
def device_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    device = fetch_to_change(user, pk)
    list_url = reverse("device-list", args=[device.activity_id])
    if request.method == "POST":
        pairing.revoke(device, by=user, at=timezone.now())
        messages.success(request, _("Đã thu hồi %(name)s.") % {"name": device.name})
        return redirect(list_url)
    if not device.is_paired:
        consequences = [
            _("Mã ghép của máy này không dùng được nữa."),
            _("Chưa có điện thoại nào được ghép bằng mã này, nên không mất gì."),
        ]
    else:
        consequences = [
            _("Những lượt máy đã gửi lên đến lúc này vẫn được tính."),
            _("Những lượt máy gửi lên sau lúc này, dù ghi giờ nào, đều chờ người xem xét."),
            _("Ở lần liên lạc sau, máy tự quên danh sách tên. Trước lúc đó tên và mã vẫn còn trong máy."),
            _("Không hoàn tác được: muốn dùng lại thì ghép như một máy mới."),
        ]
    if device.is_paired and device.waiting:
        waiting = ngettext("Máy này báo còn %(number)d lượt chưa gửi.", "Máy này báo còn %(number)d lượt chưa gửi.", device.waiting)
        advice = _("Nếu máy còn trong tay, hãy mở trang quét ở nơi có mạng cho gửi xong rồi hãy thu hồi.")
        consequences = [f"{waiting % {'number': device.waiting}} {advice}", *consequences]
    return confirmation_page(
        request,
        heading=_("Thu hồi máy: %(name)s") % {"name": device.name},
        submit_label=_("Thu hồi máy"),
        consequences=consequences,
        cancel_url=list_url,
        crumbs=_crumbs(device),
    )


def _redirect_to_code(device: Device, code: str, *, by: User) -> HttpResponse:
    response = redirect("device-pairing", device.pk)
    pairing_cookie.set_code(response, device, code, by=by)
    return response


def _scanner_address(request: SignedInRequest) -> dict[str, Any]:
    """Return where phones open the scanner, and what is against it: browsers give camera, offline pages and digests to HTTPS only."""
    address = urlsplit(base_url(request))
    only_here = address.hostname in LOOPBACK_HOSTS
    return {
        "scanner_address": f"{address.geturl()}{reverse('scan')}",
        "only_here": only_here,
        "not_secure": address.scheme != "https" and not only_here,
    }


def _crumbs(device: Device) -> list[tuple[str, str]]:
    return [*crumbs_to(device.activity), (_("Máy quét"), reverse("device-list", args=[device.activity_id]))]
