"""What happens to registrations, scans and attendances: every door calls these."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

import activities.actions
from activities.models import Activity, Sitting
from attendance import ledger
from attendance.lookup import FoundPass, look_up
from attendance.models import Annulment, Attendance, Excuse, Headcount, Method, OutcomeWord, Registration, RegistrationQuerySet, Scan
from attendance.scans import BadScan, SentScan, read_scan
from attendance.verdict import Verdict, Window, correct, judge
from people.models import Person
from vietnamese.text import clean

CONTENT_KEY = hashlib.sha256(b"scan:" + settings.DIGEST_KEY.encode()).digest()


# --- registrations


def register(activity: Activity, *, person: Person, role: str, by: Any, category: str = "") -> Registration:
    """Gives `person` a pass. Someone who had withdrawn stands again with the same pass; raises ValidationError
    (code `registered_already`) for someone who stands."""
    if not activity.takes_registrations:
        raise ValidationError(_("Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký."), code="activity_closed")
    existing = Registration.objects.filter(activity=activity, person=person).first()
    if existing and not existing.is_withdrawn:
        raise ValidationError(
            {"person": ValidationError(_("%(name)s đã có trong danh sách.") % {"name": person.full_name}, code="registered_already")}
        )
    if existing:
        return _stand_again(existing, role=role, category=category)
    return _with_free_codes(Registration(activity=activity, person=person, role=role, category=category, registered_by=by))


def _stand_again(registration: Registration, *, role: str, category: str) -> Registration:
    registration.status, registration.role, registration.category = Registration.Status.REGISTERED, role, category
    registration.save(update_fields=["status", "role", "category", "changed_at"])
    return registration


def _with_free_codes(registration: Registration) -> Registration:
    """A short code may be taken within its activity (1 in 594 million per pair): then another is drawn."""
    for _try in range(5):
        registration.take_new_codes()
        taken = Registration.objects.filter(activity=registration.activity, short_code=registration.short_code).exists()
        if taken:
            continue
        try:
            with transaction.atomic():
                registration.save()
        except IntegrityError as error:
            if Registration.objects.filter(activity=registration.activity, person=registration.person).exists():
                message = _("%(name)s đã có trong danh sách.") % {"name": registration.person.full_name}
                raise ValidationError({"person": ValidationError(message, code="registered_already")}) from error
            continue
        return registration
    raise RuntimeError("five short codes in a row were taken")


def withdraw(registration: Registration) -> Registration:
    registration.status = Registration.Status.WITHDRAWN
    registration.save(update_fields=["status", "changed_at"])
    return registration


def change_registration(registration: Registration, *, role: str, category: str) -> Registration:
    registration.role, registration.category = role, category
    registration.save(update_fields=["role", "category", "changed_at"])
    return registration


# --- scans


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


def record_scans(
    items: Sequence[Any],
    *,
    among: RegistrationQuerySet,
    sittings: QuerySet[Sitting],
    user: Any,
    received_at: datetime,
    device_time: datetime | None = None,
) -> list[ScanResult]:
    """Takes a batch of scans as sent (see attendance.scans) and answers each, in order; one bad item never stops the rest.

    `among`, `sittings`: what the sender may check in. The same id is stored once and answered the same for ever; the
    same id with other content is refused (`scan_id_conflict`) and the first stands. Any order and any repetition of the
    same scans leave the same attendances. At most four statements and a transaction for one scan, six for more.
    """
    offset = received_at - device_time if device_time else timedelta(0)
    results: dict[int, ScanResult] = {}
    fresh: dict[UUID, SentScan] = {}
    repeats: list[tuple[int, SentScan]] = []
    for number, item in enumerate(items):
        try:
            sent = read_scan(item, key=CONTENT_KEY)
        except BadScan as bad:
            results[number] = ScanResult(item.get("id") if isinstance(item, dict) else None, error=(bad.field, bad.code))
            continue
        fresh.setdefault(sent.id, sent)
        repeats.append((number, sent))
    answers = _record(list(fresh.values()), among, sittings, user, received_at, offset) if fresh else {}
    for number, sent in repeats:
        content, answer = answers[sent.id]
        told = answer if content == sent.content else ScanResult(None, error=("id", "scan_id_conflict"))
        results[number] = replace(told, id=sent.given_id)
    return [results[number] for number in range(len(items))]


def _record(
    fresh: list[SentScan], among: RegistrationQuerySet, sittings: QuerySet[Sitting], user: Any, received_at: datetime, offset: timedelta
) -> dict[UUID, tuple[str, ScanResult]]:
    """Answers {id: (content as stored, result)}. A single scan is written hoping that its id is new; a batch looks first."""
    stored = _stored(fresh) if len(fresh) > 1 else {}
    for _try in range(4):
        new = [sent for sent in fresh if sent.id not in stored]
        try:
            return stored | (_write(new, among, sittings, user, received_at, offset) if new else {})
        except _TakenMeanwhile:
            stored = _stored(fresh)
    raise RuntimeError("scan ids kept being taken")


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


def _write(
    new: list[SentScan], among: RegistrationQuerySet, sittings: QuerySet[Sitting], user: Any, received_at: datetime, offset: timedelta
) -> dict[UUID, tuple[str, ScanResult]]:
    found, windows = look_up(new, among=among, sittings=sittings)
    judged = [(sent, found.get(sent.id), correct(sent.device_at, offset)) for sent in new]
    activity_of = {w.sitting: w.activity for w in windows}
    verdicts = {sent.id: _judge(sent, pass_, windows, at, received_at) for sent, pass_, at in judged}
    with transaction.atomic():
        arrivals = ledger.arrive(_earliest(judged, verdicts))
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
            activity = _activity_of(sent, pass_, activity_of)
            read = sent.read if pass_ is None else ""
            rows.append(
                (sent.id, sent.content, sent.method, read, sent.device_at, at, received_at,
                 getattr(user, "pk", None), activity, verdict.sitting, registration, attendance, str(outcome))
            )  # fmt: skip
        if len(ledger.append(rows)) < len(rows):
            raise _TakenMeanwhile
    return answers


def _judge(sent: SentScan, pass_: FoundPass | None, windows: list[Window], at: datetime, received_at: datetime) -> Verdict:
    seen = pass_.seen if pass_ else None
    return judge(seen, windows, at=at, received_at=received_at, sitting=sent.sitting, activity=sent.activity)


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


def postpone(activity: Activity, *, starts_on: date) -> Activity:
    """Moves an activity with its sittings to begin on `starts_on`; refused (code `has_attendance`) once anybody was checked in."""
    if Attendance.objects.filter(sitting__activity=activity).exists():
        message = _("Đã có người điểm danh nên không dời ngày được. Hãy sửa riêng những buổi chưa có điểm danh.")
        raise ValidationError({"starts_on": ValidationError(message, code="has_attendance")})
    return activities.actions.postpone(activity, starts_on=starts_on)


# --- what a person corrects


def tick(registration: Registration, *, sitting: Sitting, by: Any, at: datetime) -> ScanResult:
    """A name ticked on the list. Outside the sitting's hours the tick is an entry made afterwards: it counts from the sitting's start."""
    if at < sitting.opens_at:
        message = _("Buổi %(sitting)s chưa mở điểm danh.") % {"sitting": sitting}
        raise ValidationError({"sitting": ValidationError(message, code="too_early")})
    when = at if sitting.is_open_at(at) else sitting.starts_at
    item = {
        "id": str(uuid4()),
        "registration": registration.pk,
        "sitting": sitting.pk,
        "scanned_at": when.isoformat(),
        "method": Method.LIST,
    }
    return record_scans(
        [item],
        among=Registration.objects.filter(pk=registration.pk),
        sittings=Sitting.objects.filter(activity=sitting.activity_id),
        user=by,
        received_at=at,
    )[0]


def annul(attendance: Attendance, *, reason: str, by: Any, at: datetime) -> Annulment:
    """Takes an attendance back, and voids the scans known so far. A scan that arrives later makes it stand again."""
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do hủy điểm danh."), code="required")})
    with transaction.atomic():
        attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
        if attendance.annulled_at:
            raise ValidationError(_("Lượt điểm danh này đã được hủy trước đó."), code="annulled_already")
        annulment = Annulment.objects.create(
            attendance=attendance, arrived_at=attendance.arrived_at, reason=reason, annulled_at=at, annulled_by=by
        )
        Scan.objects.filter(attendance=attendance, voided_by=None).update(voided_by=annulment)
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = at, by, reason
        attendance.save(update_fields=["annulled_at", "annulled_by", "annul_reason"])
    return annulment


def undo_annulment(attendance: Attendance, *, by: Any, at: datetime) -> Attendance:
    """Gives the last annulment back: its scans count again, and the earliest of all is the arrival."""
    with transaction.atomic():
        attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
        annulment = attendance.annulments.filter(undone_at=None).last()
        if annulment is None:
            raise ValidationError(_("Không có gì để khôi phục."), code="nothing_to_undo")
        annulment.undone_at, annulment.undone_by = at, by
        annulment.save(update_fields=["undone_at", "undone_by"])
        Scan.objects.filter(voided_by=annulment).update(voided_by=None)
        earliest = Scan.objects.filter(attendance=attendance, voided_by=None).order_by("scanned_at", "pk").first()
        if earliest is None:
            raise ValidationError(_("Không có gì để khôi phục."), code="nothing_to_undo")
        attendance.arrived_at, attendance.method, attendance.arrival_scan = earliest.scanned_at, earliest.method, earliest.pk
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = None, None, ""
        attendance.save()
    return attendance


def excuse(registration: Registration, *, sitting: Sitting, reason: str, by: Any, at: datetime) -> Excuse:
    """Vắng có phép. Raises ValidationError for another activity's sitting, or without a reason."""
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do vắng."), code="required")})
    if sitting.activity_id != registration.activity_id:
        raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
    found, _made = Excuse.objects.update_or_create(
        registration=registration, sitting=sitting, defaults={"reason": reason, "excused_by": by, "excused_at": at}
    )
    return found


def take_excuse_back(registration: Registration, *, sitting: Sitting) -> None:
    Excuse.objects.filter(registration=registration, sitting=sitting).delete()


def count_heads(sitting: Sitting, *, category: str, count: int, basis: str, by: Any, at: datetime) -> Headcount:
    """People counted without names; the same category counted again replaces the count."""
    category = clean(category)[:60]
    if not category:
        raise ValidationError({"category": ValidationError(_("Hãy ghi đối tượng, ví dụ Khán giả."), code="required")})
    found, _made = Headcount.objects.update_or_create(
        sitting=sitting, category=category, defaults={"count": count, "basis": basis, "counted_by": by, "counted_at": at}
    )
    return found
