"""Statistical forms: figures of the delivered ones, forms of the office, and what is said of a wrong file."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.models import ChangeRecord
from attendance.models import Headcount
from exports.models import OfficeForm
from exports.reports import catalogue
from exports.statistical_forms import period_rules
from exports.statistical_forms.actions import take_in_form, withdraw_form
from exports.statistical_forms.office import OWN_PREFIX, delivered_content, delivered_keys
from exports.statistical_forms.report import PREFIX, report_of
from exports.statistical_forms.vocabulary import read
from outreach.actions import record_item
from outreach.data.channels import load_channels
from outreach.models import Channel, OutreachItem
from people.models import AgencyPeriod, Disclosure
from places.models import Unit
from tests.at_once import call_and_disconnect
from tests.exports.by_hand import figures
from tests.exports.test_reports_api import as_json, get
from tests.pages import page_text, whole_body

YEAR = {"from": "2023-01-01", "to": "2023-12-31"}
PBGDPL, COMMUNES = "form-pbgdpl-participation", "form-commune-summary"
OWN = """key = "theo-dan-toc"
title = "Lượt người theo dân tộc"
by = "ethnic-group"

[[columns]]
key = "participations"
title = "Lượt người"
measure = "participations"

[[columns]]
key = "female"
title = "Nữ"
measure = "participations"
where = { gender = "F" }
"""


@pytest.fixture
def outreach_2023(year_2023, unit_called, organiser):
    """A leaflet, an article, a Zalo post and broadcasts of 2023; one broadcast of another year."""
    load_channels()
    ba_vi = unit_called("Ba Vì", "commune", date(2023, 3, 6))

    for channel, day, values in (
        ("printed-matter", date(2023, 5, 8), {"quantity": 2, "copies": 500, "minority_language_copies": 120}),
        ("press", date(2023, 5, 8), {"quantity": 3}),
        ("zalo", date(2023, 5, 8), {"quantity": 50}),
        ("broadcast", date(2023, 5, 8), {"quantity": 7}),
        ("broadcast", date(2022, 5, 8), {"quantity": 9}),
    ):
        item = OutreachItem(channel=Channel.objects.get(key=channel), title=channel, unit=ba_vi, starts_on=day, ends_on=day, **values)
        record_item(item, by=organiser)


def upload(text: str, name: str = "bieu.toml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


# --- figures


@pytest.mark.both_engines
def test_the_pbgdpl_form_counts_the_year_as_by_hand(outreach_2023, clerk, api):
    body = as_json(api(clerk), PBGDPL, **YEAR)

    assert [column["key"] for column in body["columns"][1:]] == [
        "direct_events", "direct_participations", "contests", "contestants", "copies", "minority_language_copies", "news", "broadcasts",
    ]  # fmt: skip
    assert {label: figures for label, *figures in body["rows"]} == {
        "Tổng số": [2, 4, 2, 1, 500, 120, 3, 7],
        "Trong đó: Nữ": [None, 3, None, 1, None, None, None, None],
        "Trong đó: Dân tộc thiểu số": [None, 2, None, 1, None, None, None, None],
        "Trong đó: Người có uy tín": [None, 0, None, 0, None, None, None, None],
        "Trong đó: Học sinh": [None, 1, None, 1, None, None, None, None],
    }
    assert body["totals"] == []


@pytest.mark.both_engines
@pytest.mark.parametrize("filters", [{}, {"role": "participant"}, {"programme_line": "Dự án 10"}, {"kind": "contest"}])
def test_the_summary_by_commune_has_the_figures_of_the_tally(year_2023, clerk, api, filters):
    client = api(clerk)
    form, tally = as_json(client, COMMUNES, **YEAR, **filters), as_json(client, "participation-tally", **YEAR, **filters, by="commune")
    keys = ["training_sessions", "contests", "people", "female", "ethnic_minority"]
    non_zero = []
    for body in (form, tally):
        places = [[column["key"] for column in body["columns"]].index(key) for key in keys]
        rows = zip([*body["row_keys"], "total"], [*body["rows"], body["totals"]], strict=True)
        non_zero.append({key: [row[place] for place in places] for key, row in rows if any(row[place] for place in places)})

    assert non_zero[0] == non_zero[1]
    assert non_zero[0]


@pytest.mark.both_engines
@pytest.mark.parametrize("name", [PBGDPL, COMMUNES])
def test_every_whole_number_opens_its_rows(outreach_2023, clerk, api, name):
    client, body = api(clerk), as_json(api(clerk), name, **YEAR)
    rows = [*zip(body["row_keys"], body["rows"], strict=True), *([("total", body["totals"])] if body["totals"] else [])]
    asked = [
        (row_key, column["key"], value)
        for row_key, row in rows
        for column, value in zip(body["columns"][1:], row[1:], strict=True)
        if value is not None
    ]

    opened = [client.get(f"/api/v1/reports/{name}/rows/", YEAR | {"row": row, "column": key}).json() for row, key, _value in asked]

    assert [answer["value"] for answer in opened] == [value for _row, _key, value in asked]
    assert len(asked) >= 14


@pytest.mark.parametrize("query", [{"row": "female", "column": "copies"}, {"row": "x", "column": "copies"}, {"row": "all", "column": "x"}])
def test_a_cell_without_a_figure_opens_nothing(outreach_2023, clerk, api, query):
    assert api(clerk).get(f"/api/v1/reports/{PBGDPL}/rows/", YEAR | query).status_code == 400


def test_a_form_asks_as_many_statements_however_much_there_is(year_2023, clerk, unit_called, django_assert_max_num_queries):
    report = catalogue.get(COMMUNES)
    with django_assert_max_num_queries(22):
        assert len(list(report.build_table(clerk, YEAR).rows)) == 3


def test_without_a_period_a_form_is_about_the_one_that_is_running(db, clerk, api):
    year = timezone.localdate().year

    assert f"Kỳ báo cáo: năm {year}" in as_json(api(clerk), PBGDPL)["subtitle"]
    assert get(api(clerk), PBGDPL, **YEAR | {"to": "2023-08-31"}).json()["errors"][0]["code"] == "wrong_period"


def test_periods_are_those_of_the_rule():
    day = date(2026, 11, 29)

    assert period_rules.fits(["administrative-year"], date(2025, 12, 15), date(2026, 12, 14))
    assert not period_rules.fits(["quarter"], date(2026, 1, 1), date(2026, 6, 30))
    assert period_rules.offered(["quarter"], day)[0][1] == (date(2026, 10, 1), date(2026, 12, 31))
    assert period_rules.default(["free"], day) is None


# --- on paper and on screen


def test_a_form_has_the_head_and_the_signatures_that_a_ministry_asks_for(outreach_2023, clerk, api):
    AgencyPeriod.objects.create(
        valid_from=date(2020, 1, 1), name="Ban Dân tộc", parent_name="UBND tỉnh", abbreviation="BDT", place="Quảng Ngãi",
        signatory_title="Trưởng ban", preparer_name="Phạm Thị Lập",
    )  # fmt: skip
    sheet = load_workbook(io.BytesIO(whole_body(get(api(clerk), PBGDPL, ".xlsx", **YEAR)))).worksheets[0]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "PBGDPL-01", "Cơ quan báo cáo: Ban Dân tộc", "Cơ quan nhận: Sở Tư pháp",
        "Kỳ báo cáo: năm 2023", "Phân tổ: giới tính", "Đơn vị tính: cuộc", "NGƯỜI LẬP BIỂU", "Phạm Thị Lập", "NGƯỜI KIỂM TRA",
        "TRƯỞNG BAN", "chưa đối chiếu với biểu của Thông tư 17/2025/TT-BTP",
    ):  # fmt: skip
        assert words in text, words


def test_a_form_on_the_screen_links_its_figures_and_offers_its_periods(outreach_2023, clerk_browser):
    page = clerk_browser.get(f"/reports/{PBGDPL}/", YEAR).content.decode()

    assert "row=female&amp;column=direct_participations" in page
    assert "15/12/" in page
    assert clerk_browser.get(f"/reports/{PBGDPL}/").status_code == 200
    assert "Kết quả phổ biến, giáo dục pháp luật" in page_text(clerk_browser.get("/reports/"))


# --- forms of the office


def test_a_form_of_the_office_is_a_report_until_it_is_withdrawn(year_2023, admin, clerk, api):
    keeper, reader = api(admin), api(clerk)
    made = keeper.post("/api/v1/report-forms/", {"file": upload(OWN)}, format="multipart")
    name = made.json()["report"]

    assert (made.status_code, name) == (201, "form-own-theo-dan-toc")
    assert name in [report["name"] for report in reader.get("/api/v1/reports/").json()]
    tally = as_json(reader, "participation-tally", **YEAR, by="ethnic-group")
    at = [column["key"] for column in tally["columns"]].index("participations")
    assert [row[1] for row in as_json(reader, name, **YEAR)["rows"]] == [row[at] for row in tally["rows"] if row[at]]
    whole_body(get(reader, name, ".xlsx", **YEAR))
    assert Disclosure.objects.filter(what=PREFIX, way="xlsx").count() == 1

    assert keeper.post(f"/api/v1/report-forms/{made.json()['id']}/withdraw/").status_code == 200
    assert get(reader, name, **YEAR).status_code == 404
    assert keeper.get(f"/api/v1/report-forms/{made.json()['id']}/").json()["content"] == OWN
    assert list(ChangeRecord.objects.filter(subject="office_form").order_by("pk").values_list("verb", flat=True)) == [
        "taken_in", "withdrawn",
    ]  # fmt: skip


def test_the_list_of_reports_asks_once_for_all_forms(db, admin, django_assert_num_queries):
    for number in range(3):
        take_in_form(file=upload(OWN.replace("theo-dan-toc", f"bieu-{number}")), by=admin, at=timezone.now())
        with django_assert_num_queries(1):
            assert len([report for report in catalogue.reports() if report.name.startswith(OWN_PREFIX)]) == number + 1
        with django_assert_num_queries(1):
            catalogue.get(f"form-own-bieu-{number}")


def test_keys_do_not_meet(db, admin, api):
    assert not [key for key in delivered_keys() if key.startswith("own-") or key != read(delivered_content(key)).key]
    take_in_form(file=upload(OWN), by=admin, at=timezone.now())

    codes = [
        api(admin).post("/api/v1/report-forms/", {"file": upload(text)}, format="multipart").json()["errors"][0]["code"]
        for text in (OWN, delivered_content("commune-summary"))
    ]
    assert codes == ["taken", "delivered_key"]


def test_a_form_that_names_what_there_is_no_more_is_no_report(db, admin, browser_of):
    OfficeForm.objects.create(
        key="cu", title="Biểu cũ", file_name="cu.toml", content=OWN.replace("participations", "gone"), uploaded_at=timezone.now()
    )

    assert "form-own-cu" not in catalogue.titles()
    assert "không đọc được" in page_text(browser_of(admin).get("/admin/report-forms/"))


def test_an_administrator_uploads_and_withdraws_on_screen(db, admin, browser_of):
    browser = browser_of(admin)
    wrong = browser.post(
        "/admin/report-forms/new/", {"file": upload(OWN.replace('measure = "participations"', 'measure = "participation"'))}
    )
    assert "Dòng 8, khóa “measure”: không có số liệu “participation”. Có phải là “participations”?" in page_text(wrong)
    assert not OfficeForm.objects.exists()

    assert browser.post("/admin/report-forms/new/", {"file": upload(OWN)}).status_code == 302
    form = OfficeForm.objects.get()
    assert whole_body(browser.get(f"/admin/report-forms/{form.pk}.toml")).decode() == OWN
    assert browser.post(f"/admin/report-forms/{form.pk}/withdraw/").status_code == 302
    assert withdraw_form(OfficeForm.objects.get(), by=admin, at=timezone.now()).withdrawn_at


def test_only_who_administers_the_province_keeps_forms(db, clerk, stranger, browser_of, api):
    assert [browser_of(user).get("/admin/report-forms/").status_code for user in (clerk, stranger)] == [403, 403]
    assert [api(user).get("/api/v1/report-forms/").status_code for user in (clerk, stranger)] == [403, 404]


# --- a wrong file


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ('title = "Nữ"', 'title = "Nữ', ["Dòng 12: chưa đúng cách viết TOML."]),
        ('title = "Nữ"', "title = 7", ["Dòng 12, khóa “title”: giá trị phải là chữ trong ngoặc kép."]),
        ('title = "Nữ"', 'titel = "Nữ"', ["Dòng 10, khóa “title”: còn thiếu khóa này.", "Dòng 12, khóa “titel”: không có khóa này"]),
        ('by = "ethnic-group"', 'by = "dan-toc"', ["Dòng 3, khóa “by”: không có cách chia “dan-toc”."]),
        ('by = "ethnic-group"', "", ["Dòng 1: ghi hoặc “by”"]),
        ('gender = "F"', 'gender = "nu"', ["Dòng 14, khóa “gender”: không có giá trị “nu”. Chọn một trong: M, F."]),
        ('gender = "F"', 'residence = "1"', ["Dòng 14, khóa “residence”: không có cách chia “residence”."]),
        ('key = "female"', 'key = "participations"', ["Dòng 11, khóa “key”: mã “participations” đã dùng cho cột ở dòng thứ 6 của tệp."]),
        ('key = "female"', 'key = "Nữ"', ["Dòng 11, khóa “key”: mã “Nữ” chỉ gồm chữ thường"]),
        ('title = "Lượt người"\n', 'title = "Lượt người"\nmeasure = "people"\n', ["Dòng 9: khóa hoặc mục ở dòng này đã có"]),
        (
            'title = "Lượt người"\nmeasure = "participations"',
            'title = "Buổi"\nmeasure = "sittings"',
            ["Dòng 8, khóa “measure”: “sittings”"],
        ),
        ('title = "Nữ"', 'title = "\\u0000"', ["Dòng 12, khóa “title”: có ký tự"]),
        ('by = "ethnic-group"', 'by = "ethnic-group"\nperiods = ["tuan"]', ["Dòng 4, khóa “periods”: không có giá trị “tuan”."]),
        ('by = "ethnic-group"', 'by = "ethnic-group"\nnotes = [\n"a",\n1]', ["Dòng 4, khóa “notes”: giá trị phải là chữ"]),
        ('by = "ethnic-group"', "rows = [1]", ["Dòng 3, khóa “rows”: giá trị phải là các mục"]),
        ('by = "ethnic-group"', "by = " + "[" * 3000, ["Dòng 1: các dấu ngoặc lồng nhau"]),
        ('by = "ethnic-group"', "by = " + "9" * 5000, ["chưa đúng cách viết TOML"]),
    ],
)
def test_a_wrong_file_names_line_and_key_and_nothing_is_stored(db, admin, api, old, new, sentences):
    assert old in OWN
    answer = api(admin).post("/api/v1/report-forms/", {"file": upload(OWN.replace(old, new, 1))}, format="multipart")
    messages = [error["message"] for error in answer.json()["errors"]]

    assert answer.status_code == 400
    assert len(messages) == len(sentences)
    assert all(message.startswith(sentence) or sentence in message for sentence, message in zip(sentences, messages, strict=True)), messages
    assert not OfficeForm.objects.exists()


def test_rows_with_the_same_key_are_refused_with_both_lines(db, admin, api):
    text = delivered_content("pbgdpl-participation").replace('key = "pupils"', 'key = "female"').replace("pbgdpl-participation", "thu")
    answer = api(admin).post("/api/v1/report-forms/", {"file": upload(text)}, format="multipart")
    first, second = [number for number, line in enumerate(text.split("\n"), 1) if line == 'key = "female"']

    assert [error["message"] for error in answer.json()["errors"]] == [
        f"Dòng {second}, khóa “key”: mã “female” đã dùng cho dòng ở dòng thứ {first} của tệp."
    ]


def test_a_long_value_is_read_and_where_something_is_wrong_it_is_named_instead_of_looked_through(db, admin, api):
    notes = "notes = [\n" + '"x",\n' * 5 + "\n" * 15_000 + "]\n"
    right, wrong = notes + OWN, notes + OWN.replace('measure = "participations"', 'measure = "parts"', 1)
    refused = api(admin).post("/api/v1/report-forms/", {"file": upload(wrong)}, format="multipart")

    assert [error["message"] for error in refused.json()["errors"]] == [
        "Dòng 1: giá trị bắt đầu ở dòng này dài quá 200 dòng. Hãy viết gọn lại."
    ]
    assert api(admin).post("/api/v1/report-forms/", {"file": upload(right)}, format="multipart").status_code == 201


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_of_two_who_upload_the_same_code_at_once_one_is_told_that_it_is_taken(admin, organiser):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = take_in_form(file=upload(OWN), by=organiser, at=timezone.now())
            second = pool.submit(call_and_disconnect, partial(take_in_form, file=upload(OWN), by=admin, at=timezone.now()))
            time.sleep(0.3)  # the second one waits for the row of the first
        refused = second.exception()

    assert [problem.code for problem in refused.error_dict["file"]] == ["taken"]
    assert list(OfficeForm.objects.all()) == [first]


def test_a_form_says_that_it_is_not_for_publication(year_2023, admin, browser_of):
    pages = [
        page_text(browser_of(admin).get(address))
        for address in (f"/reports/{COMMUNES}/?from=2023-01-01&to=2023-12-31", "/admin/report-forms/")
    ]
    assert ["không để công bố" in page for page in pages] == [True, True]


def test_what_a_form_is_for_is_said_in_the_language_of_the_reader(db):
    report = report_of(read(OWN))
    assert str(report.purpose) == "Biểu mẫu thống kê"
    with override("en"):
        assert str(report.purpose) == "Statistical forms"


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff\xfe", "not_text"), (b"a" * 70_000, "too_large"), (b"", "missing"), (b"key = 1\n\x00", "syntax")]
)
def test_a_file_that_is_no_form_is_refused(db, admin, api, content, code):
    answer = api(admin).post("/api/v1/report-forms/", {"file": SimpleUploadedFile("x.toml", content)}, format="multipart")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


HEADS = """key = "chi-dem-so"
title = "Khán giả, đại biểu"
by = "kind"

[[columns]]
key = "headcount"
title = "Số người"
measure = "headcount"

[[columns]]
key = "headcount_female"
title = "Nữ"
measure = "headcount_female"
"""


def test_parts_of_a_headcount_are_as_in_the_tally_empty_where_nobody_counted_them(year_2023, clerk, admin):
    """Only the contest has a headcount: 300, of whom nobody counted the women."""
    take_in_form(file=upload(HEADS), by=admin, at=timezone.now())
    form = catalogue.get(f"{OWN_PREFIX}chi-dem-so")
    tally = catalogue.get("participation-tally")
    query, keys = YEAR | {"by": "kind"}, ("headcount", "headcount_female")

    in_form = figures(form.build_table(clerk, query), *keys)
    assert in_form == [["Hội thi", 300, None], ["Tổng cộng", 300, None]]
    assert figures(tally.build_table(clerk, query), *keys) == [["Lớp tập huấn", 0, None], *in_form]

    Headcount.objects.update(women=120)
    assert figures(form.build_table(clerk, query), *keys) == [["Hội thi", 300, 120], ["Tổng cộng", 300, 120]]


# --- the same notes in every report


def test_whom_a_role_leaves_out_and_what_is_not_counted_stands_in_every_report(year_2023, clerk):
    query = YEAR | {"by": "former-district", "across": "kind", "role": "judge"}
    notes = {
        name: catalogue.get(name).build_table(clerk, query).notes
        for name in ("participation-tally", "cross-tabulation", "plan-vs-actual", COMMUNES)
    }

    assert [any("vai trò giám khảo" in note for note in of_report) for of_report in notes.values()] == [True, True, False, True]
    assert all(any("1 nháp" in note for note in of_report) for of_report in notes.values())


def test_communes_of_several_districts_are_explained_wherever_rows_are_former_districts(world, unit_called, clerk):
    commune = unit_called("Đặng Thùy Trâm", "commune", date(2025, 8, 4))
    Unit.objects.filter(pk=commune.pk).update(spans_districts=True)
    world.activity(commune, date(2025, 8, 4))
    query = {"from": "2025-01-01", "to": "2025-12-31", "by": "former-district", "across": "kind", "measure": "activities"}

    for name in ("participation-tally", "cross-tabulation", "plan-vs-actual"):
        assert any("gồm phần của nhiều huyện" in note for note in catalogue.get(name).build_table(clerk, query).notes), name


def test_a_form_whose_rows_are_groups_has_a_chart_of_its_participations_and_one_of_overlapping_rows_has_none(year_2023, clerk, admin):
    [chart] = catalogue.get(COMMUNES).build_table(clerk, YEAR).charts
    table = catalogue.get(COMMUNES).build_table(clerk, YEAR)
    assert chart.title == "Số người theo xã, phường nơi tổ chức"
    position = [column.key for column in table.columns].index(chart.columns[0])
    assert [(group.label, *group.values) for group in chart.groups] == [(row[0], row[position]) for row in table.rows]
    assert catalogue.get(PBGDPL).build_table(clerk, YEAR).charts == ()

    take_in_form(file=upload(OWN.replace("theo-dan-toc", "theo-quy").replace('"ethnic-group"', '"quarter"')), by=admin, at=timezone.now())
    [by_quarter] = catalogue.get(f"{OWN_PREFIX}theo-quy").build_table(clerk, YEAR).charts
    assert (by_quarter.shape, [group.values[0] for group in by_quarter.groups]) == ("columns", [3, 1, 2])
