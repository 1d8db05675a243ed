"""Sessions of browsers: begun after the password, complete after the second factor, ended when nobody works at them."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.sign_in.devices import remember_device
from screens.sealed.searches import begin_searches

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "pending_sign_in"  # {user, hash, next, at}: the password was right, the second factor is still to be shown
PENDING_SECONDS = 10 * 60
CONFIRMED_AT, SEEN_AT, HAS_SHOWN_SECOND_FACTOR = "confirmed_at", "seen_at", "has_shown_second_factor"
BEGAN_AT, BROWSER = "began_at", "browser"
IDLE_SECONDS = 60 * 60
LONGEST_SECONDS = 12 * 60 * 60  # one long working day, however busy it was
SEEN_IS_WRITTEN_EVERY = 60  # seconds
# The first that stands in a User-Agent: browsers name those that they descend from, too.
BROWSERS = {
    "Edg": "Edge",
    "coc_coc": "Coc Coc",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux"}


def begin(request: HttpRequest, user: User, *, next_url: str) -> None:
    """Keep who gave the right password until the second factor is shown."""
    request.session.cycle_key()
    request.session[PENDING] = {"user": user.pk, "hash": user.get_session_auth_hash(), "next": next_url, "at": time.time()}


def pending(request: HttpRequest) -> tuple[User, str] | None:
    """Return who has still to show the second factor, and where they want to go; None after ten minutes or a new password."""
    values = request.session.get(PENDING)
    if not values or time.time() - values["at"] > PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=values["user"], is_active=True).first()
    if user is None or not constant_time_compare(values["hash"], user.get_session_auth_hash()):
        return None
    return user, values["next"]


def complete(request: HttpRequest, response: HttpResponse, user: User, *, has_shown_second_factor: bool) -> HttpResponse:
    """Sign the user in and return the response."""
    login(request, user, backend=BACKEND)
    record("signed_in", user, by=user, reason="2FA" if has_shown_second_factor else "")
    request.session.pop(PENDING, None)
    if has_shown_second_factor:
        request.session[HAS_SHOWN_SECOND_FACTOR] = True
    remember_device(request, response, user)
    return response


def note_sign_in(request: HttpRequest, **_signal: Any) -> None:
    """Note when and in which browser the session began, and that somebody is there who gave the password; receives user_logged_in."""
    user_agent = request.headers.get("User-Agent", "")
    names = (next((name for sign, name in signs.items() if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS))
    request.session[BROWSER] = " · ".join(filter(None, names))
    request.session[BEGAN_AT] = request.session[CONFIRMED_AT] = request.session[SEEN_AT] = time.time()
    begin_searches(request)


def note_confirmation(request: HttpRequest) -> None:
    """Note that the password was given again, and give the session a new key: one that was stolen before confirms nothing."""
    request.session[CONFIRMED_AT] = time.time()
    request.session.cycle_key()


def polled(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page that asks for news of itself: such requests of htmx neither keep a session alive nor are refused to an idle one."""
    view.is_polled = True  # type: ignore[attr-defined]
    return view


def is_too_long(values: Mapping[str, Any], now: float) -> bool:
    """Return whether a session with these values began more than twelve hours before `now`, in seconds of the epoch."""
    return now - values.get(BEGAN_AT, now) > LONGEST_SECONDS


def is_idle(values: Mapping[str, Any], now: float) -> bool:
    """Return whether nobody has worked for an hour at a session with these values."""
    return now - values.get(SEEN_AT, now) > IDLE_SECONDS


def end_if_over(request: HttpRequest, view: Any) -> None:
    """Sign out after twelve hours, and whoever did nothing for an hour; else note that they are there, at most once a minute."""
    now = time.time()
    request.session.setdefault(BEGAN_AT, now)
    if is_too_long(request.session, now):
        logout(request)
        messages.info(request, _("Đã đăng xuất vì phiên làm việc đã quá 12 giờ. Hãy đăng nhập lại."))
        return
    if request.method == "GET" and "HX-Request" in request.headers and getattr(view, "is_polled", False):
        return
    if is_idle(request.session, now):
        logout(request)
        messages.info(request, _("Đã đăng xuất vì 60 phút không có thao tác nào. Hãy đăng nhập lại."))
    elif now - request.session.get(SEEN_AT, 0) > SEEN_IS_WRITTEN_EVERY:
        request.session[SEEN_AT] = now
