"""Recording of scans: a batch is looked up, judged and written, and each scan is answered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import Device, OutcomeWord, Registration, RegistrationQuerySet, Scan
from attendance.registrations.actions import register_walk_in
from attendance.scans import storage
from attendance.scans.lookup import KnownPass, look_up
from attendance.scans.submission import SubmittedScan, SubmittedWalkIn
from attendance.scans.verdict import Verdict, Window, correct, judge
from people import notices
from places.models import Unit

MOST_IN_A_BATCH = 500
# Errors after which a walk-in is kept as an unknown scan, with the name, and waits in the inbox.
LEFT_TO_THE_INBOX = ("no_walk_ins", "card_of_another", "walk_in_elsewhere")
CONTENT_KEY = hashlib.sha256(b"scan:" + settings.DIGEST_KEY.encode()).digest()


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan. `error` (field, code) is set when the scan was not accepted; then `outcome` is None."""

    id: Any
    outcome: str | None = None
    attendance: int | None = None
    registration: int | None = None
    person: tuple[int, str] | None = None  # id, full name
    scanned_at: datetime | None = None
    sitting: int | None = None
    error: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """The user or phone that sends scans, and what they may check in."""

    among: RegistrationQuerySet
    sittings: QuerySet[Sitting]
    user: User | None
    device: Device | None
    received_at: datetime
    offset: timedelta  # server minus phone, for scans that do not say their own

    def correct(self, scan: SubmittedScan) -> datetime:
        """Return when the scan happened, by the server's clock."""
        return correct(scan.device_at, self.offset if scan.clock_offset is None else scan.clock_offset)

    @property
    def revoked_at(self) -> datetime | None:
        return self.device.revoked_at if self.device else None


@dataclass(frozen=True, slots=True)
class Answer:
    """The digest of a scan's content as it is stored, and the result that every repetition gets."""

    content: str
    result: ScanResult


def record_scans(
    scans: Sequence[SubmittedScan],
    *,
    among: RegistrationQuerySet,
    sittings: QuerySet[Sitting],
    user: User | None,
    received_at: datetime,
    device_time: datetime | None = None,
    device: Device | None = None,
) -> list[ScanResult]:
    """Record a batch of scans and answer each, in order.

    `among`, `sittings`: what the sender may check in. `device`: the paired phone, whose scans are all of its activity. The
    same id is stored once and always answered the same; the same id with other content is refused (`scan_id_conflict`)
    and the first is kept. Any order and any repetition of the same scans leave the same attendances. At most four
    statements and a transaction for one scan, six for more; each person registered on the spot costs some more.
    """
    sender = Sender(among, sittings, user, device, received_at, received_at - device_time if device_time else timedelta(0))
    contents = [scan.digest(CONTENT_KEY) for scan in scans]
    unique: dict[UUID, tuple[SubmittedScan, str]] = {}
    for scan, content in zip(scans, contents, strict=True):
        unique.setdefault(scan.id, (replace(scan, activity=device.activity_id) if device else scan, content))
    answers = _record([scan for scan, _content in unique.values()], {id_: content for id_, (_scan, content) in unique.items()}, sender)
    results = []
    for scan, content in zip(scans, contents, strict=True):
        answer = answers[scan.id]
        if answer.content != content:
            results.append(ScanResult(scan.id, error=("id", "scan_id_conflict")))
        elif device and answer.result.outcome == OutcomeWord.ELSEWHERE:  # a phone may not know people of other activities
            results.append(replace(answer.result, registration=None, person=None))
        else:
            results.append(answer.result)
    return results


def check_in(
    registration: Registration,
    *,
    sitting: int,
    scan_id: UUID,
    scanned_at: datetime,
    method: str,
    user: User | None,
    received_at: datetime,
) -> ScanResult:
    """Record one scan of a registration that was chosen by hand or at a door."""
    scan = SubmittedScan(id=scan_id, method=method, device_at=scanned_at, registration=registration.pk, sitting=sitting)
    return record_scans(
        [scan],
        among=Registration.objects.filter(pk=registration.pk),
        sittings=Sitting.objects.filter(activity=registration.activity_id),
        user=user,
        received_at=received_at,
    )[0]


def _record(scans: list[SubmittedScan], contents: dict[UUID, str], sender: Sender) -> dict[UUID, Answer]:
    """Record scans with different ids and return {id: Answer}. For a batch or a walk-in stored answers are read first; a single scan is
    written at once, and its answer read only if the id is taken."""
    if not scans:
        return {}
    has_walk_ins = any(scan.walk_in for scan in scans)
    answers = _stored_answers(scans) if len(scans) > 1 or has_walk_ins else {}
    if has_walk_ins:
        new = [scan for scan in scans if scan.id not in answers]
        registered, refused = _register_walk_ins([scan for scan in new if scan.walk_in], sender)
        scans = [registered.get(scan.id, scan) for scan in scans if scan.id not in refused]
        refusals = {id_: Answer(contents[id_], result) for id_, result in refused.items()}
    else:
        refusals = {}
    for _try in range(4):
        new = [scan for scan in scans if scan.id not in answers]
        try:
            return answers | refusals | (_write(new, contents, sender) if new else {})
        except _IdsTaken:
            answers = _stored_answers(scans)
    raise RuntimeError("scan ids kept being taken")


class _IdsTaken(Exception):
    """Another request stored one of the ids first: the transaction is undone and the answers are read."""


def _stored_answers(scans: list[SubmittedScan]) -> dict[UUID, Answer]:
    rows = Scan.objects.filter(pk__in=[scan.id for scan in scans]).values_list(
        "id", "content", "outcome", "attendance_id", "registration_id", "scanned_at", "sitting_id",
        "registration__person_id", "registration__person__full_name",
    )  # fmt: skip
    return {
        id_: Answer(content, ScanResult(id_, outcome, attendance, registration, (person, name) if person else None, at, sitting))
        for id_, content, outcome, attendance, registration, at, sitting, person, name in rows
    }


def _register_walk_ins(scans: list[SubmittedScan], sender: Sender) -> tuple[dict[UUID, SubmittedScan], dict[UUID, ScanResult]]:
    """Register walk-ins. Return {scan id: the scan, with its registration} and {scan id: result with an error to be corrected}.

    A walk-in that waits in the inbox (LEFT_TO_THE_INBOX; the activity was cancelled or the phone revoked before) is in neither.
    """
    is_named = Q(activity__in={scan.activity for scan in scans}) | Q(pk__in={scan.sitting for scan in scans})
    activity_of = dict(sender.sittings.filter(is_named).values_list("pk", "activity"))
    activities = Activity.objects.with_units().in_bulk(set(activity_of.values()))
    registered: dict[UUID, SubmittedScan] = {}
    refused: dict[UUID, ScanResult] = {}
    for scan in scans:
        activity = activities.get(scan.activity or activity_of.get(scan.sitting or 0, 0))
        if activity is None or scan.walk_in is None:
            continue
        scanned_at = sender.correct(scan)
        was_revoked = sender.revoked_at is not None and scanned_at > sender.revoked_at
        if was_revoked or (activity.cancelled_at is not None and scanned_at >= activity.cancelled_at):
            continue
        try:
            registration = _register_submitted(activity, scan.walk_in, by=sender.user)
            registered[scan.id] = replace(scan, registration=registration.pk)
        except ValidationError as error:
            field, code = _first_problem(error)
            if code not in LEFT_TO_THE_INBOX:
                refused[scan.id] = ScanResult(scan.id, error=(f"walk_in.{field}" if field else "walk_in", code))
    return registered, refused


def _register_submitted(activity: Activity, walk_in: SubmittedWalkIn, *, by: User | None) -> Registration:
    communes = Unit.objects.in_province_served().valid_on(activity.starts_on).filter(level=Unit.Level.COMMUNE)
    described = {
        "full_name": walk_in.full_name,
        "birth_year": walk_in.birth_year,
        "gender": walk_in.gender,
        "unit": communes.filter(pk=walk_in.unit).first() if walk_in.unit else None,
        "national_id": walk_in.card,
    }
    return register_walk_in(activity, described, by=by, walk_in_id=walk_in.id, notice=notices.find_version(walk_in.notice))


def _first_problem(error: ValidationError) -> tuple[str, str]:
    """Return the field and the code of the first problem."""
    if hasattr(error, "error_dict"):
        field, problems = next(iter(error.error_dict.items()))
        return field, problems[0].code or "invalid"
    return "", error.error_list[0].code or "invalid"


@dataclass(frozen=True, slots=True)
class _JudgedScan:
    """A scan with its pass, its corrected time and its verdict."""

    scan: SubmittedScan
    known_pass: KnownPass | None
    at: datetime
    verdict: Verdict

    @property
    def attended(self) -> tuple[int, int] | None:
        """Return the ids of the sitting and the registration for which the scan counts; None if it counts for none."""
        if self.verdict.outcome is None and self.known_pass and self.verdict.sitting:
            return self.verdict.sitting, self.known_pass.facts.registration
        return None


def _write(scans: list[SubmittedScan], contents: dict[UUID, str], sender: Sender) -> dict[UUID, Answer]:
    """Judge new scans and write them with their attendances; raises _IdsTaken, with nothing written, when an id is there already."""
    known_passes, windows = look_up(scans, among=sender.among, sittings=sender.sittings)
    judged = [_judge(scan, known_passes.get(scan.id), windows, sender) for scan in scans]
    activity_of = {window.sitting: window.activity for window in windows}
    with transaction.atomic():
        attendances = storage.write_attendances(_earliest_arrivals(judged))
        answers, scan_rows = {}, []
        for judged_scan in judged:
            scan, attendance, outcome = judged_scan.scan, None, str(judged_scan.verdict.outcome)
            if judged_scan.attended:
                attendance, recorded_by = attendances[judged_scan.attended]
                outcome = OutcomeWord.WELCOME if recorded_by == scan.id else OutcomeWord.ALREADY
            registration, person = (
                (judged_scan.known_pass.facts.registration, judged_scan.known_pass.person) if judged_scan.known_pass else (None, None)
            )
            result = ScanResult(scan.id, str(outcome), attendance, registration, person, judged_scan.at, judged_scan.verdict.sitting)
            answers[scan.id] = Answer(contents[scan.id], result)
            scan_rows.append(
                (scan.id, contents[scan.id], scan.method, "" if judged_scan.known_pass else scan.read,
                 scan.device_at, judged_scan.at, sender.received_at,
                 sender.user.pk if sender.user else None, sender.device.pk if sender.device else None,
                 _activity_of(judged_scan, activity_of, sender), judged_scan.verdict.sitting, registration, attendance, str(outcome))
            )  # fmt: skip
        if len(storage.write_scans(scan_rows)) < len(scan_rows):
            raise _IdsTaken
    return answers


def _judge(scan: SubmittedScan, known_pass: KnownPass | None, windows: list[Window], sender: Sender) -> _JudgedScan:
    at = sender.correct(scan)
    verdict = judge(
        known_pass.facts if known_pass else None,
        windows,
        at=at,
        received_at=sender.received_at,
        sitting=scan.sitting,
        activity=scan.activity,
        revoked_at=sender.revoked_at,
    )
    return _JudgedScan(scan, known_pass, at, verdict)


def _activity_of(judged: _JudgedScan, activity_of: dict[int, int], sender: Sender) -> int | None:
    """Return the id of the activity in whose inbox the scan belongs: where it was made if the sender may know, else that of its pass."""
    scan = judged.scan
    if sender.device:
        return sender.device.activity_id
    if scan.sitting in activity_of:
        return activity_of[scan.sitting]
    if scan.activity in activity_of.values():
        return scan.activity
    return judged.known_pass.facts.activity if judged.known_pass else None


def _earliest_arrivals(judged: list[_JudgedScan]) -> list[tuple[Any, ...]]:
    """Return one attendance row per sitting and registration: the earliest valid scan, of two at the same time the smaller id."""
    earliest: dict[tuple[int, int], tuple[datetime, UUID, str]] = {}
    for judged_scan in judged:
        if judged_scan.attended:
            arrival = judged_scan.at, judged_scan.scan.id, judged_scan.scan.method
            earliest[judged_scan.attended] = min(earliest.get(judged_scan.attended, arrival), arrival)
    return [(sitting, registration, at, method, id_, id_, "") for (sitting, registration), (at, id_, method) in earliest.items()]
