"""What a browser's session has to do before anything else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.second_factor.actions import has_second_factor, is_demanded_of
from accounts.sign_in.sessions import HAS_SHOWN_SECOND_FACTOR, end_if_over


def open_before_setup(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that is open to those who must first set up a second factor."""
    view.is_open_before_setup = True  # type: ignore[attr-defined]
    return view


def open_before_password_change(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that is open also to those who must first change their password."""
    view.is_open_before_password_change = True  # type: ignore[attr-defined]
    return open_before_setup(view)


class FirstThingsFirstMiddleware:
    """End sessions that are idle or too old; lead who must change their password, or set up a second factor, there and nowhere else.

    Stands before LoginRequiredMiddleware. Requests with a token are none of its business: programs and paired phones.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> HttpResponse | None:
        is_api = hasattr(view, "cls")  # of the REST framework, which marks its views as open and closes them itself
        if "Authorization" in request.headers or not (is_api or getattr(view, "login_required", True)):
            return None
        if request.user.is_authenticated:
            end_if_over(request, view)
        user = request.user
        if not isinstance(user, User) or getattr(view, "is_open_before_password_change", False):
            return None
        if user.must_change_password:
            return _lead_to(request, "password-change", "password_change_required", is_api=is_api)
        if getattr(view, "is_open_before_setup", False) or request.session.get(HAS_SHOWN_SECOND_FACTOR) or not is_demanded_of(user):
            return None
        if has_second_factor(user):  # signed in before it was set up
            logout(request)
            return None
        return _lead_to(request, "second-factor", "second_factor_setup_required", is_api=is_api)


def _lead_to(request: HttpRequest, url_name: str, code: str, *, is_api: bool) -> HttpResponse:
    if not is_api:
        return redirect(url_name)
    title = _("Hãy mở trang này trong trình duyệt và làm xong bước đầu tiên.")
    body = {"type": f"urn:problem:{code}", "title": title, "status": 403, "code": code}
    return JsonResponse(body, status=403, content_type="application/problem+json")
