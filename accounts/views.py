"""Pages for signing in and out, for one's own password and sessions, and for the users that one administers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from knox.models import AuthToken

from accounts import actions
from accounts.forms import AccountForm, GrantForm, NewPasswordForm, NewUserForm, OwnPasswordForm, UserFilterForm
from accounts.http import SignedInRequest
from accounts.models import Grant, User
from accounts.roles import MEANING
from accounts.second_factor.actions import has_second_factor, is_demanded_of, reset_second_factor
from accounts.sign_in import open_sessions
from accounts.sign_in.confirmation import confirmation_required
from accounts.sign_in.lockout import end_lockout, is_locked_out
from accounts.sign_in.passwords import generate_password
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, paginate, show_errors
from screens.query_strings import parse_sort
from screens.sealed.searches import search_query
from vietnamese.text import name_sort_key

USERS_PER_PAGE = 50
RECENT_GRANTS = 10
SORT_KEYS: dict[str, Callable[[User], Any]] = {
    "full_name": lambda user: name_sort_key(user.full_name),
    "username": lambda user: user.username.casefold(),
    "last_login": lambda user: user.last_login.timestamp() if user.last_login else 0,
}
GRANTS_WITH_UNITS = Grant.objects.select_related("unit__parent__parent")


# --- one's own account


@never_cache
@require_safe
def my_security(request: SignedInRequest) -> HttpResponse:
    """Show one's own roles, sessions and tokens; its form of the password is answered by `sign_in.views.password_change`."""
    tokens = AuthToken.objects.filter(user=request.user, expiry__gt=timezone.now()).order_by("-created")
    context = {
        "form": OwnPasswordForm(user=request.user),
        "tokens": tokens,
        "sessions": open_sessions.open_sessions(request.user),
        "grants": _grants_with_meanings(request.user),
        "has_second_factor": has_second_factor(request.user),
        "is_second_factor_demanded": is_demanded_of(request.user),
        "is_demonstration": settings.SECOND_FACTOR == "offered",
    }
    return render(request, "accounts/my_security.html", context)


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    actions.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("Đã đăng xuất ở mọi nơi, kể cả trình duyệt này. Mã truy cập của các chương trình cũng đã bị thu hồi."))
    response = redirect("sign-in")
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
@confirmation_required
def end_session(request: SignedInRequest) -> HttpResponse:
    """Sign out one of one's other browsers."""
    if not open_sessions.end_session(request.user, digest=request.POST.get("session", "")):
        raise Http404
    messages.success(request, _("Đã đăng xuất trình duyệt đó."))
    return redirect("my-security")


@require_POST
def revoke_token(request: SignedInRequest) -> HttpResponse:
    get_object_or_404(AuthToken, user=request.user, digest=request.POST.get("token", "")).delete()
    messages.success(request, _("Đã thu hồi mã truy cập."))
    return redirect("my-security")


# --- administration


def administrators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Admit whoever administers anywhere; `administered_by` in the view narrows which users they reach."""

    @wraps(view)
    def checked_view(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.can_anywhere("administer"):
            raise PermissionDenied(_("Chỉ người quản trị mới vào được phần này."))
        return view(request, *args, **kwargs)

    return checked_view


def _fetch_account(request: SignedInRequest, pk: int) -> User:
    """Return a user that `request.user` administers, or raise Http404."""
    return get_object_or_404(User.objects.administered_by(request.user), pk=pk)


@administrators_only
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


@administrators_only
def user_list(request: SignedInRequest) -> HttpResponse:
    form = UserFilterForm(search_query(request), auto_id="filter_%s")
    sort_key, is_descending = parse_sort(request, SORT_KEYS, default="full_name")
    users = sorted(form.narrow(User.objects.administered_by(request.user)), key=sort_key, reverse=is_descending)
    page = paginate(request, users, USERS_PER_PAGE)
    prefetch_related_objects(list(page), Prefetch("grants", GRANTS_WITH_UNITS))
    return render(request, "accounts/user_list.html", {"form": form, "page": page})


@sensitive_post_parameters()
@never_cache
@administrators_only
@confirmation_required
def user_create(request: SignedInRequest) -> HttpResponse:
    form = NewUserForm(posted_data(request))
    if form.is_valid():
        typed_password = form.cleaned_data["password"]
        password = typed_password or generate_password()
        try:
            account = actions.add_colleague(**form.cleaned_data | {"password": password}, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _password_page(request, account, "" if typed_password else password, is_new=True)
    return render(request, "accounts/user_create.html", {"form": form})


def _password_page(request: SignedInRequest, account: User, password: str, *, is_new: bool) -> HttpResponse:
    """Answer the POST itself: a generated password is shown once and stored nowhere, so a redirect could not show it."""
    return render(request, "accounts/new_password.html", {"account": account, "password": password, "is_new": is_new})


@administrators_only
def user_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    context = {
        "account": account,
        "grants": _grants_with_meanings(account),
        "is_self": account == request.user,
        "has_second_factor": has_second_factor(account),
        "is_locked_out": is_locked_out(account),
    }
    return render(request, "accounts/user_detail.html", context)


def _grants_with_meanings(user: User) -> list[tuple[Grant, Any]]:
    """Return the user's grants, each with what its role may do, in words."""
    return [(grant, MEANING[grant.role]) for grant in GRANTS_WITH_UNITS.filter(user=user)]


@administrators_only
def user_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    form = AccountForm(posted_data(request), instance=account)
    if form.is_valid():
        actions.change_user(form.save(commit=False), by=request.user)
        messages.success(request, _("Đã lưu thông tin của %(name)s.") % {"name": account})
        return redirect("user", pk)
    return render(request, "accounts/user_form.html", {"form": form, "account": account, "heading": _("Sửa thông tin tài khoản")})


@administrators_only
@confirmation_required
def grant_create(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    form = GrantForm(posted_data(request))
    if form.is_valid():
        try:
            grant = actions.grant_role(account, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã cấp cho %(name)s: %(grant)s.") % {"name": account, "grant": grant})
            return redirect("user", pk)
    return render(request, "accounts/user_form.html", {"form": form, "account": account, "heading": _("Cấp vai trò")})


@administrators_only
@confirmation_required
def grant_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    users = User.objects.administered_by(request.user)
    grant = get_object_or_404(GRANTS_WITH_UNITS.select_related("user").filter(user__in=users), pk=pk)
    if request.method == "POST":
        try:
            actions.revoke_grant(grant, by=request.user)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã thu hồi của %(name)s: %(grant)s.") % {"name": grant.user, "grant": grant})
        return redirect("user", grant.user.pk) if users.filter(pk=grant.user.pk).exists() else redirect("user-list")
    heading = _("Thu hồi vai trò %(role)s ở %(unit)s") % {"role": grant.get_role_display(), "unit": grant.unit}
    consequences = [_("%(name)s không làm được việc của vai trò này ở địa bàn đó nữa, ngay từ lần bấm tiếp theo.") % {"name": grant.user}]
    if not grant.user.grants.exclude(pk=grant.pk).exists():
        consequences.append(_("Đây là vai trò duy nhất: tài khoản vẫn đăng nhập được nhưng không thấy gì."))
        if not request.user.administers_province_served:
            consequences.append(_("Tài khoản không còn vai trò thì chỉ người quản trị cấp tỉnh mới thấy để cấp lại."))
    return _confirm_for_account(request, grant.user, heading, consequences, submit_label=_("Thu hồi"))


@administrators_only
def user_disable(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    if request.method == "POST":
        try:
            actions.disable_user(account, by=request.user)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã khóa tài khoản %(name)s.") % {"name": account})
        return redirect("user", pk)
    consequences = [
        _("%(name)s bị đăng xuất ngay ở mọi nơi và không đăng nhập lại được.") % {"name": account},
        _("Những gì người này đã ghi vẫn còn nguyên. Các vai trò được giữ lại cho lúc mở khóa."),
    ]
    return _confirm_for_account(
        request, account, _("Khóa tài khoản %(name)s") % {"name": account}, consequences, submit_label=_("Khóa tài khoản")
    )


@require_POST
@administrators_only
def user_enable(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    actions.enable_user(account)
    messages.success(request, _("Đã mở khóa tài khoản %(name)s.") % {"name": account})
    return redirect("user", pk)


@require_POST
@administrators_only
def user_end_lockout(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    end_lockout(account)
    messages.success(request, _("%(name)s có thể đăng nhập lại ngay.") % {"name": account})
    return redirect("user", pk)


@administrators_only
def user_sign_out(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    if request.method == "POST":
        actions.sign_out_everywhere(account)
        messages.success(request, _("Đã đăng xuất %(name)s ở mọi nơi.") % {"name": account})
        return redirect("user", pk)
    consequences = [_("Mọi trình duyệt, điện thoại và chương trình đang dùng tài khoản này phải đăng nhập lại.")]
    return _confirm_for_account(
        request, account, _("Đăng xuất %(name)s ở mọi nơi") % {"name": account}, consequences, submit_label=_("Đăng xuất ở mọi nơi")
    )


@administrators_only
@confirmation_required
def user_second_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete the second factors of somebody who lost them; one's own are changed on one's own page."""
    account = _fetch_account(request, pk)
    if account == request.user:
        return redirect("second-factor")
    if request.method == "POST":
        reset_second_factor(account)
        messages.success(request, _("Đã gỡ lớp xác thực thứ hai của %(name)s.") % {"name": account})
        return redirect("user", pk)
    consequences = [
        _("Ứng dụng xác thực, khóa truy cập và mã dự phòng của %(name)s không dùng được nữa.") % {"name": account},
        _("Người này bị đăng xuất ở mọi nơi; lần sau chỉ cần mật khẩu, rồi thiết lập lại. Hãy chắc chắn đúng là người này nhờ bạn."),
    ]
    return _confirm_for_account(
        request, account, _("Gỡ lớp xác thực thứ hai của %(name)s") % {"name": account}, consequences, submit_label=_("Gỡ")
    )


@sensitive_post_parameters()
@never_cache
@administrators_only
@confirmation_required
def user_password(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _fetch_account(request, pk)
    if account == request.user:  # one's own needs the old one
        return redirect("my-security")
    form = NewPasswordForm(posted_data(request))
    if form.is_valid():
        typed_password = form.cleaned_data["password"]
        password = typed_password or generate_password()
        try:
            actions.set_password(account, password=password, by_somebody_else=True)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _password_page(request, account, "" if typed_password else password, is_new=False)
    return render(request, "accounts/user_password.html", {"form": form, "account": account})


def _confirm_for_account(
    request: SignedInRequest, account: User, heading: str, consequences: list[str], *, submit_label: str
) -> HttpResponse:
    account_url = reverse("user", args=[account.pk])
    crumbs = [(_("Quản trị"), reverse("admin-home")), (_("Người dùng"), reverse("user-list")), (account, account_url)]
    return confirmation_page(
        request, heading=heading, consequences=consequences, submit_label=submit_label, crumbs=crumbs, cancel_url=account_url
    )
