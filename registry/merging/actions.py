"""Merging two records of one person in one transaction, written down so that it can be undone (registry.merging.unmerging).

The row of the source is deleted, not marked: a row that is not there can be seen by no list, match or count of any room, today's or
tomorrow's, and by no query that forgets a condition. What it held is in the journal, with its id, which nobody else is ever given.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.models import Annulment, Attendance, Excuse, FormerPass, PaperList, Registration, Scan
from attendance.registrations.withdrawals import overlap, read_periods, write_periods
from certificates.models import Certificate
from contests.models import TeamMember
from finder.models import SeenPerson
from payments.models import PaymentLine
from people.models import NotTheSame, Person
from registry.merging.journal import Journal, snapshot
from registry.merging.merge_plan import Plan, SharedActivity, plan
from registry.models import Merge

MAX_TRIES = 3
CAPTAIN = TeamMember.Part.CAPTAIN
# What hangs on a person or a registration and has its own rule here; every other foreign key, of rooms above too, is simply moved.
MODELS_WITH_RULE = (Registration, NotTheSame, Attendance, Scan, Excuse, TeamMember, PaymentLine, SeenPerson)
ARRIVAL_COLUMNS = ("arrived_at", "method", "arrival_scan")
ATTENDANCE_COLUMNS = (*ARRIVAL_COLUMNS, "recorded_by_scan", "annulled_at", "annulled_by_id", "annul_reason")


def merge(
    target: Person,
    source: Person,
    *,
    keep: Mapping[str, str] | None = None,
    registrations: Mapping[int, int] | None = None,
    by: User,
    at: datetime,
) -> Merge:
    """Merge `source` into `target`; `keep` and `registrations` as `merge_plan.plan` takes them.

    Raise ValidationError when it is impossible (see `merge_plan`), `gone_already` when somebody merged one of the two meanwhile,
    `changed_meanwhile` when others kept writing. Nothing is written then.
    """
    for _try in range(MAX_TRIES):
        try:
            with transaction.atomic():
                return _lock_and_merge(target.pk, source.pk, keep, registrations, by, at)
        except NewSharedActivity:
            continue
        except (IntegrityError, OperationalError):  # a scan or a registration came in between: look again
            if connection.in_atomic_block:
                raise
            continue
    raise ValidationError(_("Dữ liệu của hai hồ sơ đang được người khác sửa. Hãy thử lại sau giây lát."), code="changed_meanwhile")


class NewSharedActivity(Exception):
    """Between looking and locking, both were registered in one more activity."""


def _lock_and_merge(
    target_id: int,
    source_id: int,
    keep: Mapping[str, str] | None,
    registrations: Mapping[int, int] | None,
    by: User,
    at: datetime,
) -> Merge:
    """Lock activities, people and registrations, plan again, and write the plan."""
    of_target = Registration.objects.filter(person=target_id).values_list("activity", flat=True)
    of_source = Registration.objects.filter(person=source_id).values_list("activity", flat=True)
    # Activities are always locked before people.
    activities = Activity.objects.filter(pk__in=set(of_target) & set(of_source)).order_by("pk")
    locked_activities = set(activities.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    # Both rows in the order of their ids, so that two merges of one record never wait for each other.
    rows = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("unit__parent__parent")
    people = {person.pk: person for person in rows.filter(pk__in=(target_id, source_id)).order_by("pk")}
    if not {target_id, source_id} <= set(people):
        message = _("Một trong hai hồ sơ không còn: có thể vừa có người gộp. Hãy tải lại trang để xem.")
        raise ValidationError(message, code="gone_already")
    target, source = people[target_id], people[source_id]
    list(Registration.objects.select_for_update(no_key=True).filter(person__in=(target, source)).order_by("pk").values_list("pk"))
    merge_plan = plan(target, source, user=by, keep=keep, registrations=registrations)
    if merge_plan.problems:
        raise ValidationError(merge_plan.problems)
    if not {shared.activity.pk for shared in merge_plan.shared_activities} <= locked_activities:
        raise NewSharedActivity
    return _write_merge(merge_plan, by, at)


def _write_merge(merge_plan: Plan, by: User, at: datetime) -> Merge:
    target, source, journal = merge_plan.target, merge_plan.source, MergeJournal()
    before = trail.values_of(target)
    for shared in merge_plan.shared_activities:
        _revoke_second_certificate(shared, journal, by, at)
        _merge_registrations(shared, target, journal)
    journal.move(Registration.objects.filter(person=source), person_id=target.pk)
    # That the source and a third are two people now holds of the target; the decision about source and target goes.
    for decision in NotTheSame.objects.filter(Q(first=source) | Q(second=source)).order_by("pk"):
        third = decision.second_id if decision.first_id == source.pk else decision.first_id
        first, second = sorted((third, target.pk))
        if third == target.pk or NotTheSame.objects.filter(first=first, second=second).exists():
            journal.remove(decision)
        else:
            journal.change(decision, first_id=first, second_id=second)
    SeenPerson.objects.filter(person=source).delete()  # whoever opened it opens the target next; undoing need not bring it back
    _move_other_references(source, target, journal)
    for values in merge_plan.values:
        journal.change(target, **values)
    journal.remove(source)
    # Phones and printed lists go by the time of change: everybody registered may have another name now.
    Person.objects.filter(pk=target.pk).update(changed_at=at)
    moved = {"lines": journal.lines, "cells": journal.cells, "papers": journal.papers}
    merge = Merge.objects.create(kept=target, gone=source.pk, moved=moved, merged_by=by, merged_at=at)
    changes = trail.changes_between(before, target) | {"merged_record": [source.pk, target.pk]} | count_moved(journal.lines)
    trail.record("merged", target, changes=changes, by=by)
    return merge


def count_moved(lines: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return for the audit trail how many rows of each table a journal touched."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts[line["model"]] += len(line["rows"]) if "rows" in line else 1
    return {"moved": [None, dict(sorted(counts.items()))]}


class MergeJournal(Journal):
    """The lines of a merge, and what undoing has to know besides them.

    `cells`: the attendances in each sitting of two registrations; `papers`: numbers on printed lists that were changed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[dict[str, Any]] = []
        self.papers: list[dict[str, Any]] = []


# --- one activity, two registrations


def _merge_registrations(shared: SharedActivity, target: Person, journal: MergeJournal) -> None:
    """Move all that hangs on the registration that is removed to the one that remains, and complete it."""
    remaining, removed = shared.remaining, shared.removed
    attendances = {
        attendance.sitting_id: attendance for attendance in Attendance.objects.select_for_update(no_key=True).filter(registration=remaining)
    }
    for removed_attendance in Attendance.objects.select_for_update(no_key=True).filter(registration=removed).order_by("sitting"):
        _merge_attendances(attendances.get(removed_attendance.sitting_id), removed_attendance, remaining, journal)
    journal.move(Scan.objects.filter(registration=removed), registration_id=remaining.pk)
    excused = set(Excuse.objects.filter(registration=remaining).values_list("sitting", flat=True))
    for excuse in Excuse.objects.filter(registration=removed, sitting__in=excused).order_by("pk"):
        journal.remove(excuse)
    journal.move(Excuse.objects.filter(registration=removed), registration_id=remaining.pk)
    paid = PaymentLine.objects.filter(registration=remaining).values("payment_list")
    for line in PaymentLine.objects.filter(registration=removed, payment_list__in=paid).order_by("pk"):
        journal.remove(line)
    journal.move(PaymentLine.objects.filter(registration=removed), registration_id=remaining.pk)
    _merge_team_members(remaining, removed, journal)
    _move_other_references(removed, remaining, journal)
    _renumber_paper_lists(removed, remaining, journal)
    journal.remove(removed)
    former = {"former_id": removed.pk, "code": removed.code, "short_code": removed.short_code, "walk_in_id": removed.walk_in_id}
    journal.add(FormerPass(registration=remaining, **former))
    periods = [read_periods(row.withdrawals, is_withdrawn=row.is_withdrawn) for row in (remaining, removed)]
    # The one that remains is active if either was, and says what only the other said.
    journal.change(remaining, person_id=target.pk)
    if remaining.is_withdrawn and not removed.is_withdrawn:
        journal.change(remaining, status=removed.status, role=removed.role)
    journal.change(remaining, withdrawals=write_periods(overlap(*periods)))
    if not remaining.category and removed.category:
        journal.change(remaining, category=removed.category)
    if remaining.walk_in_id is None and removed.walk_in_id is not None:
        journal.change(remaining, walk_in_id=removed.walk_in_id)  # the phone that wrote them down knows them again


def _revoke_second_certificate(shared: SharedActivity, journal: Journal, by: User, at: datetime) -> None:
    """Revoke the certificate of the registration that is removed where both have a valid one; all move with it as they are."""
    certificates = {row.registration_id: row for row in Certificate.objects.valid().filter(registration__in=shared.both)}
    if len(certificates) == 2:
        reason = _("Gộp hai hồ sơ của một người")
        journal.change(certificates[shared.removed.pk], revoked_at=at, revoked_by_id=by.pk, revoke_reason=reason)


def _merge_attendances(attendance: Attendance | None, removed: Attendance, remaining: Registration, journal: MergeJournal) -> None:
    """Count the earlier arrival of the two; one that was annulled counts for nothing against one that is active.

    `attendance` is that of the registration that remains, if it has one in this sitting.
    """
    merged = attendance or removed
    scans = Scan.objects.filter(attendance__in=[row.pk for row in (attendance, removed) if row])
    cell = {
        "stays": remaining.pk,
        "sitting": removed.sitting_id,
        "attendance": merged.pk,
        "before": snapshot(attendance) if attendance else None,
        "theirs": snapshot(removed),
        "scans": [str(pk) for pk in scans.values_list("pk", flat=True)],
    }
    if attendance is None:
        journal.change(removed, registration_id=remaining.pk)
    else:
        journal.move(Scan.objects.filter(attendance=removed), attendance_id=attendance.pk)
        _move_other_references(removed, attendance, journal)
        journal.remove(removed)
        if attendance.is_annulled and not removed.is_annulled:
            journal.change(attendance, **{name: getattr(removed, name) for name in ATTENDANCE_COLUMNS})
        elif not removed.is_annulled:
            earlier = min(attendance, removed, key=lambda row: (row.arrived_at, row.arrival_scan.hex))
            journal.change(attendance, **{name: getattr(earlier, name) for name in ARRIVAL_COLUMNS})
    journal.cells.append(cell | {"annulments": annulments_of(merged.pk)})


def annulments_of(attendance_id: int) -> list[list[Any]]:
    """Return what people annulled and restored: when it has changed since, a merge cannot be told apart from it any more."""
    rows = Annulment.objects.filter(attendance=attendance_id).order_by("pk").values_list("pk", "undone_at")
    return [[pk, undone_at.isoformat() if undone_at else None] for pk, undone_at in rows]


def _merge_team_members(remaining: Registration, removed: Registration, journal: Journal) -> None:
    """Move or remove the place in a team; in one team, a captain in either registration stays captain.

    Nobody in two teams of one contest is merged (see `merge_plan`).
    """
    members = {member.registration_id: member for member in TeamMember.objects.filter(registration__in=(remaining, removed))}
    member, removed_member = members.get(remaining.pk), members.get(removed.pk)
    if removed_member is None:
        return
    if member is None:
        journal.change(removed_member, registration_id=remaining.pk)
        return
    journal.remove(removed_member)
    if removed_member.part == CAPTAIN:
        journal.change(member, part=CAPTAIN)


def _renumber_paper_lists(removed: Registration, remaining: Registration, journal: MergeJournal) -> None:
    """Give the numbers on printed lists to the registration that remains; somebody may then bear two."""
    for paper in PaperList.objects.filter(sitting__activity=removed.activity_id).order_by("pk"):
        places = [place for place, pk in enumerate(paper.registrations) if pk == removed.pk]
        if places:
            paper.registrations = [remaining.pk if pk == removed.pk else pk for pk in paper.registrations]
            paper.save(update_fields=["registrations"])
            journal.papers.append({"paper": paper.pk, "places": places, "was": removed.pk, "is": remaining.pk})


# --- what else names the record that is merged away


def _move_other_references(row: Any, to: Any, journal: Journal) -> None:
    """Move every other foreign key to the row, whichever room it is of: the log of who saw it, requests, earlier merges."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.concrete and (relation.one_to_many or relation.one_to_one) and relation.related_model not in MODELS_WITH_RULE:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: row})
            journal.move(rows, **{relation.field.attname: to.pk})
