"""One action on many registrations, and its undoing for five minutes.

What cannot be done to somebody leaves them as they were; the others are done. `BulkChange.changes` has an entry for each row changed:
`of` (the registration that was chosen), and by action `scan` (a tick), `excuse` with its time, or `registration` with its `changed_at` and
the values `before`, None where the registration was made. Whoever a row was changed by since, it is not taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.bulk.refusals import CODE_OF_OUTCOME, find_refused
from attendance.models import Attendance, BulkChange, Excuse, OutcomeWord, Registration, Scan
from attendance.registrations.actions import (
    change_role_many,
    lock_many,
    register_many,
    require_open,
    restore_many,
    role_from,
    withdraw_many,
)
from attendance.registrations.withdrawals import begin_period
from attendance.sittings.actions import annul_together, excuse_many, remove_excuses, tick_many
from people.disclosures.people_read import not_shown

Action = BulkChange.Action
Entry = dict[str, Any]
MOST_AT_ONCE = 2000


@dataclass
class BulkResult:
    """Ids of the registrations that were done, {id: code} of those refused (attendance.bulk.refusals), and what undoes it, if anything."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    change: BulkChange | None = None


def verb_of(action: str, *, sitting: Sitting | None, at: datetime) -> str:
    """Return what a user has to be allowed to do, the same as for one person."""
    if action == Action.TICK:
        return "check_in" if sitting and sitting.is_open_at(at) else "correct"
    return "correct" if action == Action.EXCUSE else "register"


@not_shown()
def change_together(
    action: str,
    activity: Activity,
    ids: Iterable[int],
    *,
    by: User,
    at: datetime,
    sitting: Sitting | None = None,
    values: Mapping[str, Any] | None = None,
) -> BulkResult:
    """Do `action` to the registrations of `activity` with these ids. Nobody's row is written twice, however often an id is named.

    `values`: `role` and `category` (None: as it is), `reason`, `target`, whatever the action needs. Raises ValidationError:
    `too_many`, `activity_closed` (of the target), `too_early`, `required`; nothing is written then.
    """
    values, chosen = values or {}, sorted(set(ids))
    if len(chosen) > MOST_AT_ONCE:
        message = _("Mỗi lần làm với nhiều nhất %(most)d người. Hãy lọc bớt rồi làm nhiều lần.")
        raise ValidationError(message, code="too_many", params={"most": MOST_AT_ONCE})
    with transaction.atomic():
        if target := values.get("target"):
            Activity.objects.select_for_update(no_key=True).get(pk=target.pk)
        registrations = lock_many(activity, chosen)
        refused = dict.fromkeys(set(chosen) - {registration.pk for registration in registrations}, "not_found")
        refused |= find_refused(action, registrations, sitting=sitting, values=values)
        doable = [registration for registration in registrations if registration.pk not in refused]
        result = BulkResult(refused=refused)
        entries = _write(action, doable, result, by=by, at=at, sitting=sitting, values=values)
        result.done = [registration.pk for registration in doable if registration.pk not in result.refused]
        if entries:
            result.change = BulkChange.objects.create(
                activity=activity,
                sitting=sitting,
                target=target,
                action=action,
                changes=entries,
                count=len(result.done),
                done_by=by,
                done_at=at,
            )
    return result


def _write(
    action: str,
    registrations: list[Registration],
    result: BulkResult,
    *,
    by: User,
    at: datetime,
    sitting: Sitting | None,
    values: Mapping[str, Any],
) -> list[Entry]:
    """Write the action and return the entries that undo it; whom a tick does not count is added to the refused."""
    if action == Action.TICK and sitting:
        results = tick_many(registrations, sitting=sitting, by=by, at=at)
        for pk, answer in results.items():
            if answer.outcome != OutcomeWord.WELCOME:
                result.refused[pk] = CODE_OF_OUTCOME.get(OutcomeWord(str(answer.outcome)), "not_found")
        return [{"of": pk, "scan": str(answer.id)} for pk, answer in results.items() if pk not in result.refused]
    if action == Action.EXCUSE and sitting:
        excuses = excuse_many(registrations, sitting=sitting, reason=values.get("reason", ""), by=by, at=at)
        return [{"of": row.registration_id, "excuse": row.pk, "excused_at": at.isoformat()} for row in excuses]
    if action in (Action.COPY, Action.MOVE):
        entries = _register_there(registrations, values["target"], by=by)
        return [*entries, *_withdraw(registrations, by=by, at=at)] if action == Action.MOVE else entries
    if action == Action.WITHDRAW:
        return _withdraw(registrations, by=by, at=at)
    entries = [_entry(row, before={"role": row.role, "category": row.category}, changed_at=at) for row in registrations]
    change_role_many(registrations, role=values.get("role"), category=values.get("category"), by=by, at=at)
    return entries


def _withdraw(registrations: list[Registration], *, by: User, at: datetime) -> list[Entry]:
    entries = [_entry(row, before={"status": row.status, "withdrawals": row.withdrawals}, changed_at=at) for row in registrations]
    withdraw_many(registrations, by=by, at=at)
    return entries


def _entry(registration: Registration, *, before: Mapping[str, Any] | None, changed_at: datetime, of: int | None = None) -> Entry:
    return {"of": of or registration.pk, "registration": registration.pk, "before": before, "changed_at": changed_at.isoformat()}


def _register_there(registrations: list[Registration], target: Activity, *, by: User) -> list[Entry]:
    """Register the people in `target`, where none of them is active; the caller has locked it.

    Everybody keeps their category, and the role as `role_from` says.
    """
    require_open(target)
    withdrawn = Registration.objects.filter(activity=target, person__in=[registration.person_id for registration in registrations])
    before = {row.person_id: {name: getattr(row, name) for name in ("status", "withdrawals", "role", "category")} for row in withdrawn}
    people = [(registration.person, role_from(registration, activity=target), registration.category) for registration in registrations]
    try:
        made = register_many(target, people, by=by)
    except IntegrityError as error:
        message = _("Có người vừa được đăng ký ở hoạt động kia. Hãy làm lại.")
        raise ValidationError(message, code="registered_meanwhile") from error
    return [
        _entry(new, before=before.get(new.person_id), changed_at=new.changed_at, of=chosen.pk)
        for chosen, new in zip(registrations, made, strict=True)
    ]


@not_shown()
def undo(change: BulkChange, *, by: User, at: datetime) -> BulkResult:
    """Take back what `change` did and nobody changed since. A registration that it made is withdrawn, an attendance annulled.

    Raises ValidationError: `undone_already`, `too_late`.
    """
    with transaction.atomic():
        change = BulkChange.objects.select_for_update(of=("self",), no_key=True).select_related("activity", "target").get(pk=change.pk)
        if change.undone_at:
            raise ValidationError(_("Thao tác này đã được hoàn tác rồi."), code="undone_already")
        if at >= change.undoable_until:
            raise ValidationError(_("Đã quá 5 phút nên không hoàn tác được nữa. Hãy sửa từng người."), code="too_late")
        reason = _("Hoàn tác: %(action)s") % {"action": BulkChange.Action(change.action).label}
        if change.action == Action.TICK:
            refused = _undo_ticks(change, by=by, at=at, reason=reason)
        elif change.action == Action.EXCUSE:
            refused = _undo_excuses(change, by=by, reason=reason)
        else:
            refused = _undo_registrations(change, by=by, at=at, reason=reason)
        BulkChange.objects.filter(pk=change.pk).update(undone_at=at)
    chosen = dict.fromkeys(entry["of"] for entry in change.changes)
    return BulkResult(done=[pk for pk in chosen if pk not in refused], refused=refused)


def _undo_ticks(change: BulkChange, *, by: User, at: datetime, reason: str) -> dict[int, str]:
    """Annul the attendances that the ticks made and no other scan confirms; return why others stay."""
    scans = {entry["scan"]: entry["of"] for entry in change.changes}
    others = Scan.objects.filter(attendance=OuterRef("pk"), voided_by=None).exclude(pk__in=scans)
    made = Attendance.objects.active().filter(sitting=change.sitting_id, recorded_by_scan__in=scans)
    rows = made.annotate(is_confirmed=Exists(others)).values_list("recorded_by_scan", "is_confirmed")
    confirmed_by_scan = {str(scan): is_confirmed for scan, is_confirmed in rows}
    refused = {}
    for scan, of in scans.items():
        is_confirmed = confirmed_by_scan.get(scan)
        if is_confirmed is not False:
            refused[of] = "attended_since" if is_confirmed else "changed_since"
    annul_together(made.exclude(registration__in=refused), reason=reason, by=by, at=at)
    return refused


def _undo_excuses(change: BulkChange, *, by: User, reason: str) -> dict[int, str]:
    """Remove the excuses as they were recorded; return those that were changed or removed since."""
    rows = Excuse.objects.select_for_update(of=("self",)).filter(pk__in=[entry["excuse"] for entry in change.changes])
    rows = rows.filter(excused_at=change.done_at, excused_by=change.done_by_id)
    excuses = list(rows.select_related("registration", "sitting__activity"))
    remove_excuses(excuses, by=by, reason=reason)
    removed = {row.registration_id for row in excuses}
    return {entry["of"]: "changed_since" for entry in change.changes if entry["of"] not in removed}


def _undo_registrations(change: BulkChange, *, by: User, at: datetime, reason: str) -> dict[int, str]:
    """Give registrations their values of before; return those that stay as they are: somebody changed them, or came there, since.

    Of somebody who was moved both registrations go back, or neither.
    """
    activities = [activity for activity in (change.activity, change.target) if activity]
    ids = [entry["registration"] for entry in change.changes]
    rows = {row.pk: row for activity in activities for row in lock_many(activity, ids)}
    made = [entry["registration"] for entry in change.changes if _is_made(entry)]
    attended = set(Attendance.objects.active().filter(registration__in=made).values_list("registration", flat=True)) if made else set()
    refused = {}
    for entry in change.changes:
        row = rows.get(entry["registration"])
        if row is None or row.changed_at != datetime.fromisoformat(entry["changed_at"]):
            refused[entry["of"]] = "changed_since"
        elif row.pk in attended:
            refused[entry["of"]] = "attended_since"
    restored: dict[str, list[tuple[Registration, Mapping[str, Any]]]] = defaultdict(list)
    for entry in change.changes:
        if entry["of"] not in refused:
            row, before = rows[entry["registration"]], entry["before"]
            if before is None:
                before = {"status": Registration.Status.WITHDRAWN, "withdrawals": begin_period(row.withdrawals, at=at)}
            word = "withdrawn" if _is_made(entry) else "reinstated" if "status" in before else "role_changed"
            restored[word].append((row, before))
    for word, registrations in restored.items():
        restore_many(word, registrations, by=by, at=at, reason=reason)
    return refused


def _is_made(entry: Entry) -> bool:
    """Return whether the action registered or reinstated somebody, as in another activity."""
    return entry["before"] is None or entry["before"].get("status") == Registration.Status.WITHDRAWN
