"""'Ghi nhận': the rows of a preview become persons and registrations, in one transaction, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.actions import register_many, require_open
from attendance.registrations.residence import province_of
from imports.actions import closed_message, plan_setting, refresh_preview
from imports.choices import load_choices
from imports.commit_people import lock_persons, write_persons
from imports.files.stored_workbooks import load_workbook
from imports.garbage_collection import paused_garbage_collection
from imports.models import RosterImport, RosterRow
from imports.planning.plan import make_plan
from imports.planning.planned_rows import MAX_CANDIDATES, PlannedRow
from imports.planning.row_storage import row_data
from imports.planning.summary import role_of
from people.models import Person
from places.models import Unit

_BATCH = 1000
_ATTEMPTS = 3  # somebody may register one of them at a desk meanwhile


@paused_garbage_collection()
def commit_roster(roster: RosterImport, *, by: User, at: datetime) -> dict[str, int]:
    """Write what the preview shows. Return {registered, matched, skipped, …}; asked again, return the same and write nothing.

    registered: new persons on the list; matched: persons on record who are on the list now (`already` of them were before);
    skipped: duplicates, rows with errors and rows left out by choice. The three add up to the rows.

    Raise ValidationError, and nothing is written: `not_open`, `activity_closed`, `nothing_to_write`; `preview_changed` when the
    database has changed so that something else would happen than the preview shows: the preview is then the new one.
    """
    for _attempt in range(_ATTEMPTS):
        current = RosterImport.objects.select_related("activity__unit__parent__parent").get(pk=roster.pk)
        plan = None
        if current.is_open:  # else the transaction says why not
            records_version = _records_version(current.activity_id)
            rows = make_plan(load_workbook(current), plan_setting(current, by=by, at=at), load_choices(current)).rows
            plan = _PlanToCommit(rows, current.choices, records_version)
        try:
            with transaction.atomic():
                result = _commit(roster, plan, by=by, at=at)
        except IntegrityError:
            continue
        if result is not None:
            return result
    refresh_preview(roster, by=by, at=at)
    raise ValidationError(
        _(
            "Từ lúc xem trước, dữ liệu đã thay đổi nên kết quả sẽ khác. Chưa lưu gì cả; bản xem trước dưới đây là bản mới, "
            "hãy xem lại rồi ghi nhận."
        ),
        code="preview_changed",
    )


@dataclass(frozen=True, slots=True)
class _PlanToCommit:
    """A plan with the state of the records on which it rests: what takes long is done before anybody is kept waiting."""

    rows: list[PlannedRow]
    choices: dict[str, Any]
    records_version: tuple[Any, ...]


def _records_version(activity_id: int) -> tuple[Any, ...]:
    """Return what changes whenever a person, a registration of the activity or a committed roster does."""
    people = Person.objects.aggregate(n=Count("pk"), last=Max("changed_at"))
    registrations = Registration.objects.filter(activity=activity_id).aggregate(n=Count("pk"), last=Max("changed_at"))
    committed = RosterImport.objects.filter(activity=activity_id, state=RosterImport.State.COMMITTED).count()
    return *people.values(), *registrations.values(), committed


def _commit(roster: RosterImport, plan: _PlanToCommit | None, *, by: User, at: datetime) -> dict[str, int] | None:
    """Return None when the preview no longer says what would happen, or the records have changed since it was planned."""
    # One after the other in a province: the same people on two lists would be there twice.
    Unit.objects.select_for_update(no_key=True).get(pk=province_of(roster.activity).pk)
    activity = Activity.objects.select_for_update(no_key=True).get(pk=roster.activity_id)
    locked = RosterImport.objects.select_for_update(no_key=True).get(pk=roster.pk)
    if locked.state == RosterImport.State.COMMITTED:
        return dict(locked.result or {})
    if not locked.is_open:
        raise ValidationError(closed_message(locked), code="not_open")
    require_open(activity)
    if plan is None or plan.choices != locked.choices:
        return None
    preview = list(locked.rows.values_list(*_PreviewRow._fields, named=True))
    rows_to_write = [row for row in plan.rows if row.action in ("create", "match") and not row.is_excluded]
    # Before the look at the records: from here on nobody changes them.
    persons_on_record = lock_persons(row.person_id for row in rows_to_write if row.person_id)
    is_as_shown = len(plan.rows) == len(preview) and all(map(_is_as_shown, plan.rows, preview))
    if plan.records_version != _records_version(activity.pk) or not is_as_shown:
        return None
    if not rows_to_write:
        raise ValidationError(_("Không có dòng nào để ghi nhận. Hãy sửa tệp, hoặc bỏ bớt lựa chọn loại dòng."), code="nothing_to_write")
    persons = write_persons(rows_to_write, persons_on_record, activity=activity, by=by)
    role = role_of(load_choices(locked), activity)
    people = ((person, role, row.category) for row, person in zip(rows_to_write, persons, strict=True))
    registrations = register_many(activity, people, by=by)
    registration_by_row = {id(row): registration for row, registration in zip(rows_to_write, registrations, strict=True)}
    _update_preview_rows(locked, plan.rows, preview, registration_by_row)
    before = trail.values_of(locked)
    locked.result = _count_result(plan.rows, rows_to_write)
    locked.state, locked.committed_by, locked.committed_at = RosterImport.State.COMMITTED, by, at
    locked.save(update_fields=["result", "state", "committed_by", "committed_at"])
    trail.record("committed", locked, changes=trail.changes_between(before, locked), by=by)
    return dict(locked.result)


class _PreviewRow(NamedTuple):
    """The columns of a stored row that are compared with the plan."""

    pk: int
    position: int
    sheet: str
    number: int
    part: int
    is_excluded: bool
    action: str
    person_id: int | None
    data: dict[str, Any]
    candidates: list[Any]


def _is_as_shown(row: PlannedRow, stored: _PreviewRow) -> bool:
    """Return whether what would happen now is what the preview says. Who came onto the list meanwhile is no surprise; somebody on record
    who may be the new person of the row, and about whom nobody was asked, is one."""
    place = row.sheet, row.entry.number, row.entry.part
    if (*place, row.is_excluded) != (stored.sheet, stored.number, stored.part, stored.is_excluded):
        return False
    if row_data(row) | {"fills": []} != stored.data | {"fills": []}:  # the activity was moved: other communes, perhaps
        return False
    if row.action == "match" and row.is_registered and stored.action == "create":
        return True
    if (row.action, row.person_id) != (stored.action, stored.person_id):
        return False
    offered = {pk for pk, _reasons in stored.candidates}
    return row.action != "create" or all(pk in offered for pk, _reasons in row.candidates[:MAX_CANDIDATES])


def _count_result(rows: list[PlannedRow], written: list[PlannedRow]) -> dict[str, int]:
    matched = [row for row in written if row.action == "match"]
    included = [row for row in rows if not row.is_excluded]
    return {
        "registered": len(written) - len(matched),
        "matched": len(matched),
        "skipped": len(rows) - len(written),
        "already": sum(row.is_registered for row in matched),
        "duplicates": sum(row.action == "duplicate" for row in included),
        "errors": sum(row.action == "error" for row in included),
        "excluded": len(rows) - len(included),
    }


def _update_preview_rows(
    roster: RosterImport, rows: list[PlannedRow], preview: list[_PreviewRow], registration_by_row: dict[int, Registration]
) -> None:
    """Store what became of each row.

    By INSERT … ON CONFLICT of a thousand rows at once: the rows are there, so only these four columns are written. One UPDATE a row
    took minutes for 20,000 rows on SQLite, each slower than the one before.
    """
    changed = [
        RosterRow(
            pk=stored.pk,
            roster=roster,
            position=stored.position,
            sheet=stored.sheet,
            number=stored.number,
            part=stored.part,
            data={},
            action=row.action,
            is_registered=row.is_registered,
            person_id=registration.person_id,
            registration=registration,
        )
        for row, stored in zip(rows, preview, strict=True)
        if (registration := registration_by_row.get(id(row)))
    ]
    columns = ["registration", "person", "is_registered", "action"]
    RosterRow.objects.bulk_create(changed, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=columns)
