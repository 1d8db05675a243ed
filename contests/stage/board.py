"""The secretary's board: who performs next, whose sheets are there, what blocks the end."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from contests.ballots.points import total_of
from contests.models import Ballot, JurySeat, Performance, Recusal
from contests.results.obstacles import Obstacle, find_obstacles
from contests.results.standing import Standing
from contests.scoring.numbers import write_number
from contests.scoring.penalties import seconds_over, time_penalty
from contests.scoring.rules import Round

MISSING, EXCUSED = "missing", "excused"  # beside the states of a ballot
NAMED_TEAMS = 2  # that a judge owes a sheet of; of more their number is said


@dataclass(frozen=True, slots=True)
class Cell:
    """A judge's sheet of a performance: its state, and the total where there is one."""

    seat: JurySeat
    state: str
    ballot: Ballot | None
    total: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    performance: Performance
    cells: list[Cell]
    over: int
    penalty: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class BoardRound:
    round: Round
    rows: list[BoardRow]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A performance for which the clock runs or is started next."""

    round: Round
    row: BoardRow


@dataclass(frozen=True, slots=True)
class Board:
    """`waiting`: how many sheets wait to be verified. `owing`: judges who have not sent a sheet of teams that have performed."""

    rounds: list[BoardRound]
    seats: list[JurySeat]
    obstacles: list[Obstacle]
    waiting: int
    running: list[StageRow]
    upcoming: StageRow | None
    owing: list[tuple[JurySeat, list[str]]]


def load_board(standing: Standing) -> Board:
    """Return the board of a contest, in a constant number of statements."""
    contest = standing.contest
    seats = [seat for seat in standing.seats if seat.ended_at is None]
    latest: dict[tuple[int, int], Ballot] = {}
    for ballot in Ballot.objects.of_contest(contest).exclude(status=Ballot.Status.SUPERSEDED).order_by("version"):
        latest[ballot.performance_id, ballot.seat_id] = ballot
    taken_over = {(performance, judge): ballot for (performance, judge), ballot in standing.ballots.items()}
    excused = set(Recusal.objects.filter(team__contest=contest).values_list("seat", "team"))
    rows_by_round: dict[str, list[Performance]] = {}
    for performance in sorted(standing.performances.values(), key=lambda row: (row.order, row.pk)):
        performance.team = standing.teams[performance.team_id]
        rows_by_round.setdefault(performance.round, []).append(performance)
    upcoming = next(
        (
            row.pk
            for round_ in standing.rules.rounds
            for row in rows_by_round.get(round_.key, ())
            if row.pk in standing.waiting and row.started_at is None
        ),
        None,
    )

    def cell(performance: Performance, seat: JurySeat) -> Cell:
        ballot = latest.get((performance.pk, seat.pk)) or taken_over.get((performance.pk, seat.pk))
        if ballot is not None:
            return Cell(seat, ballot.status, ballot, write_number(total_of(ballot.points)))
        is_excused = (seat.pk, performance.team_id) in excused or performance.team_id in standing.out
        return Cell(seat, EXCUSED if is_excused else MISSING, None, "")

    rounds = [
        BoardRound(
            round_,
            [
                BoardRow(
                    performance=performance,
                    cells=[cell(performance, seat) for seat in seats],
                    over=seconds_over(round_, performance.elapsed_seconds),
                    penalty=_penalty(round_, performance),
                    is_next=performance.pk == upcoming,
                )
                for performance in rows_by_round.get(round_.key, [])
            ],
        )
        for round_ in standing.rules.rounds
    ]
    rows = [StageRow(part.round, row) for part in rounds for row in part.rows]
    return Board(
        rounds=rounds,
        seats=seats,
        obstacles=find_obstacles(standing),
        waiting=sum(ballot.status == Ballot.Status.SUBMITTED for ballot in latest.values()),
        running=[stage for stage in rows if stage.row.performance.started_at is not None],
        upcoming=next((stage for stage in rows if stage.row.is_next), None),
        owing=_find_owing(standing, seats),
    )


def _find_owing(standing: Standing, seats: list[JurySeat]) -> list[tuple[JurySeat, list[str]]]:
    """Return each judge who owes sheets of teams that have performed, with the rounds: of few teams their names, of more how many."""
    owed: dict[int, dict[str, list[str]]] = {}
    for missing in standing.missing:
        performance = standing.performances[missing.performance]
        if performance.status == Performance.Status.PERFORMED and not missing.is_waiting:
            team = standing.teams[performance.team_id].name
            owed.setdefault(missing.seat, {}).setdefault(performance.round, []).append(team)

    def describe(key: str, teams: list[str]) -> str:
        names = ", ".join(teams) if len(teams) <= NAMED_TEAMS else _("%(count)d đội") % {"count": len(teams)}
        return f"{standing.rules.round(key).name} ({names})"

    return [(seat, [describe(key, teams) for key, teams in owed[seat.pk].items()]) for seat in seats if seat.pk in owed]


def _penalty(round_: Round, performance: Performance) -> str:
    """Return the points taken off as they are shown; empty for none."""
    decided: Any = performance.decided_penalty
    if decided is not None:
        return write_number(Fraction(decided))
    points = time_penalty(round_, performance.elapsed_seconds)
    return write_number(points) if points else ""
