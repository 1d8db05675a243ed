"""What no database stores, refused before a view looks for it: NUL characters, and ids of more than eighteen digits."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError

from backend.api.problems import API_ROOT
from screens.query_strings import ID_DIGITS

NUL = "\x00"


class StorableInputMiddleware:
    """Drop NUL characters from cookies, query strings and posted forms; answer 404 to an id in the address that no row can have.

    Stands above the middleware of sessions, which looks for the key in the cookie. What the API is asked and sent keeps its NULs:
    serializers and filters refuse them by the name of the field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value.replace(NUL, "") for name, value in request.COOKIES.items()}
        if not request.path.startswith(API_ROOT):
            request.GET = drop_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Look at the ids; clean a posted form, whose size was judged meanwhile."""
        if any(isinstance(value, int) and value >= 10**ID_DIGITS for value in kwargs.values()):
            raise Http404
        if request.method == "POST" and not request.path.startswith(API_ROOT):
            try:
                request.POST = drop_nul(request.POST)  # type: ignore[assignment]
            except UnreadablePostError:  # whoever sent it has gone: the view will see
                pass


def drop_nul(fields: QueryDict) -> QueryDict:
    if not any(NUL in text for name, texts in fields.lists() for text in (name, *texts)):
        return fields
    cleaned = QueryDict(mutable=True, encoding=fields.encoding)
    for name, texts in fields.lists():
        cleaned.setlistdefault(name.replace(NUL, "")).extend(text.replace(NUL, "") for text in texts)
    cleaned._mutable = False
    return cleaned
