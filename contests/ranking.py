"""The order of teams by their results, and what in it a person should look at twice. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vietnamese.text import sort_key

PRIZES = ("first", "second", "third", "consolation", "none")  # the best first; values of contests.models.Result.Prize
LAST = 10_000


@dataclass(frozen=True, slots=True)
class RankedTeam:
    """A team by its name, with its place and prize as they were decided."""

    team: str
    place: int | None = None
    prize: str = ""

    @property
    def order(self) -> tuple[int, int, str]:
        """Return the key to sort by: place, then prize, then name; a team that has neither comes last."""
        prize_order = PRIZES.index(self.prize) if self.prize in PRIZES else len(PRIZES)
        return self.place or LAST, prize_order, sort_key(self.team)


def find_shared_places(teams: Iterable[RankedTeam]) -> list[tuple[int, list[str]]]:
    """Return the places that more than one team holds (đồng giải, or a slip), with the teams."""
    holders: dict[int, list[str]] = {}
    for team in sorted(teams, key=lambda team: team.order):
        if team.place:
            holders.setdefault(team.place, []).append(team.team)
    return [(place, names) for place, names in holders.items() if len(names) > 1]


def find_prizes_out_of_order(teams: Sequence[RankedTeam]) -> list[tuple[str, str]]:
    """Return (better placed, worse placed) neighbours of which the worse placed has the greater prize."""
    ranked = sorted((team for team in teams if team.place and team.prize in PRIZES), key=lambda team: team.order)
    return [
        (better.team, worse.team)
        for better, worse in pairwise(ranked)
        if better.place != worse.place and PRIZES.index(worse.prize) < PRIZES.index(better.prize)
    ]
