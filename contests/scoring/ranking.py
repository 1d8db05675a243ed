"""Places 1-2-2-4 by total and tie-breaks, what people decided where the marks do not, and the prizes down the ranking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from contests.scoring.rules import BY_PEOPLE, BY_ROUND, SPECIAL, Rules
from contests.scoring.scores import TeamScore


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about teams that were tied: in which order they are, the best first; `is_shared`: they stay on one place."""

    teams: tuple[int, ...]
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place and who stands on it. `is_shared`: by the rules or because people so decided; else several teams are tied."""

    number: int
    teams: tuple[int, ...]
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """Teams on one place that people have not decided about. `crosses_prize`: they would not all get the same prize."""

    place: int
    teams: tuple[int, ...]
    crosses_prize: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """`prizes`: {team: key}; a team whose prize depends on a tie has none yet."""

    places: tuple[Place, ...]
    ties: tuple[Tie, ...]
    prizes: dict[int, str]
    decisions: tuple[Decision, ...] = ()  # those that decided something: of teams that the marks leave on one place


def rank(rules: Rules, scores: Collection[TeamScore], decisions: Sequence[Decision] = ()) -> Ranking:
    """Rank teams that all have a total. A decision holds for exactly the teams that are tied; of several about the same, the last."""
    merits = {score.team: _merit(rules, score) for score in scores}
    ordered = sorted(merits, key=lambda team: (merits[team], -team), reverse=True)
    decided = {frozenset(decision.teams): decision for decision in decisions}
    always_shares = next((tie_break for tie_break in rules.tie_breaks if tie_break in BY_PEOPLE), "") == "share"
    places: list[Place] = []
    holding: list[Decision] = []
    for _merit_of_place, together in groupby(ordered, merits.__getitem__):
        teams = tuple(together)
        number = 1 + sum(len(place.teams) for place in places)
        decision = decided.get(frozenset(teams))
        holding += [decision] if decision else []
        if len(teams) > 1 and decision and not decision.is_shared:
            places += [Place(number + offset, (team,)) for offset, team in enumerate(decision.teams)]
        else:
            places.append(Place(number, teams, is_shared=len(teams) > 1 and (always_shares or decision is not None)))
    ranking = _award(rules, places, {team: merit[0] for team, merit in merits.items()})
    return replace(ranking, decisions=tuple(holding))


def _merit(rules: Rules, score: TeamScore) -> tuple[Fraction, ...]:
    """Return what decides: the total, then each tie-break of the rules up to the first that people decide; more is better."""
    if score.total is None or score.published is None:
        raise ValueError("a team without a total cannot be ranked")
    merit = [Fraction(score.published) if rules.rank_on == "published" else score.total]
    for tie_break in rules.tie_breaks:
        if tie_break in BY_PEOPLE:
            break
        if tie_break.startswith(BY_ROUND):
            merit.append(score.rounds[tie_break.removeprefix(BY_ROUND)].score)
        else:
            merit.append(-score.penalties if tie_break == "fewer-penalties" else score.head)
    return tuple(merit)


def _award(rules: Rules, places: Sequence[Place], totals: Mapping[int, Fraction]) -> Ranking:
    """Fill the slots down the ranking; a slot whose least total nobody reaches stays empty.

    Who shares a place gets the best prize of it, beyond its slots if need be.
    """
    slots = [prize for prize in rules.ranked_prizes for _slot in range(prize.slots)]
    prizes: dict[int, str] = {}
    ties: list[Tie] = []
    for place in places:
        while slots and slots[0].min is not None and totals[place.teams[0]] < slots[0].min:
            slots.pop(0)
        reached = slots[: len(place.teams)]
        is_tied = len(place.teams) > 1 and not place.is_shared
        crosses = is_tied and len({prize.key for prize in reached} | ({None} if len(reached) < len(place.teams) else set())) > 1
        if is_tied:
            ties.append(Tie(place.number, place.teams, crosses_prize=crosses))
        if reached and not crosses:
            prizes |= dict.fromkeys(place.teams, reached[0].key)
        if place.is_shared and rules.is_next_prize_kept:
            reached = [prize for prize in reached if prize.key == reached[0].key]
        del slots[: len(reached)]
    return Ranking(tuple(places), tuple(ties), prizes)


def best_of_rounds(rules: Rules, scores: Collection[TeamScore]) -> dict[str, tuple[int, ...]]:
    """Return {title of a special prize: teams with the highest score of its round}; more than one is for people to decide."""
    winners = {}
    for prize in rules.prizes:
        if prize.key == SPECIAL and prize.by.startswith(BY_ROUND):
            by_team = {score.team: score.rounds[prize.by.removeprefix(BY_ROUND)].score for score in scores}
            best = max(by_team.values(), default=None)
            winners[prize.title] = tuple(sorted(team for team, score in by_team.items() if score == best))
    return winners
