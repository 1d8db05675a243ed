"""Lots are drawn, and what happened on the stage is written down: who performed, for how long, who did not come or withdrew."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from contests.locks import lock_contest
from contests.models import Contest, Draw, Performance, Team
from contests.models.scoring import LONGEST_REASON
from contests.results.closing import require_open_results
from contests.stage.performances import add_missing_performances, order_of_teams
from vietnamese.text import clean

LONGEST_PERFORMANCE = 24 * 3600  # seconds
LONGEST_WITNESSES = 200
LONGEST_PACKAGE = 60
NEEDS_REASON = (Performance.Status.NO_SHOW, *Performance.OUT)


def draw_order(
    contest: Contest, *, teams: Sequence[int] | None = None, witnessed_by: str, reason: str = "", by: User, at: datetime
) -> Draw:
    """Write down the order in which the teams perform: as people drew it (ids), or drawn here. A second draw needs a reason.

    Raise ValidationError keyed by field, or with the code already_drawn.
    """
    with transaction.atomic():
        lock_contest(contest.pk)
        every_team = order_of_teams(contest)
        if teams is None:
            result = list(every_team)
            secrets.SystemRandom().shuffle(result)
        else:
            result = list(teams)
        if not result or sorted(result) != sorted(every_team):
            message = _("Kết quả bốc thăm phải có đủ các đội của hội thi, mỗi đội một lần.")
            raise ValidationError({"teams": ValidationError(message, code="teams_differ")})
        draw = _record_draw(
            Draw(contest=contest, kind=Draw.Kind.ORDER, result=result, is_drawn_by_machine=teams is None),
            witnessed_by=witnessed_by, reason=reason, by=by, at=at,
        )  # fmt: skip
        add_missing_performances(contest)
    return draw


def draw_packages(
    contest: Contest, *, round_key: str, packages: Mapping[int, str], witnessed_by: str, reason: str = "", by: User, at: datetime
) -> Draw:
    """Write down which package of questions each team drew in a round: {team: package}. A second draw needs a reason."""
    with transaction.atomic():
        lock_contest(contest.pk)
        rows = {row.team_id: row for row in Performance.objects.of_contest(contest).filter(round=round_key)}
        names = {team: clean(name)[:LONGEST_PACKAGE] for team, name in packages.items()}
        if not rows or rows.keys() != names.keys() or not all(names.values()):
            message = _("Hãy ghi gói câu hỏi của từng đội trong phần thi này.")
            raise ValidationError({"packages": ValidationError(message, code="teams_differ")})
        draw = _record_draw(
            Draw(contest=contest, kind=Draw.Kind.PACKAGES, round=round_key, result=[[team, name] for team, name in names.items()]),
            witnessed_by=witnessed_by, reason=reason, by=by, at=at,
        )  # fmt: skip
        for team, row in rows.items():
            row.package = names[team]
        Performance.objects.bulk_update(rows.values(), ["package"])
    return draw


def _record_draw(draw: Draw, *, witnessed_by: str, reason: str, by: User, at: datetime) -> Draw:
    draw.witnessed_by, draw.reason = clean(witnessed_by)[:LONGEST_WITNESSES], clean(reason)[:LONGEST_REASON]
    draw.by, draw.at = by, at
    if not draw.witnessed_by:
        raise ValidationError({"witnessed_by": ValidationError(_("Hãy ghi ai chứng kiến bốc thăm."), code="required")})
    is_again = Draw.objects.filter(contest=draw.contest_id, kind=draw.kind, round=draw.round).exists()
    if is_again and not draw.reason:
        message = _("Đã bốc thăm rồi. Bốc thăm lại thì phải ghi lý do.")
        raise ValidationError({"reason": ValidationError(message, code="already_drawn")})
    draw.save()
    trail.record("drawn", draw, changes=trail.created(draw), by=by, reason=draw.reason)
    return draw


def revise_performance(performance: Performance, changes: Mapping[str, Any], *, by: User) -> Performance:
    """Write down what is known of a performance: `status`, `elapsed_seconds`, `decided_penalty`, `package`, `reason`.

    Raise ValidationError keyed by field; results_final while approved results stand.
    """
    with transaction.atomic():
        lock_contest(performance.team.contest_id)
        require_open_results(performance.team.contest)
        performance = Performance.objects.select_related("team__contest").get(pk=performance.pk)
        with trail.changing("changed", performance, by=by):
            for name, value in changes.items():
                setattr(performance, name, value)
            performance.reason = clean(performance.reason)[:LONGEST_REASON]
            _check(performance)
            performance.save()
    return performance


def _check(performance: Performance) -> None:
    errors: dict[str, ValidationError] = {}
    elapsed, penalty = performance.elapsed_seconds, performance.decided_penalty
    if elapsed is not None and not 0 <= elapsed <= LONGEST_PERFORMANCE:
        errors["elapsed_seconds"] = ValidationError(_("Thời gian tính bằng giây, nhiều nhất một ngày."), code="implausible")
    if penalty is not None and not Decimal(0) <= penalty < Decimal(1000):
        errors["decided_penalty"] = ValidationError(_("Điểm trừ từ 0 trở lên."), code="implausible")
    if (performance.status in NEEDS_REASON or penalty is not None) and not performance.reason:
        errors["reason"] = ValidationError(_("Hãy ghi lý do."), code="required")
    if errors:
        raise ValidationError(errors)


def start_clock(performance: Performance, *, by: User, at: datetime) -> Performance:
    """Start the clock of a performance; started again, it begins anew."""
    return revise_performance(performance, {"started_at": at, "elapsed_seconds": None}, by=by)


def stop_clock(performance: Performance, *, by: User, at: datetime) -> Performance:
    """Stop the clock; the team has performed. Raise ValidationError (clock_not_running) where it was not started."""
    if performance.started_at is None:
        raise ValidationError(_("Đồng hồ của phần thi này chưa chạy."), code="clock_not_running")
    elapsed = max(0, int((at - performance.started_at).total_seconds()))
    changes = {"started_at": None, "elapsed_seconds": elapsed, "status": Performance.Status.PERFORMED}
    return revise_performance(performance, changes, by=by)


def mark_team(team: Team, *, status: str, reason: str, by: User) -> int:
    """Write down of a whole team that it withdrew or was disqualified (in every round), or does not come any more (where it has not
    been yet), or performs after all (`waiting`); return in how many rounds that changes anything.

    Raise ValidationError without a reason, for another status, before the rules are locked, or while approved results stand.
    """
    if status not in (*NEEDS_REASON, Performance.Status.WAITING):
        raise ValidationError({"status": ValidationError(_("Hãy chọn một trong các trạng thái."), code="invalid_choice")})
    if not clean(reason):
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    with transaction.atomic():
        lock_contest(team.contest_id)
        rows = list(Performance.objects.filter(team=team).select_related("team__contest").order_by("order", "pk"))
        if not rows:
            message = _("Thể lệ chưa khóa nên đội chưa có lượt thi nào. Đội không dự thi thì xóa đội.")
            raise ValidationError(message, code="rules_not_locked")
        changed = 0
        for row in rows:
            after = _status_after(row, status)
            if after != row.status:
                revise_performance(row, {"status": after, "reason": reason}, by=by)
                changed += 1
    return changed


def _status_after(row: Performance, status: str) -> str:
    if status in Performance.OUT:
        return status
    if status == Performance.Status.NO_SHOW:
        return status if row.status == Performance.Status.WAITING else row.status
    if row.status not in NEEDS_REASON:
        return row.status
    return Performance.Status.WAITING if row.elapsed_seconds is None else Performance.Status.PERFORMED
