"""Browsers in which somebody has signed in before: guesses made elsewhere do not lock them out."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User

COOKIE = f"{settings.COOKIE_PREFIX}known_device"
SALT = "accounts.sign_in.devices"
KEPT_SECONDS = 60 * 60 * 24 * 180
MOST_NAMES = 20  # people who share a computer
SEPARATOR = " "  # stands in no user name


def known_device(request: HttpRequest, username: str) -> str | None:
    """Return the mark of this browser if `username` has signed in here before."""
    mark, names = _read(request)
    return mark if _short_name(username) in names else None


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser keep, signed, that this user has signed in here."""
    mark, names = _read(request)
    name = _short_name(user.username)
    names = [*[earlier for earlier in names if earlier != name], name][-MOST_NAMES:]
    response.set_cookie(
        COOKIE,
        signing.dumps([mark or secrets.token_urlsafe(9), names], salt=SALT),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the name under which axes counts wrong passwords (AXES_USERNAME_CALLABLE): a known browser has a count of its own."""
    username = (credentials or {}).get("username") or request.POST.get("username")
    mark = known_device(request, username) if username else None
    return f"{username}{SEPARATOR}{mark}" if mark else username


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        mark, names = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return mark, names


def _short_name(username: str) -> str:
    return salted_hmac(SALT, username, algorithm="sha256").hexdigest()[:16]
