"""Entry by a sitting's door: whether a code opens it, whose number was typed, and the arrival."""

import math
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from activities.models import Sitting
from attendance.door import codes as door_codes
from attendance.door.grants import Grant, Phone
from attendance.models import DoorEntry, DoorTry, Method, Registration, RegistrationQuerySet
from attendance.passes import codes as pass_codes
from attendance.passes.public_names import is_minor
from attendance.scans import recording
from attendance.scans.recording import ScanResult
from vietnamese.phones import normalise_phone

TRIES_PER_GRANT = 5
TRIES_PER_DEVICE = 8
TRIES_WITHOUT_COOKIE = 20  # of all phones at one sitting that refuse cookies: they cannot be told apart
PEOPLE_PER_GRANT = 3  # a family that shares a phone
PEOPLE_WITHOUT_COOKIE = 1  # by a grant on a phone that refuses cookies: it scans the code anew for each
TRIES_COUNT_FOR = timedelta(minutes=10)
TRIES_ARE_KEPT = timedelta(days=2)  # a sitting at whose door they count is over by then

Refusal = Literal["off", "stale", "cancelled", "early", "over"]


def find_refusal(sitting: Sitting, *, token: str, at: datetime) -> Refusal | None:
    """Return why a token does not open the door now; None when it does. A wrong token is `stale` whatever the sitting's hours."""
    if sitting.door == Sitting.Door.OFF:
        return "off"
    if not token.isascii():
        return "stale"
    if sitting.door == Sitting.Door.POSTER:
        is_valid = door_codes.is_poster(sitting.door_key, token)
    else:
        is_valid = door_codes.is_current(sitting.door_key, token, at.timestamp())
    return find_hours_refusal(sitting, at=at) if is_valid else "stale"


def find_hours_refusal(sitting: Sitting, *, at: datetime) -> Refusal | None:
    """Return why nobody may enter at that time; None when people may."""
    if sitting.activity.is_cancelled:
        return "cancelled"
    if at < sitting.opens_at:
        return "early"
    return "over" if at > sitting.closes_at else None


def find_remembered(sitting: Sitting, phone: Phone | None) -> Registration | None:
    """Return the registration here of the person whom this phone checked in last; never a minor's, whose name the page would show."""
    if phone is None or phone.person is None:
        return None
    registration = _expected(sitting).filter(person=phone.person).first()
    return None if registration and is_minor(registration, on=localdate()) else registration


def identify(sitting: Sitting, *, typed: str, birth_year: int | None, grant: Grant, phone: Phone | None, at: datetime) -> Registration:
    """Return the one person registered here whose phone number or short code was typed.

    Raises ValidationError keyed by `who` or `birth_year`, with code `unreadable` (neither number nor code), `unknown` (counted
    as a wrong try; also for withdrawn registrations), `birth_year_needed` or `ambiguous`; and unkeyed `wait` after too many tries.
    """
    try:
        number = normalise_phone(typed)
    except ValueError:
        number = None
    short_code = pass_codes.read_short_code(typed)
    if not number and not short_code:
        raise _field_error("who", _("Hãy nhập số điện thoại (10 chữ số) hoặc mã trên thẻ (6 chữ và số)."), "unreadable")
    require_tries_left(sitting, grant, phone, number, at)
    expected = _expected(sitting)
    candidates = list(expected.filter(person__phone=number) if number else expected.with_short_code(short_code or ""))
    is_shared = len(candidates) > 1
    if is_shared and birth_year is None:
        raise _field_error("birth_year", _("Nhiều người dùng chung số này. Hãy nhập thêm năm sinh của bạn."), "birth_year_needed")
    if is_shared:
        candidates = [registration for registration in candidates if registration.person.birth_year == birth_year]
    if not candidates:
        keys = try_keys(sitting, grant, phone)
        if is_shared and number:
            keys.append(_number_key(number))
        count_wrong_try(sitting, keys, at)
        raise _field_error("who", _("Không tìm thấy bạn trong danh sách của hoạt động này."), "unknown")
    if len(candidates) > 1:
        raise _field_error("who", _("Có nhiều người cùng số điện thoại và năm sinh. Hãy nhập mã trên thẻ."), "ambiguous")
    return candidates[0]


def check_in(registration: Registration, *, grant: Grant, phone: Phone | None, at: datetime) -> ScanResult:
    """Record the arrival at the time the grant was opened. The same person tapped twice with one grant is one scan.

    `phone`: None for one that sends no cookie. Raises ValidationError (unkeyed, code `too_many`) once the grant has checked in three
    other people, or one where there is no cookie.
    """
    scan_id = uuid5(grant.nonce, str(registration.pk))
    for _try in range(PEOPLE_PER_GRANT + 1):
        try:
            with transaction.atomic():
                scan_ids = set(DoorEntry.objects.filter(grant=grant.nonce).values_list("scan", flat=True))
                if scan_id not in scan_ids and len(scan_ids) >= (PEOPLE_PER_GRANT if phone else PEOPLE_WITHOUT_COOKIE):
                    raise _too_many_people(phone)
                result = recording.check_in(
                    registration,
                    sitting=grant.sitting,
                    scan_id=scan_id,
                    scanned_at=grant.opened_at,
                    method=Method.DOOR,
                    user=None,
                    received_at=at,
                )
                if scan_id not in scan_ids:
                    place = len(scan_ids) + 1
                    DoorEntry.objects.create(
                        scan_id=scan_id, grant=grant.nonce, place=place, phone=grant.phone, has_cookie=phone is not None
                    )
                return result
        except IntegrityError:  # a_grant_gives_each_place_to_one_person: another request with this grant was faster
            continue
    raise _too_many_people(phone)


def _too_many_people(phone: Phone | None) -> ValidationError:
    if phone is None:
        message = _(
            "Điện thoại này không cho trang lưu dữ liệu nên mỗi lần quét mã chỉ điểm danh được một người. "
            "Người tiếp theo hãy quét lại mã QR điểm danh."
        )
        return ValidationError(message, code="too_many")
    message = _("Lần quét mã này đã điểm danh cho %(most)s người. Người tiếp theo hãy nói tên với ban tổ chức.")
    return ValidationError(message % {"most": PEOPLE_PER_GRANT}, code="too_many")


def _field_error(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})


def _expected(sitting: Sitting) -> RegistrationQuerySet:
    registrations = Registration.objects.active().filter(activity=sitting.activity_id, person__anonymised_at=None)
    return registrations.select_related("person")


# --- wrong tries


def try_keys(sitting: Sitting, grant: Grant, phone: Phone | None) -> list[str]:
    """Return the keys that wrong tries are counted by: the grant, and the phone or, where it refuses cookies, all such phones at this
    sitting. Never its address."""
    return [grant.nonce.hex, phone.device if phone else without_cookie_key(sitting)]


def without_cookie_key(sitting: Sitting) -> str:
    return salted_hmac("attendance.door.without-cookie", str(sitting.pk), algorithm="sha256").hexdigest()[:32]


def _number_key(number: str) -> str:
    """Return the key that tries of a shared number are counted by, so that birth years cannot be guessed from many phones."""
    return salted_hmac("attendance.door.number", number, algorithm="sha256").hexdigest()[:32]


def count_wrong_try(sitting: Sitting, keys: list[str], at: datetime) -> None:
    DoorTry.objects.bulk_create(DoorTry(device=key, sitting=sitting, at=at) for key in keys)


def require_tries_left(sitting: Sitting, grant: Grant, phone: Phone | None, number: str | None, at: datetime) -> None:
    """Raise ValidationError (code `wait`) after too many wrong tries."""
    keys = [*try_keys(sitting, grant, phone), *([_number_key(number)] if number else [])]
    tries: dict[str, list[datetime]] = {key: [] for key in keys}
    recent = DoorTry.objects.filter(device__in=keys, at__gt=at - TRIES_COUNT_FOR).order_by("at")
    for key, tried_at in recent.values_list("device", "at"):
        tries[key].append(tried_at)
    if len(tries.pop(without_cookie_key(sitting), [])) >= TRIES_WITHOUT_COOKIE:
        message = _("Đã có nhiều lần nhập sai từ những điện thoại không cho trang lưu dữ liệu như máy này.")
        raise ValidationError(message, code="wait")
    blocked_until = [times[-TRIES_PER_DEVICE] + TRIES_COUNT_FOR for times in tries.values() if len(times) >= TRIES_PER_DEVICE]
    if blocked_until:
        minutes = math.ceil((max(blocked_until) - at) / timedelta(minutes=1))
        message = _("Đã nhập sai nhiều lần. Hãy đợi %(minutes)s phút rồi quét lại mã QR điểm danh.")
        raise ValidationError(message % {"minutes": minutes}, code="wait")
    if len(tries[grant.nonce.hex]) >= TRIES_PER_GRANT:
        raise ValidationError(
            _("Đã nhập sai %(tries)s lần. Hãy quét lại mã QR điểm danh để nhập tiếp.") % {"tries": TRIES_PER_GRANT}, code="wait"
        )
