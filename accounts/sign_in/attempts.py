"""Limits on wrong passwords and codes, beside axes, which counts wrong passwords at sign-in by user name."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import FailedAttempt, User

Kind = FailedAttempt.Kind
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
NAMES_PER_ADDRESS, NAMES_PER_PASSWORD = 20, 10  # different user names that may be tried in vain within a quarter of an hour


@dataclass(frozen=True, slots=True)
class Limit:
    most: int
    within: timedelta


# A code has a million values, of which three are right at a time: twenty guesses a day leave 1 in 17,000 for who knows the password.
LIMITS: dict[str, tuple[Limit, ...]] = {
    Kind.OWN_PASSWORD: (Limit(10, QUARTER),),
    Kind.CODE: (Limit(5, QUARTER), Limit(20, DAY)),
    Kind.RECOVERY_CODE: (Limit(5, QUARTER), Limit(20, DAY)),
}


def is_exhausted(kind: str, user: User, *, at: datetime, and_this_one: bool = False) -> bool:
    """Return whether as many attempts failed as may; `and_this_one`: one that is counted already is still to be judged."""
    attempts = FailedAttempt.objects.filter(kind=kind, subject=user.pk)
    return any(attempts.filter(at__gt=at - limit.within).count() >= limit.most + and_this_one for limit in LIMITS[kind])


def count_attempt(kind: str, user: User, *, at: datetime) -> None:
    """Count an attempt before it is judged, so that many at once cannot pass the limit; `forget` takes the count back.

    Raise ValidationError (code too_many) when the limit is reached; that attempt does not count.
    """
    attempt = FailedAttempt.objects.create(kind=kind, subject=str(user.pk), at=at)
    if is_exhausted(kind, user, at=at, and_this_one=True):
        attempt.delete()
        raise ValidationError(_("Đã nhập sai quá nhiều lần. Hãy đợi 15 phút rồi thử lại."), code="too_many")


def forget(user: User, *kinds: str) -> int:
    """Delete the failed attempts of a user, those of the kinds named or all, and return how many."""
    deleted, _by_model = FailedAttempt.objects.filter(subject=str(user.pk), kind__in=kinds or tuple(LIMITS)).delete()
    return deleted


def require_no_spraying(request: HttpRequest, *, username: str, password: str, at: datetime) -> None:
    """Raise ValidationError (code slowed) when too many other names were tried from this address, or with this password."""
    name = _digest("name", username)
    for kind, subject, most in _spraying_subjects(request, password):
        attempts = FailedAttempt.objects.filter(kind=kind, subject=subject, at__gt=at - QUARTER)
        names = set(attempts.values_list("name", flat=True))
        if len(names) >= most and name not in names:
            message = _("Có quá nhiều tên đăng nhập bị nhập sai từ nơi này. Hãy đợi 15 phút, hoặc dùng máy bạn vẫn thường đăng nhập.")
            raise ValidationError(message, code="slowed")


def count_name(request: HttpRequest, *, username: str, password: str, at: datetime) -> None:
    """Remember that a name was tried in vain from this address and with this password."""
    name = _digest("name", username)
    FailedAttempt.objects.bulk_create(
        FailedAttempt(kind=kind, subject=subject, name=name, at=at) for kind, subject, _most in _spraying_subjects(request, password)
    )


def _spraying_subjects(request: HttpRequest, password: str) -> list[tuple[str, str, int]]:
    # 24 bits of a password: enough to tell that many names were tried with the same one, too few to find out which.
    return [
        (Kind.ADDRESS, _digest("address", client_address(request)), NAMES_PER_ADDRESS),
        (Kind.PASSWORD, _digest("password", password)[:6], NAMES_PER_PASSWORD),
    ]


def client_address(request: HttpRequest) -> str:
    """Return where a request comes from: in production what the proxy added to X-Forwarded-For, else the connection's own address."""
    forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.PRODUCTION else ""
    return forwarded_for.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _digest(purpose: str, text: str) -> str:
    return salted_hmac(f"accounts.attempts.{purpose}", text, secret=settings.DIGEST_KEY, algorithm="sha256").hexdigest()
