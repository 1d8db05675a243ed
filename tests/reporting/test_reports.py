"""Reports: composed from the records, written, reviewed by somebody else, issued; what changed since."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import grant_role
from accounts.models import ChangeRecord
from activities.actions import set_status
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from people.models import Disclosure
from reporting.models import YearlyReport
from reporting.writing.creation import create_report
from tests.pages import plain_text

YEARLY = "/api/v1/yearly-reports/"


@pytest.fixture
def address(report):
    return f"{YEARLY}{report.pk}/"


def words_of(answer):
    return {section["key"]: section["text"] for section in answer.json()["sections"]}


def test_a_report_says_what_the_records_hold_in_the_style_of_an_office(api, organiser, year_2024):
    answer = api(organiser).post(YEARLY, {"year": 2024, "unit": year_2024.pk}, format="json")
    assert answer.status_code == 201 and answer.json()["status"] == "draft"
    words = words_of(answer)
    assert words["opening"] == "Ban Dân tộc báo cáo kết quả công tác tuyên truyền cải cách hành chính năm 2024, như sau:"
    assert words["deployment"].startswith(
        "Thực hiện Kế hoạch số 07/KH-UBND ngày 17 tháng 01 năm 2024 của UBND tỉnh Quảng Ngãi về tuyên truyền năm 2024, "
        "Ban Dân tộc đã ban hành Kế hoạch số 12/KH-BDT ngày 17 tháng 01 năm 2024 về tuyên truyền năm 2024 để triển khai"
    )
    training = "- Tập huấn: đã tổ chức 01 lớp tập huấn với 02 lượt người tham gia (02 người), trong đó có 01 nữ, 02 người dân tộc thiểu số."
    assert words["publications"].startswith(training) and "01 hội thi" in words["publications"]
    assert words["press"] == (
        "- Phát thanh, truyền hình: 12 lượt, phối hợp với Đài PT-TH tỉnh (mẫu), theo Hợp đồng số 05/HĐ ngày 01 tháng 02 năm 2024 "
        "của Ban Dân tộc về phát sóng, nội dung: Luật Đất đai trên sóng và Câu chuyện pháp luật."
    )
    assert words["website"] == "" and "thiếu 03 lớp" in words["shortcomings"]
    assert next(section["heading"] for section in answer.json()["sections"] if section["level"]) == "I. TÌNH HÌNH TRIỂN KHAI"


def test_a_report_is_composed_with_one_look_at_the_items_of_all_channels(year_2024, organiser):
    with CaptureQueriesContext(connection) as queries:
        create_report(kind="cchc-year", year=2024, unit=year_2024, by=organiser, at=timezone.now())
    about_items = [query["sql"] for query in queries if "outreach_outreachitem" in query["sql"]]
    assert len(about_items) == 3, "their totals, their rows, and the documents that these name"
    assert len(queries) < 75


def test_every_figure_counts_its_rows_and_every_sum_adds_them_up(api, organiser, address):
    client = api(organiser)
    sections = client.get(address).json()["sections"]
    figures = [figure for section in sections for figure in section["figures"]]
    assert len(figures) >= 8
    for figure in figures:
        rows = client.get(figure["rows_url"]).json()
        assert rows["count"] == rows["value"] == figure["value"] == len(rows["rows"]), figure
    sums = [figure for section in sections for figure in section["sums"]]
    assert {figure["key"]: figure["value"] for figure in sums} == {
        "broadcast.quantity": 12, "targets.training": 4, "targets.contest": 1
    }  # fmt: skip
    for figure in sums:
        assert client.get(figure["rows_url"]).json()["value"] == figure["value"]


def test_what_the_plan_promised_and_nobody_held_is_a_shortcoming(api, organiser, year_2024, session):
    set_status(session, status="draft")
    words = words_of(api(organiser).post(YEARLY, {"year": 2024, "unit": year_2024.pk}, format="json"))
    assert "Kế hoạch giao 04 lớp tập huấn nhưng trong kỳ chưa tổ chức được lớp tập huấn nào." in words["shortcomings"]
    assert "lớp tập huấn" not in words["publications"]


def test_a_report_is_reviewed_by_somebody_else_and_then_issued_for_good(api, organiser, clerk, address, report):
    writer, reviewer = api(organiser), api(clerk)
    number = {"number": "Số: 210 / BC-BDT", "dated": "2024-11-20"}
    assert (writer.post(f"{address}issue/", number, format="json").status_code) == 409
    assert writer.post(f"{address}issue/", number, format="json").json()["code"] == "not_reviewed"
    assert writer.post(f"{address}review/").json()["code"] == "second_person_needed"
    assert writer.post(f"{address}submit/").json()["submitted_at"]
    assert reviewer.post(f"{address}send-back/", {"remarks": "  "}, format="json").status_code == 400
    sent_back = reviewer.post(f"{address}send-back/", {"remarks": "Thiếu hội nghị."}, format="json").json()
    assert (sent_back["remarks"], sent_back["submitted_at"], sent_back["status"]) == ("Thiếu hội nghị.", None, "draft")
    assert reviewer.post(f"{address}review/").json()["status"] == "reviewed"
    assert reviewer.post(f"{address}issue/", number, format="json").json()["code"] == "second_person_needed"
    written = writer.patch(address, {"sections": {"closing": "Trên đây là báo cáo."}}, format="json").json()
    assert written["status"] == "draft" and written["reviewed_at"] is None  # other words need another review
    reviewer.post(f"{address}review/")
    assert writer.post(f"{address}issue/", {"number": "", "dated": "2023-01-01"}, format="json").status_code == 400
    issued = writer.post(f"{address}issue/", number, format="json").json()
    assert (issued["status"], issued["number"], issued["dated"]) == ("issued", "210/BC-BDT", "2024-11-20")
    for refused in (
        writer.patch(address, {"sections": {}}, format="json"),
        writer.post(f"{address}compose/"),
        writer.post(f"{address}issue/", number, format="json"),
        reviewer.post(f"{address}send-back/", {"remarks": "Muộn"}, format="json"),
        writer.delete(address),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "issued")
    verbs = ChangeRecord.objects.filter(subject__in=["yearly_report", "report_section"]).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["created", "submitted", "sent_back", "reviewed", "written", "reopened", "reviewed", "issued"]


def test_an_issued_report_stays_and_says_what_changed_in_the_records(api, organiser, clerk, address, enrolled, morning):
    client = api(organiser)
    api(clerk).post(f"{address}review/")
    issued = client.post(f"{address}issue/", {"number": "1/BC-BDT", "dated": "2024-12-01"}, format="json").json()
    assert client.get(f"{address}changes/").json() == []
    tick(enrolled[2], sitting=morning, by=organiser, at=morning.starts_at)
    changes = {change["key"]: (change["was"], change["is"]) for change in client.get(f"{address}changes/").json()}
    assert changes["training.participations"] == (2, 3) and changes["training.women"] == (1, 2)
    assert client.get(address).json()["sections"] == issued["sections"]
    fields = {"year": 2024, "unit": issued["unit"], "replaces": issued["id"], "relation": "correction"}
    correction = client.post(YEARLY, fields, format="json").json()
    assert (correction["replaces"], correction["relation"], correction["status"]) == (issued["id"], "correction", "draft")
    assert "03 lượt người" in {section["key"]: section["text"] for section in correction["sections"]}["publications"]
    fields["replaces"] = correction["id"]
    assert client.post(YEARLY, fields, format="json").json()["errors"][0]["code"] == "not_issued"


def test_own_words_stay_when_the_records_change_and_the_new_figure_is_offered(api, organiser, address, report, enrolled, morning):
    client = api(organiser)
    own = "Ban đã mở 01 lớp tập huấn, có 02 lượt người tham gia, được bà con hoan nghênh."
    client.patch(address, {"sections": {"publications": own}}, format="json")
    tick(enrolled[2], sitting=morning, by=organiser, at=morning.starts_at)
    sections = {section["key"]: section for section in client.post(f"{address}compose/").json()["sections"]}
    section = sections["publications"]
    assert section["text"] == own and "03 lượt người" in section["composed_text"]
    assert [figure["text"] for figure in section["figures"]] == ["01 lớp tập huấn", "02 lượt người"]
    assert section["offered"] == [{"key": "training.participations", "was": "02 lượt người", "now": "03 lượt người"}]
    assert "03 lượt người" in sections["results"]["text"]  # nobody had changed it
    assert {change["key"] for change in client.get(f"{address}changes/").json()} == {"training.participations"}


def test_words_typed_before_the_records_say_them_have_the_figures_of_the_records_once_they_do(
    api, organiser, address, report, enrolled, morning
):
    client = api(organiser)
    text = words_of(client.get(address))["publications"].replace("02 lượt", "03 lượt").replace("(02", "(03").replace("01 nữ", "02 nữ")
    client.patch(address, {"sections": {"publications": text}}, format="json")
    tick(enrolled[2], sitting=morning, by=organiser, at=morning.starts_at)
    sections = {section["key"]: section for section in client.post(f"{address}compose/").json()["sections"]}
    assert (sections["publications"]["text"], sections["publications"]["has_own_words"]) == (text, False)
    assert "03 lượt người" in [figure["text"] for figure in sections["publications"]["figures"]]


def test_of_two_who_write_one_section_the_second_is_told_both_texts(api, organiser, clerk, address):
    first, second = api(organiser), api(clerk)
    versions = {section["key"]: section["version"] for section in first.get(address).json()["sections"]}
    sent = {"sections": {"closing": "Bản của cán bộ."}, "versions": versions}
    assert first.patch(address, sent, format="json").status_code == 200
    sent = {"sections": {"closing": "Bản của chuyên viên.", "opening": "Mở đầu."}, "versions": versions}
    refused = second.patch(address, sent, format="json")
    [conflict] = refused.json()["conflicts"]
    assert (refused.status_code, refused.json()["code"]) == (409, "section_changed")
    assert (conflict["key"], conflict["sent"], conflict["current"]) == ("closing", "Bản của chuyên viên.", "Bản của cán bộ.")
    assert words_of(second.get(address))["opening"] != "Mở đầu."  # all or none
    sent["versions"]["closing"] = conflict["version"]
    assert words_of(second.patch(address, sent, format="json"))["closing"] == "Bản của chuyên viên."


def test_strangers_find_no_report_and_ushers_may_not_read_one(api, stranger, usher, leader, address, organiser):
    for method in ("get", "patch", "delete"):
        assert getattr(api(stranger), method)(address).status_code == 404
    for path in ("changes/", "figures/training.activities/rows/"):
        assert api(stranger).get(address + path).status_code == 404
        assert api(usher).get(address + path).status_code == 403
        assert api(leader).get(address + path).status_code == 200
    for path in ("compose/", "submit/", "review/", "issue/", "send-back/"):
        assert api(stranger).post(address + path).status_code == 404
        assert api(leader).post(address + path).status_code == 403
    assert api(stranger).get(YEARLY).json()["count"] == 0 and api(leader).get(YEARLY).json()["count"] == 1
    assert api(organiser).get(f"{address}figures/no.such/rows/").status_code == 404


def test_who_is_counted_is_shown_to_who_may_see_people_and_logged(api, leader, clerk, address):
    hidden = api(leader).get(f"{address}figures/training.people/rows/").json()
    assert (hidden["count"], hidden["rows"], hidden["hidden"], hidden["is_hidden"]) == (2, [], 2, True) and not Disclosure.objects.exists()
    shown = api(clerk).get(f"{address}figures/training.people/rows/").json()
    assert [row[0] for row in shown["rows"]] == ["Đinh Thị Mẫu", "Phạm Văn Rê"]
    line = Disclosure.objects.get()
    assert (line.what, line.people, line.user, line.sensitive) == ("report-figure", 2, clerk, ["ethnic_group"])


def test_people_of_whom_some_may_be_named_are_shown_in_part_and_the_others_counted(
    api, browser_of, leader, organiser, address, report, unit_called, make_session, make_person
):
    son_ha = unit_called("Sơn Hà", "district")
    grant_role(leader, role="clerk", unit=son_ha, by=None, at=timezone.now())
    session = make_session(unit=son_ha)
    registration = register(session, person=make_person("Hồ Văn Sơn", "M", 1970, "Hrê"), role="participant", by=organiser)
    tick(registration, sitting=session.sittings.first(), by=organiser, at=session.sittings.first().starts_at)
    answer = api(leader).get(f"{address}figures/training.people/rows/").json()
    page = plain_text(browser_of(leader).get(f"/yearly-reports/{report.pk}/figures/training.people/").content.decode())

    assert ([row[0] for row in answer["rows"]], answer["count"], answer["hidden"], answer["is_hidden"]) == (["Hồ Văn Sơn"], 3, 2, False)
    assert "Hồ Văn Sơn" in page and "Có 2 dòng không hiện tên" in page and "Đinh Thị Mẫu" not in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "no-such"}, "kind"),
        ({"year": 1}, "year"),
        ({"kind": "free-period"}, "first"),
        ({"kind": "free-period", "first": "2024-05-01", "last": "2024-04-01"}, "last"),
        ({"kind": "free-period", "first": "2020-05-01", "last": "2024-04-01"}, "last"),
        ({"unit": 0}, "unit"),
        ({"document": 0}, "document"),
        ({"replaces": 0}, "replaces"),
    ],
)
def test_a_report_that_cannot_be_names_the_field(api, organiser, year_2024, fields, field):
    answer = api(organiser).post(YEARLY, {"year": 2024, "unit": year_2024.pk} | fields, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not YearlyReport.objects.exists()


@pytest.mark.parametrize(
    ("kind", "part", "first", "last"),
    [
        ("six-months", 1, date(2024, 1, 1), date(2024, 6, 30)),
        ("six-months", 2, date(2024, 7, 1), date(2024, 12, 31)),
        ("nine-months", 1, date(2024, 1, 1), date(2024, 9, 30)),
        ("quarter", 2, date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
def test_a_kind_has_its_period(api, organiser, year_2024, kind, part, first, last):
    fields = {"kind": kind, "part": part, "year": 2024, "unit": year_2024.pk, "programme_line": "Dự án 10"}
    answer = api(organiser).post(YEARLY, fields, format="json").json()
    assert (answer["first"], answer["last"]) == (first.isoformat(), last.isoformat())
    assert "từ nguồn Dự án 10" in answer["sections"][0]["text"]
