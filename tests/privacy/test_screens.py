"""The console's screens of personal data, and the calls of the API: what they show, to whom, and what they write down."""

import io
import json
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from contests.actions import add_member, add_team, record_contest
from contests.models import Contest
from people.disclosures.log import ONE_VISIT, note_disclosure
from people.models import Disclosure, Notice, Person
from privacy.data_subject.erasure import NOBODY
from privacy.models import DataRequest, Erasure
from privacy.requests.actions import receive
from tests.conftest import DAY, at
from tests.pages import whole_body, words_of


@pytest.fixture
def desk(browser_of, admin):
    return browser_of(admin)


# --- the log


def test_who_looked_at_what_stands_in_the_log_once_a_quarter_of_an_hour(browser_of, clerk, session, enrolled, desk):
    browser, url = browser_of(clerk), f"/activities/{session.pk}/registrations/"
    for _look in range(3):
        browser.get(url)
    [line] = Disclosure.objects.filter(what="registration-list")
    assert (line.user, line.way, line.people, line.unit, line.about) == (clerk, "view", 3, session.unit, session.title)
    assert line.sensitive == ["ethnic_group"]
    Disclosure.objects.update(at=timezone.now() - ONE_VISIT)
    browser.get(url)
    assert Disclosure.objects.filter(what="registration-list").count() == 2
    page = words_of(desk.get("/admin/disclosures/"))
    assert f"Clerk Danh sách đăng ký {session.title} Xem trên màn hình 3 Dân tộc" in page


def test_a_live_list_that_draws_itself_anew_does_not_flood_the_log(browser_of, clerk, session, enrolled):
    browser = browser_of(clerk)
    for _second in range(5):
        browser.get(f"/sittings/{session.sittings.first().pk}/", headers={"HX-Request": "true"})
    assert Disclosure.objects.filter(what="live-sitting").count() == 1


def test_a_look_counts_the_most_that_was_shown(browser_of, clerk, session, enrolled, make_person, organiser):
    browser, url = browser_of(clerk), f"/activities/{session.pk}/registrations/"
    browser.get(url, {"q": "Hoa"})
    browser.get(url)
    browser.get(url, {"q": "Hoa"})
    assert Disclosure.objects.get(what="registration-list").people == 3


def test_an_empty_list_shows_nobody_and_is_not_written_down(browser_of, clerk, session):
    browser_of(clerk).get(f"/activities/{session.pk}/registrations/")
    assert Disclosure.objects.count() == 0


LISTS = [
    ("registration-list", "view", "/activities/{activity}/registrations/"),
    ("live-sitting", "view", "/sittings/{sitting}/"),
    ("pass-sheet", "print", "/activities/{activity}/passes/"),
    ("attendance-register", "view", "/reports/attendance-register/?activity={activity}"),
    ("attendance-list", "view", "/reports/attendance-list/?from=2024-01-01&to=2024-12-31"),
    ("attendance-register", "xlsx", "/reports/attendance-register.xlsx?activity={activity}"),
]
CALLS = [
    ("registration-list", "activities/{activity}/registrations/"),
    ("sitting-attendances", "sittings/{sitting}/attendances/"),
    ("scanner-roster", "scanner/roster/?activity={activity}"),
    ("person", "registrations/{registration}/"),
    ("attendance-list", "reports/attendance-list/"),
]


@pytest.fixture
def places(session, enrolled, organiser):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    return {"activity": session.pk, "sitting": session.sittings.first().pk, "registration": enrolled[0].pk}


@pytest.mark.parametrize(("list_name", "way", "path"), LISTS)
def test_every_full_list_and_export_is_written_down(browser_of, clerk, places, list_name, way, path):
    answer = browser_of(clerk).get(path.format(**places))
    assert whole_body(answer)
    line = Disclosure.objects.get(what=list_name)
    assert (line.user, line.way) == (clerk, way) and line.people >= 1


@pytest.mark.parametrize(("list_name", "path"), CALLS)
def test_every_full_list_of_the_api_is_written_down(api, clerk, places, list_name, path):
    answer = api(clerk).get("/api/v1/" + path.format(**places))
    assert whole_body(answer)
    line = Disclosure.objects.get(what=list_name)
    assert (line.user, line.way) == (clerk, "json") and line.people >= 1


def test_figures_without_names_are_written_down_only_when_they_leave(browser_of, clerk, places):
    browser = browser_of(clerk)
    browser.get("/reports/participation-tally/")
    assert Disclosure.objects.count() == 0
    b"".join(browser.get("/reports/participation-tally.xlsx").streaming_content)
    assert Disclosure.objects.get().what == "participation-tally"


def test_a_phone_that_fetches_names_is_named(session, enrolled, organiser, client, desk):
    from attendance.devices.pairing import invite, pair

    _device, code = invite(session, name="Máy cửa A", by=organiser, at=timezone.now())
    session.status = "open"
    session.save()
    device, token = pair(code, at=timezone.now())
    client.get("/api/v1/scanner/roster/", headers={"Authorization": f"Token {token}"})
    line = Disclosure.objects.get(what="scanner-roster")
    assert (line.user, line.people, line.about) == (None, 3, f"Máy cửa A (#{device.pk}) · {session.title}")
    assert "máy quét Danh sách tải về máy quét Máy cửa A" in words_of(desk.get("/admin/disclosures/"))


def test_the_log_is_narrowed_paged_taken_along_and_its_reading_noted(desk, admin, clerk, session, enrolled, ba_to):
    for n in range(60):
        note_disclosure("registration-list", "view", by=clerk, people=n, about=f"Lớp {n}", unit=ba_to)
    note_disclosure("person", "view", by=clerk, people=1, person=enrolled[0].person, unit=ba_to)
    assert "61 dòng" in words_of(desk.get("/admin/disclosures/"))
    about_person = desk.get("/admin/disclosures/", {"person": enrolled[0].person.pk}).context["rows"]
    assert [line.what for line, *_words in about_person] == ["disclosure-log", "person"], "the log above named them, too"
    assert "1 dòng" in words_of(desk.get("/admin/disclosures/", {"q": "lớp 17"})) or "1 dòng" in words_of(
        desk.get("/admin/disclosures/", {"q": "Lớp 17"})
    )
    assert "Không có dòng nào" in words_of(desk.get("/admin/disclosures/", {"to": "2020-01-01"}))
    assert "60 dòng" in words_of(desk.get("/admin/disclosures/", {"what": "registration-list", "user": clerk.pk}))
    book = load_workbook(io.BytesIO(b"".join(desk.get("/admin/disclosures.xlsx", {"what": "person"}).streaming_content)))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "Hồ sơ một người" in cells and "Danh sách đăng ký" not in cells
    assert set(Disclosure.objects.filter(what="disclosure-log").values_list("user__username", "way")) == {
        ("admin", "view"),
        ("admin", "xlsx"),
    }


def test_an_administrator_reads_what_was_done_in_their_places_or_by_their_people(
    make_user, unit_called, desk, browser_of, organiser, ba_to, clerk
):
    district = unit_called("Sơn Hà", "district")
    local = make_user("local", Role.ADMINISTRATOR, district)
    colleague = make_user("colleague", Role.CLERK, district)
    note_disclosure("registration-list", "view", by=clerk, people=1, about="Lớp Ba Tơ", unit=ba_to)
    note_disclosure("registration-list", "view", by=clerk, people=1, about="Lớp Sơn Hà", unit=district)
    note_disclosure("attendance-list", "xlsx", by=colleague, people=1, about="Tải về nhà")
    note_disclosure("attendance-list", "xlsx", by=clerk, people=1, about="Của tỉnh")
    page = words_of(browser_of(local).get("/admin/disclosures/"))
    assert [name in page for name in ("Lớp Sơn Hà", "Tải về nhà", "Lớp Ba Tơ", "Của tỉnh")] == [True, True, False, False]
    assert all(name in words_of(desk.get("/admin/disclosures/")) for name in ("Lớp Sơn Hà", "Tải về nhà", "Lớp Ba Tơ", "Của tỉnh"))
    assert browser_of(organiser).get("/admin/disclosures/").status_code == 403


def test_the_api_tells_the_log_to_administrators_alone(api, admin, organiser, clerk, ba_to):
    note_disclosure("registration-list", "view", by=clerk, people=7, about="Lớp", unit=ba_to)
    body = api(admin).get("/api/v1/disclosures/", {"what": "registration-list"}).json()
    assert [(line["user"], line["what"], line["people"]) for line in body["results"]] == [("Clerk", "registration-list", 7)]
    assert api(organiser).get("/api/v1/disclosures/").status_code == 403
    assert api(admin).get("/api/v1/disclosures/", {"from": "gestern"}).status_code == 400


# --- the register, the notices


def test_the_register_of_processing_says_of_each_field_what_the_table_says(desk):
    page = words_of(desk.get("/admin/personal-data/"))
    assert "Dân tộc Nhạy cảm NĐ 356/2025/NĐ-CP, Điều 4 Thống kê, báo cáo theo quy định" in page
    assert "Điện thoại Cơ bản" in page and "Tệp danh sách gốc" in page and "Chưa xóa danh tính của ai." in page


def test_the_administration_leads_to_personal_data_and_counts_what_is_late(desk, admin, ba_to):
    assert "quá hạn" not in words_of(desk.get("/admin/"))
    receive(
        kind="access",
        unit=ba_to,
        received_on=timezone.localdate() - timedelta(days=40),
        by=admin,
        today=timezone.localdate(),
        name="Hồ Văn Hỏi",
    )
    assert "Sổ đăng ký xử lý · Nhật ký truy cập · Lịch sử thay đổi · Yêu cầu · Thông báo 1 yêu cầu đã quá hạn" in words_of(
        desk.get("/admin/")
    )


def test_a_new_notice_is_published_and_the_old_one_keeps_its_registrations(desk, enrolled, session, make_person, organiser):
    form = desk.get("/admin/notices/new/")
    assert Notice.objects.get().text in unescape(form.content.decode())
    sent = {"valid_from": timezone.localdate().isoformat(), "summary": "Ngắn gọn.", "text": "Ai: {agency}.\n\nĐể làm gì: báo cáo."}
    assert desk.post("/admin/notices/new/", sent).status_code == 302
    register(session, person=make_person("Đinh Văn Mới"), role="participant", by=organiser)
    page = words_of(desk.get("/admin/notices/"))
    assert "Thông báo số 2 Đang áp dụng" in page and "Admin 1" in page and "có sẵn 3" in page
    assert "Ngắn gọn." in words_of(desk.get("/admin/notices/2/"))
    wrong = desk.post("/admin/notices/new/", sent | {"valid_from": "2020-01-01"})
    assert wrong.status_code == 200 and "Không thể thông báo cho những ngày đã qua." in words_of(wrong)


def test_only_who_keeps_the_whole_province_publishes(browser_of, make_user, unit_called, organiser):
    local = browser_of(make_user("local", Role.ADMINISTRATOR, unit_called("Sơn Hà", "district")))
    assert [local.get("/admin/notices/").status_code, local.post("/admin/notices/new/", {}).status_code] == [403, 403]
    assert "Thông báo" not in words_of(local.get("/admin/personal-data/")).partition("Sổ đăng ký")[2][:60]
    assert browser_of(organiser).get("/admin/notices/").status_code == 403


# --- one person


def test_one_persons_data_is_printed_and_taken_along_and_that_is_noted(desk, admin, enrolled):
    page = words_of(desk.get(f"/people/{enrolled[0].person.pk}/data/"))
    assert "Dữ liệu của Phạm Văn Rê" in page and "Hrê Nhạy cảm" in page and "Thông báo số 1" in page
    answer = desk.get(f"/people/{enrolled[0].person.pk}/data/", {"form": "json"})
    body = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"] and {part["table"] for part in body["parts"]} >= {
        "people.Person",
        "attendance.Registration",
    }
    assert set(Disclosure.objects.filter(what="person-data").values_list("way", "person", "user")) == {
        ("print", enrolled[0].person.pk, admin.pk),
        ("json", enrolled[0].person.pk, admin.pk),
    }


def test_the_preview_says_what_goes_and_what_stays_and_erases_only_with_a_reason(desk, enrolled, session):
    url = f"/people/{enrolled[0].person.pk}/erase/"
    page = words_of(desk.get(url))
    assert "Không khôi phục được" in page and "Sẽ xóa 1 hồ sơ: họ tên" in page and "1 thẻ đã phát" in page and "Giữ lại" in page
    assert (
        Erasure.objects.count() == 0
        and session.registrations.get(person=enrolled[0].person).code in desk.get(f"/people/{enrolled[0].person.pk}/data/").content.decode()
    )
    assert "Hãy ghi lý do." in words_of(desk.post(url, {"reason": ""})) and Erasure.objects.count() == 0
    answer = desk.post(url, {"reason": "Theo đơn ngày 20/11"}, follow=True)
    assert "Đã xóa danh tính. Số liệu báo cáo không đổi." in words_of(answer) and "Theo đơn ngày 20/11" in words_of(answer)
    assert Person.objects.get(pk=enrolled[0].person.pk).full_name == NOBODY
    assert desk.get(url).status_code == 404


@pytest.mark.parametrize("path", ["data/", "erase/"])
def test_only_administrators_of_all_their_places_touch_one_persons_data(
    browser_of, organiser, clerk, usher, stranger, make_user, enrolled, unit_called, path
):
    url = f"/people/{enrolled[0].person.pk}/{path}"
    assert [browser_of(user).get(url).status_code for user in (organiser, clerk, usher, stranger)] == [403, 403, 403, 404]
    local = browser_of(make_user("local", Role.ADMINISTRATOR, unit_called("Ba Tơ", "district")))
    assert local.get(url).status_code == 200
    assert browser_of(stranger).post(url, {"reason": "Thử"}).status_code in (404, 405)


def test_who_also_came_elsewhere_is_left_to_the_province(browser_of, make_user, enrolled, make_session, unit_called, organiser, desk):
    elsewhere = make_session("Lớp Sơn Hà", unit=unit_called("Sơn Hà", "district"))
    register(elsewhere, person=enrolled[0].person, role="participant", by=organiser)
    local = browser_of(make_user("local", Role.ADMINISTRATOR, unit_called("Ba Tơ", "district")))
    answer = local.post(f"/people/{enrolled[0].person.pk}/erase/", {"reason": "Thử"})
    assert answer.status_code == 403 and Erasure.objects.count() == 0
    assert desk.get(f"/people/{enrolled[0].person.pk}/erase/").status_code == 200


def test_the_api_hands_out_and_erases_for_administrators_alone(api, admin, clerk, usher, stranger, enrolled):
    url = f"/api/v1/persons/{enrolled[0].person.pk}/"
    assert [api(user).get(url + "data/").status_code for user in (clerk, usher, stranger)] == [403, 403, 404]
    assert [api(user).post(url + "erase/", {"reason": "x"}).status_code for user in (clerk, usher, stranger)] == [403, 403, 404]
    assert api(admin).get(url + "data/").json()["person"] == enrolled[0].person.pk
    assert api(admin).post(url + "erase/", {}).status_code == 400
    body = api(admin).post(url + "erase/", {"reason": "Theo yêu cầu"}).json()
    assert (body["how"], body["person"], body["removed"]["identity"]) == ("anonymised", enrolled[0].person.pk, 1)
    assert api(admin).post(url + "erase/", {"reason": "Lần nữa"}).status_code == 404


# --- requests


def test_requests_stand_in_order_of_what_is_due(desk, admin, ba_to):
    receive(kind="access", unit=ba_to, received_on=timezone.localdate(), by=admin, today=timezone.localdate(), name="Mới hỏi")
    receive(
        kind="erase",
        unit=ba_to,
        received_on=timezone.localdate() - timedelta(days=14),  # past the days for an acknowledgement, Tết among them
        by=admin,
        today=timezone.localdate(),
        name="Chưa xác nhận",
    )
    receive(
        kind="access",
        unit=ba_to,
        received_on=timezone.localdate() - timedelta(days=40),
        by=admin,
        today=timezone.localdate(),
        name="Quá lâu",
    )
    page = words_of(desk.get("/admin/data-requests/"))
    assert page.index("Quá lâu") < page.index("Chưa xác nhận") < page.index("Mới hỏi")
    assert "2 yêu cầu đã quá hạn." in page
    assert "Xác nhận đã nhận" in page


def test_a_request_is_taken_down_acknowledged_and_answered(desk, admin, enrolled, ba_to):
    sent = {
        "kind": "access",
        "way": "in_person",
        "received_on": timezone.localdate().isoformat(),
        "unit": ba_to.pk,
        "name": enrolled[0].person.full_name,
    }
    made = desk.post(f"/admin/data-requests/new/?person={enrolled[0].person.pk}", sent, follow=True)
    request = DataRequest.objects.get()
    assert (request.person, request.name, request.received_by, request.state) == (enrolled[0].person, "Phạm Văn Rê", admin, "received")
    assert "Hãy xác nhận đã nhận trước" in words_of(made) and "Lập bản sao toàn bộ dữ liệu" in words_of(made)
    url = f"/admin/data-requests/{request.pk}/"
    desk.post(url, {"step": "acknowledge"})
    desk.post(url, {"step": "answer", "answer-outcome": "done", "answer-answer": "Đã đưa bản in"})
    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by, request.next_due) == ("done", "Đã đưa bản in", admin, None)
    assert "Không có yêu cầu nào đang chờ" in words_of(desk.get("/admin/data-requests/"))
    assert "Phạm Văn Rê" in words_of(desk.get("/admin/data-requests/", {"all": "1"}))
    again = desk.post(url, {"step": "answer", "answer-outcome": "refused", "answer-answer": "Đổi ý"}, follow=True)
    assert "Yêu cầu này đã được trả lời." in words_of(again)


def test_a_refusal_without_a_reason_is_refused(desk, admin, ba_to):
    request = receive(kind="erase", unit=ba_to, received_on=timezone.localdate(), by=admin, today=timezone.localdate(), name="Hồ Văn Hỏi")
    answer = desk.post(f"/admin/data-requests/{request.pk}/", {"step": "answer", "answer-outcome": "refused", "answer-answer": " "})
    assert answer.status_code == 200 and "Từ chối thì phải nêu lý do." in words_of(answer)
    request.refresh_from_db()
    assert request.state == "received"


def test_a_term_is_lengthened_once_and_with_a_reason(desk, admin, ba_to):
    request = receive(kind="access", unit=ba_to, received_on=timezone.localdate(), by=admin, today=timezone.localdate(), name="Hồ Văn Hỏi")
    url, before = f"/admin/data-requests/{request.pk}/", request.due.answer
    assert "Hãy ghi lý do gia hạn." in words_of(desk.post(url, {"step": "extend", "extend-reason": ""}))
    desk.post(url, {"step": "extend", "extend-reason": "Phải tìm trong hồ sơ giấy"})
    request.refresh_from_db()
    assert request.due.answer == before + timedelta(days=10)
    assert "Chỉ được gia hạn một lần." in words_of(desk.post(url, {"step": "extend", "extend-reason": "Lại nữa"}, follow=True))


def test_whose_request_it_is_is_found_by_name_and_attached(desk, admin, ba_to, enrolled):
    request = receive(
        kind="correct", unit=ba_to, received_on=timezone.localdate(), by=admin, today=timezone.localdate(), name="pham van re"
    )
    url = f"/admin/data-requests/{request.pk}/"
    assert "Có thể là: Phạm Văn Rê" in words_of(desk.get(url))
    desk.post(url, {"step": "attach", "person": enrolled[0].person.pk})
    assert DataRequest.objects.get().person == enrolled[0].person and "Sửa hồ sơ" in words_of(desk.get(url))


def test_who_is_meant_is_asked_of_the_rule_of_identity_and_others_are_searched_for(desk, admin, ba_to, enrolled, make_person):
    with_phone = make_person("Phạm Văn Rê", phone="0912345678")
    make_person("Phạm Văn Rên")  # another name: no more than a part of it is the same
    today = timezone.localdate()
    request = receive(kind="erase", unit=ba_to, received_on=today, by=admin, today=today, name="Phạm Văn Rê", contact="0912 345 678")
    url = f"/admin/data-requests/{request.pk}/"
    answer = desk.get(url)
    assert answer.context["candidates"] == [with_phone, enrolled[0].person]  # by name and telephone, then by name alone
    assert "Phạm Văn Rên" not in words_of(answer)
    assert "Phạm Văn Rên" in words_of(desk.get(url, {"q": "van ren"}))
    assert "Không tìm thấy ai. Hãy thử tên khác." in words_of(desk.get(url, {"q": "không ai"}))


def test_requests_are_for_administrators_of_their_place(browser_of, organiser, stranger, make_user, unit_called, admin, ba_to):
    today = timezone.localdate()
    request = receive(kind="access", unit=ba_to, received_on=today, by=admin, today=today, name="Hồ Văn Hỏi")
    url = f"/admin/data-requests/{request.pk}/"
    elsewhere = browser_of(make_user("local", Role.ADMINISTRATOR, unit_called("Sơn Hà", "district")))
    assert elsewhere.get(url).status_code == 404 and "Hồ Văn Hỏi" not in words_of(elsewhere.get("/admin/data-requests/"))
    assert [browser_of(user).get(url).status_code for user in (organiser, stranger)] == [403, 404]
    assert browser_of(organiser).get("/admin/data-requests/").status_code == 403


def test_the_api_takes_requests_down_and_tells_their_clocks(api, admin, organiser, enrolled, ba_to):
    sent = {"kind": "erase", "person": enrolled[0].person.pk, "received_on": "2026-11-20", "way": "letter"}
    made = api(admin).post("/api/v1/data-requests/", sent)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in ("state", "acknowledge_by", "answer_by", "name")} == {
        "state": "received", "acknowledge_by": "2026-11-24", "answer_by": "2026-12-10", "name": "Phạm Văn Rê",
    }  # fmt: skip
    assert [request["id"] for request in api(admin).get("/api/v1/data-requests/").json()["results"]] == [made.json()["id"]]
    nameless = api(admin).post("/api/v1/data-requests/", {"kind": "erase", "received_on": "2026-11-20", "unit": ba_to.pk})
    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (400, "name")
    assert api(admin).post("/api/v1/data-requests/", {"kind": "erase", "received_on": "2026-11-20", "name": "Ai đó"}).status_code == 400
    future = (date.today() + timedelta(days=9)).isoformat()
    for day in (future, "0001-01-01"):
        answer = api(admin).post("/api/v1/data-requests/", sent | {"received_on": day})
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["received_on"])
    assert api(organiser).post("/api/v1/data-requests/", sent).status_code == 403


def test_the_members_of_a_contest_are_a_list_too(browser_of, api, clerk, organiser, enrolled, ba_to):
    contest = record_contest(Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    team = add_team(contest, name="Đội Một")
    add_member(team, person=enrolled[0].person, part="official", by=organiser)
    browser_of(clerk).get(f"/contests/{contest.pk}/")
    browser_of(clerk).get(f"/contests/teams/{team.pk}/")
    for path in ("contests/", f"contests/{contest.pk}/", f"teams/{team.pk}/"):
        assert api(clerk).get(f"/api/v1/{path}").status_code == 200
    assert set(Disclosure.objects.filter(what="team-members").values_list("way", "people", "about")) == {
        ("view", 1, "Hội thi"), ("json", 1, "Hội thi"), ("json", 1, "Các hội thi"),
    }  # fmt: skip
