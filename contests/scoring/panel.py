"""One figure of a performance out of the totals of its judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from contests.scoring.rules import LEAST_PANEL_BESIDES_TRIMMED, Aggregation, AggregationKind


@dataclass(frozen=True, slots=True)
class Panel:
    """The figure, from which totals it was made and which were left out, each {seat: total}.

    `kind` is the rule that was followed: a trimmed mean of too few judges is a plain one, and `is_too_few_to_trim`.
    """

    score: Fraction
    kind: AggregationKind
    counted: dict[int, Fraction]
    dropped: dict[int, Fraction]
    is_too_few_to_trim: bool = False


def aggregate(totals: Mapping[int, Fraction], aggregation: Aggregation, *, head: int | None) -> Panel:
    """Return the figure of these totals: {seat: total}, at least one. `head`: the seat whose sheet is the agreed one in a consensus.

    Raise KeyError for a consensus without the head judge's sheet.
    """
    ordered = dict(sorted(totals.items(), key=lambda total: (total[1], total[0])))
    seats = list(ordered)
    if aggregation.kind == "consensus":
        if head is None:
            raise KeyError("head")
        agreed = {head: totals[head]}
        return Panel(totals[head], "consensus", agreed, {seat: total for seat, total in ordered.items() if seat != head})
    if aggregation.kind == "sum":
        return Panel(sum(ordered.values(), Fraction(0)), "sum", ordered, {})
    if aggregation.kind == "median":
        lower, upper = seats[(len(seats) - 1) // 2], seats[len(seats) // 2]
        middle = {seat: ordered[seat] for seat in (lower, upper)}
        left_out = {seat: total for seat, total in ordered.items() if seat not in middle}
        return Panel((ordered[lower] + ordered[upper]) / 2, "median", middle, left_out)
    drop = aggregation.drop if aggregation.kind == "trimmed" else 0
    if len(seats) < 2 * drop + LEAST_PANEL_BESIDES_TRIMMED and drop:
        return Panel(_mean(ordered), "mean", ordered, {}, is_too_few_to_trim=True)
    counted = {seat: ordered[seat] for seat in seats[drop : len(seats) - drop]}
    return Panel(_mean(counted), aggregation.kind, counted, {seat: total for seat, total in ordered.items() if seat not in counted})


def _mean(totals: Mapping[int, Fraction]) -> Fraction:
    return sum(totals.values(), Fraction(0)) / len(totals)


def spread_of(totals: Mapping[int, Fraction]) -> Fraction:
    """Return by how much the highest total is above the lowest; 0 for fewer than two."""
    return max(totals.values()) - min(totals.values()) if totals else Fraction(0)
