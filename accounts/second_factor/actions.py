"""Actions on second factors; pages, API and commands all call these."""

import logging
import re
import secrets
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import sign_out_everywhere
from accounts.audit.trail import record
from accounts.models import Authenticator, FailedAttempt, RecoveryCode, User
from accounts.roles import roles_with
from accounts.seals import Resealed
from accounts.second_factor import totp
from accounts.second_factor.sealing import digest_code, digests_of_code, reseal, seal, unseal
from accounts.sign_in import attempts
from accounts.sign_in.passwords import SYMBOLS

RECOVERY_CODES = 10
log = logging.getLogger("accounts.second_factor")
DEMANDING_VERBS = ("administer", "see_personal")  # who administers or erases; who may take lists with personal data


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists() or user.passkeys.exists()


def is_demanded_of(user: User) -> bool:
    """Return whether this user must have a second factor here; on a demonstration everybody may do without."""
    if settings.SECOND_FACTOR != "required":
        return settings.SECOND_FACTOR == "everybody"
    return any(user.can_anywhere(verb) for verb in DEMANDING_VERBS)


def lacks_demanded_factor(user: User) -> bool:
    """Return whether this user must have a second factor and has none: asked at each request with a token, in one statement at most."""
    if settings.SECOND_FACTOR not in ("required", "everybody") or not user.is_active:
        return False
    without_factor = User.objects.filter(pk=user.pk, authenticator=None, passkeys=None)
    if settings.SECOND_FACTOR == "required" and not user.is_superuser:
        roles = {role for verb in DEMANDING_VERBS for role in roles_with(verb)}
        without_factor = without_factor.filter(grants__role__in=roles)
    return without_factor.exists()


def add_authenticator(user: User, secret: bytes, *, code: str, at: datetime) -> None:
    """Save an app in place of an earlier one, and sign the user out everywhere. Raise ValidationError keyed "code"."""
    step = totp.matching_step(secret, _plain(code), at=at, after=0)
    if step is None:
        message = _("Mã không đúng. Hãy nhập 6 chữ số đang hiện trong ứng dụng; nếu vẫn sai, hãy chỉnh giờ của điện thoại.")
        raise ValidationError({"code": ValidationError(message, code="wrong")})
    with transaction.atomic():
        values = {"sealed_secret": seal(secret), "last_step": step, "added_at": at}
        Authenticator.objects.update_or_create(user=user, defaults=values)
        record("second_factor_added", user)
        sign_out_everywhere(user)


def remove_authenticator(user: User) -> None:
    """Raise ValidationError when it is the last factor of somebody who must have one."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        require_factor_left(user)
        record("second_factor_removed", user)


def require_factor_left(user: User) -> None:
    """Raise ValidationError when somebody who must have a second factor has none; delete recovery codes that have nothing to recover."""
    if has_second_factor(user):
        return
    if is_demanded_of(user):
        message = _("Vai trò của bạn phải có lớp xác thực thứ hai. Hãy thêm cách khác trước, rồi mới bỏ cách này.")
        raise ValidationError(message, code="demanded")
    RecoveryCode.objects.filter(user=user).delete()


def make_recovery_codes(user: User) -> list[str]:
    """Replace the user's recovery codes and return the new ones: they are shown once and stored as digests."""
    codes = ["-".join("".join(secrets.choice(SYMBOLS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_code(_plain(code))) for code in codes)
        record("recovery_codes_made", user)
    return codes


def verify_code(user: User, code: str, *, at: datetime) -> None:
    """Use up a code of the app (six digits) or a recovery code (letters and digits), whichever it looks like; only that one is asked.

    Raise ValidationError: `wrong`, also for a code that was used before; `too_many` when that kind of code was guessed at too often.
    """
    plain_code = _plain(code)
    is_of_app = plain_code.isdecimal()
    kind = FailedAttempt.Kind.CODE if is_of_app else FailedAttempt.Kind.RECOVERY_CODE
    attempts.count_attempt(kind, user, at=at)
    is_right = _use_app_code(user, plain_code, at=at) if is_of_app else _use_recovery_code(user, plain_code)
    if not is_right:
        record("second_factor_failed", user)
        raise ValidationError(
            _("Mã không đúng hoặc đã dùng rồi. Hãy đợi mã mới trong ứng dụng, hoặc dùng một mã dự phòng khác."), code="wrong"
        )
    attempts.forget(user, kind)


def _use_app_code(user: User, code: str, *, at: datetime) -> bool:
    authenticator = Authenticator.objects.filter(user=user).first()
    if authenticator is None:
        return False
    try:
        secret = unseal(authenticator.sealed_secret)
    except InvalidToken:
        log.error("no accepted key opens the authenticator app of user %s: manage.py reset_second_factor", user.pk)
        return False
    step = totp.matching_step(secret, code, at=at, after=authenticator.last_step)
    if step is None:
        return False
    # Of two requests with the same code only one moves the step on.
    return Authenticator.objects.filter(pk=authenticator.pk, last_step__lt=step).update(last_step=step) == 1


def _use_recovery_code(user: User, code: str) -> bool:
    with transaction.atomic():
        deleted, _by_model = RecoveryCode.objects.filter(user=user, digest__in=digests_of_code(code)).delete()
        if deleted:
            record("recovery_code_used", user, by=user)
    return deleted == 1


def reset_second_factor(user: User) -> None:
    """Delete all factors of somebody who lost them, and sign them out everywhere."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        user.passkeys.all().delete()
        attempts.forget(user)
        record("second_factor_reset", user)
        sign_out_everywhere(user)


def reseal_authenticators() -> Resealed:
    """Seal the secrets of apps that stand under an older key anew, one by one; the codes on the phones stay. Unreadable: names of users."""
    count, unreadable = 0, []
    for authenticator in Authenticator.objects.select_related("user").order_by("pk"):
        try:
            sealed = reseal(authenticator.sealed_secret)
        except InvalidToken:
            unreadable.append(authenticator.user.username)
            continue
        if sealed:  # an app that was added meanwhile in place of this one stands under the newest key
            same_secret = Authenticator.objects.filter(pk=authenticator.pk, sealed_secret=authenticator.sealed_secret)
            count += same_secret.update(sealed_secret=sealed)
    return Resealed(count, unreadable)


def _plain(code: str) -> str:
    """Return a code without what people put between its groups."""
    return re.sub(r"[\s\-–.]", "", code).lower()
