"""Pages of signing in: the password, the second factor, a first password to be changed, and the password again."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import actions
from accounts.forms import OwnPasswordForm, SignInForm
from accounts.http import SignedInRequest
from accounts.second_factor.actions import has_second_factor
from accounts.second_factor.passkeys import options_to_show
from accounts.sign_in import sessions
from accounts.sign_in.forms import CodeForm, ConfirmForm
from screens.forms import add_errors, posted_data

FILE_ENDINGS = (".xlsx", ".csv")


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or go on to the second factor of whoever has one."""
        user = form.get_user()
        if has_second_factor(user):
            sessions.begin(self.request, user, next_url=self.get_success_url())
            return redirect("sign-in-second-factor")
        return sessions.complete(self.request, redirect(self.get_success_url()), user, has_shown_second_factor=False)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"is_demonstration": settings.SECOND_FACTOR == "offered"}

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", code="slowed"):
            response.status_code = 429
        return response


@method_decorator(login_not_required, name="dispatch")
class SignOutView(LogoutView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out, and have the browser drop what it cached. Its storage stays: a paired phone's scans wait there."""
        response = super().dispatch(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


@login_not_required
@sensitive_post_parameters()
@never_cache
def sign_in_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave the right password for a code."""
    pending = sessions.pending(request)
    if pending is None:
        return redirect("sign-in")
    user, next_url = pending
    form = CodeForm(posted_data(request), user=user, request=request)
    if form.is_valid():
        return sessions.complete(request, redirect(next_url), user, has_shown_second_factor=True)
    context = {"form": form, "passkey_options": options_to_show(request, user)}
    return render(request, "accounts/sign_in/second_factor.html", context)


@sensitive_post_parameters()
@never_cache
def password_change(request: SignedInRequest) -> HttpResponse:
    """Ask for a new password of one's own; whoever had to change it goes on to the first page, others to their account."""
    next_url = settings.LOGIN_REDIRECT_URL if request.user.must_change_password else "my-security"
    form = OwnPasswordForm(posted_data(request), user=request.user)
    if form.is_valid():
        try:
            actions.set_password(request.user, password=form.cleaned_data["password"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Đã đổi mật khẩu. Các trình duyệt và chương trình khác phải đăng nhập lại."))
            return redirect(next_url)
    return render(request, "accounts/sign_in/password_change.html", {"form": form})


@sensitive_post_parameters()
@never_cache
def confirm(request: SignedInRequest) -> HttpResponse:
    """Ask for the password again, then go on to `?next=`."""
    next_url = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(next_url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        next_url = resolve_url(settings.LOGIN_REDIRECT_URL)
    form = ConfirmForm(posted_data(request), request=request)
    if form.is_valid():
        sessions.note_confirmation(request)
        if next_url.partition("?")[0].endswith(FILE_ENDINGS):  # a download would leave the page that asks on the screen
            return render(request, "accounts/sign_in/confirmed.html", {"next_url": next_url})
        return redirect(next_url)
    return render(request, "accounts/sign_in/confirm.html", {"form": form, "passkey_options": options_to_show(request, request.user)})
