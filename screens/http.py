"""Requests as the middleware leaves them, for annotations only."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class ScreenRequest(HttpRequest):
    """A request of a page, with what HtmxMiddleware adds."""

    htmx: HtmxDetails


def is_fragment_request(request: ScreenRequest) -> bool:
    """Return whether htmx asks for a part of a page; going back in the history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request
