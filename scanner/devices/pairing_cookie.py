"""Where a pairing code lives until it is used: in a signed cookie of whoever made it, for its own page only. The server keeps a digest."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from attendance.devices.pairing import PAIRING_LASTS
from attendance.models import Device

COOKIE = "pairing"


def keep(response: HttpResponseBase, device: Device, code: str, *, by: Any) -> None:
    response.set_signed_cookie(
        COOKIE, code, salt=_salt(device, by), max_age=PAIRING_LASTS, path=_page(device), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def kept(request: HttpRequest, device: Device, *, at: datetime) -> str | None:
    """The code while it works; None for everybody but who made it, and for one that was replaced since."""
    if device.is_paired or device.is_revoked or at > device.pairing_expires_at:
        return None
    return request.get_signed_cookie(COOKIE, None, salt=_salt(device, request.user))


def forget(response: HttpResponseBase, device: Device) -> None:
    response.delete_cookie(COOKIE, path=_page(device), samesite="Strict")


def _salt(device: Device, user: Any) -> str:
    return f"pairing:{device.pk}:{user.pk}:{device.pairing_expires_at.timestamp()}"


def _page(device: Device) -> str:
    return reverse("device-pairing", args=[device.pk])
