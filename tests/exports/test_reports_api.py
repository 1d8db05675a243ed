"""The same figures through every door, and who may come in."""

import csv
import io
import json
from datetime import date

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from activities.models import Activity
from exports.preview import preview_of
from exports.reports import catalogue
from people.models import Disclosure
from tests.pages import whole_body
from vietnamese.dates import official_date

YEAR = {"from": "2023-01-01", "to": "2023-12-31"}
NAMES = ["participation-tally", "attendance-register", "attendance-list", "activity-list"]


def get(client, name: str, form: str = "", **query):
    return client.get(f"/api/v1/reports/{name}{form or '/'}", query)


def as_json(client, name: str, **query) -> dict:
    answer = get(client, name, **query)
    assert answer.status_code == 200
    return json.loads(whole_body(answer))


def sheet_rows(client, name: str, **query) -> tuple[list, list, list]:
    """Heads, rows and the total row of the workbook, without its counting column."""
    sheet = load_workbook(io.BytesIO(whole_body(get(client, name, ".xlsx", **query)))).worksheets[0]
    first, last = (int(part.strip("$")) for part in sheet.print_title_rows.split(":"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=last + 1)]
    heads = [lower.value or upper.value for upper, lower in zip(sheet[first], sheet[last], strict=True)]
    end = next((index for index, row in enumerate(rows) if row[0] == "Tổng cộng"), None)
    return heads[1:], [row[1:] for row in rows[:end]], rows[end][1:] if end is not None else []


def csv_rows(client, name: str, **query) -> tuple[list, list]:
    rows = list(csv.reader(io.StringIO(whole_body(get(client, name, ".csv", **query)).decode("utf-8-sig"), newline="")))
    return rows[0], rows[1:]


# --- one query, four forms


@pytest.mark.parametrize(
    "by",
    [
        *("commune", "former-district", "former-province", "area", "recorded-unit", "month", "quarter", "kind", "programme-line"),
        *("ethnic-group", "gender", "role"),
    ],
)
def test_json_xlsx_csv_and_screen_say_the_same(year_2023, clerk, api, by):
    client, query = api(clerk), YEAR | {"by": by}
    body_json = as_json(client, "participation-tally", **query)
    preview = preview_of(catalogue.get("participation-tally").build_table(clerk, query))
    of_contests = ("teams", "schools", "contestants", "audience")  # left out of sheets where they are all zero
    indices = [
        index
        for index, column in enumerate(body_json["columns"])
        if any(
            row[index] not in ((None, 0) if column["key"] in of_contests else (None,)) for row in [*body_json["rows"], body_json["totals"]]
        )
    ]
    heads, rows, totals = sheet_rows(client, "participation-tally", **query)
    csv_head, csv_body = csv_rows(client, "participation-tally", **query)

    assert heads == [body_json["columns"][index]["title"] for index in indices]
    assert rows == [[row[index] for index in indices] for row in body_json["rows"]]
    assert totals[1:] == [body_json["totals"][index] for index in indices][1:]
    assert len(csv_head) == len(body_json["columns"])
    assert csv_body == [["" if value is None else str(value) for value in row] for row in body_json["rows"]]
    keys = [column["key"] for column in body_json["columns"]]
    texts = [["" if value is None else str(value) for value in row] for row in body_json["rows"]]
    for row, text in zip(body_json["rows"], texts, strict=True):
        for percent in (keys.index("percent_of_plan"), keys.index("percent_participants")):
            if row[percent] is not None:
                text[percent] = f"{row[percent]:g}%".replace(".", ",")
    assert [[cell.text for cell in row] for row in preview.rows] == [[text[index] for index in indices] for text in texts]


def test_the_columns_of_the_tally_are_those_of_the_contract_in_its_order(year_2023, clerk, api):
    assert [column["key"] for column in as_json(api(clerk), "participation-tally", **YEAR)["columns"]] == [
        "group", "training_sessions", "contests", "sittings", "registered", "walk_ins", "people", "participations", "sitting_attendances", "female",
        "ethnic_minority", "pupils", "headcount", "headcount_female", "headcount_ethnic_minority", "teams", "schools", "contestants", "audience",
        "planned_activities", "planned_participants", "percent_of_plan", "percent_participants",
    ]  # fmt: skip


def test_the_list_says_the_same_in_json_xlsx_and_csv(year_2023, clerk, api):
    client = api(clerk)
    report = as_json(client, "attendance-list", **YEAR)
    _heads, rows, _totals = sheet_rows(client, "attendance-list", **YEAR)
    names = [row[0] for row in report["rows"]]

    assert (len(names), [row[0] for row in rows[:7]], [row[0] for row in csv_rows(client, "attendance-list", **YEAR)[1]]) == (
        7,
        names,
        names,
    )


def test_the_register_says_the_same_in_json_xlsx_and_csv(year_2023, clerk, api):
    client, activity = api(clerk), Activity.objects.get(title="Lớp 0")
    report = as_json(client, "attendance-register", activity=activity.pk)
    _heads, rows, totals = sheet_rows(client, "attendance-register", activity=activity.pk)
    attended = [column["key"] for column in report["columns"]].index("attended")

    assert [row[attended] for row in report["rows"]] == [2, 1, 1, 0]
    assert (
        [row[0] for row in rows]
        == [row[0] for row in report["rows"]]
        == [row[0] for row in csv_rows(client, "attendance-register", activity=activity.pk)[1]]
    )
    assert report["totals"][attended] in totals


def test_text_that_begins_like_a_formula_stays_text_in_every_form(world, ba_to, clerk, api):
    world.came(world.registered(world.activity(ba_to, date(2023, 3, 6)), world.person(ba_to, name="=HYPERLINK(1)")))
    client = api(clerk)
    book = load_workbook(io.BytesIO(whole_body(get(client, "attendance-list", ".xlsx"))))
    [cell] = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]

    assert cell.data_type == "s"
    assert csv_rows(client, "attendance-list")[1][0][0] == "'=HYPERLINK(1)"
    assert as_json(client, "attendance-list")["rows"][0][0] == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("query", "called", "mark", "day"),
    [
        (YEAR | {"date": "2023-12-31"}, "BAN DÂN TỘC", "/BC-BDT", "ngày 31 tháng 12 năm 2023"),
        (YEAR | {"date": "2026-03-09"}, "SỞ DÂN TỘC VÀ TÔN GIÁO", "/BC-SDTTG", "ngày 09 tháng 3 năm 2026"),
        (YEAR, "SỞ DÂN TỘC VÀ TÔN GIÁO", "/BC-SDTTG", None),
    ],
)
def test_a_workbook_bears_the_name_that_the_agency_had_on_its_date(clerk, api, agency, query, called, mark, day):
    sheet = load_workbook(io.BytesIO(whole_body(get(api(clerk), "participation-tally", ".xlsx", **query)))).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if cell.value]

    assert cells[:4] == ["UBND TỈNH QUẢNG NGÃI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", called, "Độc lập - Tự do - Hạnh phúc"]
    assert cells[-2].endswith(mark)
    assert cells[-1] == f"Quảng Ngãi, {day or official_date(timezone.localdate())}"


# --- who may


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_gets_empty_figures_and_no_register(year_2023, stranger, api, name):
    activity = Activity.objects.get(title="Lớp 0").pk
    for form in ("", ".xlsx", ".csv"):
        answer = get(api(stranger), name, form, activity=activity)
        assert answer.status_code == (404 if name == "attendance-register" else 200)
        text = whole_body(answer).decode("utf-8", "replace")
        assert ("Phạm Thị" in text, "Lớp 0" in text) == (False, False)


@pytest.mark.parametrize("path", ["", *(f"{name}{form}" for name in NAMES for form in ("/", ".xlsx", ".csv"))])
def test_a_role_without_reports_is_told_so(year_2023, usher, api, browser_of, path):
    api_answer = api(usher).get(f"/api/v1/reports/{path}", {"activity": Activity.objects.get(title="Lớp 0").pk})
    if path:
        assert (api_answer.status_code, api_answer.json()["code"]) == (403, "permission_denied")
    assert browser_of(usher).get(f"/reports/{path}").status_code == 403


def test_who_is_not_signed_in_gets_nothing(db, api):
    assert [get(api(None), name, form).status_code for name in NAMES for form in ("", ".xlsx", ".csv")] == [401] * 12


@pytest.mark.parametrize("form", ["", ".xlsx", ".csv"])
def test_an_unknown_report_is_not_found(clerk, api, form):
    answer = get(api(clerk), "annual-gossip", form)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("form", ["", ".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("name", "query", "field", "code"),
    [
        ("participation-tally", {"from": "2023-12-31", "to": "2023-01-01"}, "to", "dates_reversed"),
        ("participation-tally", {"from": "2023-13-01"}, "from", "invalid"),
        ("participation-tally", {"by": "zodiac"}, "by", "invalid_choice"),
        ("participation-tally", {"unit": "0"}, "unit", "invalid_choice"),
        ("participation-tally", {"unit": "9" * 30}, "unit", "invalid_choice"),
        ("attendance-list", {"role": "king"}, "role", "invalid_choice"),
        ("attendance-list", {"programme_line": "a\x00b"}, "programme_line", "null_characters_not_allowed"),
        ("attendance-register", {}, "activity", "required"),
        ("attendance-register", {"activity": "x"}, "activity", "invalid"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(clerk, api, form, name, query, field, code):
    answer = get(api(clerk), name, form, **query)

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_an_activity_that_cannot_be_is_not_found(clerk, api):
    assert get(api(clerk), "attendance-register", activity="9" * 30).status_code == 404


def test_the_reports_there_are_name_their_filters(clerk, api):
    filters = {report["name"]: report["filters"] for report in api(clerk).get("/api/v1/reports/").json()}
    assert filters == {
        "participation-tally": [
            "from",
            "to",
            "kind",
            "role",
            "programme_line",
            "unit",
            "area",
            "publication",
            "actual_until",
            "by",
            "date",
        ],
        "cross-tabulation": [
            "from",
            "to",
            "measure",
            "by",
            "across",
            "kind",
            "role",
            "programme_line",
            "unit",
            "area",
            "publication",
            "date",
        ],
        "plan-vs-actual": ["from", "to", "by", "kind", "programme_line", "unit", "area", "actual_until", "date"],
        "contest-results": ["from", "to", "origin", "programme_line", "unit", "area", "date"],
        "outreach-tally": ["from", "to", "by", "channel", "programme_line", "unit", "area", "date"],
        "form-commune-summary": ["from", "to", "kind", "role", "programme_line", "unit", "area", "date"],
        "form-pbgdpl-participation": ["from", "to", "programme_line", "unit", "area", "date"],
        "attendance-register": ["activity", "date"],
        "payment-list": ["activity", "date"],
        "attendance-list": ["from", "to", "kind", "role", "programme_line", "unit", "area", "date"],
        "activity-list": ["q", "kind", "status", "unit", "area", "programme_line", "date", "from", "to"],
    }


# --- what leaves is written down


@pytest.mark.parametrize(("form", "called"), [("", "json"), (".xlsx", "xlsx"), (".csv", "csv")])
def test_what_leaves_is_written_down_with_its_filters_and_rows(year_2023, clerk, api, form, called):
    whole_body(get(api(clerk), "attendance-list", form, **YEAR, kind="contest"))
    [record] = Disclosure.objects.all()

    assert (record.what, record.way, record.people, record.user) == ("attendance-list", called, 2, clerk)
    assert record.sensitive == ["ethnic_group"]
    assert record.filters == [["Thời gian", "năm 2023"], ["Địa bàn", "tất cả địa bàn được phân công"], ["Loại hoạt động", "Hội thi"]]


def test_a_taking_that_broke_off_is_written_down_without_a_number(year_2023, clerk, api):
    answer = get(api(clerk), "attendance-list", ".csv")
    next(iter(answer.streaming_content))

    assert [(record.way, record.people) for record in Disclosure.objects.all()] == [("csv", None)]


def test_a_refused_request_writes_nothing_down(clerk, api):
    get(api(clerk), "participation-tally", by="zodiac")
    assert Disclosure.objects.count() == 0
