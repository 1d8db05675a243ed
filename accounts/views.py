"""Screens: signing in and out, one's own password, and the users that one administers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from knox.models import AuthToken

from accounts import actions
from accounts.access import SignedInRequest
from accounts.forms import AccountForm, GrantForm, NewPasswordForm, NewUserForm, OwnPasswordForm, SignInForm, UserFilterForm
from accounts.models import Grant, User
from accounts.passwords import generate
from accounts.roles import MEANING
from vietnamese.text import name_sort_key

USERS_A_PAGE = 50
RECENT_GRANTS = 10
ORDERS: dict[str, Callable[[User], Any]] = {
    "full_name": lambda user: name_sort_key(user.full_name),
    "username": lambda user: user.username.casefold(),
    "last_login": lambda user: user.last_login.timestamp() if user.last_login else 0,
}
GRANTS_WITH_UNITS = Grant.objects.select_related("unit__parent__parent")


class SignInView(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


# --- one's own account


@sensitive_post_parameters()
@never_cache
def my_security(request: SignedInRequest) -> HttpResponse:
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(request.user, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Đã đổi mật khẩu. Các trình duyệt và chương trình khác phải đăng nhập lại."))
            return redirect("my-security")
    tokens = AuthToken.objects.filter(user=request.user, expiry__gt=timezone.now()).order_by("-created")
    context = {"form": form, "tokens": tokens, "grants": _explained_grants(request.user)}
    return render(request, "accounts/my_security.html", context)


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    actions.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("Đã đăng xuất ở mọi nơi, kể cả trình duyệt này. Mã truy cập của các chương trình cũng đã bị thu hồi."))
    return redirect("sign-in")


@require_POST
def revoke_token(request: SignedInRequest) -> HttpResponse:
    get_object_or_404(AuthToken, user=request.user, digest=request.POST.get("token", "")).delete()
    messages.success(request, _("Đã thu hồi mã truy cập."))
    return redirect("my-security")


# --- administration


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets in whoever administers anywhere; which users they then reach is narrowed by `administered_by`."""

    @wraps(view)
    def gate(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.can_anywhere("administer"):
            raise PermissionDenied(_("Chỉ người quản trị mới vào được phần này."))
        return view(request, *args, **kwargs)

    return gate


def _account(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(User.objects.administered_by(request.user), pk=pk)


@for_administrators
def admin_home(request: SignedInRequest) -> HttpResponse:
    users = User.objects.administered_by(request.user)
    grants = GRANTS_WITH_UNITS.filter(user__in=users).select_related("user", "granted_by", "unit__parent__parent")
    context = {
        "active": users.filter(is_active=True).count(),
        "disabled": users.filter(is_active=False).count(),
        "grants": grants.order_by("-granted_at", "-pk")[:RECENT_GRANTS],
        "keeps_agency": request.user.administers_province_served,
    }
    return render(request, "accounts/admin_home.html", context)


@for_administrators
def user_list(request: SignedInRequest) -> HttpResponse:
    form = UserFilterForm(request.GET, auto_id="filter_%s")
    sort = request.GET.get("sort", "")
    key = ORDERS.get(sort.removeprefix("-"), ORDERS["full_name"])
    found = sorted(form.narrow(User.objects.administered_by(request.user)), key=key, reverse=sort.startswith("-"))
    page = Paginator(found, USERS_A_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects(list(page), Prefetch("grants", GRANTS_WITH_UNITS))
    return render(request, "accounts/user_list.html", {"form": form, "page": page})


@sensitive_post_parameters()
@never_cache
@for_administrators
def user_create(request: SignedInRequest) -> HttpResponse:
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        password = typed["password"] or generate()
        try:
            account = actions.add_colleague(**typed | {"password": password}, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _tell_password(request, account, "" if typed["password"] else password, is_new=True)
    return render(request, "accounts/user_create.html", {"form": form})


def _tell_password(request: SignedInRequest, account: User, password: str, *, is_new: bool) -> HttpResponse:
    """Answers the POST itself: the password stands on this one page and is kept nowhere, so there is nothing to redirect to."""
    return render(request, "accounts/password_told.html", {"account": account, "password": password, "is_new": is_new})


@for_administrators
def user_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    context = {
        "account": account,
        "grants": _explained_grants(account),
        "is_self": account == request.user,
        "is_locked_out": AxesProxyHandler.is_locked(request, {"username": account.username}),
    }
    return render(request, "accounts/user_detail.html", context)


def _explained_grants(user: User) -> list[tuple[Grant, Any]]:
    return [(grant, MEANING[grant.role]) for grant in GRANTS_WITH_UNITS.filter(user=user)]


@for_administrators
def user_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = AccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Đã ghi thông tin của %(name)s.") % {"name": account})
        return redirect("user", pk)
    return render(request, "accounts/user_form.html", {"form": form, "account": account, "heading": _("Sửa thông tin tài khoản")})


@for_administrators
def grant_create(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant = actions.grant_role(account, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã cấp cho %(name)s: %(grant)s.") % {"name": account, "grant": grant})
            return redirect("user", pk)
    return render(request, "accounts/user_form.html", {"form": form, "account": account, "heading": _("Cấp vai trò")})


@for_administrators
def grant_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    users = User.objects.administered_by(request.user)
    grant = get_object_or_404(GRANTS_WITH_UNITS.select_related("user").filter(user__in=users), pk=pk)
    if request.method == "POST":
        try:
            actions.revoke_grant(grant, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã thu hồi của %(name)s: %(grant)s.") % {"name": grant.user, "grant": grant})
        return redirect("user", grant.user.pk) if users.filter(pk=grant.user.pk).exists() else redirect("user-list")
    heading = _("Thu hồi vai trò %(role)s ở %(unit)s") % {"role": grant.get_role_display(), "unit": grant.unit}
    consequences = [_("%(name)s không làm được việc của vai trò này ở địa bàn đó nữa, ngay từ lần bấm tiếp theo.") % {"name": grant.user}]
    if not grant.user.grants.exclude(pk=grant.pk).exists():
        consequences.append(_("Đây là vai trò duy nhất: tài khoản vẫn đăng nhập được nhưng không thấy gì."))
        if not request.user.administers_province_served:
            consequences.append(_("Tài khoản không còn vai trò thì chỉ người quản trị cấp tỉnh mới thấy để cấp lại."))
    return _confirm(request, grant.user, heading, consequences, submit_label=_("Thu hồi"))


@for_administrators
def user_disable(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    if request.method == "POST":
        try:
            actions.disable_user(account, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã khóa tài khoản %(name)s.") % {"name": account})
        return redirect("user", pk)
    consequences = [
        _("%(name)s bị đăng xuất ngay ở mọi nơi và không đăng nhập lại được.") % {"name": account},
        _("Những gì người này đã ghi vẫn còn nguyên. Các vai trò được giữ lại cho lúc mở khóa."),
    ]
    return _confirm(request, account, _("Khóa tài khoản %(name)s") % {"name": account}, consequences, submit_label=_("Khóa tài khoản"))


@require_POST
@for_administrators
def user_enable(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    actions.enable_user(account)
    messages.success(request, _("Đã mở khóa tài khoản %(name)s.") % {"name": account})
    return redirect("user", pk)


@require_POST
@for_administrators
def user_end_lockout(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    actions.end_lockout(account)
    messages.success(request, _("%(name)s có thể đăng nhập lại ngay.") % {"name": account})
    return redirect("user", pk)


@for_administrators
def user_sign_out(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    if request.method == "POST":
        actions.sign_out_everywhere(account)
        messages.success(request, _("Đã đăng xuất %(name)s ở mọi nơi.") % {"name": account})
        return redirect("user", pk)
    consequences = [_("Mọi trình duyệt, điện thoại và chương trình đang dùng tài khoản này phải đăng nhập lại.")]
    return _confirm(
        request, account, _("Đăng xuất %(name)s ở mọi nơi") % {"name": account}, consequences, submit_label=_("Đăng xuất ở mọi nơi")
    )


@sensitive_post_parameters()
@never_cache
@for_administrators
def user_password(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    if account == request.user:  # one's own needs the old one
        return redirect("my-security")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"] or generate()
        try:
            actions.set_password(account, password=password)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _tell_password(request, account, "" if form.cleaned_data["password"] else password, is_new=False)
    return render(request, "accounts/user_password.html", {"form": form, "account": account})


def _confirm(request: SignedInRequest, account: User, heading: str, consequences: list[str], *, submit_label: str) -> HttpResponse:
    detail = reverse("user", args=[account.pk])
    context = {
        "heading": heading,
        "consequences": consequences,
        "submit_label": submit_label,
        "cancel_url": detail,
        "crumbs": [(_("Quản trị"), reverse("admin-home")), (_("Người dùng"), reverse("user-list")), (account, detail)],
    }
    return render(request, "console/confirm.html", context)
