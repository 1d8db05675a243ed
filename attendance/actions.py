"""What happens to registrations, scans and attendances: every door calls these."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

import activities.actions
from activities.models import Activity, Sitting
from attendance.models import Annulment, Attendance, Device, Excuse, Headcount, Method, Registration, Resolution, Scan
from attendance.scans.recording import ScanResult, record_scans
from people import notices
from people.models import Notice, Person
from vietnamese.text import clean

# --- registrations


def register(activity: Activity, *, person: Person, role: str, by: Any, category: str = "", notice: Notice | None = None) -> Registration:
    """Gives `person` a pass. Someone who had withdrawn stands again with the same pass; raises ValidationError
    (code `registered_already`) for someone who stands. `notice`: what was told to them; the one in force unless said."""
    if not activity.takes_registrations:
        raise ValidationError(_("Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký."), code="activity_closed")
    existing = Registration.objects.filter(activity=activity, person=person).first()
    if existing and not existing.is_withdrawn:
        raise ValidationError(
            {"person": ValidationError(_("%(name)s đã có trong danh sách.") % {"name": person.full_name}, code="registered_already")}
        )
    if existing:
        return _stand_again(existing, role=role, category=category)
    told = notice or notices.current()
    return _with_free_codes(Registration(activity=activity, person=person, role=role, category=category, registered_by=by, notice=told))


def _stand_again(registration: Registration, *, role: str, category: str) -> Registration:
    registration.status, registration.role, registration.category = Registration.Status.REGISTERED, role, category
    registration.save(update_fields=["status", "role", "category", "changed_at"])
    return registration


def _with_free_codes(registration: Registration) -> Registration:
    """A short code may be taken within its activity (1 in 594 million per pair): then another is drawn."""
    for _try in range(5):
        registration.take_new_codes()
        taken = Registration.objects.filter(activity=registration.activity, short_code=registration.short_code).exists()
        if taken:
            continue
        try:
            with transaction.atomic():
                registration.save()
        except IntegrityError as error:
            if Registration.objects.filter(activity=registration.activity, person=registration.person).exists():
                message = _("%(name)s đã có trong danh sách.") % {"name": registration.person.full_name}
                raise ValidationError({"person": ValidationError(message, code="registered_already")}) from error
            continue
        return registration
    raise RuntimeError("five short codes in a row were taken")


def give_new_codes(registration: Registration) -> Registration:
    """Another pass: what is printed or saved of the one before opens nothing and names nobody."""
    for _try in range(5):
        registration.take_new_codes()
        try:
            with transaction.atomic():
                registration.save(update_fields=["code", "code_digest", "short_code", "changed_at"])
        except IntegrityError:  # the short code was taken
            continue
        return registration
    raise RuntimeError("five short codes in a row were taken")


def withdraw(registration: Registration) -> Registration:
    registration.status = Registration.Status.WITHDRAWN
    registration.save(update_fields=["status", "changed_at"])
    return registration


def change_registration(registration: Registration, *, role: str, category: str) -> Registration:
    registration.role, registration.category = role, category
    registration.save(update_fields=["role", "category", "changed_at"])
    return registration


def postpone(activity: Activity, *, starts_on: date) -> Activity:
    """Moves an activity with its sittings to begin on `starts_on`; refused (code `has_attendance`) once anybody was checked in."""
    if Attendance.objects.filter(sitting__activity=activity).exists():
        message = _("Đã có người điểm danh nên không dời ngày được. Hãy sửa riêng những buổi chưa có điểm danh.")
        raise ValidationError({"starts_on": ValidationError(message, code="has_attendance")})
    return activities.actions.postpone(activity, starts_on=starts_on)


# --- what a person corrects


def tick(registration: Registration, *, sitting: Sitting, by: Any, at: datetime) -> ScanResult:
    """A name ticked on the list. Outside the sitting's hours the tick is an entry made afterwards: it counts from the sitting's start."""
    if at < sitting.opens_at:
        message = _("Buổi %(sitting)s chưa mở điểm danh.") % {"sitting": sitting}
        raise ValidationError({"sitting": ValidationError(message, code="too_early")})
    when = at if sitting.is_open_at(at) else sitting.starts_at
    item = {
        "id": str(uuid4()),
        "registration": registration.pk,
        "sitting": sitting.pk,
        "scanned_at": when.isoformat(),
        "method": Method.LIST,
    }
    return record_scans(
        [item],
        among=Registration.objects.filter(pk=registration.pk),
        sittings=Sitting.objects.filter(activity=sitting.activity_id),
        user=by,
        received_at=at,
    )[0]


def annul(attendance: Attendance, *, reason: str, by: Any, at: datetime) -> Annulment:
    """Takes an attendance back, and voids the scans known so far. A scan that arrives later makes it stand again."""
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do hủy điểm danh."), code="required")})
    with transaction.atomic():
        attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
        if attendance.annulled_at:
            raise ValidationError(_("Lượt điểm danh này đã được hủy trước đó."), code="annulled_already")
        annulment = Annulment.objects.create(
            attendance=attendance, arrived_at=attendance.arrived_at, reason=reason, annulled_at=at, annulled_by=by
        )
        Scan.objects.filter(attendance=attendance, voided_by=None).update(voided_by=annulment)
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = at, by, reason
        attendance.save(update_fields=["annulled_at", "annulled_by", "annul_reason"])
    return annulment


def undo_annulment(attendance: Attendance, *, by: Any, at: datetime) -> Attendance:
    """Gives the last annulment back: its scans count again, and the earliest of all is the arrival."""
    with transaction.atomic():
        attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
        # A decision of the inbox that was taken back is made again there: what it had counted comes back by nothing else.
        taken_back = Resolution.objects.exclude(undone_at=None).exclude(made_scan=None).values("made_scan")
        gives_back = Scan.objects.filter(voided_by=OuterRef("pk")).exclude(pk__in=taken_back)
        annulment = attendance.annulments.filter(Exists(gives_back), undone_at=None).last()
        if annulment is None:
            raise ValidationError(_("Không có gì để khôi phục."), code="nothing_to_undo")
        annulment.undone_at, annulment.undone_by = at, by
        annulment.save(update_fields=["undone_at", "undone_by"])
        Scan.objects.filter(voided_by=annulment).exclude(pk__in=taken_back).update(voided_by=None)
        earliest = Scan.objects.filter(attendance=attendance, voided_by=None).order_by("scanned_at", "pk").first()
        if earliest is None:
            raise ValidationError(_("Không có gì để khôi phục."), code="nothing_to_undo")
        attendance.arrived_at, attendance.method, attendance.arrival_scan = earliest.scanned_at, earliest.method, earliest.pk
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = None, None, ""
        attendance.save()
    return attendance


def excuse(registration: Registration, *, sitting: Sitting, reason: str, by: Any, at: datetime) -> Excuse:
    """Vắng có phép. Raises ValidationError for another activity's sitting, or without a reason."""
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do vắng."), code="required")})
    if sitting.activity_id != registration.activity_id:
        raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
    found, _made = Excuse.objects.update_or_create(
        registration=registration, sitting=sitting, defaults={"reason": reason, "excused_by": by, "excused_at": at}
    )
    return found


def take_excuse_back(registration: Registration, *, sitting: Sitting) -> None:
    Excuse.objects.filter(registration=registration, sitting=sitting).delete()


def count_heads(
    sitting: Sitting, *, category: str, count: int, basis: str, by: Any, at: datetime, device: Device | None = None
) -> Headcount:
    """People counted without names. Of two counts of a category the one counted last stands, in whatever order they arrive."""
    category = clean(category)[:60]
    if not category:
        raise ValidationError({"category": ValidationError(_("Hãy ghi đối tượng, ví dụ Khán giả."), code="required")})
    told = {"count": count, "basis": basis, "counted_by": by, "counted_at": at, "device": device}
    with transaction.atomic():
        found, is_new = Headcount.objects.select_for_update().get_or_create(sitting=sitting, category=category, defaults=told)
        if not is_new and (at, count) > (found.counted_at, found.count):
            for name, value in told.items():
                setattr(found, name, value)
            found.save()
    return found
