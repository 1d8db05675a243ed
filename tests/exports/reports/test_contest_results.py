"""Report contest-results: a row per contest, whether its results were scored or typed, and the rows behind each figure."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from activities.actions import set_status
from contests.actions import add_member, add_team, give_result
from exports.reports import catalogue
from tests.contests.scoring.played_contest import PlayedContest
from tests.exports.by_hand import build_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(make_contest, organiser, make_person):
    """A contest of two teams, one of them of a school, whose results were typed."""
    contest = make_contest(sittings=[], title="Hội thi nhập tay", starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 6))
    first, second = add_team(contest, name="Đội Công lý"), add_team(contest, name="Đội Chân lý")
    add_member(first, person=make_person("Đinh Thị Bí Mật"), part="captain", by=organiser)
    give_result(first, prize="first", place=1)
    give_result(second, prize="none", place=2)
    give_result(second, prize="special", title="Tiểu phẩm hay nhất")
    return contest


@pytest.fixture
def played(make_contest, api, organiser, admin):
    contest = make_contest(sittings=[], title="Hội thi chấm điểm", starts_on=date(2024, 6, 3), ends_on=date(2024, 6, 3), status="closed")
    played = PlayedContest(contest, api(organiser), api(admin), teams=2, judges=1)
    played.perform()
    played.mark_everything()
    return played


def rows_of(user, **query) -> dict[str, dict]:
    """Return the rows of the report by the contest's title, the totals under `total`."""
    table = build_table("contest-results", user, **query)
    keys = [column.key for column in table.columns]
    return {row[0]: dict(zip(keys, row, strict=True)) for row in table.rows} | {"total": dict(zip(keys, table.totals, strict=True))}


def test_each_contest_says_how_its_results_came_about_and_which_they_are(typed, played, clerk):
    before = rows_of(clerk)["Hội thi chấm điểm"]
    played.publish()
    rows = rows_of(clerk)

    assert (before["places"], before["first_prizes"], before["state"]) == ("", 0, "Chưa chốt")
    assert rows["Hội thi chấm điểm"]["places"] == "1. Đội A (41,00 điểm, Giải Nhất); 2. Đội B (40,00 điểm, Giải Nhì)"
    assert rows["Hội thi nhập tay"]["places"] == "1. Đội Công lý (Giải Nhất); 2. Đội Chân lý; Tiểu phẩm hay nhất: Đội Chân lý"
    assert [[row[key] for key in ("origin", "rules", "state")] for row in list(rows.values())[:2]] == [
        ["Kết quả nhập tay", "", ""],
        ["Chấm theo thể lệ", "05/TL-BTC, phiên bản 1", "Đã công bố, lần chốt 1"],
    ]
    figures = ("teams", "contestants", "first_prizes", "second_prizes", "special_prizes")
    assert [rows["total"][key] for key in figures] == [4, 1, 2, 1, 1]
    played.ok(played.reopen())
    reopened = rows_of(clerk)["Hội thi chấm điểm"]
    assert (reopened["places"], reopened["state"]) == ("", "Đã mở lại kết quả lần 1, chưa chốt lại")


def test_its_chart_has_the_contestants_by_month_or_of_each_contest(typed, played, make_contest, clerk):
    make_contest(sittings=[], title="Hội thi nhập tay khác", starts_on=date(2024, 5, 7), ends_on=date(2024, 5, 7), status="closed")
    for query, bars in (
        ({}, [("Tháng 5/2024", 1), ("Tháng 6/2024", 0)]),
        ({"from_": "2024-05-01", "to": "2024-05-31"}, [("Hội thi nhập tay", 1), ("Hội thi nhập tay khác", 0)]),
    ):
        [chart] = build_table("contest-results", clerk, **query).charts
        assert [(group.label, *group.values) for group in chart.groups] == bars


def test_every_figure_opens_its_rows_and_filters_narrow_them(typed, played, clerk):
    played.publish()
    report = catalogue.get("contest-results")
    table = report.build_table(clerk, {})
    for key, row in [*zip(table.row_keys, table.rows, strict=True), ("total", table.totals)]:
        for column, figure in zip(table.columns, row, strict=True):
            if column.opens_rows:
                assert report.open_figure(clerk, {"row": key, "column": column.key}).count == figure, (key, column.key)
    assert [list(rows_of(clerk, origin=origin)) for origin in ("scored", "typed", "none")] == [
        ["Hội thi chấm điểm", "total"],
        ["Hội thi nhập tay", "total"],
        ["total"],
    ]
    assert report.open_figure(clerk, {"row": "total", "column": "first_prizes", "origin": "scored"}).count == 1
    assert list(rows_of(clerk, from_="2024-06-01", to="2024-06-30")) == ["Hội thi chấm điểm", "total"]


def test_a_stranger_reads_none_of_it_and_nobody_a_childs_name(typed, played, clerk, stranger, api):
    played.publish()
    assert list(rows_of(stranger)) == ["total"]
    assert catalogue.get("contest-results").open_figure(stranger, {"row": "total", "column": "teams"}).count == 0

    answer = api(clerk).get("/api/v1/reports/contest-results.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer)))
    texts = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "Đội Công lý" in texts and "Bí Mật" not in texts


def test_three_contests_take_as_many_statements_as_one(typed, make_contest, clerk, agency, django_assert_num_queries):
    with django_assert_num_queries(8):
        rows_of(clerk)
    for day in (date(2024, 5, 7), date(2024, 5, 8)):
        contest = make_contest(sittings=[], starts_on=day, ends_on=day, status="open")
        give_result(add_team(contest, name="Đội A"), prize="first", place=1)
        set_status(contest, status="closed")
    with django_assert_num_queries(8):
        rows_of(clerk)
