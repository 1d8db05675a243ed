"""Pages that open without sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to everyone who has the address; no cache and no search engine keeps the page."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"], response["Referrer-Policy"] = "noindex, nofollow", "no-referrer"
        return response

    return login_not_required(never_cache(wrapper))
