"""Every way in ends here: a batch of scans is read, judged and written, and each is answered."""

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

from activities.models import Activity, Sitting
from attendance.models import Device, OutcomeWord, Registration, RegistrationQuerySet, Scan
from attendance.registrations.actions import enrol_walk_in
from attendance.scans import sealing, storage
from attendance.scans.lookup import FoundPass, look_up
from attendance.scans.parsing import BadScan, SentScan, SentWalkIn, id_given, read_scan
from attendance.scans.verdict import Verdict, Window, correct, judge
from people import notices
from places.models import Unit

HELD_BACK = ("no_walk_ins", "card_of_another", "walk_in_elsewhere")  # a person decides, with the name that was written down
CONTENT_KEY = hashlib.sha256(b"scan:" + settings.DIGEST_KEY.encode()).digest()


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one item, in the order sent. `error` (field, code) is set when the item could not be taken; then `outcome` is None."""

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
    """Who sends scans, and what they may check in."""

    among: RegistrationQuerySet
    sittings: QuerySet[Sitting]
    user: Any
    device: Device | None
    received_at: datetime
    offset: timedelta  # server minus phone, for scans that do not say their own

    def corrected(self, sent: SentScan) -> datetime:
        return correct(sent.device_at, self.offset if sent.offset is None else sent.offset)

    @property
    def held_after(self) -> datetime | None:
        return self.device.revoked_at if self.device else None


def record_scans(
    items: Sequence[Any],
    *,
    among: RegistrationQuerySet,
    sittings: QuerySet[Sitting],
    user: Any,
    received_at: datetime,
    device_time: datetime | None = None,
    device: Device | None = None,
) -> list[ScanResult]:
    """Takes a batch of scans as sent (see attendance.scans.parsing) and answers each, in order; one bad item never stops the rest.

    `among`, `sittings`: what the sender may check in. `device`: the paired phone, whose scans are all of its activity. The
    same id is stored once and answered the same for ever; the same id with other content is refused (`scan_id_conflict`)
    and the first stands. Any order and any repetition of the same scans leave the same attendances. At most four
    statements and a transaction for one scan, six for more; each person registered on the spot costs some more.
    """
    sender = Sender(among, sittings, user, device, received_at, received_at - device_time if device_time else timedelta(0))
    results: dict[int, ScanResult] = {}
    fresh: dict[UUID, SentScan] = {}
    repeats: list[tuple[int, SentScan]] = []
    for number, item in enumerate(items):
        try:
            sent = _of_device(read_scan(item, key=CONTENT_KEY, open_card=_open_card), device)
        except BadScan as bad:
            results[number] = ScanResult(id_given(item), error=(bad.field, bad.code))
            continue
        fresh.setdefault(sent.id, sent)
        repeats.append((number, sent))
    answers = _record(list(fresh.values()), sender) if fresh else {}
    for number, sent in repeats:
        content, answer = answers[sent.id]
        told = answer if content == sent.content else ScanResult(None, error=("id", "scan_id_conflict"))
        results[number] = replace(_for(device, told), id=sent.given_id)
    return [results[number] for number in range(len(items))]


def _open_card(sealed: str) -> str:
    return sealing.open_card(settings.DIGEST_KEY.encode(), sealed)


def _of_device(sent: SentScan, device: Device | None) -> SentScan:
    """A phone's scan is of the phone's activity; raises BadScan for one that says otherwise."""
    if device is None:
        return sent
    if sent.activity not in (None, device.activity_id):
        raise BadScan("activity", "other_activity")
    return replace(sent, activity=device.activity_id)


def _for(device: Device | None, told: ScanResult) -> ScanResult:
    """A phone of one activity learns that a pass is another's, not whose."""
    is_elsewhere = device is not None and told.outcome == OutcomeWord.ELSEWHERE
    return replace(told, registration=None, person=None) if is_elsewhere else told


def _record(fresh: list[SentScan], sender: Sender) -> dict[UUID, tuple[str, ScanResult]]:
    """Answers {id: (content as stored, result)}. A single scan is written hoping that its id is new; a batch looks first, and so
    does whoever is registered on the spot."""
    walk_ins = [sent for sent in fresh if sent.walk_in]
    stored = _stored(fresh) if len(fresh) > 1 or walk_ins else {}
    refused: dict[UUID, tuple[str, ScanResult]] = {}
    if walk_ins := [sent for sent in walk_ins if sent.id not in stored]:
        placed, refused = _place_walk_ins(walk_ins, sender)
        fresh = [placed.get(sent.id, sent) for sent in fresh if sent.id not in refused]
    for _try in range(4):
        new = [sent for sent in fresh if sent.id not in stored]
        try:
            return stored | refused | (_write(new, sender) if new else {})
        except _TakenMeanwhile:
            stored = _stored(fresh)
    raise RuntimeError("scan ids kept being taken")


def _place_walk_ins(walk_ins: list[SentScan], sender: Sender) -> tuple[dict[UUID, SentScan], dict[UUID, tuple[str, ScanResult]]]:
    """Registers who is on no list. Answers {scan id: the scan, with its registration} and {scan id: a refusal that a person must mend}.

    Whoever may not be registered (nobody is taken on the spot there, the activity was called off or the phone revoked before,
    the card is that of another name) is in neither: the scan is kept as unknown, with the name, and waits for a person."""
    named = Q(activity__in={sent.activity for sent in walk_ins}) | Q(pk__in={sent.sitting for sent in walk_ins})
    of_sitting = dict(sender.sittings.filter(named).values_list("pk", "activity"))
    held = Activity.objects.with_units().in_bulk(set(of_sitting.values()))
    placed: dict[UUID, SentScan] = {}
    refused: dict[UUID, tuple[str, ScanResult]] = {}
    for sent in walk_ins:
        activity = held.get(sent.activity or of_sitting.get(sent.sitting or 0, 0))
        if activity is None or sent.walk_in is None or _is_held(sent, activity, sender):
            continue
        try:
            placed[sent.id] = replace(sent, registration=_enrol(activity, sent.walk_in, sender.user).pk)
        except ValidationError as error:
            field, code = _first(error)
            if code not in HELD_BACK:
                refused[sent.id] = sent.content, ScanResult(str(sent.id), error=(f"walk_in.{field}" if field else "walk_in", code))
    return placed, refused


def _is_held(sent: SentScan, activity: Activity, sender: Sender) -> bool:
    at = sender.corrected(sent)
    was_revoked = sender.held_after is not None and at > sender.held_after
    return was_revoked or (activity.cancelled_at is not None and at >= activity.cancelled_at)


def _enrol(activity: Activity, written: SentWalkIn, by: Any) -> Registration:
    communes = Unit.objects.in_province_served().valid_on(activity.starts_on).filter(level=Unit.Level.COMMUNE)
    unit = communes.filter(pk=written.unit).first() if written.unit else None
    values = {"full_name": written.full_name, "birth_year": written.birth_year, "gender": written.gender, "unit": unit}
    told = {"national_id": written.card, "notice": notices.shown(written.notice)}
    return enrol_walk_in(activity, values | told, by=by, walk_in_id=written.id)


def _first(error: ValidationError) -> tuple[str, str]:
    """The field and the code of the first thing that is wrong."""
    if hasattr(error, "error_dict"):
        field, problems = next(iter(error.error_dict.items()))
        return field.removeprefix("person."), problems[0].code or "invalid"
    return "", error.error_list[0].code or "invalid"


class _TakenMeanwhile(Exception):
    """Another request stored one of the ids first: the transaction is undone and the answers are read."""


def _stored(fresh: list[SentScan]) -> dict[UUID, tuple[str, ScanResult]]:
    rows = Scan.objects.filter(pk__in=[sent.id for sent in fresh]).values_list(
        "id", "content", "outcome", "attendance_id", "registration_id", "scanned_at", "sitting_id",
        "registration__person_id", "registration__person__full_name",
    )  # fmt: skip
    return {
        id_: (content, ScanResult(str(id_), outcome, attendance, registration, (person, name) if person else None, at, sitting))
        for id_, content, outcome, attendance, registration, at, sitting, person, name in rows
    }


def _write(new: list[SentScan], sender: Sender) -> dict[UUID, tuple[str, ScanResult]]:
    found, windows = look_up(new, among=sender.among, sittings=sender.sittings)
    judged = [(sent, found.get(sent.id), sender.corrected(sent)) for sent in new]
    activity_of = {w.sitting: w.activity for w in windows}
    verdicts = {sent.id: _judge(sent, pass_, windows, at, sender) for sent, pass_, at in judged}
    with transaction.atomic():
        arrivals = storage.arrive(_earliest(judged, verdicts))
        answers, rows = {}, []
        for sent, pass_, at in judged:
            verdict, attendance = verdicts[sent.id], None
            outcome: str | None = verdict.outcome
            if verdict.outcome is None and pass_ and verdict.sitting:
                attendance, recorded_by = arrivals[verdict.sitting, pass_.seen.registration]
                outcome = OutcomeWord.WELCOME if recorded_by == sent.id else OutcomeWord.ALREADY
            registration = pass_.seen.registration if pass_ else None
            answer = ScanResult(str(sent.id), str(outcome), attendance, registration, pass_.person if pass_ else None, at, verdict.sitting)
            answers[sent.id] = sent.content, answer
            activity = sender.device.activity_id if sender.device else _activity_of(sent, pass_, activity_of)
            read = sent.read if pass_ is None else ""
            rows.append(
                (sent.id, sent.content, sent.method, read, sent.device_at, at, sender.received_at, getattr(sender.user, "pk", None),
                 sender.device and sender.device.pk, activity, verdict.sitting, registration, attendance, str(outcome))
            )  # fmt: skip
        if len(storage.append(rows)) < len(rows):
            raise _TakenMeanwhile
    return answers


def _judge(sent: SentScan, pass_: FoundPass | None, windows: list[Window], at: datetime, sender: Sender) -> Verdict:
    seen, when = pass_.seen if pass_ else None, sender.received_at
    return judge(seen, windows, at=at, received_at=when, sitting=sent.sitting, activity=sent.activity, held_after=sender.held_after)


def _activity_of(sent: SentScan, pass_: FoundPass | None, activity_of: dict[int, int]) -> int | None:
    """Where a scan was made, as far as it says and the sender may; else where its pass belongs. The inbox is per activity."""
    if sent.sitting in activity_of:
        return activity_of[sent.sitting]
    if sent.activity in activity_of.values():
        return sent.activity
    return pass_.seen.activity if pass_ else None


def _earliest(judged: list[tuple[SentScan, FoundPass | None, datetime]], verdicts: dict[UUID, Verdict]) -> list[tuple[Any, ...]]:
    """One attendance row per sitting and registration: the earliest of this batch's valid scans."""
    first: dict[tuple[int, int], tuple[datetime, UUID, str]] = {}
    for sent, pass_, at in judged:
        verdict = verdicts[sent.id]
        if verdict.outcome is None and pass_ and verdict.sitting:
            key = verdict.sitting, pass_.seen.registration
            first[key] = min(first.get(key, (at, sent.id, sent.method)), (at, sent.id, sent.method))
    return [(sitting, registration, at, method, id_, id_, "") for (sitting, registration), (at, id_, method) in first.items()]
