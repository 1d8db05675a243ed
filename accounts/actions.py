"""What happens to users and grants. HTML, JSON and commands all call these."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import Grant, User
from accounts.roles import Role
from places.models import Unit


def add_user(*, username: str, full_name: str, password: str, email: str = "") -> User:
    user = User(username=username, full_name=full_name, email=email)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    return user


def set_password(user: User, *, password: str) -> None:
    """A new password signs the user out everywhere: sessions by Django's hash, tokens here."""
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        sign_out_everywhere(user)


def sign_out_everywhere(user: User) -> None:
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
        AuthToken.objects.filter(user=user).delete()
    user.refresh_from_db(fields=["session_generation"])


def disable_user(user: User, *, by: User) -> None:
    if user == by:
        raise ValidationError(_("Không thể tự khóa tài khoản của mình."), code="own_account")
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        sign_out_everywhere(user)


def enable_user(user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])


def grant_role(user: User, *, role: str, unit: Unit, by: User | None, at: datetime) -> Grant:
    grant, _created = Grant.objects.get_or_create(user=user, role=role, unit=unit, defaults={"granted_by": by, "granted_at": at})
    return grant


def revoke_grant(grant: Grant, *, by: User) -> None:
    if grant.user == by and grant.role == Role.ADMINISTRATOR:
        raise ValidationError(_("Không thể tự thu hồi quyền quản trị của mình."), code="own_account")
    grant.delete()


def require_grantable(by: User, *, unit: Any) -> None:
    """Nobody grants further than they administer themselves."""
    if not by.can("administer", unit):
        raise ValidationError(_("Bạn không quản trị địa bàn này."), code="not_yours")
