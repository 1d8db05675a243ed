"""Too many wrong passwords for one user name: what the screen and the API answer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.response import Response

SECONDS = int(settings.AXES_COOLOFF_TIME.total_seconds())
MINUTES = SECONDS // 60


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Called by AxesMiddleware with the view's own answer: the API's says it all already, a screen's is replaced by a page."""
    if isinstance(response, Response):
        return response
    page = render(request, "accounts/locked_out.html", {"minutes": MINUTES}, status=429)
    page["Retry-After"] = str(SECONDS)
    return page
