"""A pairing code until it is used: in a signed cookie of the user who made it, for its own page only. The server keeps a digest."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.models import User
from attendance.devices.pairing import PAIRING_LASTS
from attendance.models import Device

COOKIE = "__Secure-pairing" if settings.SESSION_COOKIE_SECURE else "pairing"  # not __Host-: it is for one page


def set_code(response: HttpResponseBase, device: Device, code: str, *, by: User) -> None:
    response.set_signed_cookie(
        COOKIE, code, salt=_salt(device, by), max_age=PAIRING_LASTS, path=_path(device), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def read_code(request: HttpRequest, device: Device, *, user: User, at: datetime) -> str | None:
    """Return the code while it works; None for every user but the one who made it, and for a code that was replaced since."""
    if device.is_paired or device.is_revoked or at > device.pairing_expires_at:
        return None
    return request.get_signed_cookie(COOKIE, None, salt=_salt(device, user))


def delete_code(response: HttpResponseBase, device: Device) -> None:
    response.delete_cookie(COOKIE, path=_path(device), samesite="Strict")


def _salt(device: Device, user: User) -> str:
    return f"pairing:{device.pk}:{user.pk}:{device.pairing_expires_at.timestamp()}"


def _path(device: Device) -> str:
    return reverse("device-pairing", args=[device.pk])
