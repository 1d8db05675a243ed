import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contests.ballots.points import read_points, total_of
from contests.scoring.numbers import parse_number, round_half_up, write_exactly
from contests.scoring.rules import Criterion
from tests.contests.scoring.rule_sets import rules_of


@pytest.mark.parametrize(
    ("written", "number"),
    [("8,5", "17/2"), ("8.5", "17/2"), ("8.50", "17/2"), (8, "8"), (8.5, "17/2"), (" 0,25 ", "1/4"), ("-1", "-1"), ("007", "7")],
)
def test_a_number_is_read_as_people_write_it(written, number):
    assert parse_number(written) == Fraction(number)


@pytest.mark.parametrize(
    "written", ["tám", "", "1e3", "8,5,0", "8.", ",5", True, None, [], "1/2", "١", "nan", float("nan"), 1e300, "9" * 7]
)
def test_what_is_no_number_is_none(written):
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("8.125", 2, "8.13"),  # not 8.12: halves are not rounded to even
        ("8.135", 2, "8.14"),
        ("8.1249", 2, "8.12"),
        ("-8.125", 2, "-8.13"),
        ("-0.001", 2, "0.00"),
        ("25/3", 2, "8.33"),
        ("2/3", 0, "1"),
        ("1/2", 0, "1"),
        ("0", 3, "0.000"),
        ("99.995", 2, "100.00"),
        ("1/3", 4, "0.3333"),
    ],
)
def test_it_is_rounded_half_up(number, decimals, text):
    assert round_half_up(Fraction(number), decimals) == text


@pytest.mark.parametrize(("number", "text"), [("33/4", "8.25"), ("8", "8"), ("25/3", "25/3"), ("-1/8", "-0.125"), ("0", "0")])
def test_it_is_written_exactly(number, text):
    assert write_exactly(Fraction(number)) == text


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4))
def test_the_rounded_number_is_at_most_half_a_last_digit_away(number, decimals):
    assert abs(Fraction(round_half_up(number, decimals)) - number) <= Fraction(1, 2 * 10**decimals)


# --- the examples that the judge's page passes, too


MARKS = json.loads((Path(__file__).parent / "marks_vectors.json").read_text(encoding="utf-8"))


def round_of(*keys):
    """Return a round with these of the criteria."""
    criteria = tuple(
        Criterion(key=key, name=described["name"], max=Fraction(described["max"]), step=Fraction(described["step"]))
        for key, described in MARKS["criteria"].items()
        if key in keys
    )
    return replace(rules_of().rounds[0], criteria=criteria)


@pytest.mark.parametrize("case", MARKS["marks"], ids=lambda case: case["name"])
def test_every_mark_is_read_and_refused_as_written(case):
    number = parse_number(case["written"])
    assert (None if number is None else write_exactly(number).replace(".", ",")) == case["mark"]
    try:
        read_points(round_of(case["criterion"]), {case["criterion"]: case["written"]})
        problem = None
    except ValidationError as error:
        [[refusal]] = error.error_dict.values()
        problem = refusal.code
    assert problem == case["problem"]


@pytest.mark.parametrize("case", MARKS["totals"], ids=lambda case: case["name"])
def test_every_total_is_as_written(case):
    points = read_points(round_of(*case["criteria"]), case["points"])
    assert write_exactly(total_of(points)).replace(".", ",") == case["total"]
