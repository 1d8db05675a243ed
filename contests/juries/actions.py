"""Judges: seated, excused from a team, replaced; and their link opened on their phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import digest_keys
from accounts.audit import trail
from accounts.models import User
from contests.juries import links
from contests.locks import lock_contest
from contests.models import Contest, JurySeat, Recusal, Team
from contests.models.scoring import LONGEST_REASON
from contests.results.closing import require_open_results
from people.models import Person
from vietnamese.text import clean

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SeatLink:
    """What a judge is handed, and nobody can read again: the end of the address, and the PIN."""

    seat: JurySeat
    token: str
    pin: str


def add_seat(
    contest: Contest, *, name: str, person: Person | None = None, is_head: bool = False, is_shadow: bool = False, by: User, at: datetime
) -> SeatLink:
    """Seat a judge. Raise ValidationError keyed by field: a second head judge, a head judge whose sheets would not count, no name."""
    with transaction.atomic():
        lock_contest(contest.pk)
        require_open_results(contest)
        seat = JurySeat(contest=contest, person=person, is_head=is_head, is_shadow=is_shadow, created_at=at)
        with trail.changing("added", seat, by=by):
            return _save_with_link(seat, name=name)


def replace_seat(seat: JurySeat, *, name: str, person: Person | None = None, by: User, at: datetime) -> SeatLink:
    """Put somebody else in the place of a judge, whose link ends; the sheets that the judge has sent stay.

    Raise ValidationError (seat_ended) for a seat that was given up already.
    """
    with transaction.atomic():
        lock_contest(seat.contest_id)
        require_open_results(seat.contest)
        seat = end_seat(seat, by=by, at=at)
        successor = JurySeat(
            contest=seat.contest, person=person, is_head=seat.is_head, is_shadow=seat.is_shadow, replaces=seat, created_at=at
        )
        with trail.changing("replaced", successor, by=by):
            return _save_with_link(successor, name=name)


def end_seat(seat: JurySeat, *, by: User, at: datetime) -> JurySeat:
    """End a seat and its link. What the judge has sent stays; nothing more is waited for."""
    with transaction.atomic():
        lock_contest(seat.contest_id)
        seat = JurySeat.objects.select_related("contest").get(pk=seat.pk)
        if seat.ended_at is not None:
            raise ValidationError(_("Giám khảo này đã thôi chấm."), code="seat_ended")
        with trail.changing("ended", seat, by=by):
            seat.ended_at = at  # the digests stay: whoever comes by the link that ended is told so
            seat.save()
    return seat


def renew_link(seat: JurySeat, *, by: User) -> SeatLink:
    """Give a judge a new link and PIN, where the paper was lost or the phone changed; the link before ends."""
    with transaction.atomic():
        lock_contest(seat.contest_id)
        seat = JurySeat.objects.get(pk=seat.pk)
        if seat.ended_at is not None:
            raise ValidationError(_("Giám khảo này đã thôi chấm."), code="seat_ended")
        link = _save_with_link(seat, name=seat.name)
        trail.record("link_renewed", seat, by=by)
    return link


def _save_with_link(seat: JurySeat, *, name: str) -> SeatLink:
    """Save the seat with a new link and PIN. Raise ValidationError keyed by field."""
    token, pin = links.new_token(), links.new_pin()
    seat.name = clean(name)[:LONGEST_NAME]
    errors: dict[str, ValidationError] = {}
    if not seat.name:
        errors["name"] = ValidationError(_("Hãy ghi họ tên giám khảo."), code="required")
    if seat.is_head and seat.is_shadow:
        errors["is_shadow"] = ValidationError(_("Trưởng ban giám khảo không thể là người chấm thử."), code="head_counts")
    others = JurySeat.objects.active().filter(contest=seat.contest, is_head=True).exclude(pk=seat.pk)
    if seat.is_head and others.exists():
        errors["is_head"] = ValidationError(_("Hội thi đã có Trưởng ban giám khảo."), code="head_taken")
    if errors:
        raise ValidationError(errors)
    seat.token_digest = links.digest_token(token)
    seat.pin_digest = digest_keys.digest(links.pin_message(pin, token=token))
    seat.device_digest, seat.opened_at, seat.wrong_pins = None, None, 0
    seat.save()
    return SeatLink(seat, token, pin)


def excuse_from(seat: JurySeat, team: Team, *, reason: str, by: User, at: datetime) -> Recusal:
    """Excuse a judge from marking a team. Said again, the first reason stays.

    Raise ValidationError for a team of another contest, without a reason, or where the judge has sent a sheet of the team already.
    """
    reason = clean(reason)[:LONGEST_REASON]
    if team.contest_id != seat.contest_id:
        raise ValidationError({"team": ValidationError(_("Đội này không thuộc hội thi của giám khảo."), code="other_contest")})
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi vì sao giám khảo không chấm đội này."), code="required")})
    with transaction.atomic():
        lock_contest(seat.contest_id)
        require_open_results(seat.contest)
        recusal = Recusal.objects.filter(seat=seat, team=team).first()
        if recusal is None:
            if seat.ballots.filter(performance__team=team).exclude(status="returned").exists():
                message = _("Giám khảo đã gửi phiếu chấm đội này. Hãy trả lại phiếu đó trước.")
                raise ValidationError({"team": ValidationError(message, code="has_ballots")})
            recusal = Recusal.objects.create(seat=seat, team=team, reason=reason, by=by, at=at)
            trail.record("excused", recusal, changes=trail.created(recusal), by=by, reason=reason)
    return recusal


def open_link(token: Any, pin: Any, *, at: datetime) -> tuple[JurySeat, str]:
    """Open a judge's link in one browser; return the seat, and the token that this browser sends from now on.

    Opened again, with the PIN, in another browser, the one before is closed: a judge whose phone broke goes on with another.
    Raise ValidationError: link_unknown, judge_replaced, seat_ended, results_final; wrong_pin, too_many_pins.
    """
    token, pin = token if isinstance(token, str) else "", pin if isinstance(pin, str) else ""
    with transaction.atomic():
        digests = digest_keys.digests(links.token_message(token))
        known = JurySeat.objects.select_for_update(of=("self",)).select_related("contest").filter(token_digest__in=digests).first()
        seat = _require_marking(known)
        if seat.contest.snapshots.standing().exists():
            message = _("Kết quả hội thi đã chốt, việc chấm đã kết thúc.")
            raise ValidationError({"token": ValidationError(message, code="results_final")})
        is_right = seat.pin_digest in digest_keys.digests(links.pin_message(pin, token=token))
        if seat.wrong_pins >= links.MOST_WRONG_PINS:
            problem = ValidationError(_("Đã nhập sai mã PIN quá nhiều lần. Hãy xin Tổ Thư ký đường dẫn khác."), code="too_many_pins")
        elif not is_right:
            JurySeat.objects.filter(pk=seat.pk).update(wrong_pins=seat.wrong_pins + 1)
            problem = ValidationError(_("Mã PIN không đúng. Mã in dưới đường dẫn trên phiếu của giám khảo."), code="wrong_pin")
        else:
            access = links.new_access()
            seat.device_digest, seat.opened_at, seat.wrong_pins = digest_keys.digest(links.access_message(access)), at, 0
            seat.token_digest = links.digest_token(token)  # under the newest key
            seat.pin_digest = digest_keys.digest(links.pin_message(pin, token=token))
            seat.save(update_fields=["device_digest", "opened_at", "wrong_pins", "token_digest", "pin_digest"])
            trail.record("opened", seat)
            return seat, access
    raise ValidationError({"pin": problem})


def _require_marking(seat: JurySeat | None) -> JurySeat:
    """Return the seat. Raise ValidationError for a link that is nobody's (any more), and for that of a judge who does not mark any more."""
    if seat is None:
        problem = ValidationError(_("Đường dẫn chấm điểm này không còn dùng được. Hãy hỏi Tổ Thư ký."), code="link_unknown")
    elif JurySeat.objects.filter(replaces=seat).exists():
        message = _("Đã có giám khảo khác thay, đường dẫn này hết hiệu lực. Hãy hỏi Tổ Thư ký.")
        problem = ValidationError(message, code="judge_replaced")
    elif seat.ended_at is not None:
        message = _("Giám khảo này đã thôi chấm, đường dẫn này hết hiệu lực. Hãy hỏi Tổ Thư ký.")
        problem = ValidationError(message, code="seat_ended")
    else:
        return seat
    raise ValidationError({"token": problem})


def find_by_access(access: str) -> JurySeat:
    """Return the seat whose browser sends this token, as long as the judge marks.

    Raise ValidationError at `token`: judge_replaced, seat_ended; link_unknown also once the link was opened elsewhere or renewed.
    """
    digests = digest_keys.digests(links.access_message(access)) if access.isascii() else []
    return _require_marking(JurySeat.objects.select_related("contest").filter(device_digest__in=digests).first())
