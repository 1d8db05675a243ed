"""Actions on activities, their sittings and the plan's targets; those of training sessions and contests build on these."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity, Document, Sitting, Target, new_door_key
from activities.schedule.date_changes import DateChange, days_of, lies_within, move
from activities.schedule.halfdays import propose_half_days
from places.actions import require_valid
from places.models import Unit
from screens.nested_errors import errors_under
from vietnamese.text import clean

A = TypeVar("A", bound=Activity)
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100  # of activities and documents
EARLIEST_PLAN_YEAR = 2000  # of plans and of reports about a year
HALF_LABELS = {"morning": "Sáng", "afternoon": "Chiều"}  # data, not chrome: kept in Vietnamese in every language


def record(activity: A, *, sittings: Iterable[dict[str, Any]] | None = None, by: User) -> A:
    """Save a new activity with its sittings, half-days proposed from the dates when `sittings` is None.

    Raise ValidationError keyed by field; nothing is written then. An error of the third sitting's start is keyed `sittings.2.starts_at`.
    """
    check(activity)
    with transaction.atomic():
        activity.created_by = by
        activity.save()
        trail.record("recorded", activity, changes=trail.created(activity), by=by)
        for number, sitting in enumerate(propose_sittings(activity) if sittings is None else sittings):
            with errors_under("sittings", number):
                add_sitting(activity, **sitting)
    return activity


def revise(activity: A, *, date_change: DateChange | None = None) -> A:
    """Save changed fields. Raise ValidationError keyed by field, also when a sitting would lie outside the new dates.

    date_change: what becomes of such sittings, as somebody has confirmed it.
    """
    check(activity)
    with transaction.atomic():
        _save_with_sittings(activity, date_change, verb="revised")
        for sitting in activity.sittings.all():
            if not lies_within(activity, days_of(sitting)):
                message = _("Buổi %(sitting)s nằm ngoài thời gian mới. Hãy sửa buổi trước, hoặc dùng Dời ngày.") % {"sitting": sitting}
                raise ValidationError({"starts_on": ValidationError(message, code="sitting_outside")})
    return activity


def postpone(activity: A, *, starts_on: date) -> A:
    """Move the activity and its sittings so that it begins on `starts_on`; the hours stay.

    Raise ValidationError when the unit is not valid on the new day. Pages and API call attendance.sittings.actions.postpone,
    which first refuses when somebody has attended.
    """
    require_plausible(starts_on)
    shift = starts_on - activity.starts_on
    activity.starts_on, activity.ends_on = starts_on, activity.ends_on + shift
    check(activity)
    _save_with_sittings(activity, DateChange(shift, moved=list(activity.sittings.all())), verb="postponed")
    return activity


def _save_with_sittings(activity: Activity, date_change: DateChange | None, *, verb: str) -> None:
    """Save the activity; move, remove and add sittings. One line of the trail speaks for those that moved."""
    with trail.changing("postponed" if date_change and date_change.moved else verb, activity):
        activity.save()
        if date_change:
            for sitting in date_change.removed:
                remove(sitting)
            move(date_change.moved, date_change.shift)
            for sitting in date_change.added:
                moments = {"opens_at": sitting.set_opens_at, "closes_at": sitting.set_closes_at}
                add_sitting(
                    activity, label=sitting.label, starts_at=sitting.starts_at, ends_at=sitting.ends_at, door=sitting.door, **moments
                )


def check(activity: Activity) -> None:
    """Clean the texts and raise ValidationError keyed by field unless title, dates, unit and status go together."""
    errors: dict[str, ValidationError] = {}
    activity.title, activity.venue = clean(activity.title), clean(activity.venue)
    activity.update_folded()
    if len(activity.title) < 3:
        errors["title"] = ValidationError(_("Hãy nhập tên hoạt động (ít nhất 3 ký tự)."), code="too_short")
    try:
        require_plausible(activity.starts_on)
    except ValidationError as error:
        errors["starts_on"] = ValidationError(error.error_dict["starts_on"])
    if activity.ends_on < activity.starts_on:
        errors["ends_on"] = ValidationError(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), code="dates_reversed")
    elif (activity.ends_on - activity.starts_on).days > 366:
        errors["ends_on"] = ValidationError(_("Một hoạt động không kéo dài quá một năm. Hãy kiểm tra năm."), code="too_long")
    try:
        require_valid(activity.unit, on=activity.starts_on)
    except ValidationError as error:
        errors["unit"] = error
    if activity.cancelled_at and not activity.is_cancelled:
        errors["status"] = ValidationError(_("Hoạt động đã hủy; hãy khôi phục trước."), code="cancelled")
    if errors:
        raise ValidationError(errors)


def require_plausible(day: date, field: str = "starts_on") -> None:
    """Raise ValidationError keyed by `field` for a year that must be a slip of the pen."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        message = _("Năm %(year)s không hợp lý. Hãy nhập đủ 4 chữ số.") % {"year": day.year}
        raise ValidationError({field: ValidationError(message, code="implausible")})


def require_plan_year(year: int) -> None:
    """Raise ValidationError keyed `year` for one about which no plan and no report is written."""
    if not EARLIEST_PLAN_YEAR <= year <= LATEST_YEAR:
        message = _("Năm phải từ %(first)d đến %(last)d.") % {"first": EARLIEST_PLAN_YEAR, "last": LATEST_YEAR}
        raise ValidationError({"year": ValidationError(message, code="implausible")})


def set_status(activity: A, *, status: str) -> A:
    """Open, close or return to draft. Raise ValidationError keyed "status"; `cancel` and `restore` are actions of their own."""
    if activity.is_cancelled:
        raise ValidationError({"status": ValidationError(_("Hoạt động đã hủy; hãy khôi phục trước."), code="cancelled")})
    if status == Activity.Status.CANCELLED:
        raise ValidationError({"status": ValidationError(_("Muốn hủy, hãy dùng nút Hủy và ghi lý do."), code="reason_needed")})
    if status not in Activity.Status.values:
        raise ValidationError({"status": ValidationError(_("Không có trạng thái này."), code="unknown_status")})
    with trail.changing("status_set", activity):
        activity.status = status
        activity.save(update_fields=["status"])
    return activity


def cancel(activity: A, *, reason: str, at: datetime) -> A:
    """Cancel with a reason; registrations and attendances stay. Raise ValidationError keyed "reason" without one."""
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do hủy."), code="required")})
    if activity.is_cancelled:
        return activity
    with trail.changing("cancelled", activity, reason=reason):
        activity.status, activity.cancel_reason, activity.cancelled_at = Activity.Status.CANCELLED, reason[:300], at
        activity.save(update_fields=["status", "cancel_reason", "cancelled_at"])
    return activity


def restore(activity: A) -> A:
    """Open a cancelled activity again; any other stays as it is."""
    if not activity.is_cancelled:
        return activity
    with trail.changing("restored", activity):
        activity.status, activity.cancel_reason, activity.cancelled_at = Activity.Status.OPEN, "", None
        activity.save(update_fields=["status", "cancel_reason", "cancelled_at"])
    return activity


def propose_sittings(activity: Activity) -> list[dict[str, Any]]:
    """Return the arguments of `add_sitting` for a morning and an afternoon on each day of the activity."""
    zone = timezone.get_current_timezone()
    return [
        {
            "label": HALF_LABELS[half.half] if activity.starts_on == activity.ends_on else f"{HALF_LABELS[half.half]} {half.day:%d/%m}",
            "starts_at": datetime.combine(half.day, half.starts, zone),
            "ends_at": datetime.combine(half.day, half.ends, zone),
        }
        for half in propose_half_days(activity.starts_on, activity.ends_on)
    ]


def add_sitting(activity: Activity, *, label: str, starts_at: datetime, ends_at: datetime, **options: Any) -> Sitting:
    """Save a new sitting. Raise ValidationError keyed by field.

    options: opens_at, closes_at (None: 60 minutes before the start, 30 minutes after the end), door.
    """
    return _save_sitting(Sitting(activity=activity), label=label, starts_at=starts_at, ends_at=ends_at, **options)


def change_sitting(sitting: Sitting, **fields: Any) -> Sitting:
    """Change any of label, starts_at, ends_at, opens_at, closes_at, door. Raise ValidationError keyed by field."""
    current: dict[str, Any] = {
        "label": sitting.label,
        "starts_at": sitting.starts_at,
        "ends_at": sitting.ends_at,
        "opens_at": sitting.set_opens_at,
        "closes_at": sitting.set_closes_at,
        "door": sitting.door,
    }
    return _save_sitting(sitting, **current | fields)


def _save_sitting(
    sitting: Sitting,
    *,
    label: str,
    starts_at: datetime,
    ends_at: datetime,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    door: str = Sitting.Door.ROTATING,
) -> Sitting:
    """Give a new or a stored sitting these particulars; raise ValidationError keyed by field, and write nothing then."""
    sitting.label, sitting.starts_at, sitting.ends_at, sitting.door = clean(label)[:60], starts_at, ends_at, door
    sitting.set_opens_at, sitting.set_closes_at = opens_at, closes_at
    for field, moment in {"starts_at": starts_at, "ends_at": ends_at, "opens_at": opens_at, "closes_at": closes_at}.items():
        if moment:
            require_plausible(moment.date(), field)
    check_sitting(sitting)
    with trail.changing("changed" if sitting.pk else "added", sitting):
        sitting.save()
    return sitting


def change_door_key(sitting: Sitting, *, by: User) -> Sitting:
    """Give the sitting's door a new key: codes shown, printed or sent on before open it no more."""
    with transaction.atomic():
        sitting.door_key = new_door_key()
        sitting.save(update_fields=["door_key"])
        trail.record("door_key_changed", sitting, by=by)
    return sitting


def check_sitting(sitting: Sitting) -> None:
    """Raise ValidationError keyed by field unless label and times go together and with the activity's."""
    errors: dict[str, ValidationError] = {}
    if not sitting.label:
        errors["label"] = ValidationError(_("Hãy đặt tên buổi, ví dụ Sáng."), code="required")
    if sitting.ends_at <= sitting.starts_at:
        errors["ends_at"] = ValidationError(_("Giờ kết thúc phải sau giờ bắt đầu."), code="times_reversed")
    elif not lies_within(sitting.activity, days_of(sitting)):
        errors["starts_at"] = ValidationError(
            _("Buổi phải nằm trong thời gian của hoạt động (%(first)s đến %(last)s).")
            % {"first": f"{sitting.activity.starts_on:%d/%m/%Y}", "last": f"{sitting.activity.ends_on:%d/%m/%Y}"},
            code="outside_activity",
        )
    if sitting.opens_at > sitting.starts_at:
        errors["opens_at"] = ValidationError(_("Giờ mở điểm danh phải trước hoặc đúng giờ bắt đầu."), code="opens_late")
    if sitting.closes_at < sitting.starts_at:
        errors["closes_at"] = ValidationError(_("Giờ đóng điểm danh phải sau giờ bắt đầu."), code="closes_early")
    if sitting.activity.sittings.exclude(pk=sitting.pk).filter(starts_at=sitting.starts_at).exists():
        errors["starts_at"] = ValidationError(_("Đã có một buổi bắt đầu vào giờ này."), code="same_time")
    if errors:
        raise ValidationError(errors)


def remove(activity_or_sitting: Activity | Sitting) -> None:
    """Delete an activity or a sitting. Raise ValidationError (code `has_attendance`) when somebody has registered or attended."""
    try:
        with trail.changing("removed", activity_or_sitting):
            activity_or_sitting.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Đã có người đăng ký, điểm danh, máy quét hoặc danh sách in nên không xóa được. Hãy hủy và ghi lý do; dữ liệu vẫn được giữ."),
            code="has_attendance",
        ) from error


TARGET_KEY = ("year", "quarter", "kind", "unit")
MOST_TARGET_ACTIVITIES, MOST_TARGET_PARTICIPANTS = 100_000, 10_000_000


def set_target(
    *,
    year: int,
    kind: str,
    unit: Unit,
    planned_activities: int,
    planned_participants: int | None = None,
    plan_reference: str = "",
    document: Document | None = None,
    quarter: int | None = None,
    replace: bool = False,
) -> Target:
    """Save what the plan promises for a year or one quarter of it, a kind and a unit; with `replace`, in place of an earlier promise.

    Raise ValidationError (code `taken`) when there is one and it is not to be replaced, also one that somebody else has just saved.
    """
    key = {"year": year, "quarter": quarter, "kind": kind, "unit": unit}
    taken = ValidationError(_("Đã có chỉ tiêu của kỳ, loại và địa bàn này. Hãy sửa chỉ tiêu đó."), code="taken")
    with transaction.atomic():
        target = Target.objects.select_for_update().filter(**key).first()
        if target and not replace:
            raise taken
        target = target or Target(**key)
        try:
            with trail.changing("set", target):
                target.planned_activities, target.planned_participants = planned_activities, planned_participants
                target.plan_reference, target.document = clean(plan_reference), document
                target.save()
        except IntegrityError as error:
            if not Target.objects.filter(**key).exists():
                raise
            raise taken from error
    return target


def remove_target(target: Target) -> None:
    """Delete what the plan promised."""
    with trail.changing("removed", target):
        target.delete()
