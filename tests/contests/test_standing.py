import pytest

from contests.models import Result
from contests.standing import PRIZES, Standing, overtaken, shared_places


def test_teams_stand_by_place_then_prize_then_name():
    teams = [
        Standing("Đội Ba"), Standing("Đội An"), Standing("Đội Công", None, "third"), Standing("Đội Dũng", 2, "second"),
        Standing("Đội Ấm", 2, "second"), Standing("Đội Em", 10, "none"), Standing("Đội Gió", 1, "first"),
    ]  # fmt: skip
    assert [one.team for one in sorted(teams, key=lambda one: one.order)] == [
        "Đội Gió", "Đội Ấm", "Đội Dũng", "Đội Em", "Đội Công", "Đội An", "Đội Ba",
    ]  # fmt: skip


def test_a_place_held_twice_is_named_with_its_teams():
    teams = [
        Standing("B", 2),
        Standing("A", 2),
        Standing("C", 1),
        Standing("D"),
        Standing("E"),
        Standing("G", 3),
        Standing("H", 3),
        Standing("I", 3),
    ]
    assert shared_places(teams) == [(2, ["A", "B"]), (3, ["G", "H", "I"])]
    assert shared_places(teams[2:5]) == []


@pytest.mark.parametrize(
    ("prizes", "expected"),
    [
        (["first", "second", "third", "third", "consolation"], []),
        (["first", "third", "second"], [("2", "3")]),
        (["none", "first"], [("1", "2")]),
        (["first", "", "second"], []),
    ],
)
def test_a_worse_place_with_a_greater_prize_is_noticed(prizes, expected):
    assert overtaken([Standing(str(n), n, prize) for n, prize in enumerate(prizes, 1)]) == expected


def test_two_teams_in_one_place_may_hold_different_prizes():
    assert overtaken([Standing("A", 1, "second"), Standing("B", 1, "first")]) == []


def test_the_order_of_prizes_knows_every_ranked_prize():
    assert set(PRIZES) == set(Result.Prize.values) - {Result.Prize.SPECIAL}
