"""Recording of scans: a batch is looked up, judged and written, and each scan is answered."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import digest_keys
from accounts.access import require_anywhere
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import Device, OutcomeWord, Registration, RegistrationQuerySet, Scan
from attendance.registrations.walk_ins.actions import register_walk_in
from attendance.scans import storage
from attendance.scans.card_lookups import CardQuestion, admit
from attendance.scans.lookup import ComparedCard, KnownPass, look_up
from attendance.scans.submission import CARD_NOT_COMPARED, SubmittedScan, SubmittedWalkIn
from attendance.scans.verdict import Verdict, can_believe, choose_offset, correct, judge
from people import notices
from places.models import Unit

MOST_IN_A_BATCH = 500
# Errors after which a walk-in is kept as an unknown scan, with the name, and waits in the inbox.
LEFT_TO_THE_INBOX = ("no_walk_ins", "card_of_another", "walk_in_elsewhere")


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
    offset: timedelta | None  # server minus phone, measured by this upload, for scans that do not say their own or are not sure of it
    sees_the_list: bool  # somebody chose the registration as it stands: a withdrawal that is over does not matter

    def correct(self, scan: SubmittedScan) -> datetime:
        """Return when the scan happened, by the server's clock."""
        return correct(scan.device_at, choose_offset(scan.clock_offset, is_unsure=scan.is_offset_unsure, of_upload=self.offset))

    @property
    def paired_at(self) -> datetime | None:
        return self.device.trusted_from(self.device.activity) if self.device else None

    @property
    def revoked_at(self) -> datetime | None:
        return self.device.revoked_at if self.device else None

    def believes(self, scan: SubmittedScan) -> bool:
        """Return whether the time that the scan says is taken, as `judge` does."""
        at = self.correct(scan)
        limits = {"paired_at": self.paired_at, "revoked_at": self.revoked_at, "not_before": scan.not_before}
        return can_believe(at, received_at=self.received_at, **limits)


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
    sees_the_list: bool = False,
) -> list[ScanResult]:
    """Record a batch of scans and answer each, in order.

    `among`, `sittings`: what the sender may check in. `device`: the paired phone, whose scans are all of its activity.
    `sees_the_list`: whoever sends them chose the registrations as they stand, and withdrawals that are over do not matter. The same
    id is stored once and always answered the same; the same id with other content is refused (`scan_id_conflict`) and the first is
    kept. Any order and any repetition of the same scans leave the same attendances. Raises PermissionDenied, and writes nothing, for a
    user who may check in nowhere. At most four statements and a transaction for one scan, six for more, and one where somebody is not
    on record; each person registered on the spot costs some more, and so do cards.
    """
    offset = received_at - device_time if device_time else None
    sender = Sender(among, sittings, user, device, received_at, offset, sees_the_list)
    newest_key = _content_keys()[0]
    contents = [scan.digest(newest_key) for scan in scans]
    unique: dict[UUID, SubmittedScan] = {}
    content_of: dict[UUID, str] = {}
    for scan, content in zip(scans, contents, strict=True):
        unique.setdefault(scan.id, replace(scan, activity=device.activity_id) if device else scan)
        content_of.setdefault(scan.id, content)

    answers = _record_new(unique, content_of, sender)
    return [_result_for(scan, content, answers[scan.id], device) for scan, content in zip(scans, contents, strict=True)]


def _content_keys() -> list[bytes]:
    """Return the keys of the digests of scans, the newest first: a phone may send again what was stored under an older one."""
    return [hashlib.sha256(b"scan:" + key.encode()).digest() for key in digest_keys.accepted_keys()]


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
        sees_the_list=True,
    )[0]


def _result_for(scan: SubmittedScan, content: str, answer: Answer, device: Device | None) -> ScanResult:
    """Return what the sender of a scan is answered: `scan_id_conflict` if another scan has its id.

    A phone is told whose pass it was only of somebody who counts in its activity, and as long as it is not revoked.
    """
    if answer.content != content and answer.content not in map(scan.digest, _content_keys()):
        return ScanResult(scan.id, error=("id", "scan_id_conflict"))
    if device is None or (not device.is_revoked and answer.result.outcome in (OutcomeWord.WELCOME, OutcomeWord.ALREADY)):
        return answer.result
    return replace(answer.result, registration=None, person=None, attendance=None)


def _record_new(scans: dict[UUID, SubmittedScan], content_of: dict[UUID, str], sender: Sender) -> dict[UUID, Answer]:
    """Record those scans whose ids are new; return the answer to each, the stored one to those recorded before."""
    # A single scan is written at once, and a stored answer read only if its id is taken.
    answers = _stored_answers(scans) if len(scans) > 1 or any(scan.walk_in for scan in scans.values()) else {}
    pending, refused = _register_walk_ins([scan for scan in scans.values() if scan.id not in answers], sender)
    answers |= {id_: Answer(content_of[id_], result) for id_, result in refused.items()}
    while pending:
        try:
            return answers | _write(_judge(pending, sender), content_of, sender)
        except _IdsTaken:  # each time by another sender, so as often as there are ids
            taken = _stored_answers([scan.id for scan in pending])
            if not taken:
                raise RuntimeError("scan ids are taken, and not stored") from None
            answers |= taken
            pending = [scan for scan in pending if scan.id not in taken]
    if sender.user:
        require_anywhere(sender.user, "check_in")
    return answers


class _IdsTaken(Exception):
    """Another request stored one of the ids first: the transaction is undone and the answers are read."""


def _stored_answers(ids: Iterable[UUID]) -> dict[UUID, Answer]:
    rows = Scan.objects.filter(pk__in=list(ids)).values_list(
        "id", "content", "outcome", "attendance_id", "registration_id", "scanned_at", "sitting_id",
        "registration__person_id", "registration__person__full_name",
    )  # fmt: skip
    return {
        id_: Answer(content, ScanResult(id_, outcome, attendance, registration, (person, name) if person else None, at, sitting))
        for id_, content, outcome, attendance, registration, at, sitting, person, name in rows
    }


def _register_walk_ins(scans: list[SubmittedScan], sender: Sender) -> tuple[list[SubmittedScan], dict[UUID, ScanResult]]:
    """Register the walk-ins among new scans. Return the scans to write and {scan id: result with an error to be corrected}.

    A walk-in that waits in the inbox (LEFT_TO_THE_INBOX; the activity was cancelled before, or the phone's word is not taken) is
    written without a registration.
    """
    walk_ins = [scan for scan in scans if scan.walk_in]
    if not walk_ins:
        return scans, {}
    is_named = Q(activity__in={scan.activity for scan in walk_ins}) | Q(pk__in={scan.sitting for scan in walk_ins})
    activity_of = dict(sender.sittings.filter(is_named).values_list("pk", "activity"))
    activities = Activity.objects.with_units().in_bulk(set(activity_of.values()))
    pending: list[SubmittedScan] = []
    refused: dict[UUID, ScanResult] = {}
    for scan in scans:
        activity = activities.get(scan.activity or activity_of.get(scan.sitting or 0, 0))
        cancelled_at = activity.cancelled_at if activity else None
        was_cancelled = cancelled_at is not None and sender.correct(scan) >= cancelled_at
        if scan.walk_in is None or activity is None or was_cancelled or not sender.believes(scan):
            pending.append(scan)
            continue
        try:
            pending.append(replace(scan, registration=_register_submitted(activity, scan.walk_in, sender)))
        except ValidationError as error:
            field, problems = next(iter(error.error_dict.items())) if hasattr(error, "error_dict") else ("", error.error_list)
            code = problems[0].code or "invalid"
            if code in LEFT_TO_THE_INBOX:
                pending.append(scan)
            else:
                refused[scan.id] = ScanResult(scan.id, error=(f"walk_in.{field}" if field else "walk_in", code))
    return pending, refused


def _register_submitted(activity: Activity, walk_in: SubmittedWalkIn, sender: Sender) -> int:
    """Return the id of the walk-in's registration; of one that was merged away its own, by which the one that stands is found."""
    communes = Unit.objects.in_province_served().valid_on(activity.starts_on).filter(level=Unit.Level.COMMUNE)
    described = {
        "full_name": walk_in.full_name,
        "birth_year": walk_in.birth_year,
        "gender": walk_in.gender,
        "unit": communes.filter(pk=walk_in.unit).first() if walk_in.unit else None,
        "national_id": walk_in.card,
    }
    notice = notices.find_version(walk_in.notice)
    registration = register_walk_in(activity, described, by=sender.user, device=sender.device, walk_in_id=walk_in.id, notice=notice)
    former = registration.former_passes.filter(walk_in_id=walk_in.id).values_list("former_id", flat=True).first()
    return former or registration.pk


@dataclass(frozen=True, slots=True)
class _JudgedScan:
    """A scan with its pass, its corrected time, its verdict and the activity in whose inbox it belongs."""

    scan: SubmittedScan
    known_pass: KnownPass | None
    at: datetime
    verdict: Verdict
    activity: int | None

    @property
    def attended(self) -> tuple[int, int] | None:
        """Return the ids of the sitting and the registration for which the scan counts; None if it counts for none."""
        if self.verdict.outcome is None and self.known_pass and self.verdict.sitting:
            return self.verdict.sitting, self.known_pass.facts.registration
        return None


def _judge(scans: list[SubmittedScan], sender: Sender) -> list[_JudgedScan]:
    """Look up the passes and sittings of scans and judge each by its own time. Writes nothing but the count of cards compared.

    Raises PermissionDenied for a user who may check in nowhere: asked only where nothing on record is theirs to check in.
    """
    records = look_up(scans, among=sender.among, sittings=sender.sittings)
    if sender.user and not (records.passes or records.windows):
        require_anywhere(sender.user, "check_in")
    is_match_by_scan = _admit_cards(records.cards, sender)
    windows, activity_of = records.windows, {window.sitting: window.activity for window in records.windows}
    judged = []
    for scan in scans:
        known_pass, at = records.passes.get(scan.id), sender.correct(scan)
        if scan.id in records.cards and scan.id not in is_match_by_scan and not scan.registration:
            scan, known_pass = replace(scan, unknown_text=CARD_NOT_COMPARED), None
        facts = known_pass.facts if known_pass else None
        if facts and sender.sees_the_list:
            facts = replace(facts, withdrawals=[period for period in facts.withdrawals if period[1] is None])
        verdict = judge(
            facts,
            windows,
            at=at,
            received_at=sender.received_at,
            sitting=scan.sitting,
            activity=scan.activity,
            paired_at=sender.paired_at,
            revoked_at=sender.revoked_at,
            not_before=scan.not_before,
        )
        if scan.registration and scan.id in records.cards and not is_match_by_scan.get(scan.id):
            verdict = Verdict("unknown", None)  # the phone went by the name on the card; the number has the last word
        # The inbox is of the activity where the scan was made if the sender may know it, else of that of its pass.
        activity = known_pass.facts.activity if known_pass else None
        if sender.device:
            activity = sender.device.activity_id
        elif scan.sitting in activity_of:
            activity = activity_of[scan.sitting]
        elif scan.activity in activity_of.values():
            activity = scan.activity
        judged.append(_JudgedScan(scan, known_pass, at, verdict, activity))
    return judged


def _admit_cards(cards: dict[UUID, ComparedCard], sender: Sender) -> dict[UUID, bool]:
    """Return {scan id: whether its card is that of its pass} of those cards of which the sender may be told: see `card_lookups`."""
    is_match_by_scan: dict[UUID, bool] = {}
    for activity in sorted({card.activity for card in cards.values()}):
        compared = {id_: card for id_, card in cards.items() if card.activity == activity}
        questions = [CardQuestion(card.number, card.is_match) for card in compared.values()]
        admitted = admit(questions, activity=activity, user=sender.user, device=sender.device, at=sender.received_at)
        answers = zip(compared.items(), admitted, strict=True)
        is_match_by_scan |= {id_: card.is_match for (id_, card), is_admitted in answers if is_admitted}
    return is_match_by_scan


def _write(judged: list[_JudgedScan], content_of: dict[UUID, str], sender: Sender) -> dict[UUID, Answer]:
    """Write judged scans with their attendances; raise _IdsTaken, with nothing written, when an id is there already."""
    # One attendance per sitting and registration: the earliest valid scan, of two at the same time the smaller id.
    earliest: dict[tuple[int, int], tuple[datetime, UUID, str]] = {}
    for judged_scan in judged:
        if judged_scan.attended:
            arrival = judged_scan.at, judged_scan.scan.id, judged_scan.scan.method
            earliest[judged_scan.attended] = min(earliest.get(judged_scan.attended, arrival), arrival)
    arrivals = [(sitting, registration, at, method, id_, id_, "") for (sitting, registration), (at, id_, method) in earliest.items()]

    user_id, device_id = sender.user.pk if sender.user else None, sender.device.pk if sender.device else None
    answers, scan_rows = {}, []
    with transaction.atomic():
        attendances = storage.write_attendances(arrivals)
        for judged_scan in judged:
            scan, known_pass, at, verdict = judged_scan.scan, judged_scan.known_pass, judged_scan.at, judged_scan.verdict
            attendance, outcome = None, str(verdict.outcome)
            if judged_scan.attended:
                attendance, recorded_by = attendances[judged_scan.attended]
                outcome = str(OutcomeWord.WELCOME if recorded_by == scan.id else OutcomeWord.ALREADY)
            registration, person = (known_pass.facts.registration, known_pass.person) if known_pass else (None, None)
            former = known_pass.former if known_pass else None
            result = ScanResult(scan.id, outcome, attendance, registration, person, at, verdict.sitting)
            answers[scan.id] = Answer(content_of[scan.id], result)
            scan_rows.append(
                (scan.id, content_of[scan.id], scan.method, "" if known_pass else scan.read, scan.device_at, at, sender.received_at,
                 user_id, device_id, judged_scan.activity, verdict.sitting, registration, attendance, outcome, scan.not_before, former)
            )  # fmt: skip
        if len(storage.write_scans(scan_rows)) < len(scan_rows):
            raise _IdsTaken
    return answers
