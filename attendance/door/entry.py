"""The way in by a sitting's door: may this code enter, who is meant by what was typed, and what is written."""

import math
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from activities.models import Sitting
from attendance.door import codes as door_codes
from attendance.door.grants import Grant, Phone
from attendance.models import DoorTry, Method, Registration, RegistrationQuerySet
from attendance.passes import codes
from attendance.passes.public_names import is_child
from attendance.scans import recording
from attendance.scans.recording import ScanResult
from vietnamese.phones import normalise_phone

TRIES_PER_GRANT = 5
TRIES_PER_DEVICE = 8
WITHIN = timedelta(minutes=10)

Refusal = Literal["off", "stale", "cancelled", "early", "over"]


def refusal_of(sitting: Sitting, *, shown: str, at: datetime) -> Refusal | None:
    """Why the code that a phone brings does not open the door now; None when it does. A wrong code learns nothing of the sitting."""
    if sitting.door == Sitting.Door.OFF:
        return "off"
    if not is_right(sitting, shown=shown, at=at):
        return "stale"
    return hours_refusal(sitting, at=at)


def is_right(sitting: Sitting, *, shown: str, at: datetime) -> bool:
    if not shown.isascii():
        return False
    if sitting.door == Sitting.Door.POSTER:
        return door_codes.is_poster(sitting.door_key, shown)
    return door_codes.is_current(sitting.door_key, shown, at.timestamp())


def hours_refusal(sitting: Sitting, *, at: datetime) -> Refusal | None:
    if sitting.activity.is_cancelled:
        return "cancelled"
    if at < sitting.opens_at:
        return "early"
    return "over" if at > sitting.closes_at else None


def remembered_at(sitting: Sitting, phone: Phone | None) -> Registration | None:
    """Whom this phone checked in last, if they may come here; never a child, whose name would then stand there."""
    if phone is None or phone.person is None:
        return None
    found = _expected(sitting).filter(person=phone.person).first()
    return None if found and is_child(found, on=localdate()) else found


def identify(sitting: Sitting, *, typed: str, birth_year: int | None, grant: Grant, phone: Phone | None, at: datetime) -> Registration:
    """The one person registered here whose phone number or short code was typed.

    Raises ValidationError keyed by `who` or `birth_year`, with code `unreadable` (neither number nor code), `unknown` (counted
    as a wrong try, and the same for who withdrew), `birth_year_needed` or `ambiguous`; and unkeyed `wait` after too many tries.
    """
    number, short_code = _phone_number(typed), codes.read_short_code(typed)
    if not number and not short_code:
        raise _wrong("who", _("Hãy nhập số điện thoại (10 chữ số) hoặc mã trên thẻ (6 chữ và số)."), "unreadable")
    refuse_when_spent(grant, phone, number, at)
    found = list(_expected(sitting).filter(person__phone=number) if number else _expected(sitting).filter(short_code=short_code))
    is_shared = len(found) > 1
    if is_shared and birth_year is None:
        raise _wrong("birth_year", _("Nhiều người dùng chung số này. Hãy nhập thêm năm sinh của bạn."), "birth_year_needed")
    if is_shared:
        found = [one for one in found if one.person.birth_year == birth_year]
    if not found:
        count_wrong_try(sitting, [*keys_of(grant, phone), *([_key_of(number)] if is_shared and number else [])], at)
        raise _wrong("who", _("Không tìm thấy bạn trong danh sách của hoạt động này."), "unknown")
    if len(found) > 1:
        raise _wrong("who", _("Có nhiều người cùng số điện thoại và năm sinh. Hãy nhập mã trên thẻ."), "ambiguous")
    return found[0]


def taken_up(grant: Grant) -> Registration | None:
    """Whom one tap checks in: the person that this grant offered by name."""
    return Registration.objects.active().filter(pk=grant.offered).first()


def check_in(registration: Registration, *, grant: Grant, at: datetime) -> ScanResult:
    """Writes the arrival, as of when the door was opened. A second tap is the same scan; another person on the same phone, another."""
    return recording.check_in(
        registration,
        sitting=grant.sitting,
        scan_id=uuid5(grant.nonce, str(registration.pk)),
        scanned_at=grant.opened_at,
        method=Method.DOOR,
        user=None,
        received_at=at,
    )


def _wrong(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})


def _expected(sitting: Sitting) -> RegistrationQuerySet:
    named = Registration.objects.active().filter(person__anonymised_at=None)
    return named.filter(activity=sitting.activity_id).select_related("person")


def _phone_number(typed: str) -> str | None:
    try:
        return normalise_phone(typed)
    except ValueError:
        return None


def keys_of(grant: Grant, phone: Phone | None) -> list[str]:
    """Under what a wrong try is counted: the grant is all there is where cookies are refused. Never the address: a school has one."""
    return [grant.nonce.hex, *([phone.device] if phone else [])]


def _key_of(number: str) -> str:
    """A shared number is counted, too, lest birth years be guessed from many phones."""
    return salted_hmac("attendance.door.number", number, algorithm="sha256").hexdigest()[:32]


def count_wrong_try(sitting: Sitting, keys: list[str], at: datetime) -> None:
    DoorTry.objects.bulk_create(DoorTry(device=key, sitting=sitting, at=at) for key in keys)


def refuse_when_spent(grant: Grant, phone: Phone | None, number: str | None, at: datetime) -> None:
    """Raises ValidationError (code `wait`) that says what to do."""
    keys = [*keys_of(grant, phone), *([_key_of(number)] if number else [])]
    tries: dict[str, list[datetime]] = {key: [] for key in keys}
    for key, moment in DoorTry.objects.filter(device__in=keys, at__gt=at - WITHIN).order_by("at").values_list("device", "at"):
        tries[key].append(moment)
    free_again = [moments[-TRIES_PER_DEVICE] + WITHIN for moments in tries.values() if len(moments) >= TRIES_PER_DEVICE]
    if free_again:
        minutes = math.ceil((max(free_again) - at) / timedelta(minutes=1))
        words = _("Đã nhập sai nhiều lần. Hãy đợi %(minutes)s phút rồi quét lại mã ở cửa.")
        raise ValidationError(words % {"minutes": minutes}, code="wait")
    if len(tries[grant.nonce.hex]) >= TRIES_PER_GRANT:
        raise ValidationError(_("Đã nhập sai %(tries)s lần. Hãy quét lại mã ở cửa để nhập tiếp.") % {"tries": TRIES_PER_GRANT}, code="wait")
