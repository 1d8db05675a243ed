"""Undoing a merge: the lines of its journal, last first. What arrived since goes to the registration whose pass was scanned."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.models import Attendance, FormerPass, OutcomeWord, PaperList, Registration, Scan
from attendance.scans.storage import write_attendances
from contests.models import Team, TeamMember
from people.models import Person
from registry.merging import journal
from registry.merging.actions import ARRIVAL_COLUMNS, CAPTAIN, annulments_of, count_moved
from registry.models import Merge

PERSON, REGISTRATION, TEAM_MEMBER = Person._meta.label, Registration._meta.label, TeamMember._meta.label


@dataclass(frozen=True, slots=True)
class UndoneMerge:
    """`person`: the record that is there again. `kept_corrections`: columns of the target that were corrected since, and remain so."""

    person: Person
    kept_corrections: list[str]
    arrived_since: int


def source_record(merge: Merge) -> Person | None:
    """Return the record that was merged away as it was, not saved; None once the identity was erased."""
    row = next((line["row"] for line in reversed(merge.moved.get("lines", [])) if _removes(line, PERSON)), None)
    return Person(**journal.read_snapshot(PERSON, row)) if row else None


def moved_registrations(merge: Merge) -> set[int]:
    return _changed_rows(merge, REGISTRATION)


def shared_activities(merge: Merge) -> set[int]:
    """Return the activities in which both were registered and one registration was removed."""
    return {line["row"]["activity_id"] for line in merge.moved.get("lines", []) if _removes(line, REGISTRATION)}


def _removes(line: journal.JournalLine, label: str) -> bool:
    return line["did"] == "remove" and line["model"] == label


def _changed_rows(merge: Merge, label: str) -> set[int]:
    lines = merge.moved.get("lines", [])
    return {pk for line in lines if line["did"] == "change" and line["model"] == label for pk in line["rows"]}


# --- whether it can be undone, and what stays


def find_problems(merge: Merge) -> list[ValidationError]:
    """Return why the merge cannot be undone (any more); nothing when it can."""
    if merge.undone_at:
        return [ValidationError(_("Lần gộp này đã được hoàn tác trước đó."), code="undone_already")]
    registrations = moved_registrations(merge)
    is_erased = merge.kept is None or not merge.moved or merge.kept.anonymised_at is not None
    if is_erased or Registration.objects.filter(pk__in=registrations).count() < len(registrations):
        message = _("Dữ liệu của một trong hai hồ sơ đã được xóa theo yêu cầu hoặc hết thời hạn lưu, nên không hoàn tác được.")
        return [ValidationError(message, code="erased")]
    problems = []
    if Merge.objects.active().filter(kept=merge.kept, pk__gt=merge.pk).exists():
        message = _("Sau đó hồ sơ này còn được gộp thêm. Hãy hoàn tác lần gộp sau cùng trước.")
        problems.append(ValidationError(message, code="merged_again"))
    for cell in merge.moved["cells"]:
        if annulments_of(cell["attendance"]) != cell["annulments"]:
            attendance = Attendance.objects.select_related("sitting__activity").filter(pk=cell["attendance"]).first()
            where = f"{attendance.sitting}, {attendance.sitting.activity}" if attendance else ""
            message = _("Sau khi gộp, điểm danh chung của hai hồ sơ đã bị hủy hoặc khôi phục (%(where)s), nên không biết đó là của ai.")
            problems.append(ValidationError(message % {"where": where}, code="annulled_since"))
    return [*problems, *_team_problems(merge)]


def _team_problems(merge: Merge) -> Iterator[ValidationError]:
    """Yield places in a team that are no more: the team was deleted, or has another captain."""
    changed_members = _changed_rows(merge, TEAM_MEMBER)
    for line in merge.moved["lines"]:
        if not _removes(line, TEAM_MEMBER):
            continue
        row = line["row"]
        has_team = Team.objects.filter(pk=row["team_id"]).exists()
        captains = TeamMember.objects.filter(team=row["team_id"], part=CAPTAIN).exclude(pk__in=changed_members)
        if not has_team or (row["part"] == CAPTAIN and captains.exists()):
            message = _("Chỗ trong đội thi của hồ sơ đã gộp không còn (đội đã xóa hoặc đã có đội trưởng khác).")
            yield ValidationError(message, code="no_place_in_team")


def scans_since(merge: Merge) -> list[tuple[Activity, int]]:
    """Return how many scans of the pass that remained counted after the merge, where both had been registered: [(activity, number)]."""
    cells = merge.moved.get("cells", [])
    remaining = Registration.objects.filter(person=merge.kept, activity__in=shared_activities(merge)).values_list("pk", flat=True)
    registrations = {cell["stays"] for cell in cells} | set(remaining)
    scans = Scan.objects.filter(registration__in=registrations, outcome__in=(OutcomeWord.WELCOME, OutcomeWord.ALREADY))
    merged_scans = {pk for cell in cells for pk in cell["scans"]}
    counts: dict[Activity, int] = {}
    scans = scans.filter(received_at__gt=merge.merged_at, former_registration=None).exclude(pk__in=merged_scans)
    for scan in scans.select_related("registration__activity"):
        if scan.registration:
            counts[scan.registration.activity] = counts.get(scan.registration.activity, 0) + 1
    return list(counts.items())


# --- undoing


def undo(merge: Merge, *, by: User, at: datetime) -> UndoneMerge:
    """Restore both records as they were, to the column.

    `changed_at` of the people moves on, or phones would keep the name of the merged one. What was corrected since stays so, and what has
    arrived since counts for the registration that it named. Raise ValidationError (see `find_problems`); nothing is written then.
    """
    with transaction.atomic():
        # Locked in the order in which merging does: activities, people, then the merge itself.
        activities = Activity.objects.filter(pk__in=shared_activities(merge)).order_by("pk")
        list(activities.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        list(Person.objects.filter(merges=merge).select_for_update(no_key=True, of=("self",)).values_list("pk"))
        merge = Merge.objects.select_for_update(of=("self",)).select_related("kept").get(pk=merge.pk)
        if problems := find_problems(merge):
            raise ValidationError(problems)
        arrived_since = sum(number for _activity, number in scans_since(merge))
        new_scans = []
        for cell in merge.moved["cells"]:
            scans = Scan.objects.filter(attendance=cell["attendance"]).exclude(pk__in=cell["scans"])
            new_scans.append((cell, sorted(scans, key=lambda scan: (scan.scanned_at, scan.pk.hex))))
        not_undone = journal.undo_lines(merge.moved["lines"])
        for cell, earliest_first in new_scans:
            if earliest_first:
                _count_new_scans(cell, earliest_first)
        for line in merge.moved["lines"]:
            if _removes(line, REGISTRATION):
                _give_back_scans(line["row"]["id"])
        _restore_paper_numbers(merge.moved["papers"])
        Person.objects.filter(Q(pk=merge.kept_id) | Q(pk=merge.gone)).update(changed_at=at)
        merge.undone_by, merge.undone_at = by, at
        merge.save(update_fields=["undone_by", "undone_at"])
        changes = {"merged_record": [merge.kept_id, merge.gone]} | count_moved(merge.moved["lines"])
        if merge.kept:
            trail.record("unmerged", merge.kept, changes=changes, by=by)
    corrections = [name for label, name in not_undone if label == PERSON]
    return UndoneMerge(Person.objects.get(pk=merge.gone), corrections, arrived_since)


def _count_new_scans(cell: dict[str, Any], scans: list[Scan]) -> None:
    """Count scans of the pass that remained, which arrived after the merge, for its registration alone."""
    label = Attendance._meta.label
    earliest = scans[0]
    if cell["before"] is None:
        columns = journal.read_snapshot(label, cell["theirs"])
        Attendance.objects.filter(pk=columns.pop("id")).update(**columns)
        attendance = Attendance.objects.create(
            registration_id=cell["stays"],
            sitting_id=cell["sitting"],
            recorded_by_scan=earliest.pk,
            **_arrival_by(earliest),
        )
        Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(attendance=attendance)
        return
    columns = journal.read_snapshot(label, cell["before"])
    before = Attendance(**columns)
    if before.is_annulled:
        columns |= _arrival_by(earliest) | {
            "recorded_by_scan": earliest.pk,
            "annulled_at": None,
            "annulled_by_id": None,
            "annul_reason": "",
        }
    elif (earliest.scanned_at, earliest.pk.hex) < (before.arrived_at, before.arrival_scan.hex):
        columns |= _arrival_by(earliest)
    Attendance.objects.filter(pk=columns.pop("id")).update(**columns)


def _give_back_scans(registration_id: int) -> None:
    """Give a registration that stands again the scans that named it, or what had been merged into it, since it was merged away.

    An attendance that was annulled since stays as it is, and so do its scans.
    """
    named = [registration_id, *FormerPass.objects.filter(registration=registration_id).values_list("former_id", flat=True)]
    returning = Scan.objects.filter(former_registration__in=named, voided_by=None, attendance__annulled_at=None)
    returning = returning.exclude(registration=registration_id).order_by("scanned_at", "pk")
    by_attendance: dict[int | None, list[Scan]] = defaultdict(list)
    for scan in returning:
        by_attendance[scan.attendance_id].append(scan)
    for attendance_id, scans in by_attendance.items():
        rows = Scan.objects.filter(pk__in=[scan.pk for scan in scans])
        if attendance_id is None:  # they wait in the inbox
            rows.update(registration=registration_id)
            continue
        shared, earliest = Attendance.objects.select_for_update(no_key=True).get(pk=attendance_id), scans[0]
        arrival = (shared.sitting_id, registration_id, earliest.scanned_at, earliest.method, earliest.pk, earliest.pk, "")
        [(restored_id, _recorded_by)] = write_attendances([arrival]).values()
        rows.update(registration=registration_id, attendance=restored_id)
        if shared.set_arrival_from_scans():
            if shared.recorded_by_scan in {scan.pk for scan in scans}:
                shared.recorded_by_scan = shared.arrival_scan
            shared.save()
        elif annulment := shared.annulments.last():  # what made it count again is gone
            shared.annulled_at, shared.annulled_by, shared.annul_reason = annulment.annulled_at, annulment.annulled_by, annulment.reason
            shared.save()
        else:
            shared.delete()


def _arrival_by(scan: Scan) -> dict[str, Any]:
    return dict(zip(ARRIVAL_COLUMNS, (scan.scanned_at, scan.method, scan.pk), strict=True))


def _restore_paper_numbers(changes: list[dict[str, Any]]) -> None:
    for change in reversed(changes):
        paper = PaperList.objects.filter(pk=change["paper"]).first()
        if paper is None:
            continue
        for place in change["places"]:
            if place < len(paper.registrations) and paper.registrations[place] == change["is"]:
                paper.registrations[place] = change["was"]
        paper.save(update_fields=["registrations"])


# --- when somebody's identity is erased


def forget(person: Person) -> int:
    """Empty the journals that hold what a second record said of `person`, and return how many: such merges cannot be undone any more.

    To be called before `person` is anonymised or deleted.
    """
    return Merge.objects.filter(Q(kept=person) | Q(gone=person.pk)).update(moved={})
