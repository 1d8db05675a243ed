"""'Ghi nhận': the rows of a year become activities, headcounts and targets, in one transaction, once; and how that is taken back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ChangeRecord, User
from activities.actions import add_sitting, remove, remove_target, set_target
from activities.models import Activity, Sitting, Target
from attendance.headcounts.actions import record_headcount, remove_headcount
from attendance.models import Headcount
from contests.actions import record_contest
from contests.models import Contest
from imports.models import YearImport
from imports.planning.years.plan import PlannedActivity, YearPlan
from imports.reading.years.counts import split_evenly
from imports.years.actions import preview_year, revert_written, write_previewed
from places.models import Unit
from training.actions import record_session
from training.models import TrainingSession

# Data, not chrome: kept in Vietnamese in every language.
CATEGORY = "Người tham dự"
WHOLE_DAY, WHOLE_TIME = "Cả ngày", "Cả đợt"
PART_OF_SEVERAL = " ({position}/{parts})"
SHARED_BY_PARTS = ("unit", "venue", "organiser", "starts_on", "ends_on", "status", "walk_ins", "target_group", "planned_participants")
BEGINS, ENDS = (7, 30), (17, 0)  # of the one sitting of an activity whose hours nobody wrote down


def commit_year(year_import: YearImport, *, version: str, by: User, at: datetime) -> dict[str, Any]:
    """Write what the preview of that version shows. Return {recorded, drafts, targets, known, skipped, people, …}; asked again, return
    the same and write nothing.

    Raise ValidationError, and nothing is written: `not_open`, `nothing_to_write`, `undecided` while a target waits for an answer,
    `preview_changed` when something else would happen than the preview of that version showed.
    """
    return write_previewed(
        year_import,
        version=version,
        within=year_import.unit.province.pk,
        preview=lambda locked: preview_year(locked, by=by, at=at),
        write=lambda plan: _write(plan, year_import.unit, by=by, at=at),
        by=by,
    )


def _require_something(plan: YearPlan) -> None:
    if any(target.decision == "ask" for target in plan.targets):
        message = _("Đã có chỉ tiêu khác với tệp. Hãy chọn thay hay giữ chỉ tiêu đó, rồi ghi nhận.")
        raise ValidationError(message, code="undecided")
    if not plan.count("record", "both") and not any(target.decision in ("new", "replace") for target in plan.targets):
        raise ValidationError(_("Không có gì mới để ghi nhận."), code="nothing_to_write")


def _write(plan: YearPlan, unit: Unit, *, by: User, at: datetime) -> dict[str, Any]:
    _require_something(plan)
    activity_ids: list[int] = []
    people = 0
    for row in plan.rows:
        if row.is_written:
            activities = _record_activities(row, by=by, at=at)
            activity_ids += [activity.pk for activity in activities]
            people += (row.values.participants or 0) if row.action == "record" else 0
    targets = []
    for target in plan.targets:
        if target.decision in ("new", "replace"):
            existing = target.existing
            before = [existing.planned_activities, existing.planned_participants] if existing else None
            stored = set_target(
                year=target.year,
                quarter=target.quarter,
                kind=target.kind,
                unit=unit,
                planned_activities=target.planned_activities,
                planned_participants=target.planned_participants,
                plan_reference=existing.plan_reference if existing else "",
                document=existing.document if existing else None,
                replace=target.decision == "replace",
            )
            after = [stored.planned_activities, stored.planned_participants]
            targets.append({"id": stored.pk, "before": before, "after": after})
    return {
        "recorded": sum(row.parts for row in plan.rows if row.action == "record"),
        "drafts": plan.count("both"),
        "set_targets": len(targets),
        "known": plan.count("known"),
        "skipped": plan.count("error", "ask", "excluded", "duplicate"),
        "people": people,
        "activities": activity_ids,
        "targets": targets,
    }


def _record_activities(row: PlannedActivity, *, by: User, at: datetime) -> list[Activity]:
    """Record the activity of a row, or the several that it counts together, each with its share of the people."""
    assert row.activity is not None
    values = row.values
    shares = zip(*(split_evenly(number, row.parts) for number in (values.participants, values.women, values.minorities)), strict=True)
    activities = []
    for position, (participants, women, minorities) in enumerate(shares, 1):
        activity = row.activity
        if row.parts > 1:
            suffix = PART_OF_SEVERAL.format(position=position, parts=row.parts)
            shared_values = {name: getattr(row.activity, name) for name in SHARED_BY_PARTS}
            activity = row.activity.__class__(title=values.title[: 300 - len(suffix)] + suffix, **shared_values)
        is_past = row.action == "record"
        if isinstance(activity, Contest):
            record_contest(activity, sittings=[] if is_past else None, by=by)
        elif isinstance(activity, TrainingSession):
            record_session(activity, sittings=[] if is_past else None, by=by)
        if is_past and participants is not None:
            record_headcount(
                _add_one_sitting(activity),
                category=CATEGORY,
                count=participants,
                women=women,
                minorities=minorities,
                basis=Headcount.Basis.ESTIMATED if values.is_estimated else Headcount.Basis.COUNTED,
                by=by,
                at=at,
            )
        activities.append(activity)
    return activities


def _add_one_sitting(activity: Activity) -> Sitting:
    """Add a sitting from the first to the last day: nobody wrote down which half-days there were, and the count is of all of it."""
    zone = timezone.get_current_timezone()
    first, last = activity.starts_on, activity.ends_on
    return add_sitting(
        activity,
        label=WHOLE_DAY if first == last else WHOLE_TIME,
        starts_at=datetime(first.year, first.month, first.day, *BEGINS, tzinfo=zone),
        ends_at=datetime(last.year, last.month, last.day, *ENDS, tzinfo=zone),
        door=Sitting.Door.OFF,
    )


# --- taken back


def revert_year(year_import: YearImport, *, by: User, at: datetime) -> None:
    """Remove what a workbook wrote and give targets their earlier numbers, all or nothing.

    Raise ValidationError: `not_committed`; `built_on` when an activity or a target has been changed since, or somebody registered.
    """
    revert_written(year_import, take_back=lambda locked: _take_back(locked, by=by), by=by, at=at)


def _take_back(locked: YearImport, *, by: User) -> None:
    result, committed_at = locked.result, locked.committed_at
    assert result is not None and committed_at is not None
    ids = result["activities"]
    activities = list(Activity.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).visible_to(by, "record"))
    changed_ids = set(ChangeRecord.objects.filter(at__gt=committed_at, activity_id__in=ids).values_list("activity_id", flat=True))
    changed_ids |= set(Activity.objects.filter(pk__in=ids, registrations__isnull=False).values_list("pk", flat=True))
    changed = [activity.title for activity in activities if activity.pk in changed_ids]
    if len(activities) < len(ids):
        changed.append(_("một hoạt động đã bị xóa hoặc chuyển đi"))
    if changed:
        message = _("Không hoàn tác được: đã có thay đổi sau khi ghi nhận ở %(names)s. Hãy sửa hoặc xóa từng hoạt động.")
        raise ValidationError(message, code="built_on", params={"names": "; ".join(changed[:5])})
    for headcount in Headcount.objects.filter(sitting__activity__in=ids):
        remove_headcount(headcount)
    for activity in activities:
        remove(activity)
    for entry in result["targets"]:
        _restore_target(entry)


def _restore_target(entry: dict[str, Any]) -> None:
    """Give a target its numbers of before. Raise ValidationError `built_on` when it has others by now than the workbook gave it."""
    target = Target.objects.filter(pk=entry["id"]).select_related("unit").first()
    if target is None or [target.planned_activities, target.planned_participants] != entry["after"]:
        raise ValidationError(_("Không hoàn tác được: chỉ tiêu đã được sửa hoặc xóa sau khi ghi nhận."), code="built_on")
    if entry["before"] is None:
        remove_target(target)
        return
    activities, participants = entry["before"]
    set_target(
        year=target.year,
        quarter=target.quarter,
        kind=target.kind,
        unit=target.unit,
        planned_activities=activities,
        planned_participants=participants,
        plan_reference=target.plan_reference,
        document=target.document,
        replace=True,
    )
