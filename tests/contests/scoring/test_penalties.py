from fractions import Fraction

import pytest

from contests.scoring.penalties import seconds_over, time_penalty
from tests.contests.scoring.rule_sets import round_of, rules_of

BANDS = {"kind": "bands", "bands": [[1, "0.25"], [60, "0.5"]]}
FULL = {"kind": "per_full_minute", "points": "1"}
STARTED = {"kind": "per_started_minute", "points": "0,5"}
FIXED = {"kind": "fixed", "points": "0.75"}


def timed(penalty, *, limit=300, grace=0):
    return rules_of(round_of(time_limit=limit, grace=grace, penalty=penalty)).rounds[0]


@pytest.mark.parametrize(
    ("penalty", "over", "points"),
    [
        (BANDS, (0, 1, 59, 60, 185), ("0", "0.25", "0.25", "0.5", "0.5")),
        (FULL, (0, 59, 60, 119, 120), ("0", "0", "1", "1", "2")),
        (STARTED, (0, 1, 60, 61, 120, 121), ("0", "0.5", "0.5", "1", "1", "1.5")),
        (FIXED, (0, 1, 600), ("0", "0.75", "0.75")),
        ({"kind": "cutoff"}, (0, 1, 600), ("0", "0", "0")),
        ({"kind": "none"}, (0, 600), ("0", "0")),
        (FULL | {"cap": "2"}, (60, 120, 180, 6000), ("1", "2", "2", "2")),
        (STARTED | {"cap": "0.75"}, (1, 61), ("0.5", "0.75")),
        ({"kind": "bands", "bands": [[31, "1"]]}, (30, 31), ("0", "1")),
    ],
)
def test_points_for_overtime(penalty, over, points):
    round_ = timed(penalty)
    assert [time_penalty(round_, 300 + seconds) for seconds in over] == [Fraction(number) for number in points]


def test_the_grace_is_no_overtime():
    round_ = timed(BANDS, grace=10)
    assert [seconds_over(round_, elapsed) for elapsed in (300, 310, 311)] == [0, 0, 1]
    assert time_penalty(round_, 311) == Fraction(1, 4)


def test_a_time_that_nobody_took_costs_nothing():
    assert time_penalty(timed(FIXED), None) == 0
    assert seconds_over(rules_of(round_of()).rounds[0], 5000) == 0
