"""The answer to too many wrong passwords for one user name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.response import Response

SECONDS = int(settings.AXES_COOLOFF_TIME.total_seconds())
MINUTES = SECONDS // 60


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Return the lockout page in place of a page's answer; the API's answer stands. Called by AxesMiddleware."""
    if isinstance(response, Response):
        return response
    page = render(request, "accounts/locked_out.html", {"minutes": MINUTES}, status=429)
    page["Retry-After"] = str(SECONDS)
    return page
