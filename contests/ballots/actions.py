"""Sheets are sent once, whatever the network repeats; verified by somebody else than who typed them; returned with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from contests.ballots.points import read_points
from contests.models import Ballot, JurySeat, Performance, Recusal
from contests.models.scoring import LONGEST_REASON
from contests.results.closing import require_open_results
from contests.rules.stored import latest_rules, rules_of
from contests.scoring.rules import Round
from vietnamese.text import clean


def submit_ballot(
    ballot_id: UUID, *, performance: Performance, seat: JurySeat, points: Any, source: str, by: User | None, at: datetime
) -> Ballot:
    """Keep a judge's sheet; the same one sent again is the one that is kept. `by`: who copied it from paper; None: the judge sent it.

    A sheet with a new id is a new version, in place of one that waits still; a verified one stands until the new one is verified.
    Raise ValidationError: keyed by points.<criterion>, by performance or seat; or with the code ballot_id_conflict, rules_not_locked,
    results_final.
    """
    try:
        with transaction.atomic():
            Performance.objects.select_for_update().get(pk=performance.pk)
            if existing := Ballot.objects.filter(pk=ballot_id).first():
                return _require_same(existing, performance=performance, seat=seat, points=points, source=source)
            require_open_results(performance.team.contest)
            round_ = _round_of(performance)
            _require_may_mark(performance, seat)
            ballot = Ballot(
                pk=ballot_id,
                performance=performance,
                seat=seat,
                version=1 + (Ballot.objects.filter(performance=performance, seat=seat).aggregate(last=Max("version"))["last"] or 0),
                points=read_points(round_, points),
                source=source,
                entered_by=by,
                submitted_at=at,
            )
            waiting = Ballot.objects.filter(performance=performance, seat=seat, status=Ballot.Status.SUBMITTED)
            waiting.update(status=Ballot.Status.SUPERSEDED)
            ballot.save(force_insert=True)
            trail.record("submitted", ballot, changes=trail.created(ballot), by=by)
    except IntegrityError:  # the same id came at the same moment for another performance
        existing = Ballot.objects.get(pk=ballot_id)
        return _require_same(existing, performance=performance, seat=seat, points=points, source=source)
    return ballot


def _round_of(performance: Performance) -> Round:
    rule_set = latest_rules(performance.team.contest)
    if rule_set is None or not rule_set.is_locked:
        raise ValidationError(_("Thể lệ chưa khóa nên chưa nhận phiếu chấm."), code="rules_not_locked")
    try:
        return rules_of(rule_set).round(performance.round)
    except KeyError:
        message = _("Thể lệ hiện nay không có phần thi này.")
        raise ValidationError({"performance": ValidationError(message, code="round_unknown")}) from None


def _require_may_mark(performance: Performance, seat: JurySeat) -> None:
    """Raise ValidationError where this judge does not mark this performance."""
    team = performance.team
    if seat.contest_id != team.contest_id:
        raise ValidationError({"seat": ValidationError(_("Giám khảo này không chấm hội thi này."), code="other_contest")})
    if seat.ended_at is not None:
        raise ValidationError({"seat": ValidationError(_("Giám khảo này đã thôi chấm."), code="seat_ended")})
    if Recusal.objects.filter(seat=seat, team=team).exists():
        message = _("Giám khảo không chấm %(team)s.") % {"team": team.name_in_sentence}
        raise ValidationError({"seat": ValidationError(message, code="excused")})
    of_team = Performance.objects.filter(team=team, status__in=Performance.OUT).values_list("status", flat=True).first()
    status = of_team or (performance.status if performance.status == Performance.Status.NO_SHOW else None)
    if status:
        message = _("Không nhận phiếu của %(team)s: %(status)s.")
        params = {"team": team.name_in_sentence, "status": Performance.Status(status).label}
        raise ValidationError({"performance": ValidationError(message % params, code="not_performing")})


def _require_same(existing: Ballot, *, performance: Performance, seat: JurySeat, points: Any, source: str) -> Ballot:
    """Return the sheet of this id where it is the same one. Raise ValidationError (ballot_id_conflict) for another."""
    try:
        same_points = existing.performance_id == performance.pk and read_points(_round_of(performance), points) == existing.points
    except ValidationError:
        same_points = False
    if not same_points or (existing.seat_id, existing.source) != (seat.pk, source):
        message = _("Mã phiếu này đã dùng cho một phiếu khác. Phiếu sửa phải có mã mới.")
        raise ValidationError(message, code="ballot_id_conflict")
    return existing


def verify_ballot(ballot: Ballot, *, by: User, at: datetime) -> Ballot:
    """Verify a sheet, in place of the one verified before it. Verified again, it stays as it is.

    Raise ValidationError: second_person_needed for who typed it; not_waiting for one that was returned or replaced; results_final.
    """
    with transaction.atomic():
        ballot = _lock(ballot)
        if ballot.status == Ballot.Status.VERIFIED:
            return ballot
        _require_waiting(ballot)
        if ballot.entered_by_id == by.pk:
            message = _("Người nhập phiếu không tự kiểm tra phiếu đó. Hãy nhờ người thứ hai.")
            raise ValidationError(message, code="second_person_needed")
        earlier = Ballot.objects.verified().filter(performance=ballot.performance_id, seat=ballot.seat_id)
        earlier.update(status=Ballot.Status.SUPERSEDED)
        with trail.changing("verified", ballot, by=by):
            ballot.status, ballot.decided_by, ballot.decided_at = Ballot.Status.VERIFIED, by, at
            ballot.save()
    return ballot


def return_ballot(ballot: Ballot, *, reason: str, by: User, at: datetime) -> Ballot:
    """Return a sheet to its judge with a reason; a verified one counts no more. Raise ValidationError as `verify_ballot` does."""
    reason = clean(reason)[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi vì sao trả lại phiếu."), code="required")})
    with transaction.atomic():
        ballot = _lock(ballot)
        if ballot.status == Ballot.Status.RETURNED:
            return ballot
        if ballot.status != Ballot.Status.VERIFIED:
            _require_waiting(ballot)
        with trail.changing("returned", ballot, by=by, reason=reason):
            ballot.status, ballot.return_reason = Ballot.Status.RETURNED, reason
            ballot.decided_by, ballot.decided_at = by, at
            ballot.save()
    return ballot


def _lock(ballot: Ballot) -> Ballot:
    """Lock the performance of a sheet, so that of two people who decide about its sheets one waits; return the sheet as it is then."""
    Performance.objects.select_for_update().get(pk=ballot.performance_id)
    ballot = Ballot.objects.select_related("performance__team__contest", "seat").get(pk=ballot.pk)
    require_open_results(ballot.performance.team.contest)
    return ballot


def _require_waiting(ballot: Ballot) -> None:
    if ballot.status != Ballot.Status.SUBMITTED:
        message = _("Phiếu này không còn chờ kiểm tra: %(status)s.") % {"status": ballot.get_status_display()}
        raise ValidationError(message, code="not_waiting")
