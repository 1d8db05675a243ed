"""A merge taken back: the lines of its journal undone, last first. What arrived since stays with the registration that it counted on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity
from attendance.models import Attendance, OutcomeWord, PaperList, Registration, Scan
from contests.models import TeamMember
from people.models import Person
from registry.merging import journal
from registry.merging.actions import ARRIVAL, CAPTAIN, annulments_of
from registry.models import Merge

PERSON, REGISTRATION, MEMBER = Person._meta.label, Registration._meta.label, TeamMember._meta.label


@dataclass(frozen=True, slots=True)
class Undone:
    """`person`: the record that is there again. `left`: columns of the record that stayed which were corrected since, and remain so."""

    person: Person
    left: list[str]
    arrived_since: int


def gone_as_it_was(merge: Merge) -> Person | None:
    """The record that went, not in the database; None once the identity was erased."""
    row = next((line["row"] for line in reversed(merge.moved.get("lines", [])) if _removes(line, PERSON)), None)
    return Person(**journal.values(PERSON, row)) if row else None


def registrations_moved(merge: Merge) -> set[int]:
    lines = merge.moved.get("lines", [])
    return {pk for line in lines if line["did"] == "change" and line["model"] == REGISTRATION for pk in line["rows"]}


def activities_of_both(merge: Merge) -> set[int]:
    """Where both were registered, and one registration went."""
    return {line["row"]["activity_id"] for line in merge.moved.get("lines", []) if _removes(line, REGISTRATION)}


def _removes(line: journal.Line, label: str) -> bool:
    return line["did"] == "remove" and line["model"] == label


# --- may it be taken back, and what stays


def problems(merge: Merge) -> list[ValidationError]:
    """Why it cannot be taken back (any more); nothing when it can."""
    if merge.undone_at:
        return [ValidationError(_("Lần gộp này đã được hoàn tác trước đó."), code="undone_already")]
    if merge.kept is None or not merge.moved or _is_missing(merge):
        message = _("Dữ liệu của một trong hai hồ sơ đã được xóa theo yêu cầu hoặc hết thời hạn lưu, nên không hoàn tác được.")
        return [ValidationError(message, code="erased")]
    found = []
    if Merge.objects.standing().filter(kept=merge.kept, pk__gt=merge.pk).exists():
        message = _("Sau đó hồ sơ này còn được gộp thêm. Hãy hoàn tác lần gộp sau cùng trước.")
        found.append(ValidationError(message, code="merged_again"))
    found += list(_annulled_since(merge)) + list(_no_place_in_team(merge))
    return found


def _is_missing(merge: Merge) -> bool:
    """Whether a registration that was moved is no more, or the one kept was made nobody."""
    ids = registrations_moved(merge)
    return getattr(merge.kept, "anonymised_at", None) is not None or Registration.objects.filter(pk__in=ids).count() < len(ids)


def _annulled_since(merge: Merge) -> Iterator[ValidationError]:
    """Somebody decided about an attendance that counts for both: whose it was cannot be told."""
    for cell in merge.moved["cells"]:
        if annulments_of(cell["attendance"]) != cell["annulments"]:
            attendance = Attendance.objects.select_related("sitting__activity").filter(pk=cell["attendance"]).first()
            where = f"{attendance.sitting}, {attendance.sitting.activity}" if attendance else ""
            message = _("Sau khi gộp, điểm danh chung của hai hồ sơ đã bị hủy hoặc khôi phục (%(where)s), nên không biết đó là của ai.")
            yield ValidationError(message % {"where": where}, code="annulled_since")


def _no_place_in_team(merge: Merge) -> Iterator[ValidationError]:
    changed = {pk for line in merge.moved["lines"] if line["did"] == "change" and line["model"] == MEMBER for pk in line["rows"]}
    for line in merge.moved["lines"]:
        if not _removes(line, MEMBER):
            continue
        row = line["row"]
        team = apps.get_model("contests.Team").objects.filter(pk=row["team_id"]).first()
        captains = TeamMember.objects.filter(team=row["team_id"], part=CAPTAIN).exclude(pk__in=changed)
        if team is None or (row["part"] == CAPTAIN and captains.exists()):
            message = _("Chỗ trong đội thi của hồ sơ đã gộp không còn (đội đã xóa hoặc đã có đội trưởng khác).")
            yield ValidationError(message, code="no_place_in_team")


def arrived_since(merge: Merge) -> list[tuple[Activity, int]]:
    """Scans that counted somebody after the merge, where both had been registered: [(activity, how many)]."""
    stays = {cell["stays"] for cell in merge.moved.get("cells", [])} | set(_survivors(merge))
    counted = Scan.objects.filter(registration__in=stays, outcome__in=(OutcomeWord.WELCOME, OutcomeWord.ALREADY))
    known = {pk for cell in merge.moved.get("cells", []) for pk in cell["scans"]}
    found: dict[Activity, int] = {}
    for scan in counted.filter(received_at__gt=merge.merged_at).exclude(pk__in=known).select_related("registration__activity"):
        if scan.registration:
            found[scan.registration.activity] = found.get(scan.registration.activity, 0) + 1
    return list(found.items())


def _survivors(merge: Merge) -> list[int]:
    """Registrations that stayed where both were registered: of each activity in which one was removed."""
    return list(Registration.objects.filter(person=merge.kept, activity__in=activities_of_both(merge)).values_list("pk", flat=True))


# --- taking it back


def undo(merge: Merge, *, by: User, at: datetime) -> Undone:
    """Both records as they were, to the column; `changed_at` of the people moves on, or phones would keep the name of the merged one.

    What was corrected since, and what has arrived since, stays with the record and the registration where it is.
    Raises ValidationError (see `problems`); nothing is written then."""
    with transaction.atomic():
        merge = _hold(merge)
        if found := problems(merge):
            raise ValidationError(found)
        since = sum(number for _activity, number in arrived_since(merge))
        new_evidence = [(cell, _scans_since(cell)) for cell in merge.moved["cells"]]
        left = journal.take_back(merge.moved["lines"])
        for cell, scans in new_evidence:
            if scans:
                _count_again(cell, scans)
        _number_as_before(merge.moved["papers"])
        Person.objects.filter(Q(pk=merge.kept_id) | Q(pk=merge.gone)).update(changed_at=at)
        merge.undone_by, merge.undone_at = by, at
        merge.save(update_fields=["undone_by", "undone_at"])
    return Undone(Person.objects.get(pk=merge.gone), [name for label, name in left if label == PERSON], since)


def _hold(merge: Merge) -> Merge:
    """In the order in which merging takes its locks: activities, people, then the merge itself."""
    list(
        Activity.objects.filter(pk__in=activities_of_both(merge))
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk")
    )
    list(Person.objects.filter(merges=merge).select_for_update(no_key=True, of=("self",)).values_list("pk"))
    return Merge.objects.select_for_update(of=("self",)).select_related("kept").get(pk=merge.pk)


def _scans_since(cell: dict[str, Any]) -> list[Scan]:
    new = Scan.objects.filter(attendance=cell["attendance"]).exclude(pk__in=cell["scans"])
    return sorted(new, key=lambda scan: (scan.scanned_at, scan.pk.hex))


def _count_again(cell: dict[str, Any], scans: list[Scan]) -> None:
    """Scans of the pass that stayed, which arrived after the merge: they count for its registration alone."""
    label = Attendance._meta.label
    if cell["before"] is None:
        theirs = journal.values(label, cell["theirs"])
        Attendance.objects.filter(pk=theirs.pop("id")).update(**theirs)
        first = scans[0]
        own = Attendance.objects.create(
            registration_id=cell["stays"],
            sitting_id=cell["sitting"],
            recorded_by_scan=first.pk,
            **_arrival_by(first),
        )
        Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(attendance=own)
        return
    before = journal.values(label, cell["before"])
    own = Attendance(**before)
    if own.is_annulled:
        standing = {"recorded_by_scan": scans[0].pk, "annulled_at": None, "annulled_by_id": None, "annul_reason": ""}
        before |= _arrival_by(scans[0]) | standing
    elif (scans[0].scanned_at, scans[0].pk.hex) < (own.arrived_at, own.arrival_scan.hex):
        before |= _arrival_by(scans[0])
    Attendance.objects.filter(pk=before.pop("id")).update(**before)


def _arrival_by(scan: Scan) -> dict[str, Any]:
    return dict(zip(ARRIVAL, (scan.scanned_at, scan.method, scan.pk), strict=True))


def _number_as_before(papers: list[dict[str, Any]]) -> None:
    for one in reversed(papers):
        paper = PaperList.objects.filter(pk=one["paper"]).first()
        if paper is None:
            continue
        for place in one["places"]:
            if place < len(paper.registrations) and paper.registrations[place] == one["is"]:
                paper.registrations[place] = one["was"]
        paper.save(update_fields=["registrations"])


# --- when somebody's identity is erased


def forget(person: Person) -> int:
    """Empties the journals that hold what a second record said of `person`: such merges cannot be taken back any more. To be called
    before `person` is made nobody or deleted. Answers how many."""
    return Merge.objects.filter(Q(kept=person) | Q(gone=person.pk)).update(moved={})
