"""Schedules: a report made when a month, quarter or year has ended, about that period, with the rights that its owner has then."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from exports import periods
from exports.jobs.actions import check_order, queue_export
from exports.jobs.wording import describe_filters, describe_period
from exports.models import MAX_DAY, ExportJob, ExportSchedule

MONTHS = {ExportSchedule.Every.MONTH: 1, ExportSchedule.Every.QUARTER: 3, ExportSchedule.Every.YEAR: 12}
MAX_SCHEDULES = 50  # of one user
PERIOD_FILTERS = ("from", "to")
ESTIMATE = "actual_until"  # a schedule is of a period that is over


def next_due(every: str, day: int, *, after: date) -> date:
    """Return the first due date later than `after`: that day of the month that follows a period."""
    step = MONTHS[ExportSchedule.Every(every)]
    for month in range(after.month, after.month + step + 1):
        year, index = after.year + (month - 1) // 12, (month - 1) % 12
        due = date(year, index + 1, day)
        if index % step == 0 and due > after:
            return due
    raise ValueError(f"no due date within {step} months of {after}")


def period_before(every: str, due_on: date) -> periods.Period:
    """Return the month, quarter or year that ended last before the due date."""
    last = due_on.replace(day=1) - timedelta(days=1)
    first_month = last.month - MONTHS[ExportSchedule.Every(every)] + 1
    return periods.months(last.year, first_month, last.month)


def save_schedule(schedule: ExportSchedule, *, by: User, at: datetime) -> ExportSchedule:
    """Check and save a new or changed schedule, whose next date changes with its rhythm alone: a run that is due stays due.

    Raise ValidationError keyed `report`, `format`, `filters.<name>`, `every`, `day`, and for one that was removed meanwhile;
    PermissionDenied as for an export.
    """
    if schedule.every not in ExportSchedule.Every.values:
        raise ValidationError({"every": ValidationError(_("Chu kỳ là month, quarter hoặc year."), code="unknown_rhythm")})
    if not 1 <= schedule.day <= MAX_DAY:
        message = _("Hãy chọn ngày từ 1 đến %(most)d, tháng nào cũng có.")
        raise ValidationError({"day": ValidationError(message, code="day_out_of_range", params={"most": MAX_DAY})})
    _check_filters(by, schedule)
    is_new = schedule.pk is None
    with transaction.atomic():
        stored = None if is_new else ExportSchedule.objects.select_for_update(no_key=True).filter(pk=schedule.pk).first()
        if is_new:
            if ExportSchedule.objects.filter(owner=by).count() >= MAX_SCHEDULES:
                message = _("Nhiều nhất %(most)d lịch xuất.")
                raise ValidationError(message, code="too_many", params={"most": MAX_SCHEDULES})
            schedule.owner, schedule.created_at = by, at
        elif stored is None:
            raise ValidationError(_("Lịch xuất này vừa bị xóa. Hãy mở báo cáo và đặt lịch mới."), code="removed")
        if stored and (stored.every, stored.day) == (schedule.every, schedule.day):
            schedule.next_on = stored.next_on
        else:
            schedule.next_on = next_due(schedule.every, schedule.day, after=timezone.localdate(at))
        with trail.changing("scheduled" if is_new else "changed", schedule, by=by):
            schedule.save(force_insert=is_new, force_update=not is_new)
    return schedule


def remove_schedule(schedule: ExportSchedule, *, by: User) -> None:
    """Delete a schedule; what it exported stays."""
    with transaction.atomic(), trail.changing("removed", schedule, by=by):
        ExportJob.objects.filter(schedule=schedule).update(schedule=None, due_on=None)
        schedule.delete()


def run_due(at: datetime) -> int:
    """Queue an export for each due date that has come, those missed while no worker ran too; return how many.

    However many workers ask at once, each due date is run once: the schedule's row is locked, and a constraint of exports holds it.
    """
    today, count = timezone.localdate(at), 0
    for pk in list(ExportSchedule.objects.filter(next_on__lte=today).values_list("pk", flat=True)):
        while _run_next(pk, today=today, at=at):
            count += 1
    return count


def _run_next(schedule_id: int, *, today: date, at: datetime) -> bool:
    try:
        with transaction.atomic():
            due = ExportSchedule.objects.filter(pk=schedule_id, next_on__lte=today).select_related("owner")
            schedule = due.select_for_update(of=("self",), no_key=True).first()
            if schedule is None:
                return False
            due_on = schedule.next_on
            first, last = period_before(schedule.every, due_on)
            schedule.next_on = next_due(schedule.every, schedule.day, after=due_on)
            schedule.save(update_fields=["next_on"])
            queue_export(
                schedule.owner,
                report_name=schedule.report,
                file_format=schedule.format,
                filters=schedule.filters | {"from": first.isoformat(), "to": last.isoformat()},
                described=[describe_period(first, last), *schedule.described],
                at=at,
                schedule=schedule,
                due_on=due_on,
            )
    except IntegrityError:  # another worker was faster
        return False
    return True


def _check_filters(user: User, schedule: ExportSchedule) -> None:
    """Check the filters and leave them as they are stored: those of the report but for its period, which the schedule gives."""
    fixed = [name for name in PERIOD_FILTERS if schedule.filters.get(name)]
    if fixed:
        message = _("Kỳ báo cáo đi theo lịch: tháng, quý hoặc năm vừa hết. Hãy bỏ ngày này.")
        raise ValidationError({f"filters.{name}": ValidationError(message, code="period_follows_schedule") for name in fixed})
    if schedule.filters.get(ESTIMATE):
        message = _("Lịch xuất lấy số liệu của kỳ đã hết, không ước tính. Hãy bỏ ngày này.")
        raise ValidationError({f"filters.{ESTIMATE}": ValidationError(message, code="period_is_over")})
    _report, values, form = check_order(user, report_name=schedule.report, file_format=schedule.format, filters=schedule.filters)
    if not set(PERIOD_FILTERS) <= form.fields.keys():
        message = _("Báo cáo này là của một hoạt động, không theo kỳ, nên không đặt lịch được.")
        raise ValidationError({"report": ValidationError(message, code="not_about_a_period")})
    schedule.filters = {name: value for name, value in values.items() if name not in (*PERIOD_FILTERS, ESTIMATE)}
    schedule.described = describe_filters(form)
