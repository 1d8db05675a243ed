"""What other rules do to the ranking."""

from dataclasses import dataclass

from contests.models import Contest, RuleSet
from contests.results.standing import Standing, compute_standing, load_standing
from contests.scoring.rules import Rules


@dataclass(frozen=True, slots=True)
class RankChange:
    """A team under the rules as they are and as they would be; None: it has no total, or not every team has one."""

    team: int
    rank_before: int | None
    rank_after: int | None
    total_before: str | None
    total_after: str | None


def compare_rules(contest: Contest, rules: Rules) -> list[RankChange]:
    """Return every team whose total or place these rules change, from the sheets that are verified."""
    before = load_standing(contest)
    after = compute_standing(contest, RuleSet(contest=contest), rules)
    ranks_before, ranks_after = _ranks(before), _ranks(after)
    changes = []
    for team in after.teams:
        old, new = before.scores.get(team) if before else None, after.scores.get(team)
        change = RankChange(
            team, ranks_before.get(team), ranks_after.get(team), old.published if old else None, new.published if new else None
        )
        if (change.rank_before, change.total_before) != (change.rank_after, change.total_after):
            changes.append(change)
    return changes


def _ranks(standing: Standing | None) -> dict[int, int]:
    places = standing.ranking.places if standing and standing.ranking else ()
    return {team: place.number for place in places for team in place.teams}
