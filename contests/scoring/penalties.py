"""Points taken off a performance for overtime, once, after the judges' marks are one figure."""

from fractions import Fraction

from contests.scoring.rules import Round

SECONDS = 60  # of a minute


def seconds_over(round_: Round, elapsed: int | None) -> int:
    """Return by how many seconds a performance went beyond limit and grace; 0 where nobody took the time or there is no limit."""
    if elapsed is None or round_.time_limit is None:
        return 0
    return max(0, elapsed - round_.time_limit - round_.grace)


def time_penalty(round_: Round, elapsed: int | None) -> Fraction:
    """Return the points taken off; 0 also for `cutoff`, where the judges do not mark what came after the bell."""
    rule, over = round_.penalty, seconds_over(round_, elapsed)
    if over == 0 or rule.kind in ("none", "cutoff"):
        return Fraction(0)
    if rule.kind == "bands":
        points = next((points for start, points in reversed(rule.bands) if over >= start), Fraction(0))
    elif rule.kind == "per_full_minute":
        points = rule.points * (over // SECONDS)
    elif rule.kind == "per_started_minute":
        points = rule.points * -(-over // SECONDS)
    else:
        points = rule.points
    return points if rule.cap is None else min(points, rule.cap)
