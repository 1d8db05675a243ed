"""Lockouts: the answer to too many wrong passwords for one user name, and who is locked out now."""

from typing import Any

import axes.utils
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from rest_framework.response import Response

from accounts.audit.trail import record
from accounts.models import User
from accounts.sign_in import attempts
from accounts.sign_in.devices import SEPARATOR

SECONDS = int(settings.AXES_COOLOFF_TIME.total_seconds())
MINUTES = SECONDS // 60


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Return the lockout page in place of a page's answer; the API's answer stands. Called by AxesMiddleware."""
    if isinstance(response, Response):
        return response
    page = render(request, "accounts/locked_out.html", {"minutes": MINUTES}, status=429)
    page["Retry-After"] = str(SECONDS)
    return page


def is_locked_out(user: User) -> bool:
    """Return whether the right password, or the right code after it, would not let this user in now, at least in some browser."""
    at = timezone.now()
    by_browser = _wrong_passwords(user).filter(attempt_time__gte=at - settings.AXES_COOLOFF_TIME).values("username")
    has_wrong_passwords = (
        by_browser.annotate(failures=Sum("failures_since_start")).filter(failures__gte=settings.AXES_FAILURE_LIMIT).exists()
    )
    return has_wrong_passwords or any(attempts.is_exhausted(kind, user, at=at) for kind in attempts.LIMITS)


def end_lockout(user: User) -> None:
    """Reset all counts of wrong passwords and codes, so that the user may sign in at once."""
    with transaction.atomic():
        deleted = axes.utils.reset(username=user.username) + _wrong_passwords(user).delete()[0] + attempts.forget(user)
        if deleted:
            record("lockout_ended", user)


def _wrong_passwords(user: User) -> Any:
    return AccessAttempt.objects.filter(Q(username=user.username) | Q(username__startswith=f"{user.username}{SEPARATOR}"))
