"""Searches for people: the address holds what was typed only sealed.

Proxies log addresses and browsers keep them, so no name, telephone or card number may stand there. A search box therefore posts to
`search`, which goes back to the page with `?search=` and the sealed text; paging, sorting and downloads keep that. The key of the seal
stands in the session, from the sign-in to its end: no search is stored, and nobody opens the addresses of a log once the session has ended.
It is not the session's id, which changes whenever the password is given again.
"""

import re
from collections.abc import Callable, Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vietnamese.text import clean

TYPED, SEALED = "q", "search"
SEAL_KEY = "search_key"  # in the session
NO_FILTERS = (TYPED, SEALED, "search_page", "page", "csrfmiddlewaretoken")
LONGEST = 200
SEPARATORS = re.compile(r"[\s.\-()+]")


class SearchMovedError(Exception):
    """The address of a request holds a number unsealed, or a seal of another session: the browser has to go to `url`."""

    def __init__(self, url: str, message: str = "") -> None:
        super().__init__(url)
        self.url, self.message = url, message


def holds_number(text: str) -> bool:
    """Return whether `text` is a number of at least three digits, however grouped, or holds a telephone or card number."""
    compact = SEPARATORS.sub("", text)
    return (compact.isdigit() and len(compact) > 2) or re.search(r"\d{9}", compact) is not None


def require_no_number(query: Mapping[str, str]) -> None:
    """Raise ValidationError for an API address whose `q` holds a number: such a search is posted."""
    if holds_number(query.get(TYPED, "")):
        message = _("Không tìm theo số điện thoại, số thẻ bằng địa chỉ: hãy gửi bằng POST (docs/api.md).")
        raise ValidationError({TYPED: ValidationError(message, code="number_in_address")})


def search_query(request: HttpRequest, *, page_url: str = "") -> QueryDict:
    """Return the query of the request with `q` as it was typed.

    Raise SearchMovedError, which the middleware answers by a redirect: for a seal of another session, to the page without it (to
    `page_url` where the address is a download's); for a number typed into the address itself, to the same address with it sealed.
    """
    query = request.GET.copy()
    if sealed := "".join(query.pop(SEALED, [])[-1:]):
        try:
            query[TYPED] = _seal_of(request).decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            message = _("Nội dung tìm chỉ được giữ trong phiên làm việc của bạn. Hãy gõ lại vào ô tìm.")
            raise SearchMovedError(_address(page_url or request.path, query), message) from error
    elif holds_number(typed := query.get(TYPED, "")):
        del query[TYPED]
        query[SEALED] = _seal_of(request).encrypt(typed.encode()).decode()
        raise SearchMovedError(_address(request.path, query))
    return query


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Go to the page `search_page` with what was typed sealed, and with the other filters of the form."""
    try:
        resolve(page_url := request.POST.get("search_page", ""))
    except Resolver404 as error:
        raise Http404 from error
    query = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in NO_FILTERS and any(values):
            query.setlist(name, values)
    return redirect(seal_into_address(request, page_url, request.POST.get(TYPED, ""), query))


def seal_into_address(request: HttpRequest, page_url: str, typed: str, query: QueryDict | None = None) -> str:
    """Return the address of a page with what was typed sealed, and with the other filters in `query`."""
    query = query or QueryDict(mutable=True)
    if text := clean(typed)[:LONGEST]:
        query[SEALED] = _seal_of(request).encrypt(text.encode()).decode()
    return _address(page_url, query)


def begin_searches(request: HttpRequest) -> None:
    """Give a session that begins its key, before anything is searched: two first searches at once would each make their own."""
    request.session[SEAL_KEY] = Fernet.generate_key().decode()


def _seal_of(request: HttpRequest) -> Fernet:
    if SEAL_KEY not in request.session:
        begin_searches(request)
    return Fernet(request.session[SEAL_KEY])


def _address(path: str, query: QueryDict) -> str:
    return f"{path}?{query.urlencode()}" if query else path


class SearchMiddleware:
    """Answer SearchMovedError by a redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SearchMovedError):
            return None
        if error.message:
            messages.warning(request, error.message)
        return redirect(error.url)
