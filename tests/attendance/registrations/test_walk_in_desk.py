"""The desk at the hall's entrance: an usher writes who is on no list, and sees no more of others than an usher may."""

import re
from html import unescape

import pytest
from django.utils import timezone

from activities.actions import set_status
from attendance.models import Attendance, Registration
from attendance.registrations.actions import register, withdraw
from people.models import Person
from tests.attendance.hall import MINUTE, arrivals, session_of_today, sitting_of_now
from tests.conftest import at
from tests.pages import hidden_value, words_of


@pytest.fixture
def today(make_session, unit_called):
    session = session_of_today(make_session, unit_called)
    session.sittings.all().delete()
    return session


def send(browser, activity, page=None, **typed):
    page = page or browser.get(f"/activities/{activity.pk}/walk-ins/new/")
    form_data = {"nonce": hidden_value(page, "nonce"), "sitting": hidden_value(page, "sitting"), "role": "participant"}
    return browser.post(
        f"/activities/{activity.pk}/walk-ins/new/",
        form_data | {"full_name": "Đinh Thị Mẫu", "birth": "1985", "gender": "F"} | typed,
        follow=True,
    )


# --- writing


def test_an_usher_writes_a_name_and_the_person_is_registered_and_there(browser_of, usher, today, sitting):
    page = send(browser_of(usher), today, unit=today.unit.pk, phone="0912 345 678")
    made = Registration.objects.get()
    assert f"Đã lưu và điểm danh Đinh Thị Mẫu , mã ngắn {made.short_code} ." in words_of(page)
    assert (made.is_walk_in, made.registered_by, made.person.birth_year, made.person.unit, made.person.phone) == (
        True, usher, 1985, today.unit, "0912345678",
    )  # fmt: skip
    assert arrivals("registration__person__full_name", "sitting") == [("Đinh Thị Mẫu", sitting.pk)]
    assert "Vừa lưu Đinh Thị Mẫu, 1985, xã Ba Tơ" in words_of(page)


def test_the_next_form_is_empty_but_for_commune_role_and_sitting(browser_of, usher, today, sitting, unit_called):
    commune = unit_called("Ba Vì", "commune", timezone.localdate())
    page = send(browser_of(usher), today, unit=commune.pk, role="guest", category="elder")
    html = page.content.decode()
    assert 'name="full_name" value=' not in html and hidden_value(page, "sitting") == str(sitting.pk)
    assert re.search(rf'value="{commune.pk}"[^>]*checked', html)
    assert '<option value="guest" selected>' in html and '<option value="elder" selected>' in html


def test_without_a_commune_the_screen_said_elsewhere_in_the_province(browser_of, usher, today, sitting, quang_ngai):
    browser = browser_of(usher)
    assert "Nơi khác trong tỉnh, hoặc chưa rõ xã" in words_of(browser.get(f"/activities/{today.pk}/walk-ins/new/"))
    send(browser, today, unit="")
    assert Person.objects.get().unit == quang_ngai


def test_a_form_sent_twice_writes_one_person_and_the_next_person_typed_after_going_back_another(browser_of, usher, today, sitting):
    browser = browser_of(usher)
    page = browser.get(f"/activities/{today.pk}/walk-ins/new/")
    for _tap in range(2):
        send(browser, today, page)
    send(browser, today, page, full_name="Phạm Văn Rê", birth="1980", gender="M")
    assert arrivals("registration__person__full_name", "sitting") == [("Phạm Văn Rê", sitting.pk), ("Đinh Thị Mẫu", sitting.pk)]
    assert (Person.objects.count(), Registration.objects.count()) == (2, 2)


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(browser_of, usher, today, sitting):
    page = send(browser_of(usher), today, full_name="Mẫu 123", birth="85", phone="12")
    words = words_of(page)
    assert "Họ tên có ký tự không dùng trong tên người" in words and "Hãy nhập năm (1985)" in words and "Số điện thoại không đúng" in words
    assert 'value="Mẫu 123"' in unescape(page.content.decode())
    assert (Person.objects.count(), Attendance.objects.count()) == (0, 0)


# --- which sitting


def test_of_two_open_sittings_the_one_under_way_is_offered_and_the_asked_one_if_it_is_open(browser_of, usher, today, sitting):
    later = sitting_of_now(today, starts=40 * MINUTE, label="Buổi chiều")
    browser = browser_of(usher)

    for query, offered in ({}, sitting), ({"sitting": later.pk}, later), ({"sitting": 999999}, sitting), ({"sitting": "x"}, sitting):
        html = browser.get(f"/activities/{today.pk}/walk-ins/new/", query).content.decode()
        assert re.findall(r'<input type="radio" name="sitting" value="(\d+)"[^>]*checked', html) == [str(offered.pk)]
    browser.post(
        f"/activities/{today.pk}/walk-ins/new/",
        {"nonce": "0" * 32, "sitting": later.pk, "role": "participant", "full_name": "Đinh Thị Mẫu"},
    )
    assert arrivals("registration__person__full_name", "sitting") == [("Đinh Thị Mẫu", later.pk)]


def test_a_sitting_that_is_not_open_takes_nobody_from_an_usher_and_afterwards_from_a_clerk(browser_of, usher, clerk, session):
    morning = session.sittings.first()
    assert "Không có buổi nào đang mở điểm danh." in words_of(browser_of(usher).get(f"/activities/{session.pk}/walk-ins/new/"))
    typed = {"nonce": "0" * 32, "sitting": morning.pk, "role": "participant", "full_name": "Đinh Thị Mẫu"}
    page = browser_of(usher).post(f"/activities/{session.pk}/walk-ins/new/", typed)
    assert (page.status_code, arrivals("registration__person__full_name", "sitting")) == (200, [])
    browser_of(clerk).post(f"/activities/{session.pk}/walk-ins/new/", typed)
    assert arrivals("registration__person__full_name", "sitting") == [("Đinh Thị Mẫu", morning.pk)]
    assert Attendance.objects.get().arrived_at == at("07:30")


def test_before_the_first_sitting_it_says_when_it_opens(browser_of, usher, today):
    coming = sitting_of_now(today, starts=180 * MINUTE)
    opens = timezone.localtime(coming.opens_at)
    assert f"Buổi Buổi sáng mở lúc {opens:%H:%M %d/%m/%Y}." in words_of(browser_of(usher).get(f"/activities/{today.pk}/walk-ins/new/"))


# --- who looks alike


@pytest.fixture
def namesake(today, make_person, organiser):
    someone = make_person("Đinh Thị Mẫu", "F", 1985, unit=today.unit, phone="0987654321", position="Trưởng thôn")
    return register(today, person=someone, role="participant", by=organiser)


def test_a_namesake_here_is_offered_to_the_usher_by_name_year_and_commune_only(browser_of, usher, today, sitting, namesake):
    page = send(browser_of(usher), today, unit=namesake.person.unit_id)
    words = words_of(page)
    assert "Chưa lưu gì cả." in words and "Đinh Thị Mẫu , sinh năm 1985, xã Ba Tơ" in words
    assert "0987654321" not in page.content.decode() and "Trưởng thôn" not in words.split("Họ và tên")[0]
    assert (Registration.objects.count(), arrivals("registration__person__full_name", "sitting")) == (1, [])


def test_an_organiser_is_told_the_phone_too(browser_of, organiser, today, sitting, namesake):
    assert "điện thoại 0987654321" in words_of(send(browser_of(organiser), today))


def test_the_namesake_who_stands_there_is_checked_in_and_nobody_is_written(browser_of, usher, today, sitting, namesake):
    answer = browser_of(usher).post(
        f"/activities/{today.pk}/walk-ins/known/", {"person": namesake.person_id, "sitting": sitting.pk, "role": "participant"}, follow=True
    )
    assert "Đã lưu và điểm danh Đinh Thị Mẫu" in words_of(answer)
    namesake.refresh_from_db()
    assert (arrivals("registration__person__full_name", "sitting"), Registration.objects.count(), namesake.is_walk_in) == (
        [("Đinh Thị Mẫu", sitting.pk)],
        1,
        False,
    )


def test_who_withdrew_and_came_after_all_stands_again(browser_of, usher, today, sitting, namesake):
    withdraw(namesake)
    browser_of(usher).post(
        f"/activities/{today.pk}/walk-ins/known/", {"person": namesake.person_id, "sitting": sitting.pk, "role": "participant"}
    )
    assert Registration.objects.get().status == "registered" and arrivals("registration__person__full_name", "sitting") == [
        ("Đinh Thị Mẫu", sitting.pk)
    ]


def test_said_to_be_another_a_second_person_of_that_name_is_written(browser_of, usher, today, sitting, namesake):
    browser = browser_of(usher)
    send(browser, today, another="1", offered=str(namesake.person_id))
    assert (Person.objects.count(), len(arrivals("registration__person__full_name", "sitting"))) == (2, 1)
    send(browser, today, full_name="Phạm Văn Rê", another="1")  # about nobody who was offered: nothing to say, so it is written
    assert Person.objects.count() == 3


def test_somebody_known_elsewhere_is_offered_to_a_clerk_and_not_to_an_usher(browser_of, usher, clerk, today, sitting, make_person):
    known_person = make_person("Đinh Thị Mẫu", "F", 1985, unit=today.unit)
    assert "Chưa lưu gì cả." in words_of(send(browser_of(clerk), today, unit=today.unit.pk))
    form_data = {"person": known_person.pk, "sitting": sitting.pk, "role": "participant"}
    assert browser_of(usher).post(f"/activities/{today.pk}/walk-ins/known/", form_data).status_code == 404
    assert Attendance.objects.count() == 0
    browser_of(clerk).post(f"/activities/{today.pk}/walk-ins/known/", form_data)
    assert (Registration.objects.get().person, Registration.objects.get().is_walk_in, Person.objects.count()) == (known_person, True, 1)
    assert "Chưa lưu gì cả." not in words_of(send(browser_of(usher), today, unit=today.unit.pk, full_name="Phạm Văn Rê", birth="1970"))


def test_a_person_who_is_nobody_is_404_and_a_closed_sitting_is_said(browser_of, usher, today, sitting, namesake):
    browser = browser_of(usher)
    for nobody in ("999999", "x", "9" * 30, ""):
        assert browser.post(f"/activities/{today.pk}/walk-ins/known/", {"person": nobody, "sitting": sitting.pk}).status_code == 404
    page = browser.post(
        f"/activities/{today.pk}/walk-ins/known/", {"person": namesake.person_id, "sitting": "999999", "role": "participant"}, follow=True
    )
    assert "Buổi này không mở điểm danh" in words_of(page)


# --- who may, and where it is offered


def test_a_stranger_finds_no_desk(browser_of, stranger, nobody, today, sitting, namesake):
    for user in (stranger, nobody):
        assert browser_of(user).get(f"/activities/{today.pk}/walk-ins/new/").status_code == 404
        assert browser_of(user).post(f"/activities/{today.pk}/walk-ins/known/", {"person": namesake.person_id}).status_code == 404


def test_ethnic_group_is_asked_for_only_by_who_may_see_it(browser_of, usher, clerk, today, sitting):
    assert 'name="ethnic_group"' not in browser_of(usher).get(f"/activities/{today.pk}/walk-ins/new/").content.decode()
    assert 'name="ethnic_group"' in browser_of(clerk).get(f"/activities/{today.pk}/walk-ins/new/").content.decode()
    send(browser_of(usher), today, ethnic_group="1")
    assert Person.objects.get().ethnic_group is None


@pytest.mark.parametrize("state", ["none", "closed"])
def test_where_nobody_is_taken_no_button_leads_there_and_the_page_says_why(browser_of, usher, today, sitting, namesake, state):
    browser = browser_of(usher)
    pages = f"/sittings/{sitting.pk}/", f"/activities/{today.pk}/registrations/"
    assert all("/walk-ins/new/" in browser.get(page).content.decode() for page in pages)
    if state == "none":
        today.walk_ins = "none"
        today.save()
    else:
        set_status(today, status="closed")
    assert not any("/walk-ins/new/" in browser.get(page).content.decode() for page in pages)
    sentence = {"none": "Hoạt động này không nhận đăng ký tại chỗ.", "closed": "Hoạt động đã kết thúc hoặc đã hủy"}[state]
    page = browser.post(
        f"/activities/{today.pk}/walk-ins/new/",
        {"nonce": "0" * 32, "sitting": sitting.pk, "role": "participant", "full_name": "Phạm Văn Rê"},
    )
    assert sentence in words_of(page) and Registration.objects.count() == 1


# --- the marks


def test_lists_mark_who_came_on_the_spot_and_filter_them(browser_of, usher, today, sitting, namesake):
    browser = browser_of(usher)
    send(browser, today, full_name="Phạm Văn Rê", birth="1970")
    listed = f"/activities/{today.pk}/registrations/"
    rows = re.findall(r'<tr id="registration-\d+".*?</tr>', browser.get(listed).content.decode(), re.S)
    assert [("Phạm Văn Rê" in row, "Tại chỗ" in row) for row in rows] == [(False, False), (True, True)]
    for query, names in (("1", {"Phạm Văn Rê"}), ("0", {"Đinh Thị Mẫu"}), ("", {"Phạm Văn Rê", "Đinh Thị Mẫu"})):
        html = browser.get(f"{listed}?walk_in={query}").content.decode()
        table = html[html.index("<tbody>") : html.index("</tbody>")]
        assert {name for name in ("Phạm Văn Rê", "Đinh Thị Mẫu") if name in table} == names
    live = browser.get(f"/sittings/{sitting.pk}/").content.decode()
    assert live.count(">Tại chỗ<") == 1


def test_the_desk_asks_little_of_the_database(browser_of, usher, today, sitting, django_assert_max_num_queries):
    browser = browser_of(usher)
    page = browser.get(f"/activities/{today.pk}/walk-ins/new/")
    with django_assert_max_num_queries(48):  # three of them the log of who looked at whom
        send(browser, today, page)
