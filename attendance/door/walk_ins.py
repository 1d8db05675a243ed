"""Whoever is on no list writes their own name at the door: how often, and what is written."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from activities.models import Activity, Sitting
from attendance.door import entry
from attendance.door.grants import Grant, Phone
from attendance.models import DoorTry, Registration
from attendance.registrations.actions import register_walk_in
from attendance.scans.recording import ScanResult
from people.models import Person
from vietnamese.phones import normalise_phone
from vietnamese.text import fold

MOST_PER_PHONE = 3  # a family at one sitting


def are_taken(activity: Activity) -> bool:
    return activity.walk_ins == Activity.WalkIns.ANYONE and activity.takes_registrations


def arrive(sitting: Sitting, typed: dict[str, Any], *, grant: Grant, phone: Phone | None, at: datetime) -> tuple[Registration, ScanResult]:
    """Registers who typed their name and checks them in, as of when the door was opened. Sent twice, it is done once.

    Raises ValidationError, nothing being written: unkeyed `too_many` once the phone has written three names at this sitting, and
    `wait` after too many wrong tries; `phone` `known_here` for a number that stands on the list (counted as a wrong try).
    """
    walk_in_id = typed["walk_in_id"]
    person: Person | dict[str, Any] = {name: typed.get(name) for name in ("full_name", "birth_year", "gender", "unit", "phone")}
    is_new = not Registration.objects.filter(walk_in_id=walk_in_id, activity=sitting.activity_id).exists()
    if is_new:
        _refuse_more(sitting, grant, phone)
        person = _find_withdrawn(sitting, typed, grant, phone, at) or person
    with transaction.atomic():
        registration = register_walk_in(
            sitting.activity, person, by=None, walk_in_id=walk_in_id, notice=typed.get("notice"), reinstates=True
        )
        answered = entry.check_in(registration, grant=grant, at=at)
        if answered.attendance is None:
            raise ValidationError(_("Không còn ghi tên được ở đây. Hãy hỏi người tổ chức."), code="closed")
        if is_new:
            DoorTry.objects.bulk_create(DoorTry(device=key, sitting=sitting, at=at) for key in _keys(sitting, grant, phone))
    return registration, answered


def _find_withdrawn(sitting: Sitting, typed: dict[str, Any], grant: Grant, phone: Phone | None, at: datetime) -> Person | None:
    """Who had been on the list with this name and number stands again instead of being written twice."""
    number = normalise_phone(typed["phone"]) if typed.get("phone") else None
    if number is None:
        return None
    entry.refuse_when_spent(grant, phone, number, at)
    theirs = Registration.objects.filter(activity=sitting.activity_id, person__phone=number).select_related("person")
    if any(not one.is_withdrawn for one in theirs):
        entry.count_wrong_try(sitting, entry.keys_of(grant, phone), at)
        message = _("Số này đã có trong danh sách: nhập số này ở trang trước. Nếu là số của người nhà, hãy để trống ô này.")
        raise ValidationError({"phone": ValidationError(message, code="known_here")})
    return next((one.person for one in theirs if one.person.folded == fold(typed["full_name"])), None)


def _refuse_more(sitting: Sitting, grant: Grant, phone: Phone | None) -> None:
    for key in _keys(sitting, grant, phone):
        if DoorTry.objects.filter(device=key).count() >= MOST_PER_PHONE:
            message = _("Điện thoại này đã ghi tên %(most)s người ở buổi này. Người tiếp theo hãy nói tên với người tổ chức.")
            raise ValidationError(message % {"most": MOST_PER_PHONE}, code="too_many")


def _keys(sitting: Sitting, grant: Grant, phone: Phone | None) -> list[str]:
    """A name written is counted per sitting, apart from wrong tries."""
    salt = "attendance.door.walk-in"
    keys = entry.keys_of(grant, phone)
    return [salted_hmac(salt, f"{sitting.pk}:{key}", algorithm="sha256").hexdigest()[:32] for key in keys]
