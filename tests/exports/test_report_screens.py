"""The console's screens of figures."""

import io
import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ChangeRecord
from activities.models import Activity
from exports.preview import MAX_ROWS, as_text, preview_of
from exports.reports import catalogue
from exports.table import Column, Signatory, Table
from people.models import AgencyPeriod, Disclosure
from tests.exports.test_reports_api import as_json
from tests.pages import page_text, plain_text, whole_body

YEAR = {"from": "2023-01-01", "to": "2023-12-31"}


def figures(answer) -> list[list[str]]:
    """The cells of the page's last table, heads first."""
    table = answer.content.decode().rsplit("<table", 1)[1]
    return [
        [plain_text(cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row, re.S)] for row in re.findall(r"<tr>.*?</tr>", table, re.S)
    ]


def test_each_report_has_its_card(clerk_browser):
    page = clerk_browser.get("/reports/").content.decode()
    assert re.findall(r'<h2><a href="(/reports/[^"]*)">', page) == [
        "/reports/participation-tally/", "/reports/plan-vs-actual/", "/reports/cross-tabulation/", "/reports/contest-results/",
        "/reports/outreach-tally/", "/reports/form-commune-summary/", "/reports/form-pbgdpl-participation/", "/reports/attendance-register/",
        "/reports/payment-list/", "/reports/attendance-list/", "/reports/activity-list/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["", "participation-tally/", "attendance-register/", "attendance-list/", "participation-tally.xlsx", "attendance-list.csv"]
)
def test_who_may_report_nowhere_is_told_so(path, browser_of, usher, nobody):
    assert [browser_of(user).get(f"/reports/{path}").status_code for user in (usher, nobody)] == [403, 403]


def test_an_unknown_report_is_not_found(clerk_browser):
    assert [clerk_browser.get(f"/reports/annual-gossip{form}").status_code for form in ("/", ".xlsx", ".csv")] == [404, 404, 404]


def test_the_screen_shows_what_json_says(year_2023, clerk_browser, api, clerk):
    body = as_json(api(clerk), "participation-tally", **YEAR, by="former-district")
    rows = figures(clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "former-district"}))

    assert rows[0] == [
        "Huyện nơi tổ chức (trước 01/7/2025)", "Lớp tập huấn", "Hội thi", "Số buổi", "Đăng ký", "Đăng ký tại chỗ", "Số người", "Lượt người", "Lượt điểm danh",
        "Trong số người", "Khán giả, đại biểu (chỉ đếm số)", "Dự thi", "Kế hoạch",
    ]  # fmt: skip
    assert rows[1] == [
        "Nữ", "Dân tộc thiểu số", "Học sinh", "Đội dự thi", "Trường, đơn vị", "Thí sinh", "Số cuộc", "Lượt người", "Số cuộc đạt (%)", "Lượt người đạt (%)",
    ]  # fmt: skip
    # Nobody counted women or minorities apart, or registered an audience: the screen leaves these three columns out.
    empty = ("headcount_female", "headcount_ethnic_minority", "audience")
    shown = [number for number, column in enumerate(body["columns"][:-2]) if column["key"] not in empty]
    assert [[cell or None for cell in row[:-2]] for row in rows[2:4]] == [
        [None if row[number] is None else str(row[number]) for number in shown] for row in body["rows"]
    ]
    assert [row[-2:] for row in rows[2:]] == [["100%", ""], ["66,7%", "0,8%"], ["57,1%", "0,5%"]]
    assert rows[4][:-2] == [str(body["totals"][number]) for number in shown]


def test_without_a_question_the_tally_is_about_this_year_and_says_so(world, unit_called, clerk_browser):
    today = timezone.localdate()
    for day in (today, date(2023, 3, 6)):
        world.activity(unit_called("Sơn Hà", "district" if day.year == 2023 else "commune", day), day)
    answer = clerk_browser.get("/reports/participation-tally/")

    assert figures(answer)[-1][1] == "1"
    assert f"Năm {today.year}" in page_text(answer)
    assert f'href="/reports/participation-tally.xlsx?from={today.year}-01-01&amp;to={today.year}-12-31"' in answer.content.decode()
    assert re.search(r'aria-current="page">([^<]*)</a></li><li><a href="\?from=', answer.content.decode())[1] == "Năm nay"


def test_an_open_period_is_everything(year_2023, clerk_browser):
    assert figures(clerk_browser.get("/reports/participation-tally/", {"from": "", "to": "", "by": "kind"}))[-1][:3] == [
        "Tổng cộng",
        "3",
        "2",
    ]


def test_the_download_keeps_the_filters_of_the_screen(year_2023, clerk_browser):
    page = clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "kind", "role": "judge"}).content.decode()
    address = re.findall(r'href="(/reports/participation-tally\.xlsx[^"]*)"', page)[0]
    answer = clerk_browser.get(unescape(address))
    cells = [cell.value for row in load_workbook(io.BytesIO(whole_body(answer))).worksheets[0].iter_rows() for cell in row]

    assert answer["Content-Disposition"] == 'attachment; filename="tong-hop-theo-loai-hoat-dong-2023.xlsx"'
    assert "NĂM 2023" not in cells
    assert ("Năm 2023" in cells, "(Tổng hợp theo loại hoạt động)" in cells) == (True, True)
    assert dict(Disclosure.objects.get(way="xlsx").filters)["Vai trò"] == "Giám khảo"


def test_the_name_of_a_file_says_report_period_and_place(year_2023, clerk_browser, ba_to):
    third_quarter = {"from": "2026-07-01", "to": "2026-09-30"}
    names = [
        clerk_browser.get(f"/reports/{name}", query)["Content-Disposition"].split("filename=")[1]
        for name, query in (
            ("participation-tally.xlsx", third_quarter | {"unit": ba_to.pk}),
            ("participation-tally.csv", third_quarter),
            ("activity-list.xlsx", {"from": "2026-07-01"}),
            ("attendance-list.csv", {}),
        )
    ]
    assert names == [
        '"tong-hop-theo-noi-to-chuc-2026-Q3-huyen-Ba-To.xlsx"',
        '"tong-hop-theo-noi-to-chuc-2026-Q3.csv"',
        '"danh-sach-lop-hoi-thi-tu-20260701.xlsx"',
        '"luot-diem-danh-tat-ca.csv"',
    ]


def test_a_long_list_is_printed_whole_and_logged_whole(clerk_browser, year_2023, monkeypatch):
    monkeypatch.setattr("exports.views.MAX_ROWS", 3)
    page = clerk_browser.get("/reports/attendance-list/", YEAR).content.decode()
    [address] = re.findall(r'href="(\?[^"]*print=all)"', page)
    printed = clerk_browser.get(f"/reports/attendance-list/{unescape(address)}").content.decode()
    rows = [html.partition("<tbody>")[2].count("<tr>") for html in (page, printed)]
    assert (rows[0], rows[1] > 3, 'data-print="at-once"' in printed) == (3, True, True)
    assert not re.search(r'href="[^"]*print=all', printed), "a link prints only where it says so"
    assert Disclosure.objects.filter(what="attendance-list").latest("pk").people == rows[1]


def test_who_signs_is_asked_once_and_remembered_for_the_reader_alone(year_2023, clerk_browser, clerk, organiser, browser_of, agency):
    """The agency has no name on record: whoever first makes a document writes it, and finds it again in the next one."""
    AgencyPeriod.objects.update(signatory_name="")
    page = clerk_browser.get("/reports/participation-tally/", YEAR).content.decode()
    assert "chưa có tên người ký" in page
    [address] = re.findall(r'href="(/reports/participation-tally/signer/[^"]*)"', page)
    signer = {"authority": "KT. Giám đốc", "title": "Phó Giám đốc", "name": "  Hồ Thị  Mẫu ", "preparer": ""}
    refused = clerk_browser.post(unescape(address), signer | {"title": ""})
    assert "Hồ Thị" in refused.content.decode()
    answer = clerk_browser.post(unescape(address), signer)
    assert answer.url == f"/reports/participation-tally/?{urlencode(YEAR)}"
    assert "Phó Giám đốc Hồ Thị Mẫu" in plain_text(clerk_browser.get("/reports/activity-list/", YEAR).content.decode())

    tally = catalogue.get("participation-tally")
    signatories = list(tally.build_table(clerk, {}).signatories)
    assert signatories == [Signatory("Phó Giám đốc", "Hồ Thị Mẫu", "KT. Giám đốc")]
    in_2023 = list(tally.build_table(clerk, {"date": "2023-12-31"}).signatories)
    assert in_2023 != signatories, "another agency then, with a signature of its own"
    assert [signatory.name for signatory in tally.build_table(organiser, {}).signatories] == [""]
    assert ChangeRecord.objects.get(verb="set", subject="document_signer").changes["name"] == [None, "Hồ Thị Mẫu"]


def test_a_document_is_vietnamese_also_for_who_reads_the_screens_in_english(year_2023, clerk_browser):
    clerk_browser.cookies["django_language"] = "en"
    sheet = load_workbook(io.BytesIO(whole_body(clerk_browser.get("/reports/participation-tally.xlsx", YEAR)))).worksheets[0]

    assert "Tổng cộng" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_download_with_wrong_filters_leads_back_to_the_screen_that_says_why(clerk_browser, form):
    wrong = {"from": "2023-12-31", "to": "2023-01-01"}
    answer = clerk_browser.get(f"/reports/participation-tally.{form}", wrong, follow=True)

    assert answer.redirect_chain == [("/reports/participation-tally/?from=2023-12-31&to=2023-01-01", 302)]
    assert "“Đến ngày” phải từ “Từ ngày” trở đi." in page_text(answer)
    assert Disclosure.objects.count() == 0


def test_wrong_filters_stay_typed_and_show_no_figures(year_2023, clerk_browser):
    page = clerk_browser.get("/reports/participation-tally/", {"from": "2023-12-31", "to": "2023-01-01"}).content.decode()

    assert 'value="31/12/2023"' in page
    assert ("<tbody>" in page, "Tải Excel" in page, "<title>Lỗi: " in page) == (False, False, True)


def test_nothing_found_says_what_to_do(year_2023, clerk_browser):
    page = page_text(clerk_browser.get("/reports/participation-tally/", {"from": "2020-01-01", "to": "2020-12-31"}))

    assert ("Không có số liệu trong kỳ này" in page, "Xem toàn bộ thời gian" in page, "Tải Excel" in page) == (True, True, False)


def test_a_stranger_sees_empty_screens(year_2023, browser_of, stranger):
    for name in ("participation-tally", "attendance-list", "activity-list"):
        page = page_text(browser_of(stranger).get(f"/reports/{name}/", YEAR))
        assert ("Không có số liệu trong kỳ này" in page, "Ba Tơ (" in page, "Phạm Thị" in page) == (True, False, False)


def test_bars_show_participations_by_group_where_there_are_several(year_2023, clerk_browser):
    page = clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "former-district"}).content.decode()
    alone = clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "former-province"}).content.decode()

    assert "Lượt người theo huyện nơi tổ chức (trước 01/7/2025)" in plain_text(page)
    assert (page.count("<figure"), alone.count("<figure")) == (1, 0)


def test_each_report_of_figures_has_a_chart_that_says_in_words_what_it_shows(year_2023, clerk_browser):
    by_month = clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "month"}).content.decode()
    two_ways = clerk_browser.get("/reports/cross-tabulation/", YEAR | {"by": "month", "across": "gender"}).content.decode()

    assert re.search(r"<desc [^>]*>Biểu đồ cột theo thời gian\. Tháng 3/2023: \d", by_month)
    assert re.search(r"<desc [^>]*>Biểu đồ cơ cấu, mỗi thanh là 100%: [^<]*Tháng 3/2023: N", two_ways)


def test_tiles_of_communes_lead_to_their_rows_and_stand_for_those_without_any_too(year_2023, clerk_browser):
    page = clerk_browser.get("/reports/participation-tally/", YEAR | {"by": "commune"}).content.decode()
    tiles = dict(re.findall(r'<svg role="img" aria-label="([^":]*): ([^"]*)">', page))
    linked = re.findall(r'<a href="/reports/participation-tally/rows/\?[^"]*row=(\d+)&amp;column=participations">\s*<svg', page)

    assert ("0" in tiles.values(), len(linked)) == (True, sum(value != "0" for value in tiles.values()))
    assert linked


def test_programme_lines_are_offered_as_written_before(year_2023, clerk_browser):
    page = clerk_browser.get("/reports/attendance-list/", YEAR | {"programme_line": "Dự án 99"}).content.decode()
    [offered] = re.findall(r'<select name="programme_line".*?</select>', page, re.S)

    assert re.findall(r'<option value="([^"]*)"', offered) == ["", "Dự án 99", "Dự án 10"]


# --- the register


def test_without_an_activity_the_register_offers_those_of_the_reader_the_latest_first(year_2023, clerk_browser, browser_of, stranger):
    page = clerk_browser.get("/reports/attendance-register/").content.decode()

    assert re.findall(r'\?activity=\d+">([^<]*)<', page) == ["Lớp 6", "Lớp 3", "Lớp 2", "Lớp 5", "Lớp 4", "Lớp 1", "Lớp 0"]
    assert re.findall(r"\?activity=", browser_of(stranger).get("/reports/attendance-register/").content.decode()) == []


def test_activities_are_found_without_accents(make_session, clerk_browser):
    make_session("Tập huấn Luật Đất đai"), make_session("Hội nghị hòa giải")
    page = clerk_browser.get("/reports/attendance-register/", {"q": "luat dat"}).content.decode()
    nothing = page_text(clerk_browser.get("/reports/attendance-register/", {"q": "zzz"}))

    assert re.findall(r'\?activity=\d+">([^<]*)<', page) == ["Tập huấn Luật Đất đai"]
    assert "Không tìm thấy lớp, hội thi nào" in nothing


@pytest.mark.parametrize("activity", ["", "x", "-1"])
def test_an_activity_that_is_none_leads_to_the_choice(year_2023, clerk_browser, activity):
    assert "Chọn lớp hoặc hội thi" in page_text(clerk_browser.get("/reports/attendance-register/", {"activity": activity}))


def test_the_register_of_an_activity_is_shown_and_downloaded(year_2023, clerk_browser):
    march = Activity.objects.get(title="Lớp 0")
    answer = clerk_browser.get("/reports/attendance-register/", {"activity": march.pk})

    names = [row[0].split(" Sửa hồ sơ ")[0] for row in figures(answer)[2:]]
    assert names == ["Phạm Thị A", "Phạm Thị B", "Phạm Thị C", "Phạm Thị D", "Tổng cộng"]
    assert f'href="/reports/attendance-register.xlsx?activity={march.pk}"' in answer.content.decode()


def test_the_register_of_somebody_elses_activity_is_not_found(year_2023, browser_of, stranger):
    for path in ("/reports/attendance-register/", "/reports/attendance-register.xlsx"):
        assert browser_of(stranger).get(path, {"activity": Activity.objects.get(title="Lớp 0").pk}).status_code == 404


def test_an_activity_without_anybody_says_where_to_register_people(session, clerk_browser):
    page = clerk_browser.get("/reports/attendance-register/", {"activity": session.pk}).content.decode()
    assert f'href="/activities/{session.pk}/registrations/">Đăng ký người tham gia' in page


# --- what a screen shows of a long table


def test_of_a_long_table_the_first_rows_are_shown_and_the_rest_counted():
    table = Table("a", "A", [Column("n", "Số", "number")], [[number] for number in range(100_000)], "Hòa", timezone.now())
    preview = preview_of(table)

    assert (len(preview.rows), preview.rows[99][0].text, preview.count) == (MAX_ROWS, "99", 100_000)


def test_the_screen_says_how_much_of_a_long_list_it_shows(world, ba_to, clerk_browser):
    lesson = world.activity(ba_to, date(2023, 3, 6))
    for _number in range(MAX_ROWS + 1):
        world.came(world.registered(lesson, world.person(ba_to)))
    answer = clerk_browser.get("/reports/attendance-list/", YEAR)

    assert f"Đang xem {MAX_ROWS}/{MAX_ROWS + 1} dòng đầu." in page_text(answer)
    assert len(figures(answer)) == 1 + MAX_ROWS


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (1234567, "number", "1.234.567"), (0, "number", "0"), (None, "number", ""), (8.5, "decimal", "8,50"), (66.7, "percent", "66,7%"), (100.0, "percent", "100%"),
        (1985, "year", "1985"), (date(2026, 3, 9), "date", "09/03/2026"), (True, "mark", "x"), (False, "mark", ""), ("P", "mark", "P"),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_its_reader_writes_it(value, kind, expected):
    assert as_text(value, kind) == expected
