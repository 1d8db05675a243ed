from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class NothingIsKept:
    """What a signed-in person was shown stays in no cache: offices share computers, and a back button outlives a sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response and (request.user.is_authenticated or "Authorization" in request.headers):
            response["Cache-Control"] = "private, no-store"
        return response
