"""The rows behind a figure: as many as the figure says, in every report, for who may see them."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.actions import grant_role
from exports.reports import catalogue
from people.models import Disclosure
from tests.depth import examples
from tests.exports.test_reports_api import as_json, get
from tests.pages import page_text, whole_body

YEAR = {"from": "2023-01-01", "to": "2023-12-31"}
pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


def whole_numbers(body: dict, *, keys: set[str]) -> list[tuple[str, str, int]]:
    """Each (row, column, figure) of the columns `keys` in a report."""
    lines = [*zip(body["row_keys"], body["rows"], strict=True), ("total", body["totals"])]
    return [
        (row_key, column["key"], value)
        for row_key, row in lines
        for column, value in zip(body["columns"], row, strict=True)
        if column["key"] in keys and isinstance(value, int)
    ]


@pytest.mark.parametrize(
    ("name", "query", "keys"),
    [
        ("participation-tally", {"by": "residence"}, {"people", "participations", "female"}),
        ("participation-tally", {"by": "former-district"}, {"sittings", "planned_activities", "planned_participants"}),
        ("activity-list", {}, {"sittings", "registered", "participations"}),
    ],
)
def test_each_figure_of_a_report_opens_as_many_rows(year_2023, clerk, api, name, query, keys):
    client = api(clerk)
    figures = whole_numbers(as_json(client, name, **YEAR, **query), keys=keys)

    assert len(figures) >= 6
    assert [
        (row, column, get(client, name, "/rows/", **YEAR, **query, row=row, column=column).json()["value"])
        for row, column, _figure in figures
    ] == figures


def test_a_person_on_the_register_opens_what_was_attended(year_2023, clerk, api):
    client = api(clerk)
    query = {"activity": year_2023.activities[0].pk}
    body = as_json(client, "attendance-register", **query)
    keys = {column["key"] for column in body["columns"] if column["key"] == "attended" or column["key"].startswith("sitting_")}
    figures = [figure for figure in whole_numbers(body, keys=keys) if figure[1] == "attended" or figure[0] == "total"]

    opened = [client.get("/api/v1/reports/attendance-register/rows/", query | {"row": r, "column": c}).json() for r, c, _figure in figures]

    assert [answer["count"] for answer in opened if answer.get("count")] == [value for _row, _column, value in figures if value]


def test_the_answer_names_who_is_counted_page_by_page(year_2023, clerk, api):
    answer = get(api(clerk), "participation-tally", "/rows/", **YEAR, by="commune", row="total", column="people", page_size=2).json()

    assert answer["title"] == "Số người: tổng cộng"
    assert [column["key"] for column in answer["columns"]] == ["full_name", "gender", "birth_year", "ethnic_group", "residence"]
    assert (answer["count"], answer["value"], answer["hidden"], len(answer["rows"])) == (5, 5, 0, 2)
    assert "page=2" in answer["next"]


def test_what_is_not_known_has_an_empty_key(year_2023, clerk, api):
    body = as_json(api(clerk), "participation-tally", **YEAR, by="ethnic-group")

    assert body["row_keys"][-1] == ""
    assert get(api(clerk), "participation-tally", "/rows/", **YEAR, by="ethnic-group", row="", column="participations").json()["count"] == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"row": "total"}, "column"),
        ({"column": "people"}, "row"),
        ({"row": "total", "column": "percent_of_plan"}, "column"),
        ({"row": "x", "column": "people"}, "row"),
        ({"row": "9" * 40, "column": "people"}, "row"),
        ({"row": "total", "column": "people", "from": "x"}, "from"),
        ({"row": "F", "column": "sittings", "by": "gender"}, "column"),
    ],
)
def test_a_figure_that_there_is_not_is_refused_by_name(year_2023, clerk, api, query, field):
    answer = get(api(clerk), "participation-tally", "/rows/", **YEAR | query)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_report_that_counts_nothing_opens_nothing(year_2023, clerk, api):
    assert get(api(clerk), "attendance-list", "/rows/", **YEAR, row="total", column="people").status_code == 404


def test_a_stranger_opens_nothing_of_ours(year_2023, stranger, api):
    answer = get(api(stranger), "participation-tally", "/rows/", **YEAR, row="total", column="people").json()

    assert (answer["count"], answer["rows"]) == (0, [])


def test_who_may_not_see_names_sees_how_many(year_2023, leader, api, browser_of):
    answer = get(api(leader), "participation-tally", "/rows/", **YEAR, row="total", column="people").json()
    page = browser_of(leader).get("/reports/participation-tally/rows/", YEAR | {"row": "total", "column": "people"})

    assert (answer["count"], answer["hidden"], answer["rows"]) == (5, 5, [])
    assert "Có 5 dòng không hiện tên" in page_text(page)
    assert not Disclosure.objects.filter(what="figure-rows").exists()


def test_a_figure_on_the_screen_leads_to_its_people_and_is_logged(year_2023, clerk_browser, clerk):
    table = clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "kind"}).content.decode()
    assert "row=training-session&amp;column=people" in table

    page = clerk_browser.get("/reports/participation-tally/rows/", YEAR | {"by": "kind", "row": "training-session", "column": "people"})

    assert "Số người: Lớp tập huấn – 3" in page_text(page)
    line = Disclosure.objects.get(what="figure-rows")
    assert (line.user, line.people) == (clerk, 3)


def test_the_rows_are_downloaded_with_the_filters_of_their_report(year_2023, clerk_browser):
    query = YEAR | {"by": "kind", "row": "contest", "column": "training_sessions"}
    answer = clerk_browser.get("/reports/participation-tally/rows.xlsx", query | {"column": "contests"})
    sheet = load_workbook(io.BytesIO(whole_body(answer))).worksheets[0]

    assert 'filename="chi-tiet-tong-hop' in answer["Content-Disposition"]
    assert sum(row[2].value == "Hội thi" for row in sheet.iter_rows()) == 2


# --- two groupings


def test_two_groupings_with_totals_both_ways(year_2023, clerk, api):
    body = as_json(api(clerk), "cross-tabulation", **YEAR, by="former-district", across="gender", measure="people")

    assert [column["title"] for column in body["columns"]][1:] == ["Nam", "Nữ", "Tổng cộng"]
    assert body["rows"] == [["Huyện Ba Tơ", 1, 2, 3], ["Huyện Sơn Hà", 1, 1, 2]]
    assert body["totals"] == ["Tổng cộng", 2, 3, 5]


@pytest.mark.parametrize("measure", ["participations", "people", "sitting_attendances", "registered", "activities", "sittings"])
def test_each_cell_of_two_groupings_opens_its_rows(year_2023, clerk, api, measure):
    client = api(clerk)
    query = {"by": "month", "across": "kind" if measure == "sittings" else "role", "measure": measure}
    body = as_json(client, "cross-tabulation", **YEAR, **query)
    figures = whole_numbers(body, keys={column["key"] for column in body["columns"]})

    assert len(figures) > 6
    assert [
        (row, column, get(client, "cross-tabulation", "/rows/", **YEAR, **query, row=row, column=column).json()["count"])
        for row, column, _n in figures
    ] == figures


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"by": "kind", "across": "kind"}, "across"),
        ({"measure": "sittings"}, "measure"),
        ({"measure": "gossip"}, "measure"),
        ({"by": "x"}, "by"),
    ],
)
def test_groupings_that_make_no_table_are_refused(year_2023, clerk, api, query, field):
    answer = get(api(clerk), "cross-tabulation", **YEAR, **query)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_usual_groupings_are_shown_as_chosen(year_2023, clerk_browser):
    page = clerk_browser.get("/reports/cross-tabulation/", YEAR).content.decode()

    assert '<option value="ethnic-group" selected>' in page.split('name="across"')[1].split("</select>")[0]


# --- in the workbook


def test_a_workbook_with_its_data_has_each_row_that_is_counted(year_2023, clerk, api):
    answer = get(api(clerk), "participation-tally", ".xlsx", **YEAR, by="former-district", data="1")
    book = load_workbook(io.BytesIO(whole_body(answer)))
    activities, participations = [
        [row[1:4] for row in book[title].iter_rows(values_only=True) if isinstance(row[0], int)] for title in book.sheetnames[3:]
    ]

    assert book.sheetnames[:3] == ["Tổng hợp", "Ghi chú", "Biểu đồ"]
    assert [row[0] for row in activities] == ["Huyện Ba Tơ"] * 2 + ["Huyện Sơn Hà"] * 2
    assert sorted(row[0] for row in participations) == ["Huyện Ba Tơ"] * 4 + ["Huyện Sơn Hà"] * 2
    assert {line.what: line.people for line in Disclosure.objects.all()}["figure-rows"] == 6


def test_data_are_for_who_may_see_names(year_2023, leader, clerk, api, browser_of):
    assert get(api(leader), "participation-tally", ".xlsx", **YEAR, data="1").status_code == 403
    assert get(api(clerk), "activity-list", ".xlsx", **YEAR, data="1").status_code == 404
    assert "data=1" not in browser_of(leader).get("/reports/participation-tally/", YEAR).content.decode()


@pytest.mark.parametrize("data, sheets", [("1", 5), ("true", 5), ("on", 5), ("0", 3), ("false", 3), ("", 3)])
def test_a_workbook_has_its_data_when_they_are_asked_for_and_not_when_they_are_declined(year_2023, clerk, api, browser_of, data, sheets):
    filters = YEAR | {"by": "former-district", "data": data}
    answers = [
        get(api(clerk), "participation-tally", ".xlsx", **filters),
        browser_of(clerk).get("/reports/participation-tally.xlsx", filters),
    ]
    assert [len(load_workbook(io.BytesIO(whole_body(answer))).sheetnames) for answer in answers] == [sheets] * 2


def test_lists_of_people_are_not_offered_beside_a_table_for_publication(year_2023, clerk_browser):
    address = "/reports/participation-tally/"
    pages = [clerk_browser.get(address, YEAR | publication).content.decode() for publication in ({}, {"publication": "1"})]
    assert ["data=1" in page for page in pages] == [True, False]


def test_records_are_for_who_may_report_and_people_for_who_may_see_names(year_2023, clerk_of_ba_to, quang_ngai, api):
    grant_role(clerk_of_ba_to, role="leader", unit=quang_ngai, by=None, at=timezone.now())
    answer = get(api(clerk_of_ba_to), "participation-tally", ".xlsx", **YEAR, by="former-district", data="1")
    book = load_workbook(io.BytesIO(whole_body(answer)))
    activities, participations = [[str(row) for row in book[title].iter_rows(values_only=True)] for title in book.sheetnames[3:]]

    assert ["Huyện Sơn Hà" in row for row in activities].count(True) == 2
    assert not any("Huyện Sơn Hà" in row for row in participations)
    assert any("Không ghi 2 dòng" in row for row in participations)
    assert not any("Không ghi" in row for row in activities)


def test_the_log_says_how_many_people_stood_on_the_page(year_2023, clerk, api):
    get(api(clerk), "participation-tally", "/rows/", **YEAR, row="total", column="people", page_size=2)

    assert [line.people for line in Disclosure.objects.filter(what="figure-rows")] == [2]


# --- rows and columns that there are not

STRANGE = (
    "", "total", "=total", "==", "x", "\x00", "Ba\x00Tơ", "0", "1", "12", "-1", "1.5", "²", "２０", "9" * 19, "9" * 40, "1e400", "2026-9", "2026-09",
    "2026-13", "2026-00", "2026-3", "2026-Q3", "2026-5", "0000-1", "0001-01", "9999-12", "|", "1|bài", "|bài", "1|\x00", "F", "contest", "%s {0}", "a" * 5000,
)  # fmt: skip


@examples(60, deep=200)
@given(data=st.data())
def test_any_row_and_column_of_any_report_is_opened_or_refused_with_a_sentence(year_2023, clerk, data):
    report = data.draw(st.sampled_from([report for report in catalogue.reports() if report.open_rows]), label="report")
    query = {}
    for name in ("by", "across", "measure"):
        choices = getattr(report.form.base_fields.get(name), "choices", [])
        query[name] = data.draw(st.sampled_from([value for value, _label in choices if value] or [""]), label=name)
    query |= {"activity": str(year_2023.activities[0].pk)} | (YEAR if data.draw(st.booleans(), label="of 2023") else {})
    query = {name: value for name, value in query.items() if name in report.form().fields}
    try:
        columns = [column.key for column in report.build_table(clerk, query).columns]
    except ValidationError:
        columns = []

    query["row"] = data.draw(st.sampled_from(STRANGE) | st.text(max_size=12), label="row")
    query["column"] = data.draw(
        st.sampled_from([*columns, *columns, "", "x", "column_", "column_\x00", "sitting_1", "column_2026-9"]), label="column"
    )
    try:
        opened = report.open_figure(clerk, query)
        assert opened.count >= len(opened.rows[:3])
    except ValidationError as error:
        assert all(message.strip() for messages in error.message_dict.values() for message in messages)


@pytest.mark.parametrize(
    ("by", "row"),
    [
        ("month", "12"), ("month", ""), ("month", "2026-13"), ("quarter", "2026-9"), ("quarter", "2026-Q3"), ("programme-line", "Dự\x00án"), ("commune", "\x00"),
        ("kind", "lesson"), ("ethnic-minority", "2"), ("gender", "X"),
    ],
)  # fmt: skip
def test_a_key_that_no_row_of_the_grouping_can_have_is_refused(year_2023, clerk, by, row):
    with pytest.raises(ValidationError) as refused:
        catalogue.get("participation-tally").open_figure(clerk, {"by": by, "row": row, "column": "participations"})

    [[error]] = refused.value.error_dict.values()
    assert (list(refused.value.error_dict), error.code) == (["row"], "no_such_row")


@pytest.mark.parametrize(
    ("by", "row", "title"),
    [
        ("ethnic-minority", "1", "Số người: Dân tộc thiểu số"),
        ("ethnic-minority", "0", "Số người: Kinh, người nước ngoài"),
        ("ethnic-minority", "", "Số người: Chưa rõ"),
        ("quarter", "2023-1", "Số người: Quý I/2023"),
    ],
)
def test_an_opened_figure_is_titled_as_its_row(year_2023, clerk, by, row, title):
    assert catalogue.get("participation-tally").open_figure(clerk, {"by": by, "row": row, "column": "people"}).title == title


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("participation-tally", "participations"),
        ("participation-tally", "planned_activities"),
        ("participation-tally", "estimated_activities"),
        ("plan-vs-actual", "activities_in_plan"),
        ("plan-vs-actual", "activities_before"),
        ("cross-tabulation", "total"),
    ],
)
def test_what_lies_in_two_areas_is_not_opened_either(year_2023, unit_called, clerk, name, column):
    query = {"by": "area", "row": "total", "column": column, "from": "2023-01-01", "to": "2023-12-31", "actual_until": "2023-06-30"}
    if column == "activities_before":
        query |= {"from": "2024-01-01", "to": "2024-12-31", "actual_until": ""}
    assert catalogue.get(name).open_figure(clerk, query).value > 0

    year_2023.area("Miền núi", [unit_called("Ba Tơ", "district", date(2023, 3, 6))])
    year_2023.area("Khu vực III", [unit_called("Ba Vì", "commune", date(2023, 3, 6))])
    with pytest.raises(ValidationError, match="thuộc hai khu vực") as refused:
        catalogue.get(name).open_figure(clerk, query)
    assert list(refused.value.error_dict) == ["by"]


def test_cells_of_a_table_that_is_too_wide_are_not_counted(world, ba_to, clerk):
    for number in range(61):
        world.activity(ba_to, date(2023, 3, 6), sittings=0, line=f"Dự án {number}")
    query = {"by": "commune", "across": "programme-line", "measure": "activities"}

    with CaptureQueriesContext(connection) as statements, pytest.raises(ValidationError, match="61 cột"):
        catalogue.get("cross-tabulation").build_table(clerk, query)
    assert not any("group_1" in statement["sql"] for statement in statements.captured_queries)


@pytest.mark.parametrize("name", [*(report.name for report in catalogue.registered_reports() if report.open_rows), "form-commune-summary"])
def test_a_report_is_described_as_its_table_is_without_counting_anything(year_2023, unit_called, clerk, name):
    report, ba_to = catalogue.get(name), unit_called("Ba Tơ", "district", date(2023, 3, 6))
    query = {"activity": year_2023.activities[0].pk} if "activity" in report.form().fields else YEAR | {"unit": ba_to.pk}
    table = report.build_table(clerk, query)

    with CaptureQueriesContext(connection) as statements:
        description = report.describe_filters(clerk, query)
    assert description == {name: getattr(table, name) for name in description}
    assert not any("COUNT(" in statement["sql"] for statement in statements.captured_queries)
