"""The rules of a stage contest (thể lệ): rounds with criteria, penalties for time, how a tie is broken, prizes, who may be in a team.

Points, weights and shares are exact fractions, times are whole seconds.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

AggregationKind = Literal["mean", "sum", "trimmed", "median", "consensus"]
PenaltyKind = Literal["none", "bands", "per_full_minute", "per_started_minute", "fixed", "cutoff"]
PRIZES = ("first", "second", "third", "consolation")  # filled down the ranking
SPECIAL = "special"  # giải phụ
BY_ROUND = "round:"  # in tie-breaks and in special prizes, before the key of a round
BY_SCORE = ("fewer-penalties", "head-judge")  # tie-breaks which the marks decide, beside round:<key>
BY_PEOPLE = ("supplementary", "lots", "share")  # tie-breaks which people decide, and record
ENDING = ("lots", "share")  # after these nothing is tied
LEAST_PANEL_BESIDES_TRIMMED = 3  # so many totals must remain; of fewer, one judge would decide


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    name: str
    max: Fraction
    step: Fraction


@dataclass(frozen=True, slots=True)
class Aggregation:
    """How the totals of the judges become one figure. `drop`: of a trimmed mean, how many are left out at either end."""

    kind: AggregationKind = "mean"
    drop: int = 0


@dataclass(frozen=True, slots=True)
class TimePenalty:
    """What is taken off for overtime. `bands`: (from how many seconds over, points), ascending; the last one reached counts."""

    kind: PenaltyKind = "none"
    points: Fraction = Fraction(0)
    bands: tuple[tuple[int, Fraction], ...] = ()
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A part of the contest (phần thi). `discrepancy`: the difference of two judges' totals above which the head judge is asked."""

    key: str
    name: str
    weight: Fraction
    criteria: tuple[Criterion, ...]
    aggregation: Aggregation
    time_limit: int | None = None
    grace: int = 0
    penalty: TimePenalty = TimePenalty()
    discrepancy: Fraction | None = None

    @property
    def max(self) -> Fraction:
        """The most points that one judge can give."""
        return sum((criterion.max for criterion in self.criteria), Fraction(0))


@dataclass(frozen=True, slots=True)
class PrizeSlots:
    """So many prizes of a kind. `min`: the least total for it. `by`, of a special prize: round:<key>, vote or hand."""

    key: str
    slots: int
    title: str = ""
    min: Fraction | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class TeamRule:
    """Who a team is to be made of; None: not ruled. Shares are percent of those whose value is known."""

    min: int | None = None
    max: int | None = None
    reserves: int | None = None
    gender_gap: Fraction | None = None
    minority_share: Fraction | None = None
    one_per_unit: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """`rank_on`: `published` ranks by totals as they are shown, so that what looks tied is tied; `exact` by the fractions.

    `is_next_prize_kept`: where a prize is shared beyond its slots, the next prize keeps all of its own; else it has so many fewer.
    """

    rounds: tuple[Round, ...]
    tie_breaks: tuple[str, ...]
    prizes: tuple[PrizeSlots, ...]
    decimals: int = 2
    rank_on: Literal["published", "exact"] = "published"
    team: TeamRule = TeamRule()
    is_next_prize_kept: bool = True

    @property
    def ranked_prizes(self) -> tuple[PrizeSlots, ...]:
        return tuple(prize for prize in self.prizes if prize.key != SPECIAL)

    def round(self, key: str) -> Round:
        """Return the round; raise KeyError where there is none of that key."""
        for round_ in self.rounds:
            if round_.key == key:
                return round_
        raise KeyError(key)
