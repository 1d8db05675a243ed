from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.scoring.numbers import round_half_up
from contests.scoring.panel import aggregate, spread_of
from contests.scoring.rules import Aggregation


def totals(*numbers):
    """{seat: total}, seats from 1."""
    return {seat: Fraction(str(number)) for seat, number in enumerate(numbers, 1)}


@pytest.mark.parametrize(
    ("kind", "drop", "given", "score"),
    [
        ("mean", 0, (8.25, 8.5, 8.75, 9, 7), "8.3"),
        ("trimmed", 1, (8.25, 8.5, 8.75, 9, 7), "8.5"),
        ("trimmed", 1, (1, 2, 3), "2"),  # too few to trim: the plain mean
        ("trimmed", 1, (0, 5, 10, 10), "25/4"),  # four are too few, too: two judges would decide
        ("trimmed", 2, (0, 1, 5, 6, 7, 10, 10), "6"),
        ("trimmed", 2, (0, 1, 5, 6, 7, 10), "29/6"),
        ("median", 0, (1, 9, 5), "5"),
        ("median", 0, (1, 9, 5, 6), "11/2"),
        ("median", 0, (7,), "7"),
        ("sum", 0, (8, 8.5, 9), "25.5"),
        ("consensus", 0, (8, 9, 1), "8"),
        ("mean", 0, (8,), "8"),
        ("mean", 0, (0, 0, 0), "0"),
        ("mean", 0, (8.1, 8.2, 8.3), "8.2"),
        ("mean", 0, (8.3, 8.2, 8.1), "8.2"),  # 8.200000000000001 in floats
    ],
)
def test_the_figure_of_a_panel(kind, drop, given, score):
    assert aggregate(totals(*given), Aggregation(kind, drop), head=1).score == Fraction(score)


def test_rounds_are_not_rounded_before_they_are_added():
    panels = [aggregate(totals(*given), Aggregation(), head=None).score for given in ((8, 8, 9), (7, 7, 8), (9, 9, 10))]
    assert round_half_up(sum(panels, Fraction(0)), 2) == "25.00"


def test_it_says_which_sheets_counted():
    panel = aggregate(totals(7, 9, 8, 8.5, 8.75), Aggregation("trimmed", 1), head=None)
    assert (sorted(panel.counted), panel.dropped) == ([3, 4, 5], {1: Fraction(7), 2: Fraction(9)})
    panel = aggregate(totals(7, 9, 8), Aggregation("trimmed", 1), head=None)
    assert (panel.kind, panel.is_too_few_to_trim, panel.dropped) == ("mean", True, {})


def test_of_equal_totals_as_many_are_left_out_as_the_rules_say():
    panel = aggregate(totals(8, 8, 8, 8, 8), Aggregation("trimmed", 1), head=None)
    assert (len(panel.counted), len(panel.dropped), panel.score) == (3, 2, 8)


def test_a_consensus_needs_the_head_judges_sheet():
    with pytest.raises(KeyError):
        aggregate({2: Fraction(8)}, Aggregation("consensus"), head=1)


def test_the_spread():
    assert (spread_of(totals(7, 9.5, 8)), spread_of(totals(7)), spread_of({})) == (Fraction("2.5"), 0, 0)


MARKS = st.lists(st.integers(0, 40).map(lambda quarters: Fraction(quarters, 4)), min_size=1, max_size=9)
KINDS = st.sampled_from(
    [Aggregation("mean"), Aggregation("sum"), Aggregation("median"), Aggregation("trimmed", 1), Aggregation("trimmed", 2)]
)


@given(MARKS, KINDS, st.randoms())
def test_the_order_of_the_sheets_changes_nothing(marks, aggregation, random):
    given_marks = dict(enumerate(marks))
    shuffled = list(given_marks.items())
    random.shuffle(shuffled)
    assert aggregate(dict(shuffled), aggregation, head=None) == aggregate(given_marks, aggregation, head=None)


@given(MARKS, KINDS, st.data())
def test_a_higher_mark_never_makes_a_lower_figure(marks, aggregation, data):
    seat = data.draw(st.integers(0, len(marks) - 1))
    raised = dict(enumerate(marks)) | {seat: marks[seat] + Fraction(1, 4)}
    assert aggregate(raised, aggregation, head=None).score >= aggregate(dict(enumerate(marks)), aggregation, head=None).score


@given(MARKS, KINDS)
def test_no_sheet_is_lost_between_counted_and_left_out(marks, aggregation):
    panel = aggregate(dict(enumerate(marks)), aggregation, head=None)
    assert panel.counted | panel.dropped == dict(enumerate(marks))
    assert not panel.counted.keys() & panel.dropped.keys()
