"""Caching headers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class NoStoreMiddleware:
    """Forbid caches to store what a signed-in user was shown: offices share computers, and the back button works after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response and (request.user.is_authenticated or "Authorization" in request.headers):
            response["Cache-Control"] = "private, no-store"
        return response
