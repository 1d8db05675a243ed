import pytest

from contests.models import Result
from contests.ranking import PRIZES, RankedTeam, find_prizes_out_of_order, find_shared_places


def test_teams_stand_by_place_then_prize_then_name():
    teams = [
        RankedTeam("Đội Ba"), RankedTeam("Đội An"), RankedTeam("Đội Công", None, "third"), RankedTeam("Đội Dũng", 2, "second"),
        RankedTeam("Đội Ấm", 2, "second"), RankedTeam("Đội Em", 10, "none"), RankedTeam("Đội Gió", 1, "first"),
    ]  # fmt: skip
    assert [team.team for team in sorted(teams, key=lambda team: team.order)] == [
        "Đội Gió", "Đội Ấm", "Đội Dũng", "Đội Em", "Đội Công", "Đội An", "Đội Ba",
    ]  # fmt: skip


def test_a_place_held_twice_is_named_with_its_teams():
    teams = [
        RankedTeam("B", 2),
        RankedTeam("A", 2),
        RankedTeam("C", 1),
        RankedTeam("D"),
        RankedTeam("E"),
        RankedTeam("G", 3),
        RankedTeam("H", 3),
        RankedTeam("I", 3),
    ]
    assert find_shared_places(teams) == [(2, ["A", "B"]), (3, ["G", "H", "I"])]
    assert find_shared_places(teams[2:5]) == []


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
    assert find_prizes_out_of_order([RankedTeam(str(n), n, prize) for n, prize in enumerate(prizes, 1)]) == expected


def test_two_teams_in_one_place_may_hold_different_prizes():
    assert find_prizes_out_of_order([RankedTeam("A", 1, "second"), RankedTeam("B", 1, "first")]) == []


def test_the_order_of_prizes_knows_every_ranked_prize():
    assert set(PRIZES) == set(Result.Prize.values) - {Result.Prize.SPECIAL}
