"""Walk-ins at the door: people on no list who type their own names."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from activities.models import Activity, Sitting
from attendance.door import entry
from attendance.door.grants import Grant, Phone
from attendance.models import DoorTry, Registration
from attendance.registrations.walk_ins.actions import register_walk_in
from attendance.scans.recording import ScanResult
from people.identity.candidates import describe, find_candidates
from people.identity.comparison import NAME_AND_PHONE
from people.models import Person
from vietnamese.phones import normalise_phone

NAMES_PER_PHONE = 3  # a family at one sitting
NAMES_WITHOUT_COOKIE = 6  # in ten minutes, of all phones at one sitting that refuse cookies


def accepts_walk_ins(activity: Activity) -> bool:
    return activity.walk_ins == Activity.WalkIns.ANYONE and activity.takes_registrations


def register_with_arrival(
    sitting: Sitting, typed: dict[str, Any], *, grant: Grant, phone: Phone | None, at: datetime
) -> tuple[Registration, ScanResult]:
    """Register the person who typed their name and check them in at the time the grant was opened. Sent twice, it is done once.

    Raises ValidationError, nothing being written: unkeyed `too_many` once the phone has sent three names for this sitting, and
    `wait` after too many wrong tries; `phone` `known_here` for a number of an active registration (counted as a wrong try).
    """
    walk_in_id = typed["walk_in_id"]
    person: Person | dict[str, Any] = {name: typed.get(name) for name in ("full_name", "birth_year", "gender", "unit", "phone")}
    name_keys = [_name_key(sitting, key) for key in entry.try_keys(sitting, grant, phone)]
    is_new = not Registration.objects.filter(walk_in_id=walk_in_id, activity=sitting.activity_id).exists()
    if is_new:
        _require_names_left(sitting, name_keys, at)
        person = _find_withdrawn(sitting, typed, grant, phone, at) or person
    with transaction.atomic():
        registration = register_walk_in(
            sitting.activity, person, by=None, walk_in_id=walk_in_id, notice=typed.get("notice"), reinstates=True
        )
        result = entry.check_in(registration, grant=grant, phone=phone, at=at)
        if result.attendance is None:
            raise ValidationError(_("Không còn ghi tên được ở đây. Hãy hỏi ban tổ chức."), code="closed")
        if is_new:
            DoorTry.objects.bulk_create(DoorTry(device=key, sitting=sitting, at=at) for key in name_keys)
    return registration, result


def _name_key(sitting: Sitting, key: str) -> str:
    """Return the key that names are counted by: per sitting, apart from wrong tries."""
    return salted_hmac("attendance.door.walk-in", f"{sitting.pk}:{key}", algorithm="sha256").hexdigest()[:32]


def _require_names_left(sitting: Sitting, name_keys: list[str], at: datetime) -> None:
    shared_key = _name_key(sitting, entry.without_cookie_key(sitting))
    is_recent = Q(at__gt=at - entry.TRIES_COUNT_FOR)
    names_sent = DoorTry.objects.filter(device__in=name_keys).filter(~Q(device=shared_key) | is_recent)
    for device, number in names_sent.values_list("device").annotate(number=Count("pk")):
        if device == shared_key and number >= NAMES_WITHOUT_COOKIE:
            message = _("Đã có nhiều người ghi tên từ những điện thoại như máy này. Hãy nói tên với ban tổ chức.")
            raise ValidationError(message, code="too_many")
        if device != shared_key and number >= NAMES_PER_PHONE:
            message = _("Điện thoại này đã ghi tên %(most)s người ở buổi này. Người tiếp theo hãy nói tên với ban tổ chức.")
            raise ValidationError(message % {"most": NAMES_PER_PHONE}, code="too_many")


def _find_withdrawn(sitting: Sitting, typed: dict[str, Any], grant: Grant, phone: Phone | None, at: datetime) -> Person | None:
    """Return the person with this name and number whose registration was withdrawn: they are reinstated and not added again.

    Nobody at a door can be asked, so another birth year or gender is taken for a slip.
    """
    number = normalise_phone(typed["phone"]) if typed.get("phone") else None
    if number is None:
        return None
    entry.require_tries_left(sitting, grant, phone, number, at)
    registrations = list(Registration.objects.filter(activity=sitting.activity_id, person__phone=number))
    if any(not registration.is_withdrawn for registration in registrations):
        entry.count_wrong_try(sitting, entry.try_keys(sitting, grant, phone), at)
        message = _("Số này đã có trong danh sách: nhập số này ở trang trước. Nếu là số của người nhà, hãy để trống ô này.")
        raise ValidationError({"phone": ValidationError(message, code="known_here")})
    withdrawn = Person.objects.filter(pk__in=[registration.person_id for registration in registrations])
    candidates = find_candidates(describe(typed), among=withdrawn) if registrations else []
    return next((candidate.person for candidate in candidates if NAME_AND_PHONE in candidate.comparison.reasons), None)
