"""Decisions about refused scans, and undoing them: accepting makes another scan, and undoing voids that one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Sitting
from attendance.inbox.undecided import likely_sitting, moment_of
from attendance.models import (
    REFUSED,
    Annulment,
    Attendance,
    Device,
    OutcomeWord,
    Registration,
    Resolution,
    ResolutionQuerySet,
    Scan,
    ScanQuerySet,
)
from attendance.registrations.actions import reinstate, withdraw
from attendance.scans.recording import check_in
from vietnamese.text import clean

LONGEST_REASON = 300


def accept(scan: Scan, *, sitting: Sitting, reason: str, by: User, at: datetime) -> Resolution:
    """Count the scan's own pass in `sitting`. A withdrawn registration is reinstated.

    Raises ValidationError, as `attach` and `dismiss` do: `resolved_already`, `nothing_to_decide`, `required` (reason); of its own
    `nobody_known` for a code that names nobody, `elsewhere` for a pass or a sitting of another activity; as `attach`
    `activity_cancelled`, `too_early` for a sitting that is not open yet."""
    registration = scan.registration
    if registration is None:
        raise ValidationError(_("Chưa rõ lượt quét này của ai. Hãy gắn với một người trong danh sách."), code="nobody_known")
    if registration.activity_id != scan.activity_id:
        message = _("Thẻ này của hoạt động khác. Hãy gắn với một người trong danh sách của hoạt động này.")
        raise ValidationError(message, code="elsewhere")
    return _count_in(scan, Resolution.Action.ACCEPT, registration, sitting, reason=reason, by=by, at=at)


def attach(scan: Scan, *, registration: Registration, sitting: Sitting | None = None, reason: str, by: User, at: datetime) -> Resolution:
    """Count `registration`, of the same activity, instead of what was read: in `sitting`, else in the one open when it was scanned
    (code `required` on `sitting` when none was)."""
    if registration.activity_id != scan.activity_id:
        message = _("Người này không có trong danh sách của hoạt động.")
        raise ValidationError({"registration": ValidationError(message, code="elsewhere")})
    if sitting is None:
        likely = likely_sitting(scan)
        sitting = likely if likely and likely.is_open_at(moment_of(scan)) else None
    if sitting is None:
        raise ValidationError({"sitting": ValidationError(_("Lúc quét không có buổi nào mở. Hãy chọn buổi."), code="required")})
    return _count_in(scan, Resolution.Action.ATTACH, registration, sitting, reason=reason, by=by, at=at)


def dismiss(scan: Scan, *, reason: str, by: User, at: datetime) -> Resolution:
    """Decide that the scan counts nobody: a mistake, a test, somebody who is present already."""
    with transaction.atomic():
        return _resolve(_lock(scan), Resolution(action=Resolution.Action.DISMISS), reason=reason, by=by, at=at)


def settle(
    scans: Sequence[Scan],
    *,
    action: str,
    reason: str,
    by: User,
    at: datetime,
    sitting: Sitting | None = None,
    registration: Registration | None = None,
) -> list[Resolution]:
    """Decide about several scans at once: all of them or, with a ValidationError, none. `sitting` None: each where it belongs."""
    resolutions = []
    with transaction.atomic():
        for scan in sorted(scans, key=lambda scan: scan.pk.int):  # one order, so that two users never deadlock
            if action == Resolution.Action.DISMISS:
                resolutions.append(dismiss(scan, reason=reason, by=by, at=at))
            elif registration is not None:
                resolutions.append(attach(scan, registration=registration, sitting=sitting, reason=reason, by=by, at=at))
            else:
                accepting_sitting = sitting or likely_sitting(scan)
                if accepting_sitting is None:
                    message = _("Hoạt động chưa có buổi nào. Hãy thêm buổi trước.")
                    raise ValidationError({"sitting": ValidationError(message, code="required")})
                resolutions.append(accept(scan, sitting=accepting_sitting, reason=reason, by=by, at=at))
    return resolutions


def list_of_device(device: Device, *, since: datetime, until: datetime) -> ScanQuerySet:
    """Return the undecided scans that arrived from a phone in a period."""
    scans = Scan.objects.filter(activity=device.activity_id, device=device, received_at__gte=since, received_at__lte=until)
    return scans.undecided()


def dismiss_all_of_device(device: Device, *, since: datetime, until: datetime, reason: str, by: User, at: datetime) -> list[Resolution]:
    """Dismiss all undecided scans that arrived from a phone in a period, in few statements however many.

    Raises ValidationError: `required` (keyed `reason`), `nothing_to_decide`.
    """
    reason = clean(reason)[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    with transaction.atomic():
        scans = list_of_device(device, since=since, until=min(until, at)).order_by("pk")
        list(scans.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        scan_ids = list(scans.values_list("pk", flat=True))  # read again: others may have decided before the lock was taken
        if not scan_ids:
            raise ValidationError(_("Không còn lượt quét nào của máy này chờ xử lý trong khoảng đó."), code="nothing_to_decide")
        dismissal = {"action": Resolution.Action.DISMISS, "reason": reason, "resolved_by": by, "resolved_at": at}
        resolutions = Resolution.objects.bulk_create([Resolution(scan_id=id_, **dismissal) for id_ in scan_ids], batch_size=1000)
        Device.objects.filter(pk=device.pk).update(unknown_scans=0, unknown_since=None)
        trail.record("scans_dismissed", device, changes={"scans": [len(scan_ids), 0]}, by=by, reason=reason)
    return resolutions


def _count_in(scan: Scan, action: str, registration: Registration, sitting: Sitting, *, reason: str, by: User, at: datetime) -> Resolution:
    """Make another scan, which counts: at the original's time if that is within the sitting's hours, else at the sitting's start."""
    with transaction.atomic():
        scan = _lock(scan)
        if sitting.activity_id != scan.activity_id:
            raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
        if scan.activity is not None and scan.activity.is_cancelled:
            message = _("Hoạt động đã hủy nên không nhận điểm danh. Hãy khôi phục hoạt động trước, hoặc bỏ qua lượt quét này.")
            raise ValidationError(message, code="activity_cancelled")
        if at < sitting.opens_at:
            message = _("Buổi %(sitting)s chưa mở điểm danh.") % {"sitting": sitting}
            raise ValidationError({"sitting": ValidationError(message, code="too_early")})

        is_reinstated = reinstate(registration, at=at)
        moment, scan_id = moment_of(scan), uuid4()
        result = check_in(
            registration,
            sitting=sitting.pk,
            scan_id=scan_id,
            scanned_at=moment if sitting.is_open_at(moment) else min(sitting.starts_at, at),
            method=scan.method,
            user=by,
            received_at=at,
        )
        if result.outcome not in (OutcomeWord.WELCOME, OutcomeWord.ALREADY):
            message = _("Không nhận được vào buổi %(sitting)s: %(why)s.")
            outcome_label = OutcomeWord(result.outcome).label if result.outcome else result.error
            raise ValidationError(message % {"sitting": sitting, "why": outcome_label}, code=result.outcome or "invalid")
        resolution = Resolution(action=action, made_scan=Scan.objects.get(pk=scan_id), stood_again=is_reinstated)
        return _resolve(scan, resolution, reason=reason, by=by, at=at)


def _lock(scan: Scan) -> Scan:
    """Return the scan, locked until the decision is written; raise ValidationError when there is nothing left to decide."""
    locked = Scan.objects.select_for_update(no_key=True, of=("self",)).select_related("activity").get(pk=scan.pk)
    if locked.outcome not in REFUSED or locked.activity is None:
        raise ValidationError(_("Lượt quét này không cần ai quyết định."), code="nothing_to_decide")
    if Resolution.objects.active().filter(scan=locked).exists():
        raise _resolved_already()
    return locked


def _resolved_already() -> ValidationError:
    return ValidationError(_("Vừa có người khác quyết định về lượt quét này. Hãy tải lại trang để xem."), code="resolved_already")


def _resolve(scan: Scan, resolution: Resolution, *, reason: str, by: User, at: datetime) -> Resolution:
    resolution.scan, resolution.resolved_by, resolution.resolved_at = scan, by, at
    resolution.reason = clean(reason)[:LONGEST_REASON]
    if not resolution.reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    try:
        with transaction.atomic():
            resolution.save()
            trail.record("decided", resolution, changes=trail.created(resolution), by=by, reason=resolution.reason)
    except IntegrityError as error:  # a_scan_has_one_standing_resolution
        raise _resolved_already() from error
    return resolution


# --- undoing


def take_back(resolution: Resolution, *, by: User, at: datetime) -> Resolution:
    """Take a decision back: the scan waits again. The scan that it made is voided, and the attendance goes back to its earliest
    remaining scan or is annulled; a registration that it reinstated is withdrawn, unless it was changed since.

    Raises ValidationError (`undone_already`)."""
    with transaction.atomic():
        Scan.objects.select_for_update(no_key=True).get(pk=resolution.scan_id)  # in the order in which decisions take their locks
        resolution = Resolution.objects.select_for_update(of=("self",)).select_related("made_scan").get(pk=resolution.pk)
        if resolution.undone_at:
            raise _undone_already()
        resolution.undone_by, resolution.undone_at = by, at
        resolution.save(update_fields=["undone_by", "undone_at"])
        trail.record("taken_back", resolution, by=by)
        if resolution.made_scan is not None:
            _withdraw_again(resolution, resolution.made_scan, at=at)
            reason = _("Hoàn tác quyết định: %(reason)s") % {"reason": resolution.reason}
            _void_scan(resolution.made_scan, reason=reason[:LONGEST_REASON], by=by, at=at)
    return resolution


def list_decided_together(resolution: Resolution, *, everybody: bool = False) -> ResolutionQuerySet:
    """Return the decisions that a user made at one moment about one registration for one reason, or about `everybody` chosen then."""
    resolutions = Resolution.objects.filter(
        scan__activity=resolution.scan.activity_id, resolved_by=resolution.resolved_by_id, resolved_at=resolution.resolved_at
    )
    if everybody:
        return resolutions
    registration_id = resolution.made_scan.registration_id if resolution.made_scan else None
    return resolutions.filter(action=resolution.action, reason=resolution.reason, made_scan__registration=registration_id)


def take_all_back(resolutions: ResolutionQuerySet, *, by: User, at: datetime) -> list[Resolution]:
    """Take back those that are still active: all of them or, with a ValidationError, none."""
    with transaction.atomic():
        active = list(resolutions.active().select_related("scan__activity", "scan__registration").order_by("scan_id"))
        if not active:
            raise _undone_already()
        dismissed = [resolution for resolution in active if resolution.action == Resolution.Action.DISMISS]
        resolutions.active().filter(action=Resolution.Action.DISMISS).update(undone_by=by, undone_at=at)  # perhaps thousands
        trail.record_many("taken_back", [(resolution, {}) for resolution in dismissed], by=by)
        counted = [resolution for resolution in active if resolution.action != Resolution.Action.DISMISS]
        return [*dismissed, *(take_back(resolution, by=by, at=at) for resolution in counted)]


def _undone_already() -> ValidationError:
    return ValidationError(_("Quyết định này đã được hoàn tác trước đó."), code="undone_already")


def _withdraw_again(resolution: Resolution, made_scan: Scan, *, at: datetime) -> None:
    if not resolution.stood_again or made_scan.registration_id is None:
        return
    registration = Registration.objects.select_for_update(no_key=True).get(pk=made_scan.registration_id)
    if registration.is_withdrawn or registration.changed_at != resolution.resolved_at:
        return
    other_decision = Resolution.objects.active().filter(made_scan__registration=registration).order_by("resolved_at", "pk").first()
    if other_decision is None:
        withdraw(registration, at=at)
        return
    # Another decision rests on the registration: from now on it is active because of that one.
    Resolution.objects.filter(pk=other_decision.pk).update(stood_again=True)
    Registration.objects.filter(pk=registration.pk).update(changed_at=other_decision.resolved_at)


def _void_scan(made_scan: Scan, *, reason: str, by: User, at: datetime) -> None:
    attendance = Attendance.objects.select_for_update(no_key=True).get(pk=made_scan.attendance_id)  # type: ignore[misc]
    made_scan.refresh_from_db(fields=["voided_by"])
    if made_scan.voided_by_id:  # annulled since: stays so
        return
    annulment = Annulment.objects.create(
        attendance=attendance, arrived_at=attendance.arrived_at, reason=reason, annulled_at=at, annulled_by=by
    )
    Scan.objects.filter(pk=made_scan.pk).update(voided_by=annulment)
    if attendance.set_arrival_from_scans():
        with trail.changing("arrival_changed", attendance, by=by, reason=reason):
            attendance.save(update_fields=["arrived_at", "method", "arrival_scan"])
    else:
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = at, by, reason
        with trail.changing("annulled", attendance, by=by, reason=reason):
            attendance.save(update_fields=["annulled_at", "annulled_by", "annul_reason"])
