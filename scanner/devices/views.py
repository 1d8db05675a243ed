"""The console's screens of the phones that scan: which there are, pairing one, taking one back."""

from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import fetch
from accounts.models import User
from activities.models import Activity
from activities.pages import crumbs_to
from attendance.devices import pairing
from attendance.models import Device
from attendance.passes import qr
from attendance.passes.addresses import LOOPBACK_HOSTS, site
from scanner.devices import overview, pairing_cookie
from scanner.devices.access import fetch_to_change
from scanner.devices.forms import DeviceForm
from screens.forms import errors_on, posted_data
from screens.pages import form_page

ACTIVITIES = Activity.objects.with_units()
DEVICES = Device.objects.select_related("activity__unit", "invited_by")


def device_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, and to htmx its list alone; POST name: a place for one phone, whose code the next page shows."""
    user = cast(User, request.user)
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    form = DeviceForm(posted_data(request), initial={"name": lambda: overview.next_name(activity)})
    if form.is_valid():
        with errors_on(form):
            device, code = pairing.invite(activity, name=form.cleaned_data["name"], by=user, at=timezone.now())
            return _show_code(request, device, code)
    is_fragment = request.htmx  # type: ignore[attr-defined]
    context = {
        "activity": activity,
        "form": form,
        "phones": overview.of_activity(activity, user, timezone.now()),
        "runs": overview.activity_runs(activity),
        **_reach(request),
    }
    response = render(request, "scanner/devices/_devices.html" if is_fragment else "scanner/devices/device_list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def device_own(request: HttpRequest, pk: int) -> HttpResponse:
    """The phone or computer that shows the page becomes a scanner itself; what it was invited for and never used is used again."""
    user = cast(User, request.user)
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    now, name = timezone.now(), _("Máy của %(name)s") % {"name": user}
    unused = Device.objects.filter(activity=activity, invited_by=user, name=name[:60], paired_at=None, revoked_at=None).first()
    try:
        code = pairing.renew(unused, by=user, at=now) if unused else pairing.invite(activity, name=name, by=user, at=now)[1]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("device-list", activity.pk)
    return redirect(f"{reverse('scan')}#pair={code}")


def device_pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to scan and to type; to htmx what became of it, or 204 while nothing did. POST: another code."""
    user = cast(User, request.user)
    device, now = fetch(DEVICES, user, "check_in", pk=pk), timezone.now()
    if request.method == "POST":
        try:
            return _show_code(request, device, pairing.renew(device, by=user, at=now))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("device-pairing", device.pk)
    context = _pairing(request, device)
    is_fragment = request.htmx  # type: ignore[attr-defined]
    if is_fragment and request.headers.get("X-Shown") == context["shown"]:
        response = HttpResponse(status=204)
    else:
        response = render(request, "scanner/devices/_pairing.html" if is_fragment else "scanner/devices/device_pairing.html", context)
    if not context["code"]:
        pairing_cookie.forget(response, device)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _show_code(request: HttpRequest, device: Device, code: str) -> HttpResponse:
    response = redirect("device-pairing", device.pk)
    pairing_cookie.keep(response, device, code, by=request.user)
    return response


def _pairing(request: HttpRequest, device: Device) -> dict[str, Any]:
    now, activity = timezone.now(), device.activity
    standing = overview.standing(device, closing=pairing.closes_at(activity), at=now)
    code = pairing_cookie.kept(request, device, at=now) if standing == overview.Standing.INVITED else None
    where = _reach(request)
    return {
        "device": device,
        "activity": activity,
        "standing": standing,
        "code": code,
        "shown": f"{standing} {'code' if code else ''}",
        "written": f"{code[:4]}-{code[4:]}" if code else "",
        "qr_code": qr.outline(f"{where['scanner_address']}#pair={code}") if code else None,
        "seconds": round((device.pairing_expires_at - now).total_seconds()),
        "next_name": overview.next_name(activity) if device.is_paired else "",
        **where,
    }


def _reach(request: HttpRequest) -> dict[str, Any]:
    """Where phones find the scanner, and what stands against it: browsers give camera, offline pages and digests to HTTPS only."""
    address = urlsplit(site(request))
    only_here = address.hostname in LOOPBACK_HOSTS
    return {
        "scanner_address": f"{address.geturl()}{reverse('scan')}",
        "only_here": only_here,
        "not_secure": address.scheme != "https" and not only_here,
    }


def device_rename(request: HttpRequest, pk: int) -> HttpResponse:
    device = fetch_to_change(request.user, pk)
    back = reverse("device-list", args=[device.activity_id])
    form = DeviceForm(posted_data(request), initial={"name": device.name})
    if form.is_valid():
        with errors_on(form):
            pairing.rename(device, name=form.cleaned_data["name"])
            messages.success(request, _("Đã đổi tên máy thành %(name)s.") % {"name": device.name})
            return redirect(back)
    return form_page(request, form, heading=_("Đổi tên máy"), crumbs=_crumbs(device), cancel_url=back)


def device_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    device = fetch_to_change(request.user, pk)
    back = reverse("device-list", args=[device.activity_id])
    if request.method == "POST":
        pairing.revoke(device, by=request.user, at=timezone.now())
        messages.success(request, _("Đã thu hồi %(name)s.") % {"name": device.name})
        return redirect(back)
    context = {
        "form": forms.Form(),
        "heading": _("Thu hồi máy: %(name)s") % {"name": device.name},
        "submit_label": _("Thu hồi máy"),
        "consequences": _consequences(device),
        "cancel_url": back,
        "crumbs": _crumbs(device),
    }
    return render(request, "screens/confirmation_page.html", context)


def _consequences(device: Device) -> list[str]:
    if not device.is_paired:
        return [_("Mã ghép của máy này không dùng được nữa."), _("Chưa có điện thoại nào được ghép bằng mã này, nên không mất gì.")]
    said = [
        _("Những lượt máy đã quét đến lúc này vẫn được nhận, kể cả khi máy gửi lên muộn."),
        _("Những lượt máy quét sau lúc này không được tính ngay mà chờ người xem xét."),
        _("Ở lần liên lạc tới, máy tự quên danh sách tên. Trước lúc đó tên và mã vẫn còn trong máy."),
        _("Không hoàn tác được: muốn dùng lại thì ghép như một máy mới."),
    ]
    if device.waiting:
        held = ngettext("Máy này báo còn %(number)d lượt chưa gửi.", "Máy này báo còn %(number)d lượt chưa gửi.", device.waiting)
        advice = _("Nếu máy còn trong tay, hãy mở trang quét ở nơi có mạng cho gửi xong rồi hãy thu hồi.")
        said.insert(0, f"{held % {'number': device.waiting}} {advice}")
    return said


def _crumbs(device: Device) -> list[tuple[str, str]]:
    return [*crumbs_to(device.activity), (_("Máy quét"), reverse("device-list", args=[device.activity_id]))]
