"""A contest with one row of everything that scoring writes: for walks over all tables and addresses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from accounts.models import User
from contests.ballots.actions import submit_ballot, verify_ballot
from contests.juries.actions import add_seat, excuse_from
from contests.models import Ballot, Contest, DiscrepancyRuling, JurySeat, Performance, Snapshot, Team, TieResolution
from contests.results.actions import approve_results
from contests.rules.actions import lock_rules, save_rules
from contests.stage.actions import draw_order, revise_performance
from tests.contests.scoring.rule_sets import rules_data


@dataclass(frozen=True)
class SmallContest:
    seat: JurySeat
    performance: Performance
    ballot: Ballot
    snapshot: Snapshot


def score_contest(contest: Contest, team: Team, *, secretary: User, second: User, at: datetime) -> SmallContest:
    """Score a contest that has this one team; a second judge is excused from it."""
    save_rules(contest, rules_data(), number="05/TL-BTC", dated=contest.starts_on, by=secretary, at=at)
    lock_rules(contest, by=secretary, at=at)
    draw_order(contest, witnessed_by="Các đội", by=secretary, at=at)
    seat = add_seat(contest, name="Giám khảo bí mật", is_head=True, by=secretary, at=at).seat
    other = add_seat(contest, name="Giám khảo khác", by=secretary, at=at).seat
    excuse_from(other, team, reason="Cùng trường", by=secretary, at=at)
    performance = Performance.objects.get(team=team)
    revise_performance(performance, {"status": "performed", "elapsed_seconds": 240}, by=secretary)
    ballot = submit_ballot(uuid4(), performance=performance, seat=seat, points={"noi-dung": "8"}, source="paper", by=secretary, at=at)
    verify_ballot(ballot, by=second, at=at)
    DiscrepancyRuling.objects.create(performance=performance, ballots=[str(ballot.pk)], note="Giữ nguyên", by=secretary, at=at)
    TieResolution.objects.create(contest=contest, teams=[team.pk], method="lots", note="Bốc thăm", by=secretary, at=at)
    return SmallContest(seat, performance, ballot, approve_results(contest, by=secretary, at=at))
