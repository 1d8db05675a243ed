"""Pairing of phones: invited by a code that works once, paired by it, revoked when lost."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Max, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import digest_keys
from accounts.audit import trail
from accounts.models import User
from activities.models import CLOSES_AFTER, Activity
from attendance.models import Device
from attendance.passes import codes
from vietnamese.text import clean

PAIRING_LASTS = timedelta(minutes=10)
PAIRING_LENGTH = 8  # of 29 letters: 5e11, guessed once in a million at a thousand tries a second for ten minutes
LATE_WORK = timedelta(hours=12)  # for a phone paired after the activity's end, to enter attendances late
UPLOADS_TAKEN = timedelta(days=30)  # how long after its end or its revocation a phone may still send its scans
MOST_UNKNOWN, UNKNOWN_COUNT_FOR = 3000, timedelta(hours=1)  # scans that name nobody: six full batches, far above what a hall brings
TOKEN_PREFIX = "d."  # noqa: S105 - tells a device's token from a user's


def _message(purpose: str, secret: str) -> bytes:
    """Return what is digested of a pairing code or a token."""
    return f"device-{purpose}:{secret}".encode()


def invite(activity: Activity, *, name: str, by: User | None, at: datetime) -> tuple[Device, str]:
    """Make a place for one phone, and return it with its pairing code (eight letters), which cannot be read again.

    Raises ValidationError for a name that is empty, and for an activity that is over or cancelled."""
    _require_running(activity)
    device = Device(activity=activity, name=_clean_name(name), invited_at=at)
    with trail.changing("invited", device, by=by):
        code = _give_code(device, by, at)
    return device, code


def renew(device: Device, *, by: User | None, at: datetime) -> str:
    """Return another code for a phone that was not paired in time; the one before is void.

    Raises ValidationError (code `paired_already`) once it is paired or revoked."""
    if device.is_paired or device.is_revoked:
        raise ValidationError(_("Máy này đã được ghép hoặc đã thu hồi. Hãy thêm máy mới."), code="paired_already")
    _require_running(device.activity)
    with transaction.atomic():
        code = _give_code(device, by, at)
        trail.record("code_renewed", device, by=by)
    return code


def _give_code(device: Device, by: User | None, at: datetime) -> str:
    device.invited_by, device.inviter_generation = by, by.session_generation if by else 0
    code = "".join(secrets.choice(codes.SHORT_ALPHABET) for _letter in range(PAIRING_LENGTH))
    device.pairing_digest, device.pairing_expires_at = digest_keys.digest(_message("pairing", code)), at + PAIRING_LASTS
    device.save()
    return code


def pair(code: Any, *, at: datetime) -> tuple[Device, str]:
    """Pair the phone that sends the code; return the device and its token. Of two that send it at once, one is paired.

    Raises ValidationError (code `pairing_code_unknown`) for a code that is wrong, used, older than ten minutes, of a revoked device, or
    of somebody who may not check in any more."""
    letters = "".join(letter for letter in code.upper() if letter in codes.SHORT_ALPHABET) if isinstance(code, str) else ""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    digests = digest_keys.digests(_message("pairing", letters))
    invited = Device.objects.filter(pairing_digest__in=digests, pairing_expires_at__gte=at, revoked_at=None)
    with transaction.atomic():
        device = invited.select_for_update(of=("self",)).select_related("activity", "invited_by").first()
        is_paired = (
            device is not None
            and has_inviters_right(device)
            and invited.filter(pk=device.pk).update(
                pairing_digest=None, paired_at=at, token_digest=digest_keys.digest(_message("token", token)), last_seen_at=at
            )
        )
        if device is not None and is_paired:
            trail.record("paired", device)
    if device is None or not is_paired:
        raise ValidationError(
            {
                "pairing_code": ValidationError(
                    _("Mã ghép máy không đúng, đã dùng rồi, hoặc đã quá 10 phút. Hãy xin mã khác ở trang Máy quét của hoạt động."),
                    code="pairing_code_unknown",
                )
            }
        )
    device.refresh_from_db()
    return device, token


def find_by_token(token: str) -> Device | None:
    """Return the paired phone whose token it is, revoked or not; a digest under an older key is renewed."""
    digests = digest_keys.digests(_message("token", token))
    device = Device.objects.select_related("activity", "invited_by").filter(token_digest__in=digests).first()
    if device and device.token_digest != digests[0]:
        Device.objects.filter(pk=device.pk, token_digest=device.token_digest).update(token_digest=digests[0])
    return device


def has_inviters_right(device: Device) -> bool:
    """Return whether who invited the phone may still check in there, and has not signed out everywhere since."""
    inviter = device.invited_by
    if inviter is None or inviter.session_generation != device.inviter_generation:
        return False
    return inviter.can("check_in", device.activity.unit_id)


def revoke(device: Device, *, by: User | None, at: datetime) -> Device:
    """Revoke a phone: what it sends from now on waits in the inbox. Revoking twice keeps the first time.

    `by` None: it lost its right with the right of who invited it.
    """
    with trail.changing("revoked", device, by=by):
        Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=at, revoked_by=by, pairing_digest=None)
    device.refresh_from_db()
    return device


def rename(device: Device, *, name: str) -> Device:
    name = _clean_name(name)
    with trail.changing("renamed", device):
        device.name = name
        device.save(update_fields=["name"])
    return device


def sends_too_many_unknown(device: Device, *, at: datetime) -> bool:
    """Return whether the phone has to wait, or somebody to dismiss what it sent: too many of its scans of this hour named nobody."""
    is_recent = device.unknown_since is not None and at < device.unknown_since + UNKNOWN_COUNT_FOR
    return is_recent and device.unknown_scans >= MOST_UNKNOWN


def record_contact(device: Device, *, at: datetime, offset: timedelta | None = None, waiting: int | None = None, unknown: int = 0) -> None:
    """Record when a phone was last in contact, with its clock's offset, the number of scans it has still to send, and how many scans
    of this upload named nobody."""
    values: dict[str, Any] = {"last_seen_at": at}
    if offset is not None:
        values["clock_offset"] = offset.total_seconds()
    if waiting is not None:
        values["waiting"] = waiting
    if unknown and device.unknown_since is not None and at < device.unknown_since + UNKNOWN_COUNT_FOR:
        values["unknown_scans"] = F("unknown_scans") + unknown
    elif unknown:
        values |= {"unknown_scans": unknown, "unknown_since": at}
    Device.objects.filter(pk=device.pk).update(**values)


def ends_at(device: Device, *, closing: datetime | None = None) -> datetime:
    """Return when the phone has to forget the names: when the last sitting closes (`closing`, if known already), or twelve hours after
    pairing for a phone paired later."""
    closing = closing or closes_at(device.activity)
    if device.paired_at and device.paired_at >= closing:
        return device.paired_at + LATE_WORK
    return closing


def closes_at(activity: Activity) -> datetime:
    """Return when the last sitting closes; without sittings, the end of the last day."""
    closing = Case(
        When(set_closes_at__isnull=False, then=F("set_closes_at")),
        default=ExpressionWrapper(F("ends_at") + Value(CLOSES_AFTER), output_field=DateTimeField()),
    )
    last = activity.sittings.aggregate(last=Max(closing))["last"]
    if last is not None:
        return last
    midnight = datetime.combine(activity.ends_on + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)


def is_over(device: Device, *, at: datetime, closing: datetime | None = None) -> bool:
    """Return whether this phone gets no names any more: the activity was closed or cancelled, or its time is up."""
    return device.activity.status in (Activity.Status.CLOSED, Activity.Status.CANCELLED) or at > ends_at(device, closing=closing)


def can_send_scans(device: Device, *, at: datetime) -> bool:
    """Return whether the phone may still send its scans. Until 30 days after the activity this needs no query of its sittings."""
    if device.revoked_at is None and timezone.localdate(at) < device.activity.ends_on + UPLOADS_TAKEN:
        return True
    return at <= sends_until(device)


def sends_until(device: Device) -> datetime:
    """Return until when the phone may still send its scans."""
    last = device.revoked_at or ends_at(device)
    return max(last, device.paired_at or last) + UPLOADS_TAKEN


def find_phones_with_older_seals(*, at: datetime) -> list[Device]:
    """Return the phones that may still send cards that they sealed under an older key, or have not been heard since it was changed."""
    devices = Device.objects.select_related("activity").exclude(token_digest=None).order_by("pk")
    is_behind = ~digest_keys.under_newest_key("token_digest") | Q(waiting__gt=0)
    return [device for device in devices.filter(is_behind) if can_send_scans(device, at=at)]


def _clean_name(name: str) -> str:
    name = clean(name)[:60]
    if not name:
        raise ValidationError({"name": ValidationError(_("Hãy đặt tên cho máy, ví dụ Máy 1."), code="required")})
    return name


def _require_running(activity: Activity) -> None:
    if activity.status in (Activity.Status.CLOSED, Activity.Status.CANCELLED):
        raise ValidationError(_("Hoạt động đã kết thúc hoặc đã hủy nên không ghép máy quét được."), code="activity_ended")
