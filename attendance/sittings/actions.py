"""Actions at a sitting: names are ticked, attendances annulled and restored, absences excused."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

import activities.actions
from accounts.audit import trail
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import Annulment, Attendance, Excuse, Method, Registration, Resolution, Scan
from attendance.registrations.actions import require_open
from attendance.registrations.walk_ins.actions import register_walk_in
from attendance.scans.recording import MOST_IN_A_BATCH, ScanResult, check_in, record_scans
from attendance.scans.submission import SubmittedScan
from people.models import Person
from vietnamese.text import clean


def postpone(activity: Activity, *, starts_on: date) -> Activity:
    """Move an activity with its sittings to begin on `starts_on`; raises ValidationError (`has_attendance`) once anybody was checked in."""
    if Attendance.objects.filter(sitting__activity=activity).exists():
        message = _("Đã có người điểm danh nên không dời ngày được. Hãy sửa riêng những buổi chưa có điểm danh.")
        raise ValidationError({"starts_on": ValidationError(message, code="has_attendance")})
    return activities.actions.postpone(activity, starts_on=starts_on)


def tick(registration: Registration, *, sitting: Sitting, by: User, at: datetime) -> ScanResult:
    """Check in somebody by hand. After the sitting's hours the arrival is the sitting's start.

    Raises ValidationError (code `too_early`, keyed `sitting`) before the sitting opens.
    """
    scanned_at = arrival_by_hand(sitting, at=at)
    return check_in(registration, sitting=sitting.pk, scan_id=uuid4(), scanned_at=scanned_at, method=Method.LIST, user=by, received_at=at)


def arrival_by_hand(sitting: Sitting, *, at: datetime) -> datetime:
    """Return when somebody who is ticked at `at` arrived. Raises ValidationError as `tick` does."""
    if at < sitting.opens_at:
        message = _("Buổi %(sitting)s chưa mở điểm danh.") % {"sitting": sitting}
        raise ValidationError({"sitting": ValidationError(message, code="too_early")})
    return at if sitting.is_open_at(at) else sitting.starts_at


def tick_many(registrations: Iterable[Registration], *, sitting: Sitting, by: User, at: datetime) -> dict[int, ScanResult]:
    """Check in people by hand, as `tick` does, and return {registration id: result}. Raises ValidationError as `tick` does."""
    scanned_at = arrival_by_hand(sitting, at=at)
    scans = [
        SubmittedScan(id=uuid4(), method=Method.LIST, device_at=scanned_at, registration=registration.pk, sitting=sitting.pk)
        for registration in registrations
    ]
    results: dict[int, ScanResult] = {}
    for start in range(0, len(scans), MOST_IN_A_BATCH):
        batch = scans[start : start + MOST_IN_A_BATCH]
        answers = record_scans(
            batch,
            among=Registration.objects.filter(activity=sitting.activity_id),
            sittings=Sitting.objects.filter(activity=sitting.activity_id),
            user=by,
            received_at=at,
            sees_the_list=True,
        )
        results |= {scan.registration: answer for scan, answer in zip(batch, answers, strict=True) if scan.registration}
    return results


def annul(attendance: Attendance, *, reason: str, by: User, at: datetime) -> Annulment:
    """Annul an attendance, and void the scans known so far. A scan that arrives later makes it count again.

    Raises ValidationError: `required` (keyed `reason`), `annulled_already`.
    """
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do hủy điểm danh."), code="required")})
    with trail.changing("annulled", attendance, by=by, reason=reason):
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


def annul_together(attendances: Iterable[Attendance], *, reason: str, by: User, at: datetime) -> list[Annulment]:
    """Annul several attendances at one moment, in few statements however many; those that somebody else annulled meanwhile stay so.

    Raises ValidationError: `required` (keyed `reason`).
    """
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do hủy điểm danh."), code="required")})
    with transaction.atomic():
        active = Attendance.objects.active().select_for_update(of=("self",)).filter(pk__in=[attendance.pk for attendance in attendances])
        # In one order, so that two users never deadlock.
        annulled = list(active.select_related("registration", "sitting__activity").order_by("pk"))
        annulments = Annulment.objects.bulk_create(
            Annulment(attendance=attendance, arrived_at=attendance.arrived_at, reason=reason, annulled_at=at, annulled_by=by)
            for attendance in annulled
        )
        annulment = Annulment.objects.filter(pk__in=[row.pk for row in annulments], attendance=OuterRef("attendance"))
        Scan.objects.filter(attendance__in=annulled, voided_by=None).update(voided_by=Subquery(annulment.values("pk")))
        before = [trail.values_of(attendance) for attendance in annulled]
        for attendance in annulled:
            attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = at, by, reason
        Attendance.objects.filter(pk__in=[attendance.pk for attendance in annulled]).update(
            annulled_at=at, annulled_by=by, annul_reason=reason
        )
        changes = [(attendance, trail.changes_between(values, attendance)) for values, attendance in zip(before, annulled, strict=True)]
        trail.record_many("annulled", changes, by=by, reason=reason)
    return annulments


def restore_together(attendances: Iterable[Attendance], *, by: User, at: datetime) -> list[Attendance]:
    """Undo the annulments of several attendances: of all or, with a ValidationError (as `undo_annulment`), of none."""
    with transaction.atomic():
        return [undo_annulment(attendance, by=by, at=at) for attendance in sorted(attendances, key=lambda attendance: attendance.pk)]


def undo_annulment(attendance: Attendance, *, by: User, at: datetime) -> Attendance:
    """Undo the last annulment: its scans count again, and the earliest of all is the arrival.

    Raises ValidationError (code `nothing_to_undo`).
    """
    with trail.changing("restored", attendance, by=by):
        attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
        # What an undone decision of the inbox had counted is restored by a new decision only.
        undone_decisions = Resolution.objects.exclude(undone_at=None).exclude(made_scan=None).values("made_scan")
        restorable_scans = Scan.objects.exclude(pk__in=undone_decisions)
        annulment = attendance.annulments.filter(Exists(restorable_scans.filter(voided_by=OuterRef("pk"))), undone_at=None).last()
        if annulment is None:
            raise ValidationError(_("Không có gì để khôi phục."), code="nothing_to_undo")
        annulment.undone_at, annulment.undone_by = at, by
        annulment.save(update_fields=["undone_at", "undone_by"])
        restorable_scans.filter(voided_by=annulment).update(voided_by=None)
        if not attendance.set_arrival_from_scans():
            raise ValidationError(_("Không có gì để khôi phục."), code="nothing_to_undo")
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = None, None, ""
        attendance.save()
    return attendance


def excuse(registration: Registration, *, sitting: Sitting, reason: str, by: User, at: datetime) -> Excuse:
    """Record that an absence is excused (vắng có phép), or change the reason.

    Raises ValidationError: `required` (keyed `reason`), `elsewhere` (keyed `sitting`) for a sitting of another activity.
    """
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do vắng."), code="required")})
    if sitting.activity_id != registration.activity_id:
        raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
    existing = Excuse.objects.filter(registration=registration, sitting=sitting).first()
    recorded_excuse = existing or Excuse(registration=registration, sitting=sitting)
    with trail.changing("excused", recorded_excuse, by=by):
        recorded_excuse.reason, recorded_excuse.excused_by, recorded_excuse.excused_at = reason, by, at
        recorded_excuse.save()
    return recorded_excuse


def excuse_many(registrations: Iterable[Registration], *, sitting: Sitting, reason: str, by: User, at: datetime) -> list[Excuse]:
    """Record that the absence of people who have no excuse there yet is excused, for one reason, in few statements however many.

    Raises ValidationError: `required` (keyed `reason`).
    """
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do vắng."), code="required")})
    with transaction.atomic():
        excuses = Excuse.objects.bulk_create(
            Excuse(registration=registration, sitting=sitting, reason=reason, excused_by=by, excused_at=at)
            for registration in registrations
        )
        trail.record_many("excused", [(row, trail.created(row)) for row in excuses], by=by)
    return excuses


def remove_excuses(excuses: Iterable[Excuse], *, by: User, reason: str) -> None:
    """Record that several absences are not excused after all. `reason`: why, for the audit trail."""
    excuses = list(excuses)
    with transaction.atomic():
        removed = [(row, trail.differences(trail.values_of(row), {})) for row in excuses]
        trail.record_many("removed", removed, by=by, reason=reason)
        Excuse.objects.filter(pk__in=[row.pk for row in excuses]).delete()


def remove_excuse(registration: Registration, *, sitting: Sitting) -> None:
    """Record that an absence is not excused after all."""
    for recorded_excuse in Excuse.objects.filter(registration=registration, sitting=sitting):
        with trail.changing("removed", recorded_excuse):
            recorded_excuse.delete()


def register_walk_in_with_arrival(
    activity: Activity,
    *,
    person: Mapping[str, Any] | Person,
    role: str,
    by: User,
    sitting: Sitting,
    at: datetime,
    walk_in_id: UUID | None = None,
    category: str = "",
) -> Registration:
    """Register somebody on the spot and check them in to `sitting`. `person`: as for `register_walk_in`; withdrawn, they are reinstated.

    Raises ValidationError: `no_walk_ins`, `activity_closed`, `elsewhere` (the sitting is another activity's), `too_early`, or keyed by
    the field that is wrong; nothing is written then.
    """
    require_open(activity)
    if sitting.activity_id != activity.pk:
        raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
    with transaction.atomic():
        registration = register_walk_in(activity, person, by=by, walk_in_id=walk_in_id, role=role, category=category, reinstates=True)
        tick(registration, sitting=sitting, by=by, at=at)
    return registration
