"""Addresses in the QR codes of passes and doors."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from activities.models import Sitting
from attendance.door import codes
from attendance.models import Registration

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


def base_url(request: Any) -> str:
    """Return the public address without a trailing slash: PUBLIC_URL, else (a laptop in a hall) that of this request."""
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def pass_address(registration: Registration, request: Any) -> str:
    return f"{base_url(request)}/P/{registration.code}".upper()


def door_address(sitting: Sitting, request: Any, at: datetime) -> str | None:
    """Return the door's address at this moment; None when the door is off."""
    if sitting.door == Sitting.Door.OFF:
        return None
    step = codes.POSTER if sitting.door == Sitting.Door.POSTER else codes.step_at(at.timestamp())
    return f"{base_url(request)}/d/{sitting.pk}/{codes.token(sitting.door_key, step)}"


def step_ends_at(sitting: Sitting, at: datetime) -> datetime | None:
    """Return when the code on show is replaced; None for a poster and for a door that is off."""
    if sitting.door != Sitting.Door.ROTATING:
        return None
    return datetime.fromtimestamp(codes.step_ends(codes.step_at(at.timestamp())), UTC)
