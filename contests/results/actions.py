"""Results are decided where the marks leave it open, approved, published, and opened again for a reason."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from contests.actions import delete_result, give_result
from contests.locks import lock_contest
from contests.models import Contest, DiscrepancyRuling, Performance, Result, Snapshot, TieResolution
from contests.models.scoring import LONGEST_REASON
from contests.results.closing import require_open_results
from contests.results.export import digest_of, export_results
from contests.results.obstacles import Obstacle, find_obstacles
from contests.results.standing import Standing, ballots_of, load_standing
from vietnamese.text import clean


class NotReady(ValidationError):
    """Raised when results cannot be approved; `obstacles` has every reason."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__([ValidationError(obstacle.message, code=obstacle.code) for obstacle in obstacles])
        self.obstacles = obstacles


def resolve_tie(contest: Contest, *, teams: Sequence[int], method: str, note: str, by: User, at: datetime) -> TieResolution:
    """Write down how people decided between teams that are tied: `teams` in the order decided, the best first; of a shared place any.

    Raise ValidationError keyed by field: not_tied for other teams than stand on one place now, method for one that the rules do not have.
    """
    note = clean(note)[:LONGEST_REASON]
    with transaction.atomic():
        lock_contest(contest.pk)
        require_open_results(contest)
        standing = load_standing(contest)
        errors: dict[str, ValidationError] = {}
        if standing is None or not _is_tied(standing, teams):
            message = _("Các đội này không bằng nhau theo điểm hiện nay. Hãy xem lại bảng xếp hạng.")
            errors["teams"] = ValidationError(message, code="not_tied")
        elif method not in standing.rules.tie_breaks or method not in TieResolution.Method.values:
            message = _("Thể lệ không có cách phân định này.")
            errors["method"] = ValidationError(message, code="not_in_the_rules")
        if not note:
            errors["note"] = ValidationError(_("Hãy ghi cách làm và người chứng kiến."), code="required")
        if errors:
            raise ValidationError(errors)
        resolution = TieResolution.objects.create(contest=contest, teams=list(teams), method=method, note=note, by=by, at=at)
        trail.record("decided", resolution, changes=trail.created(resolution), by=by, reason=note)
    return resolution


def _is_tied(standing: Standing, teams: Sequence[int]) -> bool:
    """Return whether the marks leave exactly these teams on one place, also where people have decided about them already."""
    chosen = frozenset(teams)
    if len(chosen) != len(teams) or standing.ranking is None:
        return False
    ties = [tie.teams for tie in standing.ranking.ties] + [decision.teams for decision in standing.ranking.decisions]
    return chosen in map(frozenset, ties)


def settle_discrepancy(performance: Performance, *, note: str, by: User | None, at: datetime) -> DiscrepancyRuling:
    """Write down the head judge's word that the sheets of a performance stand as they are. It holds for exactly these sheets."""
    note = clean(note)[:LONGEST_REASON]
    if not note:
        raise ValidationError({"note": ValidationError(_("Hãy ghi ý kiến của Trưởng ban giám khảo."), code="required")})
    with transaction.atomic():
        contest = performance.team.contest
        lock_contest(contest.pk)
        require_open_results(contest)
        standing = load_standing(contest)
        if standing is None or performance.pk not in {alert.performance for alert in standing.alerts}:
            raise ValidationError(_("Điểm của lượt thi này không lệch quá mức."), code="no_discrepancy")
        ruling = DiscrepancyRuling.objects.create(
            performance=performance, ballots=ballots_of(performance.pk, standing.ballots), note=note, by=by, at=at
        )
        trail.record("settled", ruling, changes=trail.created(ruling), by=by, reason=note)
    return ruling


def approve_results(contest: Contest, *, by: User, at: datetime) -> Snapshot:
    """Freeze the results with all that they were computed from. Raise NotReady with every reason why they cannot be; results_final."""
    with transaction.atomic():
        lock_contest(contest.pk)
        list(Performance.objects.of_contest(contest).select_for_update().order_by("pk"))  # no sheet is verified meanwhile
        require_open_results(contest)
        standing = load_standing(contest)
        obstacles = find_obstacles(standing)
        if obstacles or standing is None:
            raise NotReady(obstacles)
        data = export_results(standing)
        last = contest.snapshots.order_by("-revision").first()
        snapshot = Snapshot.objects.create(
            contest=contest,
            revision=1 + (last.revision if last else 0),
            rule_set=standing.rule_set,
            data=data,
            sha256=digest_of(data),
            approved_by=by,
            approved_at=at,
        )
        trail.record("approved", snapshot, changes=trail.created(snapshot), by=by)
    return snapshot


def publish_results(snapshot: Snapshot, *, by: User, at: datetime) -> Snapshot:
    """Publish approved results: on the public page, and as the places and prizes of the teams. Published twice, once.

    Raise ValidationError (not_standing) for results that were opened again.
    """
    with transaction.atomic():
        lock_contest(snapshot.contest_id)
        snapshot = Snapshot.objects.select_related("contest", "rule_set").get(pk=snapshot.pk)
        if snapshot.status == Snapshot.Status.PUBLISHED:
            return snapshot
        if snapshot.status != Snapshot.Status.FINAL:
            raise ValidationError(_("Kết quả này đã được mở lại; hãy chốt lại rồi công bố."), code="not_standing")
        with trail.changing("published", snapshot, by=by):
            snapshot.status, snapshot.published_by, snapshot.published_at = Snapshot.Status.PUBLISHED, by, at
            snapshot.save()
        _write_results(snapshot)
    return snapshot


def _write_results(snapshot: Snapshot) -> None:
    """Write places and prizes as results of the teams, in place of those there were; special prizes given by people stay."""
    teams = {team.pk: team for team in snapshot.contest.teams.all()}
    computed = [special["title"] for special in snapshot.data["results"]["special"]]
    for result in Result.objects.filter(Q(title__in=computed) | ~Q(prize=Result.Prize.SPECIAL), team__in=teams):
        delete_result(result)
    for row in snapshot.data["results"]["places"]:
        if row["team"] in teams:
            prize, total = row["prize"] or Result.Prize.NONE, Decimal(row["total"])
            give_result(teams[row["team"]], prize=prize, place=row["place"], total=total, snapshot=snapshot)
    for special in snapshot.data["results"]["special"]:
        if len(special["teams"]) == 1 and special["teams"][0] in teams:
            give_result(teams[special["teams"][0]], prize=Result.Prize.SPECIAL, title=special["title"], snapshot=snapshot)


def reopen_results(contest: Contest, *, reason: str, by: User, at: datetime) -> Snapshot:
    """Open approved results again, as after a complaint; what was approved is kept, but the teams hold its places and prizes no more.

    Raise ValidationError without a reason or results.
    """
    reason = clean(reason)[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi vì sao mở lại kết quả."), code="required")})
    with transaction.atomic():
        lock_contest(contest.pk)
        snapshot = contest.snapshots.standing().first()
        if snapshot is None:
            raise ValidationError(_("Hội thi chưa có kết quả đã chốt."), code="no_results")
        with trail.changing("reopened", snapshot, by=by, reason=reason):
            snapshot.status, snapshot.reopen_reason = Snapshot.Status.REOPENED, reason
            snapshot.reopened_by, snapshot.reopened_at = by, at
            snapshot.save()
        for result in Result.objects.filter(snapshot=snapshot).select_related("team"):
            delete_result(result)
    return snapshot
