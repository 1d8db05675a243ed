"""Actions on users and grants; pages, API and commands all call these."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from knox.models import AuthToken

from accounts.audit.trail import changing, created, record
from accounts.models import Grant, User
from accounts.roles import Role
from accounts.sign_in.lockout import end_lockout
from places.models import Unit
from vietnamese.text import clean

PASSWORD_WEAKNESSES: dict[str | None, Any] = {
    "password_too_short": gettext_lazy("Mật khẩu phải có ít nhất %(min_length)d ký tự."),
    "password_too_common": gettext_lazy("Mật khẩu này quá phổ biến, dễ bị đoán ra."),
    "password_too_similar": gettext_lazy("Mật khẩu quá giống tên đăng nhập hoặc địa chỉ email."),
}


def add_user(*, username: str, full_name: str, password: str, email: str = "", must_change_password: bool = False) -> User:
    """Save a user who has no role yet. Raise ValidationError keyed by field."""
    user = User(username=username, full_name=clean(full_name), email=email, must_change_password=must_change_password)
    require_good_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    with transaction.atomic():
        user.save()
        record("added", user, changes=created(user))
    return user


def add_colleague(*, role: str, unit: Unit, by: User, at: datetime, **account: Any) -> User:
    """Save a user with a first role, who has to change the password at the first sign-in.

    Raise ValidationError keyed by field, also when `by` may not give that role. account: the arguments of `add_user`.
    """
    with transaction.atomic():
        user = add_user(**account, must_change_password=True)
        grant_role(user, role=role, unit=unit, by=by, at=at)
    return user


def change_user(user: User, *, by: User) -> None:
    """Save a user whose name or address was changed."""
    with changing("changed", user, by=by):
        user.save()


def require_good_password(password: str, user: User) -> None:
    """Raise ValidationError keyed "password" for a weak password.

    The messages are this project's: Django's Vietnamese translation leaves one of them in English.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        weaknesses = [
            ValidationError(PASSWORD_WEAKNESSES.get(weakness.code, weakness.message), weakness.code, weakness.params)
            for weakness in error.error_list
        ]
        raise ValidationError({"password": weaknesses}) from error


def set_password(user: User, *, password: str, by_somebody_else: bool = False) -> None:
    """Save a new password, sign the user out everywhere and end a lockout. Raise ValidationError keyed "password".

    by_somebody_else: the user has to change it at the first sign-in.
    """
    require_good_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = by_somebody_else
        user.save(update_fields=["password", "must_change_password"])
        record("password_set", user)
        sign_out_everywhere(user)
        end_lockout(user)


def sign_out_everywhere(user: User) -> None:
    """End all sessions, whose hash holds `session_generation`, and delete all tokens."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
        AuthToken.objects.filter(user=user).delete()
        record("signed_out", user)
    user.refresh_from_db(fields=["session_generation"])


def disable_user(user: User, *, by: User) -> None:
    """Close an account and sign it out everywhere; its grants stay. Raise ValidationError for one's own."""
    if user == by:
        raise ValidationError(_("Không thể tự khóa tài khoản của mình."), code="own_account")
    with changing("disabled", user, by=by):
        user.is_active = False
        user.save(update_fields=["is_active"])
        sign_out_everywhere(user)


def enable_user(user: User) -> None:
    """Open an account that was closed."""
    with changing("enabled", user):
        user.is_active = True
        user.save(update_fields=["is_active"])


def grant_role(user: User, *, role: str, unit: Unit, by: User | None, at: datetime) -> Grant:
    """Give a role in a unit, once. Raise ValidationError keyed "unit"; `by` is None only for commands."""
    if by is not None:
        require_grantable(by, unit=unit)
    with transaction.atomic():
        grant, is_new = Grant.objects.get_or_create(user=user, role=role, unit=unit, defaults={"granted_by": by, "granted_at": at})
        if is_new:
            record("given", grant, changes=created(grant), by=by)
    return grant


def revoke_grant(grant: Grant, *, by: User) -> None:
    """Delete a grant. Raise ValidationError for one's own role of administrator."""
    if grant.user == by and grant.role == Role.ADMINISTRATOR:
        raise ValidationError(_("Không thể tự thu hồi quyền quản trị của mình."), code="own_account")
    with changing("revoked", grant, by=by):
        grant.delete()


def require_grantable(by: User, *, unit: Unit) -> None:
    """Raise ValidationError keyed "unit" unless `by` administers the unit."""
    if not by.can("administer", unit):
        message = _("Bạn không quản trị địa bàn này, nên không cấp được vai trò ở đó.")
        raise ValidationError({"unit": ValidationError(message, code="not_yours")})
