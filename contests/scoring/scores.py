"""The score of a team: of each round its panel less the penalty, weighted and added up, and what still stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from contests.scoring.numbers import round_half_up
from contests.scoring.panel import Panel, aggregate, spread_of
from contests.scoring.penalties import seconds_over, time_penalty
from contests.scoring.rules import Round, Rules


@dataclass(frozen=True, slots=True)
class Performance:
    """A team in a round: the verified totals of the judges who count, {seat: total}; who is to mark it; the time that it took.

    `is_no_show`: the team did not come on in this round, which then has no points. `penalty`: decided by people instead of by the time.
    """

    round: str
    totals: Mapping[int, Fraction]
    expected: frozenset[int]
    elapsed: int | None = None
    is_no_show: bool = False
    penalty: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Entrant:
    """A team that is ranked, with its performance in each round."""

    team: int
    performances: Mapping[str, Performance]


@dataclass(frozen=True, slots=True)
class RoundScore:
    """`panel` None: the team did not come on. `score` is the panel's figure less the penalty, never below zero."""

    round: str
    panel: Panel | None
    penalty: Fraction
    over: int
    score: Fraction


@dataclass(frozen=True, slots=True)
class TeamScore:
    """`total` None: a ballot is missing. `head`: all that the head judge gave, for a tie-break."""

    team: int
    rounds: dict[str, RoundScore] = field(default_factory=dict)
    total: Fraction | None = None
    published: str | None = None
    penalties: Fraction = Fraction(0)
    head: Fraction = Fraction(0)


def needed_seats(round_: Round, performance: Performance, *, head: int | None) -> frozenset[int]:
    """Return the seats without whose sheets there is no score: all that are expected; in a consensus the head judge's alone."""
    if round_.aggregation.kind != "consensus":
        return performance.expected
    return frozenset() if head is None else performance.expected & {head}


def score_round(round_: Round, performance: Performance, *, head: int | None) -> RoundScore | None:
    """Return the score of a performance; None while a judge's sheet is missing. Missing is not zero."""
    if performance.is_no_show:
        return RoundScore(round_.key, None, Fraction(0), 0, Fraction(0))
    needed = needed_seats(round_, performance, head=head)
    if not needed or not needed <= performance.totals.keys():
        return None
    panel = aggregate(performance.totals, round_.aggregation, head=head)
    penalty = time_penalty(round_, performance.elapsed) if performance.penalty is None else performance.penalty
    over = seconds_over(round_, performance.elapsed)
    return RoundScore(round_.key, panel, penalty, over, max(panel.score - penalty, Fraction(0)))


def score_team(rules: Rules, entrant: Entrant, *, head: int | None) -> TeamScore:
    """Return the scores of all rounds that can be told, and the total once every round can. Rounded once, at the end."""
    scores: dict[str, RoundScore] = {}
    for round_ in rules.rounds:
        performance = entrant.performances.get(round_.key)
        score = score_round(round_, performance, head=head) if performance else None
        if score is not None:
            scores[round_.key] = score
    penalties = sum((score.penalty for score in scores.values()), Fraction(0))
    sheets = [performance.totals for performance in entrant.performances.values()]
    head_points = sum((totals[head] for totals in sheets if head is not None and head in totals), Fraction(0))
    if len(scores) < len(rules.rounds):
        return TeamScore(entrant.team, scores, penalties=penalties, head=head_points)
    total = sum((round_.weight * scores[round_.key].score for round_ in rules.rounds), Fraction(0))
    return TeamScore(entrant.team, scores, total, round_half_up(total, rules.decimals), penalties, head_points)


def find_missing(rules: Rules, entrants: Sequence[Entrant], *, head: int | None) -> list[tuple[int, str, int]]:
    """Return (team, round, seat) of each sheet that is still needed; in a consensus the head judge's alone."""
    missing = []
    for entrant in entrants:
        for round_ in rules.rounds:
            performance = entrant.performances[round_.key]
            if not performance.is_no_show:
                needed = needed_seats(round_, performance, head=head)
                missing += [(entrant.team, round_.key, seat) for seat in sorted(needed - performance.totals.keys())]
    return missing


def find_unequal_panels(rules: Rules, entrants: Sequence[Entrant]) -> list[str]:
    """Return the rounds whose points are summed although not every team was marked by as many judges."""
    unequal = []
    for round_ in rules.rounds:
        performances = (entrant.performances[round_.key] for entrant in entrants)
        sizes = {len(performance.totals) for performance in performances if not performance.is_no_show}
        if round_.aggregation.kind == "sum" and len(sizes) > 1:
            unequal.append(round_.key)
    return unequal


def find_discrepancies(rules: Rules, entrants: Sequence[Entrant]) -> list[tuple[int, str, Fraction]]:
    """Return (team, round, spread) where the totals of two judges differ by more than the rules bear without a word."""
    return [
        (entrant.team, round_.key, spread)
        for entrant in entrants
        for round_ in rules.rounds
        if round_.discrepancy is not None and (spread := spread_of(entrant.performances[round_.key].totals)) > round_.discrepancy
    ]
