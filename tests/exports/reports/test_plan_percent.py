"""Percent of plan, over exactly what targets cover: each example computed by hand."""

from datetime import date
from functools import partial

import pytest

from tests.exports.by_hand import World, build_table, column

pytestmark = pytest.mark.both_engines
table = partial(build_table, "participation-tally")
YEAR = {"from_": "2024-01-01", "to": "2024-12-31"}
FIRST_QUARTER = {"from_": "2024-01-01", "to": "2024-03-31"}
SESSION = "training-session"


def attended(world: World, unit, day: date, people: int, kind: str = SESSION) -> None:
    activity = world.activity(unit, day, kind)
    for _number in range(people):
        world.came(world.registered(activity, world.person(unit)))


def test_a_target_of_one_commune_is_compared_with_that_commune_alone(world, ba_vi, unit_called, clerk):
    """Planned in Ba Vì: 3 sessions for 10 people. Held there: 2 with 5 people; in Sơn Hà, of which nobody planned anything: 4 with 8."""
    son_ha = unit_called("Sơn Hà", "district")
    world.target(ba_vi, 2024, SESSION, 3, 10)
    for month, people in ((1, 2), (2, 3)):
        attended(world, ba_vi, date(2024, month, 8), people)
    for month in (1, 2, 3, 4):
        attended(world, son_ha, date(2024, month, 9), 2)
    by_place = table(clerk, **YEAR, by="former-district")

    assert column(by_place, "training_sessions") == {"Huyện Ba Tơ": 2, "Huyện Sơn Hà": 4, "=": 6}
    assert column(by_place, "percent_of_plan") == {"Huyện Ba Tơ": 66.7, "Huyện Sơn Hà": None, "=": 66.7}
    assert column(by_place, "percent_participants") == {"Huyện Ba Tơ": 50.0, "Huyện Sơn Hà": None, "=": 50.0}
    assert column(table(clerk, **YEAR, by="kind"), "percent_of_plan") == {"Lớp tập huấn": 66.7, "=": 66.7}


def test_a_kind_without_a_target_does_not_raise_the_percentage(world, ba_to, clerk):
    """3 of 4 sessions and nothing planned for contests: 75 % in the total, too, not 125 %."""
    world.target(ba_to, 2024, SESSION, 4)
    for month in (1, 2, 3):
        world.activity(ba_to, date(2024, month, 8))
    for month in (4, 5):
        world.activity(ba_to, date(2024, month, 8), "contest")

    assert column(table(clerk, **YEAR, by="kind"), "percent_of_plan") == {"Lớp tập huấn": 75.0, "Hội thi": None, "=": 75.0}


def test_people_are_compared_where_a_target_says_how_many(world, ba_to, clerk):
    """Sessions: 4 people of 5 planned. For contests no number of people is planned: their 3 people are no part of the 80 %."""
    world.target(ba_to, 2024, SESSION, 1, 5)
    world.target(ba_to, 2024, "contest", 1)
    attended(world, ba_to, date(2024, 3, 8), 4)
    attended(world, ba_to, date(2024, 4, 8), 3, "contest")

    assert column(table(clerk, **YEAR, by="kind"), "percent_participants") == {"Lớp tập huấn": 80.0, "Hội thi": None, "=": 80.0}


def test_a_target_set_for_an_old_district_covers_its_communes_of_today(world, unit_called, clerk):
    """The plan of 2025 was made for huyện Ba Tơ; a session of August 2025 stands in xã Ba Vì of today."""
    world.target(unit_called("Ba Tơ", "district", date(2025, 3, 1)), 2025, SESSION, 2)
    world.activity(unit_called("Ba Vì", "commune", date(2025, 8, 1)), date(2025, 8, 1))
    report = table(clerk, from_="2025-01-01", to="2025-12-31", by="former-district")

    assert column(report, "percent_of_plan") == {"Huyện Ba Tơ": 50.0, "=": 50.0}


# --- quarters


def test_a_quarter_is_compared_with_its_own_target_and_a_year_with_the_sum_of_its_quarters(world, ba_to, clerk):
    """Planned 2 in the first and 3 in the second quarter; held 1 in January, 3 in April and 1 in July, of which nobody planned anything."""
    for quarter, planned in ((1, 2), (2, 3)):
        world.target(ba_to, 2024, SESSION, planned, quarter=quarter)
    for month, day in ((1, 8), (4, 8), (4, 9), (4, 10), (7, 8)):
        world.activity(ba_to, date(2024, month, day))
    of_the_year, by_quarter = table(clerk, **YEAR, by="kind"), table(clerk, **YEAR, by="quarter")

    assert column(table(clerk, **FIRST_QUARTER, by="kind"), "percent_of_plan")["="] == 50.0
    assert (column(of_the_year, "planned_activities")["="], column(of_the_year, "percent_of_plan")["="]) == (5, 80.0)
    assert column(by_quarter, "percent_of_plan") == {"Quý I/2024": 50.0, "Quý II/2024": 100.0, "Quý III/2024": None, "=": 80.0}
    assert column(table(clerk, from_="2024-01-01", to="2024-06-30", by="kind"), "percent_of_plan")["="] == 80.0


def test_the_target_of_the_year_counts_for_the_year_and_not_for_a_quarter(world, ba_to, clerk):
    world.target(ba_to, 2024, SESSION, 10)
    world.target(ba_to, 2024, SESSION, 2, quarter=1)
    world.activity(ba_to, date(2024, 1, 8))

    assert column(table(clerk, **YEAR, by="kind"), "planned_activities")["="] == 10
    assert column(table(clerk, **FIRST_QUARTER, by="kind"), "planned_activities")["="] == 2
    assert column(table(clerk, **YEAR, by="quarter"), "planned_activities") == {"Quý I/2024": 2, "=": 10}


@pytest.mark.parametrize(
    ("query", "note"),
    [
        (
            FIRST_QUARTER,
            "Không so với kế hoạch: chỉ tiêu là của cả năm, không phải của kỳ này. Hãy chọn cả năm, hoặc nhập chỉ tiêu theo quý.",
        ),
        (YEAR | {"role": "judge"}, "Không so với kế hoạch: chỉ tiêu không chia theo vai trò hoặc nguồn kinh phí."),
        (YEAR | {"by": "quarter"}, "Chỉ tiêu không chia như các dòng của bảng này nên chỉ đứng ở dòng tổng cộng."),
    ],
)
def test_columns_of_the_plan_do_not_vanish_without_a_word(world, ba_to, clerk, query, note):
    world.target(ba_to, 2024, SESSION, 10)
    world.activity(ba_to, date(2024, 1, 8))

    assert note in table(clerk, **{"by": "kind"} | query).notes


def test_a_quarter_beside_targets_of_the_year_says_that_they_are_not_divided(world, ba_to, unit_called, clerk):
    world.target(ba_to, 2024, SESSION, 10)
    world.target(unit_called("Sơn Hà", "district"), 2024, SESSION, 2, quarter=1)
    world.activity(ba_to, date(2024, 1, 8))
    report = table(clerk, **FIRST_QUARTER, by="kind")

    assert (column(report, "planned_activities")["="], column(report, "percent_of_plan")["="]) == (2, 0.0)
    assert "Kỳ này chỉ so với chỉ tiêu theo quý; chỉ tiêu cả năm không chia cho từng quý." in report.notes
