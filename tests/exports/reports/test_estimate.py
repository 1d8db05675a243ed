"""Actual figures until a day with an estimate of the whole period: examples computed by hand, in the tally and in plan-vs-actual."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exports.delivery import file_name
from exports.periods import administrative_year, estimate_days, months, year
from exports.reports import catalogue
from tests.exports.by_hand import World, build_table, figures
from tests.pages import plain_text

pytestmark = pytest.mark.both_engines
tally, comparison = partial(build_table, "participation-tally"), partial(build_table, "plan-vs-actual")
HALF = {"from_": "2024-01-01", "to": "2024-06-30"}
ASKED = HALF | {"actual_until": "2024-05-31"}
QUERY = {"from": "2024-01-01", "to": "2024-06-30", "actual_until": "2024-05-31"}


@pytest.fixture
def half(world: World, ba_to, unit_called):
    """Until 31 May 2024: Ba Tơ 1 session with 2 people. In June: Ba Tơ a session for 30, held with 1 person, and one for nobody knows
    how many; Sơn Hà a contest for 100. Not counted: a draft, a cancelled one, one in July, one of May that nobody confirmed."""
    son_ha = unit_called("Sơn Hà", "district", date(2024, 3, 6))
    for unit, day, kind, status, planned, people in (
        (ba_to, date(2024, 5, 31), "training-session", "closed", 50, 2),
        (ba_to, date(2024, 6, 3), "training-session", "closed", 30, 1),
        (ba_to, date(2024, 6, 10), "training-session", "open", None, 0),
        (son_ha, date(2024, 6, 30), "contest", "open", 100, 0),
        (ba_to, date(2024, 6, 4), "training-session", "draft", 7, 0),
        (ba_to, date(2024, 6, 5), "training-session", "cancelled", 7, 0),
        (ba_to, date(2024, 7, 1), "training-session", "open", 7, 0),
        (ba_to, date(2024, 5, 6), "training-session", "open", 7, 0),
    ):
        activity = world.activity(unit, day, kind, status=status)
        activity.planned_participants = planned
        activity.save()
        for _number in range(people):
            world.came(world.registered(activity, world.person(unit, "F", "30")))
    return world


def test_what_is_planned_after_the_day_is_added_in_columns_of_its_own(half, clerk):
    table = tally(clerk, **ASKED, by="former-district")
    assert [column.key for column in table.columns][-2:] == ["estimated_activities", "estimated_participations"]
    assert figures(table, "training_sessions", "contests", "participations", "estimated_activities", "estimated_participations") == [
        ["Huyện Ba Tơ", 1, 0, 2, 3, 32],
        ["Huyện Sơn Hà", 0, 1 - 1, 0, 1, 100],
        ["Tổng cộng", 1, 0, 2, 4, 132],
    ]


def test_plan_vs_actual_has_the_same_estimate_and_compares_what_was_held(half, clerk, ba_to):
    half.target(ba_to, 2024, "training-session", 4, 40, quarter=1)
    half.target(ba_to, 2024, "training-session", 4, 40, quarter=2)
    assert figures(comparison(clerk, **ASKED, by="kind"), "activities", "percent_activities", "participations", "estimated_activities", "estimated_participations") == [
        ["Lớp tập huấn", 1, 12.5, 2, 3, 32],
        ["Hội thi", 0, None, 0, 1, 100],
        ["Tổng cộng", 1, 12.5, 2, 4, 132],
    ]  # fmt: skip


@pytest.mark.parametrize("build", [tally, comparison])
def test_head_notes_filters_and_file_name_say_so(half, clerk, build):
    table = build(clerk, **ASKED, by="commune")
    words = "số liệu thực hiện đến ngày 31/05/2024 và ước thực hiện cả kỳ"
    assert words in table.subtitle and ("Thực hiện và ước", words) in table.filters
    assert "thuc-hien-den-20240531-va-uoc" in file_name(table, "xlsx")
    notes = " ".join(table.notes)
    assert "cộng 3 hoạt động dự kiến bắt đầu sau ngày đó" in notes
    assert "1 hoạt động chưa ghi số người dự kiến" in notes
    assert "3 bắt đầu sau ngày 31/05/2024" in notes and "1 chưa xác nhận đã tổ chức" in notes
    assert {column.group for column in table.columns[-2:]} == {"Ước thực hiện cả kỳ"}
    without = build(clerk, **HALF, by="commune")
    assert len(without.columns) == len(table.columns) - 2 and "ước thực hiện" not in " ".join([without.subtitle, *without.notes]).lower()


@pytest.mark.parametrize("by", ["commune", "former-district", "month", "quarter", "kind", "programme-line", "gender", "ethnic-group"])
@pytest.mark.parametrize("name", ["participation-tally", "plan-vs-actual"])
def test_each_figure_opens_the_rows_that_make_it(half, clerk, name, by):
    if name == "plan-vs-actual" and by in ("month", "gender", "ethnic-group"):
        return
    table, query = build_table(name, clerk, **ASKED, by=by), QUERY | {"by": by}
    opened_columns = set()
    for key, row in [*zip(table.row_keys, table.rows, strict=True), ("total", table.totals)]:
        for column, figure in zip(table.columns, row, strict=True):
            if column.opens_rows and figure is not None:
                opened = catalogue.get(name).open_figure(clerk, query | {"row": key, "column": column.key})
                assert opened.value == figure, (key, column.key)
                opened_columns.add(column.key)
    assert {"estimated_activities", "estimated_participations"} <= opened_columns


def test_an_opened_estimate_says_of_each_activity_what_it_adds(half, clerk):
    opened = catalogue.get("participation-tally").open_figure(clerk, QUERY | {"row": "total", "column": "estimated_participations"})
    assert [[*row[2:3], row[3].partition(",")[0], *row[4:]] for row in map(opened.row_list.cells, opened.rows)] == [
        [date(2024, 5, 31), "huyện Ba Tơ", "Thực hiện", 2],
        [date(2024, 6, 3), "huyện Ba Tơ", "Dự kiến", 30],
        [date(2024, 6, 10), "huyện Ba Tơ", "Dự kiến", None],
        [date(2024, 6, 30), "huyện Sơn Hà", "Dự kiến", 100],
    ]


def test_by_sorts_of_people_only_the_total_is_estimated_and_a_role_estimates_no_people(half, clerk):
    by_gender = tally(clerk, **ASKED, by="gender")
    assert figures(by_gender, "estimated_activities", "estimated_participations") == [["Nữ", None, None], ["Tổng cộng", 4, 132]]
    assert figures(tally(clerk, **ASKED, role="participant", by="kind"), "estimated_activities", "estimated_participations")[-1][1:] == [
        4,
        None,
    ]


def test_for_publication_an_estimate_gives_no_small_count_away(half, clerk):
    rows = figures(tally(clerk, **ASKED, by="former-district", publication="1"), "participations", "estimated_participations")
    assert rows[0] == ["Huyện Ba Tơ", "…", "…"] and rows[-1][1:] == ["…", "…"]


def test_what_others_hold_and_plan_is_not_estimated(half, stranger):
    assert figures(tally(stranger, **ASKED, by="kind"), "estimated_activities", "estimated_participations") == [["Tổng cộng", 0, 0]]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"actual_until": "31/5/2024"}, "Hãy chọn đủ"),
        (QUERY | {"actual_until": "1/7/2024"}, "phải nằm trong kỳ"),
        (QUERY | {"actual_until": "31/12/2023"}, "phải nằm trong kỳ"),
        (QUERY | {"actual_until": "cuối tháng"}, "không phải là một ngày"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_its_reason(clerk, api, query, message):
    answer = api(clerk).get("/api/v1/reports/participation-tally/", query)
    assert answer.status_code == 400 and message in str(answer.json())


def test_a_day_to_come_has_no_actual_figures(clerk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="chưa đến"):
        catalogue.get("plan-vs-actual").build_table(clerk, {"from": "2024-01-01", "to": "2099-12-31", "actual_until": tomorrow.isoformat()})


def test_an_estimate_takes_two_statements_more(half, clerk):
    with CaptureQueriesContext(connection) as without:
        tally(clerk, **HALF, by="kind")
    with CaptureQueriesContext(connection) as estimated:
        tally(clerk, **ASKED, by="kind")
    assert len(estimated) == len(without) + 2


@pytest.mark.parametrize(
    ("period", "today", "days"),
    [
        (months(2026, 1, 6), date(2026, 6, 2), ["2026-05-31", "2026-06-02"]),
        (months(2026, 1, 6), date(2026, 5, 20), ["2026-05-20"]),
        (months(2026, 7, 12), date(2027, 1, 2), ["2026-11-30"]),
        (months(2026, 1, 9), date(2026, 9, 30), ["2026-08-31"]),
        (year(2026), date(2026, 11, 29), ["2026-10-31", "2026-11-29"]),
        (administrative_year(2026), date(2026, 12, 1), ["2026-10-31", "2026-11-30", "2026-12-01"]),
        (year(2027), date(2026, 11, 29), []),
        (months(2026, 7, 9), date(2026, 9, 1), []),
    ],
)
def test_the_usual_days_until_which_figures_are_actual(period, today, days):
    assert [day.isoformat() for day in estimate_days(*period, today)] == days


def test_the_screen_offers_the_estimate_in_one_click_and_leaves_it_with_the_period(half, clerk_browser):
    page = clerk_browser.get("/reports/participation-tally/", {"from": "2024-01-01", "to": "2024-06-30"}).content.decode()
    assert "Thực hiện đến 31/05, ước 6 tháng đầu năm 2024" in plain_text(page)
    assert "from=2024-01-01&amp;to=2024-06-30&amp;actual_until=2024-05-31" in page
    page = clerk_browser.get("/reports/participation-tally/", QUERY).content.decode()
    assert "132" in page and "column=estimated_participations" in page
    assert "Thực hiện đến ngày (phần sau là ước): 31/05/2024" in plain_text(page)
    assert 'href="?from=2023-07-01&amp;to=2023-12-31"' in page
