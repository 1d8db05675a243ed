"""The screens of reports: figures open their rows, two who write one section see both texts, and what is missing stands beside."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from activities.documents.actions import record_document
from activities.models import Document
from attendance.sittings.actions import tick
from outreach.actions import record_item
from outreach.models import OutreachItem
from reporting.models import ReportAddress, YearlyReport
from tests.pages import hidden_value, page_text

PAGE = "/yearly-reports/"


def test_a_report_is_made_written_reviewed_and_issued_on_the_screens(desk, clerk_browser, year_2024):
    empty = desk.post(f"{PAGE}new/", {"kind": "cchc-year", "year": "1999", "unit": year_2024.pk, "programme_line": "Dự án 10"})
    assert empty.status_code == 200 and "Dự án 10" in empty.content.decode() and not YearlyReport.objects.exists()
    made = desk.post(f"{PAGE}new/", {"kind": "cchc-year", "year": "2024", "part": "1", "unit": year_2024.pk}, follow=True)
    report = YearlyReport.objects.get()
    body = made.content.decode()
    assert f'href="{report.get_absolute_url()}figures/training.activities/"' in body and "I. TÌNH HÌNH TRIỂN KHAI" in body
    read = {"read-closing": hidden_value(made, "read-closing")}
    saved = desk.post(report.get_absolute_url(), read | {"text-closing": "Xin báo cáo.", "then": "submit"}, follow=True).content.decode()
    assert "Chờ rà soát" in saved and "Xin báo cáo." in saved and "đã sửa tay" in saved
    assert "Rà soát xong</button>" not in saved  # not by whoever wrote it
    clerk_browser.post(f"{report.get_absolute_url()}send-back/", {"remarks": "Ghi thêm hội nghị."})
    assert "Ghi thêm hội nghị." in desk.get(report.get_absolute_url()).content.decode()
    assert "Rà soát xong</button>" in clerk_browser.get(report.get_absolute_url()).content.decode()
    clerk_browser.post(f"{report.get_absolute_url()}review/")
    wrong = desk.post(f"{report.get_absolute_url()}issue/", {"number": "", "dated": "20/11/2024"})
    assert wrong.status_code == 200 and "20/11/2024" in wrong.content.decode()
    desk.post(f"{report.get_absolute_url()}issue/", {"number": "210/BC-BDT", "dated": "20/11/2024"})
    issued = desk.get(report.get_absolute_url()).content.decode()
    assert "210/BC-BDT" in issued and "<textarea" not in issued and "Chưa có gì trong hồ sơ" not in issued
    desk.post(f"{report.get_absolute_url()}follow/", {"relation": "supplement"})
    assert YearlyReport.objects.get(replaces=report).relation == "supplement"
    assert "210/BC-BDT" in desk.get(PAGE).content.decode()


def test_of_two_who_write_one_section_the_second_sees_both_texts_and_loses_nothing(desk, clerk_browser, report):
    page = report.get_absolute_url()
    read_by_both = {"read-closing": hidden_value(desk.get(page), "read-closing")}
    desk.post(page, read_by_both | {"text-closing": "Bản của cán bộ."})
    refused = clerk_browser.post(page, read_by_both | {"text-closing": "Bản của chuyên viên."})
    body = refused.content.decode()
    assert refused.status_code == 200 and "Bản của cán bộ." in body and "Bản của chuyên viên.</textarea>" in body
    merged = {"read-closing": hidden_value(refused, "read-closing"), "text-closing": "Bản chung."}
    assert clerk_browser.post(page, merged, follow=True).content.decode().count("Bản chung.") >= 2


def test_a_section_that_one_only_read_is_not_taken_back_to_what_one_read(desk, clerk_browser, report):
    page = report.get_absolute_url()
    shown = desk.get(page)
    read = {name: hidden_value(shown, name) for name in ("read-closing", "read-opening")}
    opening = YearlyReport.objects.get().sections.get(key="opening").text
    clerk_browser.post(page, read | {"text-opening": "Mở đầu mới."})
    saved = desk.post(page, read | {"text-opening": opening, "text-closing": "Kết mới."})
    texts = dict(YearlyReport.objects.get().sections.values_list("key", "text"))
    assert saved.status_code == 302 and (texts["opening"], texts["closing"]) == ("Mở đầu mới.", "Kết mới.")


def test_a_figure_that_changed_is_taken_into_own_words_where_somebody_ticks_it(desk, report, enrolled, morning, organiser):
    page = report.get_absolute_url()
    section = YearlyReport.objects.get().sections.get(key="publications")
    desk.post(page, {"text-publications": "Lớp đông vui: 02 lượt người tham gia.", "then": "compose"})
    tick(enrolled[2], sitting=morning, by=organiser, at=morning.starts_at)
    offered = desk.post(page, {"then": "compose"}, follow=True).content.decode()
    assert "02 lượt người → <strong>03 lượt người</strong>" in offered and "Hồ sơ hôm nay khác báo cáo" in offered
    desk.post(page, {"take-publications": "figures"})
    section.refresh_from_db()
    assert section.text == "Lớp đông vui: 03 lượt người tham gia."
    desk.post(page, {"take-publications": "composed"})
    section.refresh_from_db()
    assert section.text == section.composed_text


def test_what_is_missing_in_the_records_stands_beside_the_report(desk, report, make_session, session):
    page = report.get_absolute_url()
    make_session("Lớp quên mở", status="draft")
    body = desk.get(page).content.decode()
    for words in (
        "Lớp quên mở",
        "Hội thi chưa ghi kết quả, giải thưởng (1)",
        "Chưa ghi nhiệm vụ của năm 2025",
        "Chỉ tiêu chưa gắn văn bản",
    ):
        assert words in body, words


def test_a_figure_opens_its_rows_and_names_only_who_may_be_seen(desk, browser_of, leader, report, django_assert_max_num_queries):
    page = report.get_absolute_url()
    with django_assert_max_num_queries(40):
        rows = desk.get(f"{page}figures/training.people/").content.decode()
    assert "Đinh Thị Mẫu" in rows and "Nguyễn Thị Hoa" not in rows
    hidden = browser_of(leader).get(f"{page}figures/training.people/").content.decode()
    assert "không xem được tên" in hidden and "Đinh Thị Mẫu" not in hidden
    for key in ("broadcast.quantity", "targets.training", "documents.plans", "contest.teams", "training.headcount", "tasks.open"):
        assert desk.get(f"{page}figures/{key}/").status_code == 200
    assert desk.get(f"{page}figures/no.such/").status_code == 404


def test_three_activities_typed_into_an_empty_year_are_its_report(desk, agency, quang_ngai, unit_called, ba_to):
    """As a newcomer does it: what is over is said to be held when its day is asked about."""
    new_report = {"kind": "cchc-year", "year": "2024", "part": "1", "unit": unit_called("Quảng Ngãi", "province").pk}
    empty = desk.post(f"{PAGE}new/", new_report, follow=True).content.decode()
    for words in ("Chưa ghi lớp tập huấn, hội thi nào", "Chưa ghi mục tuyên truyền khác nào", "Chưa ghi chỉ tiêu kế hoạch của năm 2024"):
        assert words in empty, words
    typed = {"unit": ba_to.pk, "status": "open", "walk_ins": "staff", "sitting_plan": "evenings"}
    for address, day in (("training-sessions", "15/05/2024"), ("training-sessions", "12/06/2024"), ("contests", "10/09/2024")):
        answer = desk.post(f"/{address}/new/", typed | {"title": f"Luật Đất đai {day}", "starts_on": day, "held": "yes"})
        assert answer.status_code == 302, page_text(answer)
    unconfirmed = typed | {"title": "Lớp chưa rõ", "starts_on": "01/07/2024", "confirmed": "past:2024-07-01"}
    page = desk.post("/training-sessions/new/", unconfirmed, follow=True).content.decode()
    assert "Chưa xác nhận đã tổ chức" in page and "Đã tổ chức xong</button>" in page
    composed = desk.post(f"{PAGE}new/", new_report, follow=True).content.decode()
    assert "03 lớp tập huấn, hội thi" in composed and "01 hội thi" in composed and "Chưa ghi lớp tập huấn, hội thi nào" not in composed


def test_whom_a_report_goes_to_is_kept_by_the_administrator_with_a_day_from_which_it_holds(browser_of, admin, organiser, year_2024, desk):
    keeper = browser_of(admin)
    for day, addressee in (("01/01/2011", "Sở Nội vụ"), ("01/03/2025", "Sở Khoa học và Công nghệ")):
        fields = {"kind": "cchc-year", "valid_from": day, "addressees": addressee, "recipients": "- Như trên;\n- Lưu: VT."}
        assert keeper.post("/admin/report-addresses/new/", fields).status_code == 302
    assert ReportAddress.valid_on("cchc-year", year_2024.valid_to).addressees == "Sở Khoa học và Công nghệ"
    desk.post(f"{PAGE}new/", {"kind": "cchc-year", "year": "2024", "part": "1", "unit": year_2024.pk})
    assert "kính gửi Sở Nội vụ tổng hợp" in YearlyReport.objects.get().sections.get(key="closing").text
    assert "28/02/2025" in keeper.get("/admin/report-addresses/").content.decode()
    assert desk.get("/admin/report-addresses/").status_code == 403


def test_a_report_of_an_earlier_year_is_of_the_province_as_it_was_unless_another_unit_is_chosen(browser_of, make_user, unit_called, ba_to):
    today, then = unit_called("Quảng Ngãi", "province", date(2026, 6, 1)), unit_called("Quảng Ngãi", "province", date(2023, 6, 1))
    browser = browser_of(make_user("province", Role.ORGANISER, today))
    offered = browser.get(f"{PAGE}new/?year=2023").content.decode()
    assert 'name="year" value="2023"' in offered
    for year, chosen, unit in ((2023, today, then), (2026, today, today), (2023, ba_to, ba_to)):
        browser.post(f"{PAGE}new/", {"kind": "cchc-year", "year": year, "part": "1", "unit": chosen.pk})
        assert YearlyReport.objects.first().unit == unit
        YearlyReport.objects.all().delete()


def test_the_page_takes_as_many_queries_with_three_of_everything_as_with_one(
    desk, report, year_2024, organiser, make_session, make_contest, django_assert_num_queries
):
    page = report.get_absolute_url()
    with CaptureQueriesContext(connection) as queries:
        desk.get(page)
    before = len(queries)
    item = OutreachItem.objects.first()
    for number in ("Một", "Hai", "Ba"):
        make_session(f"Lớp {number}")
        make_contest(starts_on=date(2024, 10, 10))
        repeated = OutreachItem(
            channel=item.channel,
            title=f"Tin {number}",
            unit=item.unit,
            starts_on=item.starts_on,
            ends_on=item.ends_on,
            document=item.document,
        )
        record_item(repeated, by=organiser)
        plan = Document(kind="plan", number=f"{number}/KH", dated=item.starts_on, issuer="Ban Dân tộc", title=number, unit=year_2024)
        record_document(plan, by=organiser)
    desk.post(page, {"then": "compose"})
    with django_assert_num_queries(before):
        desk.get(page)


def test_the_list_is_narrowed_by_kind_year_and_state_and_the_filter_can_be_saved(desk, report):
    shown = desk.get(f"{PAGE}?year=2024&status=draft").content.decode()
    assert report.get_absolute_url() in shown and "Lưu bộ lọc này" in shown
    empty = desk.get(f"{PAGE}?status=issued").content.decode()
    assert report.get_absolute_url() not in empty and 'name="status"' in empty and "Thử bỏ bớt" in empty
    assert desk.get(f"{PAGE}?year=x").status_code == 200
