"""Confirmation: the password again, where the last time is more than five minutes ago, before what cannot be taken back."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.exceptions import PermissionDenied

from accounts.http import ApiRequest, SignedInRequest
from accounts.second_factor.passkeys import options_to_show
from accounts.sign_in.forms import ConfirmForm
from accounts.sign_in.sessions import CONFIRMED_AT, note_confirmation
from screens.permissions import SignedIn

LASTS_SECONDS = 5 * 60
OWN_FIELDS = ("csrfmiddlewaretoken", "confirm_password", "confirm_code", "confirm_passkey")


def is_confirmed(request: Any) -> bool:
    """Return whether the password was given in this session within the last five minutes."""
    return time.time() - request.session.get(CONFIRMED_AT, 0) <= LASTS_SECONDS


def confirmation_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the password before the view. What was posted is kept in the page that asks, and goes on with it."""

    @wraps(view)
    @never_cache
    @sensitive_post_parameters("confirm_password", "confirm_code")
    def confirmed_view(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs) if is_confirmed(request) else ask_to_confirm(request)
        if "confirm_password" in request.POST:
            form = ConfirmForm(request.POST, request=request)
            if not form.is_valid():
                return _confirmation_page(request, form)
            note_confirmation(request)
        elif not is_confirmed(request):
            return _confirmation_page(request, ConfirmForm(request=request))
        posted = request.POST.copy()
        for name in OWN_FIELDS:
            posted.pop(name, None)
        request.POST = posted  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return confirmed_view


def confirmation_required_to_post(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the password before what the view does by POST; to look at its page asks nothing."""
    confirmed_view = confirmation_required(view)

    @wraps(view)
    def open_view(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (confirmed_view if request.method == "POST" else view)(request, *args, **kwargs)

    return open_view


def ask_to_confirm(request: SignedInRequest) -> HttpResponse:
    """Lead to the page that asks for the password and comes back; for addresses that are only looked at or downloaded."""
    return redirect(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")


def _confirmation_page(request: SignedInRequest, form: ConfirmForm) -> HttpResponse:
    posted_values = [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]
    context = {"form": form, "posted_values": posted_values, "is_waiting": True, "passkey_options": options_to_show(request, request.user)}
    return render(request, "accounts/sign_in/confirm.html", context)


def require_confirmed_in_browser(request: ApiRequest) -> None:
    """Let programs with a token through. Raise PermissionDenied (confirmation_required) for a browser's session without confirmation."""
    if request.auth is None and not is_confirmed(request._request):
        raise PermissionDenied(_("Hãy nhập lại mật khẩu trong trình duyệt trước khi làm việc này."), "confirmation_required")


class ConfirmedInBrowser(SignedIn):
    """Admit who is signed in; `require_confirmed_in_browser` of a browser's session."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        require_confirmed_in_browser(request)
        return True
