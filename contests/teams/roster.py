"""From a time on, the teams of a contest are locked: members change for a reason only."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from contests.locks import lock_contest
from contests.models import Contest, Team
from vietnamese.text import clean

LONGEST_REASON = 500


def is_roster_locked(contest: Contest) -> bool:
    return contest.roster_locked_at is not None and contest.roster_locked_at <= timezone.now()


def require_roster_open(contest: Contest, reason: str) -> str:
    """Return the reason, cleaned; raise ValidationError (roster_locked) where there is none and the teams are locked."""
    reason = clean(reason)[:LONGEST_REASON]
    if is_roster_locked(contest) and not reason:
        message = _("Danh sách các đội đã khóa: hãy ghi lý do thay đổi.")
        raise ValidationError({"reason": ValidationError(message, code="roster_locked")})
    return reason


def set_roster_lock(contest: Contest, *, at: datetime | None, by: User) -> Contest:
    """Lock the teams from `at` on; None opens them."""
    with transaction.atomic():
        lock_contest(contest.pk)
        with trail.changing("revised", contest, by=by):
            contest.roster_locked_at = at
            contest.save(update_fields=["roster_locked_at"])
    return contest


def accept_composition(team: Team, *, reason: str, by: User) -> Team:
    """Write down why a team that is not made as the rules say takes part; without a reason, it is no longer accepted."""
    with transaction.atomic():
        lock_contest(team.contest_id)
        reason = clean(reason)[:LONGEST_REASON]
        with trail.changing("composition_accepted", team, by=by, reason=reason):
            team.composition_reason = reason
            team.save(update_fields=["composition_reason"])
    return team
