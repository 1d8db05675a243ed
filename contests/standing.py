"""In which order teams stand, and what in a list of results a person should look at twice. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vietnamese.text import sort_key

PRIZES = ("first", "second", "third", "consolation", "none")  # the best first; values of contests.models.Result.Prize
LAST = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    team: str
    place: int | None = None
    prize: str = ""

    @property
    def order(self) -> tuple[int, int, str]:
        """By place, then by prize, then by name; who has neither comes last."""
        worth = PRIZES.index(self.prize) if self.prize in PRIZES else len(PRIZES)
        return self.place or LAST, worth, sort_key(self.team)


def shared_places(standings: Iterable[Standing]) -> list[tuple[int, list[str]]]:
    """Places that more than one team holds (đồng giải, or a slip), with the teams."""
    holders: dict[int, list[str]] = {}
    for one in sorted(standings, key=lambda one: one.order):
        if one.place:
            holders.setdefault(one.place, []).append(one.team)
    return [(place, teams) for place, teams in holders.items() if len(teams) > 1]


def overtaken(standings: Sequence[Standing]) -> list[tuple[str, str]]:
    """(better placed, worse placed) neighbours of which the worse placed has the greater prize."""
    ranked = sorted((one for one in standings if one.place and one.prize in PRIZES), key=lambda one: one.order)
    pairs = pairwise(ranked)
    return [(a.team, b.team) for a, b in pairs if a.place != b.place and PRIZES.index(b.prize) < PRIZES.index(a.prize)]
