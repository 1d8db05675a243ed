"""A contest as it stands: what the scoring is given, and everything that comes out of it. Read in a constant number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from contests.ballots.points import total_of
from contests.models import (
    Ballot,
    Contest,
    DiscrepancyRuling,
    JurySeat,
    Performance,
    Recusal,
    RuleSet,
    Team,
    TieResolution,
)
from contests.rules.stored import latest_rules, rules_of
from contests.scoring import scores as scoring
from contests.scoring.ranking import Decision, Ranking, rank
from contests.scoring.rules import Rules
from contests.scoring.scores import Entrant, TeamScore


@dataclass(frozen=True, slots=True)
class MissingBallot:
    """A sheet that is needed: of which performance, by which judge, and whether one waits to be verified."""

    performance: int
    seat: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """Judges who differ by more than the rules bear without a word. `note`: what the head judge said of these very sheets."""

    performance: int
    spread: Fraction
    limit: Fraction
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """`ranking` None: not every team that is in the contest has a total. `out`: {team: withdrawn or disqualified}."""

    contest: Contest
    rule_set: RuleSet
    rules: Rules
    teams: dict[int, Team]
    performances: dict[int, Performance]
    seats: list[JurySeat]
    head: int | None  # the seat of the head judge, or of whoever took that place over
    ballots: dict[tuple[int, int], Ballot]  # verified, by performance and the seat that is now the judge's
    entrants: list[Entrant]
    scores: dict[int, TeamScore]
    out: dict[int, str]
    missing: list[MissingBallot]
    alerts: list[Alert]
    unequal_panels: list[str]
    ranking: Ranking | None
    waiting: list[int] = field(default_factory=list)  # performances that have not been


def load_standing(contest: Contest) -> Standing | None:
    """Return the contest as it stands under its locked rules; None where there are none."""
    rule_set = latest_rules(contest)
    if rule_set is None or not rule_set.is_locked:
        return None
    return compute_standing(contest, rule_set, rules_of(rule_set))


def compute_standing(contest: Contest, rule_set: RuleSet, rules: Rules) -> Standing:
    """Return the contest as it stands under these rules, which may be no more than proposed ones."""
    teams = {team.pk: team for team in Team.objects.filter(contest=contest)}
    keys = [round_.key for round_ in rules.rounds]
    performances = {row.pk: row for row in Performance.objects.of_contest(contest).filter(round__in=keys)}
    all_seats = list(JurySeat.objects.filter(contest=contest).order_by("-is_head", "is_shadow", "pk"))
    current = _current_seats(all_seats)
    sheets = list(Ballot.objects.of_contest(contest).exclude(status__in=[Ballot.Status.RETURNED, Ballot.Status.SUPERSEDED]))
    verified, submitted = _sheets_by_judge(sheets, current)
    head = next((current[seat.pk] for seat in all_seats if seat.is_head), None)
    excused = set(Recusal.objects.filter(team__contest=contest).values_list("seat", "team"))
    judges = {seat.pk: seat for seat in all_seats if seat.pk == current[seat.pk] and not seat.is_shadow}
    rows: dict[int, dict[str, scoring.Performance]] = {team: {} for team in teams}
    by_round = {(row.team_id, row.round): row for row in performances.values()}
    for row in performances.values():
        has_sent = {judge for performance, judge in verified.keys() | submitted.keys() if performance == row.pk}
        expected = {pk for pk, seat in judges.items() if pk in has_sent or (seat.ended_at is None and (pk, row.team_id) not in excused)}
        rows[row.team_id][row.round] = scoring.Performance(
            round=row.round,
            totals={judge: total_of(sheet.points) for (pk, judge), sheet in verified.items() if pk == row.pk and judge in judges},
            expected=frozenset(expected),
            elapsed=row.elapsed_seconds,
            is_no_show=row.status == Performance.Status.NO_SHOW,
            penalty=None if row.decided_penalty is None else Fraction(row.decided_penalty),
        )
    out = {row.team_id: row.status for row in performances.values() if row.status in Performance.OUT}
    entrants = [Entrant(team, rows[team]) for team in teams if team not in out and len(rows[team]) == len(keys)]
    scores = {entrant.team: scoring.score_team(rules, entrant, head=head) for entrant in entrants}
    is_complete = bool(scores) and all(score.total is not None for score in scores.values())
    return Standing(
        contest=contest,
        rule_set=rule_set,
        rules=rules,
        teams=teams,
        performances=performances,
        seats=all_seats,
        head=head,
        ballots=verified,
        entrants=entrants,
        scores=scores,
        out=out,
        missing=[
            MissingBallot(by_round[team, round_].pk, seat, is_waiting=(by_round[team, round_].pk, seat) in submitted)
            for team, round_, seat in scoring.find_missing(rules, entrants, head=head)
        ],
        alerts=_find_alerts(rules, entrants, by_round, verified),
        unequal_panels=scoring.find_unequal_panels(rules, entrants),
        ranking=rank(rules, list(scores.values()), load_decisions(contest)) if is_complete else None,
        waiting=[row.pk for row in performances.values() if row.status == Performance.Status.WAITING and row.team_id not in out],
    )


def _current_seats(seats: Iterable[JurySeat]) -> dict[int, int]:
    """Return {seat: the seat of whoever marks in its place now}: itself, unless the judge was replaced."""
    successor = {seat.replaces_id: seat.pk for seat in seats if seat.replaces_id}
    current = {}
    for seat in seats:
        latest = seat.pk
        while latest in successor:
            latest = successor[latest]
        current[seat.pk] = latest
    return current


def _sheets_by_judge(
    sheets: Iterable[Ballot], current: Mapping[int, int]
) -> tuple[dict[tuple[int, int], Ballot], dict[tuple[int, int], Ballot]]:
    """Return verified and waiting sheets by (performance, judge). A judge who took a place over marks a performance again or not at all:
    of two sheets in one place, that of the successor counts."""
    verified: dict[tuple[int, int], Ballot] = {}
    submitted: dict[tuple[int, int], Ballot] = {}
    for sheet in sorted(sheets, key=lambda sheet: sheet.seat_id):
        by_judge = verified if sheet.status == Ballot.Status.VERIFIED else submitted
        by_judge[sheet.performance_id, current[sheet.seat_id]] = sheet
    return verified, submitted


def _find_alerts(
    rules: Rules,
    entrants: Iterable[Entrant],
    performances: Mapping[tuple[int, str], Performance],
    verified: Mapping[tuple[int, int], Ballot],
) -> list[Alert]:
    entrants = list(entrants)
    discrepancies = scoring.find_discrepancies(rules, entrants)
    ids = {performances[team, round_].pk for team, round_, _spread in discrepancies}
    notes = {
        (ruling.performance_id, tuple(ruling.ballots)): ruling.note for ruling in DiscrepancyRuling.objects.filter(performance__in=ids)
    }
    alerts = []
    for team, round_, spread in discrepancies:
        performance = performances[team, round_].pk
        note = notes.get((performance, tuple(ballots_of(performance, verified))), "")
        alerts.append(Alert(performance, spread, rules.round(round_).discrepancy or Fraction(0), note))
    return alerts


def ballots_of(performance: int, verified: Mapping[tuple[int, int], Ballot]) -> list[str]:
    """Return the ids of the verified sheets of a performance, sorted: what a word of the head judge is about."""
    return sorted(str(sheet.pk) for (pk, _judge), sheet in verified.items() if pk == performance)


def load_decisions(contest: Contest) -> list[Decision]:
    """Return what people decided about ties, in the order in which they did."""
    resolutions = TieResolution.objects.filter(contest=contest).order_by("at", "pk")
    return [Decision(tuple(row.teams), is_shared=row.method == TieResolution.Method.SHARE) for row in resolutions]
