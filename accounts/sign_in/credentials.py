"""User name and password: one judgement for the sign-in page and the API."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import ChangeRecord, FailedAttempt, User
from accounts.sign_in import attempts
from accounts.sign_in.devices import known_device

FIRST_PASSWORD_LASTS = timedelta(days=7)


def check_credentials(request: HttpRequest, *, username: str, password: str, at: datetime) -> User:
    """Return the user whose password this is.

    Raise ValidationError: `wrong_credentials`; `locked_out` (too many wrong ones for this name); `slowed` (too many names from here);
    `disabled`, `expired` (a password of somebody else's making, older than a week): both after the right password only.
    """
    is_known_device = known_device(request, username) is not None
    if not is_known_device:
        attempts.require_no_spraying(request, username=username, password=password, at=at)
    user = authenticate(request, username=username, password=password)
    if isinstance(user, User):
        _require_fresh_first_password(user, at=at)
        return user
    named_user = User.objects.filter(username=username).first()
    if getattr(request, "axes_locked_out", False):
        # An attacker goes on trying: one line for each time that a name is locked.
        since = at - settings.AXES_COOLOFF_TIME
        if named_user and not ChangeRecord.objects.about("user", named_user.pk).filter(verb="locked", at__gt=since).exists():
            record("locked", named_user)
        raise ValidationError(_("Đã nhập sai quá nhiều lần. Hãy đợi 15 phút rồi thử lại."), code="locked_out")
    if named_user and not named_user.is_active and named_user.check_password(password):
        raise ValidationError(_("Tài khoản này đã bị khóa. Hãy gọi người quản trị của cơ quan để được mở lại."), code="disabled")
    if not is_known_device:
        attempts.count_name(request, username=username, password=password, at=at)
    if named_user:  # what was typed for a name that nobody has may be a password
        record("sign_in_failed", named_user)
    message = _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra chữ hoa, chữ thường rồi nhập lại.")
    raise ValidationError(message, code="wrong_credentials")


def _require_fresh_first_password(user: User, *, at: datetime) -> None:
    """Raise ValidationError (code expired) for a password that somebody else set a week ago or more: it lies on some paper."""
    if not user.must_change_password:
        return
    newest = ChangeRecord.objects.about("user", user.pk).filter(verb__in=["added", "password_set"]).order_by("-at").first()
    if newest and at - newest.at > FIRST_PASSWORD_LASTS:
        message = _("Mật khẩu được đặt cho bạn đã quá 7 ngày nên không dùng được nữa. Hãy gọi người quản trị để được đặt lại.")
        raise ValidationError(message, code="expired")


def check_own_password(user: User, password: str, *, at: datetime) -> None:
    """Raise ValidationError unless this is the signed-in user's password: `wrong`, or `too_many` after ten wrong ones."""
    attempts.count_attempt(FailedAttempt.Kind.OWN_PASSWORD, user, at=at)
    if not user.check_password(password):
        raise ValidationError(_("Mật khẩu đang dùng không đúng. Hãy nhập lại."), code="wrong")
    attempts.forget(user, FailedAttempt.Kind.OWN_PASSWORD)
