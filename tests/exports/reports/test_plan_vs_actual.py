"""plan-vs-actual: examples computed by hand, and its figures beside those of the tally."""

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exports.counting.groupings import GROUPINGS
from exports.counting.held import tally_held
from exports.counting.scope import Scope
from exports.counting.tally import tally
from exports.periods import year_earlier
from exports.reports import catalogue
from tests.exports.by_hand import World, build_table

pytestmark = pytest.mark.both_engines
REPORT = "plan-vs-actual"
table = partial(build_table, REPORT)
YEAR = {"from_": "2024-01-01", "to": "2024-12-31"}
SESSION = "training-session"


@pytest.fixture
def two_years(world: World, ba_to, unit_called):
    """Ba Tơ: 4 sessions for 10 people planned, held 1 with 3 people and, in 2023, 2 with 4. Sơn Hà: 2 contests planned, held 2 with 2 people
    and 1 session with 1 person that nobody planned."""
    son_ha = unit_called("Sơn Hà", "district")
    world.target(ba_to, 2024, SESSION, 4, 10)
    world.target(son_ha, 2024, "contest", 2)
    for unit, day, kind, people in (
        (ba_to, date(2024, 2, 5), SESSION, 3),
        (ba_to, date(2023, 2, 6), SESSION, 2),
        (ba_to, date(2023, 8, 7), SESSION, 2),
        (son_ha, date(2024, 4, 8), "contest", 1),
        (son_ha, date(2024, 5, 8), "contest", 1),
        (son_ha, date(2024, 5, 9), SESSION, 1),
    ):
        activity = world.activity(unit, day, kind)
        for _number in range(people):
            world.came(world.registered(activity, world.person(unit)))
    return world


def test_plan_actual_and_the_year_before_stand_side_by_side_furthest_behind_first(two_years, clerk):
    report = table(clerk, **YEAR, by="former-district")

    assert [column.key for column in report.columns] == [
        "group", "planned_activities", "activities", "percent_activities", "planned_participants", "participations", "percent_participants",
        "activities_before", "participations_before", "change_activities", "change_participations",
        "percent_change_activities", "percent_change_participations", "activities_in_plan", "participations_in_plan",
    ]  # fmt: skip
    assert [list(row) for row in report.rows] == [
        ["Huyện Ba Tơ", 4, 1, 25.0, 10, 3, 30.0, 2, 4, -1, -1, -50.0, -25.0, 1, 3],
        ["Huyện Sơn Hà", 2, 3, 100.0, None, 3, None, 0, 0, 3, 3, None, None, 2, None],
    ]
    assert report.totals == ["Tổng cộng", 6, 4, 50.0, 10, 6, 30.0, 2, 4, 2, 2, 100.0, 50.0, 3, 3]
    assert "Cùng kỳ năm trước: năm 2023." in report.notes


def test_kinds_without_a_plan_stand_behind_those_that_have_one(two_years, clerk, ba_to):
    two_years.activity(ba_to, date(2024, 6, 3), "contest")
    rows = table(clerk, **YEAR, by="kind", unit=ba_to.pk).rows

    assert [row[:4] for row in rows] == [["Lớp tập huấn", 4, 1, 25.0], ["Hội thi", None, 1, None]]


def test_a_quarter_stands_beside_the_same_quarter_of_the_year_before(two_years, clerk, ba_to):
    two_years.target(ba_to, 2024, SESSION, 1, quarter=1)
    rows = {row[0]: row for row in table(clerk, **YEAR, by="quarter", kind=SESSION).rows}

    assert rows["Quý I/2024"][1:11] == [1, 1, 100.0, None, 3, None, 1, 2, 0, 1]
    assert rows["Quý III/2024"][1:11] == [None, 0, None, None, 0, None, 1, 2, -1, -2]


def test_of_an_open_period_there_is_no_year_before(two_years, clerk):
    report = table(clerk, by="kind")

    assert report.totals[7:13] == [None] * 6
    assert "Không so với cùng kỳ năm trước: kỳ báo cáo chưa có đủ ngày đầu và ngày cuối." in report.notes


@pytest.mark.parametrize("by", ["kind", "commune", "former-district", "quarter", "programme-line"])
def test_its_figures_are_those_of_the_tally_and_each_opens_its_rows(two_years, clerk, ba_to, by):
    two_years.target(ba_to, 2024, SESSION, 1, 2, quarter=1)
    report, of_tally = table(clerk, **YEAR, by=by), build_table("participation-tally", clerk, **YEAR, by=by)
    tallied = dict(zip([column.key for column in of_tally.columns], of_tally.totals, strict=True))
    query = {"from": "2024-01-01", "to": "2024-12-31", "by": by}

    assert report.totals[2] == tallied["training_sessions"] + tallied["contests"]
    assert (report.totals[5], report.totals[3]) == (tallied["participations"], tallied["percent_of_plan"])
    for key, row in [*zip(report.row_keys, report.rows, strict=True), ("total", report.totals)]:
        for column, figure in zip(report.columns, row, strict=True):
            if column.opens_rows and figure is not None:
                opened = catalogue.get(REPORT).open_figure(clerk, query | {"row": key, "column": column.key})
                assert opened.value == figure, (by, key, column.key)


def test_a_stranger_compares_nothing_of_ours(two_years, stranger):
    assert list(table(stranger, **YEAR, by="kind").rows) == []


def test_statements_do_not_grow_with_rows(two_years, clerk, agency, ba_to):
    with CaptureQueriesContext(connection) as few:
        table(clerk, **YEAR, by="commune")
    for number in range(3):
        two_years.came(two_years.registered(two_years.activity(ba_to, date(2024, 7, 3 + number)), two_years.person(ba_to)))
    with CaptureQueriesContext(connection) as many:
        table(clerk, **YEAR, by="commune")

    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ((date(2024, 2, 1), date(2024, 2, 29)), (date(2023, 2, 1), date(2023, 2, 28))),
        ((date(2025, 1, 1), date(2025, 2, 28)), (date(2024, 1, 1), date(2024, 2, 29))),
        ((date(2024, 2, 29), date(2024, 3, 15)), (date(2023, 2, 28), date(2023, 3, 15))),
        ((date(2023, 12, 15), date(2024, 12, 14)), (date(2022, 12, 15), date(2023, 12, 14))),
    ],
)
def test_the_same_period_a_year_earlier(period, before):
    assert year_earlier(*period) == before


def test_json_workbook_csv_and_screen_say_it(two_years, clerk, api, clerk_browser):
    query = {"from": "2024-01-01", "to": "2024-12-31", "by": "former-district"}
    client = api(clerk)
    page = clerk_browser.get(f"/reports/{REPORT}/", query).content.decode()

    assert [client.get(f"/api/v1/reports/{REPORT}{form}", query).status_code for form in ("/", ".xlsx", ".csv")] == [200, 200, 200]
    assert "Huyện Ba Tơ" in page and "25%" in page
    assert client.get(f"/api/v1/reports/{REPORT}/", query | {"by": "gender"}).status_code == 400


@pytest.mark.parametrize("by", ["kind", "commune", "quarter", "area", "programme-line"])
def test_it_counts_as_the_tally_does_and_nothing_that_it_does_not_show(two_years, clerk, ba_to, by):
    two_years.area("Miền núi", [ba_to])
    scope, grouping = Scope(clerk, date(2024, 1, 1), date(2024, 12, 31)), GROUPINGS[by]
    whole, short = tally(scope, grouping), tally_held(scope, grouping, has_plan=True)
    names = ("held", "plan", "participations")
    assert {key: [getattr(row, name) for name in names] for key, row in short.groups.items()} == {
        key: [getattr(row, name) for name in names] for key, row in whole.groups.items()
    }
    assert [getattr(short.totals, name) for name in names] == [getattr(whole.totals, name) for name in names]

    with CaptureQueriesContext(connection) as statements:
        table(clerk, **YEAR, by=by)
    read = " ".join(statement["sql"] for statement in statements.captured_queries)
    assert "people_person" not in read and "ethnicgroup" not in read


def test_a_plan_is_asked_for_the_period_alone(two_years, clerk):
    with CaptureQueriesContext(connection) as statements:
        table(clerk, **YEAR, by="kind")
    planned = [statement["sql"] for statement in statements.captured_queries if 'FROM "activities_target"' in statement["sql"]]

    assert planned and not any("2023" in sql for sql in planned)
