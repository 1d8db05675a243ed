"""How large a request may be, judged by its head: a body that is too large is neither read nor spooled to a file."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from backend.api.parsers import BodyTooLarge
from backend.api.problems import API_ROOT, problem_response
from backend.requests.body_limits import IN_A_FORM, WITH_A_FILE, WITHOUT_SIGN_IN

Answer = Callable[[HttpRequest], HttpResponseBase]


def body_size_middleware(get_response: Answer) -> Answer:
    """Answer 413 to a body that is larger than its sender may send. Stands above whatever reads a body, the check of CSRF included."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdecimal() and int(size) <= WITHOUT_SIGN_IN:
            return get_response(request)
        if size.isdecimal() and int(size) <= _largest_body(request):
            return get_response(request)
        status_code, message = BodyTooLarge.status_code, str(BodyTooLarge.default_detail)
        if request.path.startswith(API_ROOT):
            return problem_response(status_code=status_code, code=BodyTooLarge.default_code, title=message)
        return render(request, "413.html", {"megabytes": WITH_A_FILE // 1_000_000}, status=status_code)

    return middleware


def _largest_body(request: HttpRequest) -> int:
    """Return how many bytes may come. In the API, a view judges the token before it reads; a page's form is read before its view."""
    has_token = request.path.startswith(API_ROOT) and request.headers.get("Authorization")
    if not (has_token or request.user.is_authenticated):
        return WITHOUT_SIGN_IN
    return WITH_A_FILE if request.content_type == "multipart/form-data" else IN_A_FORM
