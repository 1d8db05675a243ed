import re
import unicodedata
from datetime import date
from html import unescape

import pytest

from activities.models import Activity
from attendance.models import Attendance, Registration
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import tick
from people.models import AgencyPeriod
from tests.conftest import at
from tests.pages import error_sentences
from training.models import TrainingSession

pytestmark = pytest.mark.django_db
NEW = "/training-sessions/new/"


@pytest.fixture
def form_data(ba_to):
    return {
        "title": "Tập huấn Luật Đất đai",
        "topics": "1. Luật Đất đai 2024\n\n- Luật Trẻ em\n",
        "speakers": "Phạm Văn Rê - Phó Trưởng phòng\nĐinh Thị Mẫu",
        "target_group": "Người có uy tín",
        "starts_on": "20/05/2024",
        "ends_on": "21/05/2024",
        "unit": ba_to.pk,
        "venue": "Hội trường UBND huyện",
        "organiser": "Phòng Dân tộc huyện Ba Tơ",
        "planned_participants": "40",
        "programme_line": "CTMTQG 1719",
        "plan_reference": "Kế hoạch số 12/KH-BDT",
        "status": "draft",
        "walk_ins": "anyone",
        "confirmed": "past:2024-05-20 past:2026-05-20",
    }


# --- creating


def test_a_session_is_recorded_as_typed(browser_of, organiser, form_data, ba_to):
    answer = browser_of(organiser).post(NEW, form_data)
    session = TrainingSession.objects.get()
    assert answer.headers["Location"] == f"/training-sessions/{session.pk}/"
    assert [t.title for t in session.topics.all()] == ["Luật Đất đai 2024", "Luật Trẻ em"]
    assert [(s.full_name, s.title) for s in session.speakers.all()] == [("Phạm Văn Rê", "Phó Trưởng phòng"), ("Đinh Thị Mẫu", "")]
    assert [str(s) for s in session.sittings.all()] == [
        "Sáng 20/05/2024", "Chiều 20/05/2024", "Sáng 21/05/2024", "Chiều 21/05/2024",
    ]  # fmt: skip
    stored = {
        name: getattr(session, name)
        for name in ("title", "venue", "organiser", "target_group", "programme_line", "plan_reference", "status", "walk_ins")
    }
    assert stored == {name: form_data[name] for name in stored}
    assert (session.unit, session.starts_on, session.ends_on, session.planned_participants) == (
        ba_to,
        date(2024, 5, 20),
        date(2024, 5, 21),
        40,
    )
    assert session.created_by == organiser


def test_without_a_last_day_it_takes_one_day(browser_of, organiser, form_data):
    browser_of(organiser).post(NEW, form_data | {"ends_on": ""})
    assert TrainingSession.objects.get().ends_on == date(2024, 5, 20)


def test_text_is_kept_composed_and_with_single_spaces(browser_of, organiser, form_data):
    written = unicodedata.normalize("NFD", "  Người   có uy tín\u200b ")
    browser_of(organiser).post(
        NEW, form_data | {"title": unicodedata.normalize("NFD", "Tập huấn  Luật"), "target_group": written, "topics": written}
    )
    session = TrainingSession.objects.get()
    assert (session.title, session.target_group, session.topics.get().title) == ("Tập huấn Luật", "Người có uy tín", "Người có uy tín")


@pytest.mark.parametrize(("day", "name"), [("2024-05-20", "Ban Dân tộc tỉnh Quảng Ngãi"), ("2026-05-20", "Sở Dân tộc và Tôn giáo")])
def test_the_organiser_is_the_agency_as_it_was_called_on_the_day(browser_of, organiser, form_data, quang_ngai, unit_called, day, name):
    for since, called in [(date(2004, 1, 1), "Ban Dân tộc tỉnh Quảng Ngãi"), (date(2025, 7, 1), "Sở Dân tộc và Tôn giáo")]:
        AgencyPeriod.objects.create(
            valid_from=since, name=called, parent_name="UBND", abbreviation="X", place="Quảng Ngãi", signatory_title="X"
        )
    unit = unit_called("Quảng Ngãi", "province", date.fromisoformat(day))
    answer = browser_of(organiser).post(NEW, form_data | {"organiser": "", "starts_on": day, "ends_on": day, "unit": unit.pk})
    assert error_sentences(answer) == []
    assert TrainingSession.objects.get().organiser == name


def test_all_mistakes_are_named_at_once_and_all_that_was_typed_survives(browser_of, organiser, form_data):
    wrong = form_data | {"title": "Lớ", "ends_on": "19/05/2024", "planned_participants": "-4", "status": "draft"}
    answer = browser_of(organiser).post(NEW, wrong)
    html = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert error_sentences(answer) == [
        "Hãy nhập tên hoạt động (ít nhất 3 ký tự).",
        "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
        "Hãy nhập số từ 0 trở lên.",
    ]
    for name in (
        "title",
        "target_group",
        "starts_on",
        "ends_on",
        "venue",
        "organiser",
        "planned_participants",
        "programme_line",
        "plan_reference",
    ):
        assert re.search(rf'name="{name}" value="{re.escape(wrong[name])}"', html), name
    for name in ("topics", "speakers"):
        assert re.search(rf'<textarea name="{name}".*?>\s*{re.escape(wrong[name].strip())}\s*</textarea>', html.replace("\r", ""), re.S), (
            name
        )
    assert re.search(rf'name="unit" value="{wrong["unit"]}" checked', html)
    assert re.search(r'name="status" value="draft"[^>]*checked', html)
    assert TrainingSession.objects.count() == 0


def test_an_empty_form_names_what_is_missing(browser_of, organiser):
    answer = browser_of(organiser).post(NEW, {"title": "", "status": "open", "walk_ins": "staff"})
    assert error_sentences(answer) == ["Hãy nhập tên hoạt động.", "Hãy chọn ngày bắt đầu.", "Hãy chọn địa bàn."]


def test_a_unit_that_had_ceased_names_what_took_its_place(browser_of, organiser, form_data, unit_called):
    answer = browser_of(organiser).post(NEW, form_data | {"unit": unit_called("Ba Vì").pk, "starts_on": "2026-05-20", "ends_on": ""})
    assert error_sentences(answer) == [
        "Xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi không còn từ 01/7/2025. Ngày 20/5/2026 ở đó là: xã Ba Vì, tỉnh Quảng Ngãi (từ 01/7/2025)."
    ]


def test_where_the_user_may_not_record_the_unit_says_so(browser_of, stranger, form_data):
    answer = browser_of(stranger).post(NEW, form_data)
    assert error_sentences(answer) == ["Bạn không được lập hoạt động ở huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)."]
    assert TrainingSession.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "x" * 301, "Giá trị này chỉ có tối đa 300 kí tự (hiện có 301)"),
        ("topics", "x" * 201, "Dòng “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” dài quá 200 ký tự."),
        ("topics", "\n".join("x" * 51), "Nhiều nhất 50 dòng."),
        ("speakers", "x" * 101 + " - y", "Dòng của “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”: họ tên dài nhất 100, chức vụ dài nhất 200 ký tự."),
        ("speakers", "| Trưởng phòng", "Dòng “Trưởng phòng” thiếu họ tên."),
        ("planned_participants", "bốn mươi", "Hãy nhập một số, không có chữ."),
        ("status", "cancelled", "Hãy chọn một trạng thái."),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(browser_of, organiser, form_data, field, typed, sentence):
    answer = browser_of(organiser).post(NEW, form_data | {field: typed})
    assert [error.split(" (")[0] for error in error_sentences(answer)] == [sentence.split(" (")[0]]


def test_earlier_target_groups_and_programme_lines_are_offered(browser_of, organiser, stranger, make_session):
    make_session(target_group="Già làng", programme_line="CTMTQG 1719")
    html = browser_of(organiser).get(NEW).content.decode()
    assert re.findall(r'<option value="(.*?)"', html) == ["Già làng", "CTMTQG 1719"]
    assert '<option value="Già làng"' not in browser_of(stranger).get(NEW).content.decode()


@pytest.mark.parametrize("user_name", ["usher", "clerk", "nobody"])
def test_who_may_record_nowhere_gets_no_form(request, browser_of, form_data, user_name):
    browser = browser_of(request.getfixturevalue(user_name))
    assert (browser.get(NEW).status_code, browser.post(NEW, form_data).status_code) == (403, 403)
    assert TrainingSession.objects.count() == 0


# --- reading


def test_the_page_shows_all_that_was_recorded(browser_of, organiser, form_data):
    answer = browser_of(organiser).post(NEW, form_data)
    html = browser_of(organiser).get(answer.headers["Location"]).content.decode()
    for text in [
        "Luật Trẻ em",
        "Phạm Văn Rê",
        "Phó Trưởng phòng",
        "Người có uy tín",
        "Hội trường UBND huyện",
        "CTMTQG 1719",
        "12/KH-BDT",
        "Nháp",
    ]:
        assert text in html
    for text in ["huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)", "07:30 – 11:00", "06:30 – 11:30", "Mã đổi liên tục"]:
        assert text in html


def test_the_four_numbers_stand_apart(browser_of, organiser, session, enrolled):
    morning, afternoon = session.sittings.all()
    withdraw(enrolled[2])
    for sitting, people in [(morning, enrolled[:2]), (afternoon, enrolled[:1])]:
        for registration in people:
            tick(registration, sitting=sitting, by=organiser, at=sitting.starts_at)
    html = browser_of(organiser).get(f"/training-sessions/{session.pk}/").content.decode()
    figures = dict(re.findall(r'<span class="label">(.*?)</span>\s*<span class="value">(.*?)\s*</span>', html))
    assert figures == {"Đã đăng ký": "2", "Lượt người": "2", "Lượt điểm danh": "3"}
    assert re.findall(r'data-label="Lượt điểm danh" class="number">(\d+)<', html) == ["2", "1"]


def test_an_annulled_attendance_is_not_counted(browser_of, organiser, session, enrolled):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    Attendance.objects.update(annulled_at=at("08:00"), annul_reason="Nhầm")
    html = browser_of(organiser).get(f"/training-sessions/{session.pk}/").content.decode()
    assert dict(re.findall(r'<span class="label">(.*?)</span>\s*<span class="value">(.*?)\s*</span>', html))["Lượt người"] == "0"


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_takes_as_many_queries_whatever_it_shows(
    browser_of, organiser, make_session, make_person, django_assert_num_queries, more
):
    session = make_session(ends_on=date(2024, 5, 20 + more))
    for number in range(more + 1):
        registration = register(session, person=make_person(f"Phạm Văn {'ABC'[number]}"), role=Registration.Role.PARTICIPANT, by=organiser)
        tick(registration, sitting=session.sittings.last(), by=organiser, at=at("14:00", session.ends_on))
    browser = browser_of(organiser)
    with django_assert_num_queries(22):
        browser.get(f"/training-sessions/{session.pk}/")


def test_an_usher_reads_and_is_offered_nothing_to_change(browser_of, usher, session):
    answer = browser_of(usher).get(f"/training-sessions/{session.pk}/")
    assert answer.status_code == 200
    for address in ["/edit/", "/cancel/", "/remove/", "/status/", "/sittings/new/"]:
        assert address not in answer.content.decode()


def test_to_a_stranger_there_is_no_such_session(browser_of, stranger, session):
    for address in ("", "edit/"):
        assert browser_of(stranger).get(f"/training-sessions/{session.pk}/{address}").status_code == 404


# --- editing


def test_what_is_edited_is_kept_and_the_status_stays(browser_of, organiser, form_data, session):
    browser = browser_of(organiser)
    html = browser.get(f"/training-sessions/{session.pk}/edit/").content.decode()
    assert re.search(r'<textarea name="topics"[^>]*>\s*Luật Đất đai 2024</textarea>', html)
    assert 'name="status"' not in html
    answer = browser.post(
        f"/training-sessions/{session.pk}/edit/", form_data | {"title": "Tên khác", "organiser": "", "days_added": "none"}
    )
    session.refresh_from_db()
    assert answer.headers["Location"] == f"/training-sessions/{session.pk}/"
    assert (session.title, session.status, session.organiser) == ("Tên khác", Activity.Status.OPEN, "")
    assert session.folded == "ten khac hoi truong ubnd huyen"
    assert [t.title for t in session.topics.all()] == ["Luật Đất đai 2024", "Luật Trẻ em"]


def test_a_session_may_not_be_moved_to_where_the_user_may_not_record(browser_of, make_user, session, form_data, ba_to, unit_called):
    local = make_user("local", "organiser", ba_to)
    answer = browser_of(local).post(f"/training-sessions/{session.pk}/edit/", form_data | {"unit": unit_called("Sơn Hà", "district").pk})
    assert error_sentences(answer) == ["Bạn không được lập hoạt động ở huyện Sơn Hà, tỉnh Quảng Ngãi (trước 01/7/2025)."]


@pytest.mark.parametrize("user_name", ["usher", "clerk"])
def test_a_role_too_small_does_not_edit(request, browser_of, session, form_data, user_name):
    browser = browser_of(request.getfixturevalue(user_name))
    url = f"/training-sessions/{session.pk}/edit/"
    assert (browser.get(url).status_code, browser.post(url, form_data).status_code) == (403, 403)
