"""Reports across 1 July 2025, when communes were merged, districts abolished and two provinces made one: a year counted by hand.

| day       | recorded in                        | today's commune | former district     | who came   |
|-----------|------------------------------------|-----------------|---------------------|------------|
| 10/3/2025 | xã Ba Tiêu (huyện Ba Tơ)           | xã Ba Vì        | huyện Ba Tơ         | An, Bình   |
| 12/5/2025 | xã Ba Ngạc (huyện Ba Tơ)           | xã Ba Vì        | huyện Ba Tơ         | An         |
| 20/5/2025 | huyện Ba Tơ                        | –               | huyện Ba Tơ         | Bình       |
| 30/6/2025 | xã Tịnh Hòa (thành phố Quảng Ngãi) | xã Đông Sơn     | thành phố Quảng Ngãi| Chi        |
| 01/7/2025 | xã Đông Sơn                        | xã Đông Sơn     | huyện Bình Sơn (by default: it has part of both) | Chi, Dũng |
| 15/9/2025 | xã Ba Vì                           | xã Ba Vì        | huyện Ba Tơ         | An, Em     |
| 20/10/2025| xã Măng Đen (Kon Tum before)       | xã Măng Đen     | huyện Kon Plông     | Giang      |

An, Chi, Em are women; An, Bình and Em are Hrê, Giang is Xơ Đăng, Chi and Dũng are Kinh. The one of 30 June is a contest.
"""

from datetime import date
from functools import partial
from typing import Any

import pytest

from tests.exports.by_hand import World, build_table, figures

pytestmark = pytest.mark.both_engines
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
YEAR = {"from_": "2025-01-01", "to": "2025-12-31"}
tally, cross, comparison = (partial(build_table, name) for name in ("participation-tally", "cross-tabulation", "plan-vs-actual"))


@pytest.fixture
def year_2025(world: World, unit_called: Any) -> World:
    ba_vi, dong_son, mang_den = (unit_called(name, "commune", AFTER) for name in ("Ba Vì", "Đông Sơn", "Măng Đen"))
    an, binh, chi, dung, em, giang = (
        world.person(unit, gender, group)
        for unit, gender, group in (
            (unit_called("Ba Tiêu", "commune", BEFORE), "F", "19"),
            (ba_vi, "M", "19"),
            (unit_called("Tịnh Hòa", "commune", BEFORE), "F", "01"),
            (dong_son, "M", "01"),
            (ba_vi, "F", "19"),
            (mang_den, "M", "14"),
        )
    )
    for unit, day, kind, people in (
        (unit_called("Ba Tiêu", "commune", BEFORE), date(2025, 3, 10), "training-session", [an, binh]),
        (unit_called("Ba Ngạc", "commune", BEFORE), date(2025, 5, 12), "training-session", [an]),
        (unit_called("Ba Tơ", "district", BEFORE), date(2025, 5, 20), "training-session", [binh]),
        (unit_called("Tịnh Hòa", "commune", BEFORE), BEFORE, "contest", [chi]),
        (dong_son, AFTER, "training-session", [chi, dung]),
        (ba_vi, date(2025, 9, 15), "training-session", [an, em]),
        (mang_den, date(2025, 10, 20), "training-session", [giang]),
    ):
        activity = world.activity(unit, day, kind)
        for person in people:
            world.came(world.registered(activity, person))
    return world


COUNTED = ("training_sessions", "contests", "people", "participations", "female", "ethnic_minority")


def test_by_the_communes_of_today(year_2025, clerk):
    assert figures(tally(clerk, **YEAR, by="commune"), *COUNTED) == [
        ["Huyện Ba Tơ (trước 01/7/2025)", 1, 0, 1, 1, 0, 1],
        ["Xã Ba Vì", 3, 0, 3, 5, 2, 3],
        ["Xã Đông Sơn", 1, 1, 2, 3, 1, 0],
        ["Xã Măng Đen", 1, 0, 1, 1, 0, 1],
        ["Tổng cộng", 6, 1, 6, 10, 3, 4],
    ]


def test_by_the_districts_of_before(year_2025, clerk):
    assert figures(tally(clerk, **YEAR, by="former-district"), *COUNTED) == [
        ["Huyện Ba Tơ", 4, 0, 3, 6, 2, 3],
        ["Huyện Bình Sơn", 1, 0, 2, 2, 1, 0],
        ["Huyện Kon Plông", 1, 0, 1, 1, 0, 1],
        ["Thành phố Quảng Ngãi", 0, 1, 1, 1, 1, 0],
        ["Tổng cộng", 6, 1, 6, 10, 3, 4],
    ]


def test_by_the_provinces_of_before_and_as_recorded(year_2025, clerk):
    assert figures(tally(clerk, **YEAR, by="former-province"), "training_sessions", "participations") == [
        ["Tỉnh Kon Tum", 1, 1],
        ["Tỉnh Quảng Ngãi", 5, 9],
        ["Tổng cộng", 6, 10],
    ]
    assert figures(tally(clerk, **YEAR, by="recorded-unit"), "participations") == [
        ["Huyện Ba Tơ (trước 01/7/2025)", 1],
        ["Xã Ba Ngạc, huyện Ba Tơ (trước 01/7/2025)", 1],
        ["Xã Ba Tiêu, huyện Ba Tơ (trước 01/7/2025)", 2],
        ["Xã Ba Vì", 2],
        ["Xã Đông Sơn", 2],
        ["Xã Măng Đen", 1],
        ["Xã Tịnh Hòa, thành phố Quảng Ngãi (trước 01/7/2025)", 1],
        ["Tổng cộng", 10],
    ]


def test_by_home_whichever_name_it_had_when_it_was_written_down(year_2025, clerk):
    assert figures(tally(clerk, **YEAR, by="residence"), "people", "participations") == [
        ["Xã Ba Vì", 3, 6],
        ["Xã Đông Sơn", 2, 3],
        ["Xã Măng Đen", 1, 1],
        ["Tổng cộng", 6, 10],
    ]


def test_by_quarter_in_each_former_district(year_2025, clerk):
    table = cross(clerk, **YEAR, by="former-district", across="quarter", measure="participations")

    assert [column.title for column in table.columns][1:] == ["Quý I/2025", "Quý II/2025", "Quý III/2025", "Quý IV/2025", "Tổng cộng"]
    assert [list(row) for row in [*table.rows, table.totals]] == [
        ["Huyện Ba Tơ", 2, 2, 2, 0, 6],
        ["Huyện Bình Sơn", 0, 0, 2, 0, 2],
        ["Huyện Kon Plông", 0, 0, 0, 1, 1],
        ["Thành phố Quảng Ngãi", 0, 1, 0, 0, 1],
        ["Tổng cộng", 2, 3, 4, 1, 10],
    ]


@pytest.mark.parametrize(
    ("name", "level", "day", "expected"),
    [
        ("Ba Vì", "commune", AFTER, [3, 0, 3, 5]),
        ("Ba Tơ", "district", BEFORE, [4, 0, 3, 6]),
        ("Ba Tiêu", "commune", BEFORE, [1, 0, 2, 2]),  # alone: the commune that it went into is of two others, too
        ("Quảng Ngãi", "province", BEFORE, [5, 1, 5, 9]),
        ("Quảng Ngãi", "province", AFTER, [6, 1, 6, 10]),
    ],
)
def test_of_one_place_through_time(year_2025, unit_called, clerk, name, level, day, expected):
    table = tally(clerk, **YEAR, by="kind", unit=unit_called(name, level, day).pk)

    assert figures(table, *COUNTED[:4])[-1] == ["Tổng cộng", *expected]


def test_a_plan_of_the_district_and_the_half_year_before(year_2025, unit_called, clerk):
    year_2025.target(unit_called("Ba Tơ", "district", BEFORE), 2025, "training-session", 8, 12)
    table = comparison(clerk, **YEAR, by="former-district")

    assert figures(table, "planned_activities", "activities", "percent_activities", "participations", "percent_participants") == [
        ["Huyện Ba Tơ", 8, 4, 50.0, 6, 50.0],
        ["Huyện Bình Sơn", None, 1, None, 2, None],
        ["Huyện Kon Plông", None, 1, None, 1, None],
        ["Thành phố Quảng Ngãi", None, 1, None, 1, None],
        ["Tổng cộng", 8, 7, 50.0, 10, 50.0],
    ]
