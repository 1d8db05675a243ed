"""Whoever is on no list writes their own name at the door, where the organiser allows it: three a phone, and nothing is told of others."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from activities.actions import change_sitting, set_status
from attendance.door.grants import Phone
from attendance.models import Attendance, DoorTry, Method, Registration, Scan
from attendance.registrations.actions import register, withdraw
from people.models import Person
from tests.attendance.door import test_door
from tests.attendance.door.test_door import opened
from tests.attendance.hall import MINUTE, address_of, arrivals, come_in, sitting_of_now, weight_of
from tests.pages import hidden_value, words_of

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("walk_ins_allowed")]

send = partial(test_door.send, page="new/")
OFFER = "Tôi chưa có trong danh sách"


@pytest.fixture
def typed(today):
    return {"full_name": "Đinh Thị Mẫu", "birth_year": "1985", "gender": "F", "unit": today.unit.pk, "phone": "0912 345 678"}


# --- writing oneself down


def test_from_not_found_to_the_receipt(client, sitting, today):
    page = come_in(client, sitting, who="0912 345 678")
    assert OFFER in words_of(page) and "hoặc ghi tên mới ở dưới" in words_of(page)
    form = client.post(f"/d/{sitting.pk}/new/", {"grant": hidden_value(page, "grant"), "who": "0912 345 678"})
    words = words_of(form)
    assert "không công khai" in words and "Trang này dùng được đến" in words
    assert 'value="0912 345 678"' in form.content.decode()
    assert re.search(rf'<option value="{today.unit.pk}" selected>xã Ba Tơ', form.content.decode())
    typed = {"full_name": "  đinh thị  mẫu ", "birth_year": "1985", "gender": "F", "unit": "", "phone": "0912 345 678"}
    receipt = client.post(f"/d/{sitting.pk}/new/", {"grant": hidden_value(form, "grant"), **typed}, follow=True)
    made = Registration.objects.get()
    assert (made.is_walk_in, made.registered_by, made.role, made.person.phone, made.person.unit.level) == (
        True, None, "participant", "0912345678", "province",
    )  # fmt: skip
    assert arrivals("registration__person__full_name", "method", sitting=sitting) == [("đinh thị mẫu", Method.DOOR)]
    words = words_of(receipt)
    assert "Đã điểm danh Đ. T. mẫu Đã ghi nhận lúc" in words
    assert f"Bạn đã được đăng ký tại chỗ. Mã của bạn: {made.short_code} , dùng để điểm danh các buổi sau." in words


def test_the_arrival_is_of_when_the_door_was_opened(client, sitting, typed):
    grant = opened(sitting, ago=3 * MINUTE)
    send(client, sitting, grant, **typed)
    assert Attendance.objects.get().arrived_at == grant.opened_at


def test_the_same_phone_needs_one_tap_next_time_and_the_short_code_works_on_any(client, today, sitting, typed):
    send(client, sitting, opened(sitting), **typed)
    later = sitting_of_now(today, starts=-29 * MINUTE, label="Buổi sau")
    assert "Bạn là Đ. T. Mẫu?" in words_of(client.get(address_of(later)))
    come_in(Client(), later, who=Registration.objects.get().short_code)
    assert arrivals("registration__person__full_name", "method", sitting=later) == [("Đinh Thị Mẫu", Method.DOOR)]


def test_a_double_tap_writes_one_person_and_both_are_welcomed(client, sitting, typed):
    grant = opened(sitting)
    first, second = (send(client, sitting, grant, **typed) for _tap in range(2))
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert (Person.objects.count(), Registration.objects.count(), Scan.objects.count()) == (1, 1, 1)


def test_a_form_that_became_too_old_keeps_what_was_typed_for_the_next_one_of_this_phone(client, sitting, typed):
    refused = send(client, sitting, opened(sitting, ago=6 * MINUTE), **typed)
    assert refused.status_code == 410 and "Những gì vừa ghi vẫn còn" in words_of(refused) and not Person.objects.exists()
    forms = {}
    for name, phone in (("own", client), ("another", Client())):
        page = phone.get(address_of(sitting))
        forms[name] = phone.post(f"/d/{sitting.pk}/new/", {"grant": hidden_value(page, "grant")}).content.decode()
    written = ("Đinh Thị Mẫu", 'value="1985"', "0912 345 678")
    assert [[text in form for text in written] for form in forms.values()] == [[True] * 3, [False] * 3]
    grant = re.search(r'name="grant" value="([^"]+)"', forms["own"]).group(1)
    client.post(f"/d/{sitting.pk}/new/", {"grant": grant, **typed})
    assert Registration.objects.get().person.full_name == "Đinh Thị Mẫu" and client.cookies["door_typed"].value == ""
    assert "Những gì" not in words_of(send(client, sitting, opened(sitting, ago=61 * MINUTE), **typed)), "too late to be anybody's form"


def test_at_a_contest_who_writes_themselves_down_is_of_the_audience(client, sitting, typed, today):
    type(today).objects.filter(pk=today.pk).update(kind="contest")
    send(client, sitting, opened(sitting), **typed)
    assert Registration.objects.get().role == "audience"


def test_staff_see_who_wrote_themselves_down(client, browser_of, usher, today, sitting, typed):
    send(client, sitting, opened(sitting), **typed)
    assert ">Tại chỗ, tự ghi<" in browser_of(usher).get(f"/activities/{today.pk}/registrations/").content.decode()


# --- what is wrong


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stays(client, sitting):
    page = send(client, sitting, opened(sitting), full_name='Mẫu "1', birth_year="85", gender="", phone="12", unit="1")
    words, html = words_of(page), page.content.decode()
    for sentence in (
        "Họ tên có ký tự không dùng trong tên người", "Năm sinh 85 không hợp lý", "Hãy chọn Nam hoặc Nữ.", "Số điện thoại không đúng",
        "Hãy chọn một xã trong danh sách.",
    ):  # fmt: skip
        assert sentence in words, sentence
    assert 'value="Mẫu &quot;1"' in html and 'value="85"' in html and 'value="12"' in html
    assert (Person.objects.count(), Registration.objects.count()) == (0, 0)
    page = send(client, sitting, opened(sitting), full_name="", birth_year="", gender="x")
    assert "Hãy nhập họ và tên." in words_of(page) and "Hãy nhập năm sinh bằng 4 chữ số" in words_of(page)


def test_a_commune_of_another_district_is_not_offered_and_not_taken(client, sitting, typed, unit_called):
    elsewhere = unit_called("Sơn Hà", "commune", timezone.localdate())
    page = send(client, sitting, opened(sitting), **typed | {"unit": elsewhere.pk})
    assert "Hãy chọn một xã trong danh sách." in words_of(page) and "Sơn Hà" not in words_of(page)


# --- of others nothing is told


def test_a_number_on_the_list_is_not_new_and_counts_as_a_wrong_try(client, sitting, typed, come):
    come(phone="0912345678")
    page = send(client, sitting, opened(sitting), **typed)
    assert "Số này đã có trong danh sách: nhập số này ở trang trước." in words_of(page)
    assert "Phạm Văn Rê" not in page.content.decode()
    assert (Registration.objects.count(), Person.objects.count(), DoorTry.objects.count()) == (1, 1, 2)


def test_numbers_cannot_be_asked_one_after_the_other(client, sitting, typed, come):
    come(phone="0912345678")
    grant = opened(sitting)
    for _try in range(5):
        send(client, sitting, grant, **typed)
    page = send(client, sitting, grant, **typed)
    assert page.status_code == 429 and "Đã nhập sai 5 lần." in words_of(page)
    assert send(client, sitting, grant, **typed | {"phone": "0900000000"}).status_code == 429
    assert Registration.objects.count() == 1


def test_a_number_of_another_activity_is_new_here_and_no_name_of_it_is_told(client, sitting, typed, make_person, make_session, organiser):
    register(make_session("Lớp khác"), person=make_person("Hồ Thị Kín", phone="0912345678"), role="participant", by=organiser)
    page = send(client, sitting, opened(sitting), **typed)
    assert "Hồ Thị Kín" not in page.content.decode()
    assert arrivals("registration__person__full_name", "method", sitting=sitting) == [("Đinh Thị Mẫu", Method.DOOR)]


def test_a_namesake_on_the_list_is_neither_told_nor_taken_over(client, sitting, typed, come):
    come("Đinh Thị Mẫu", gender="F", birth_year=1985)
    page = send(client, sitting, opened(sitting), **typed)
    assert "Đã điểm danh Đ. T. Mẫu" in words_of(page)
    assert (Person.objects.count(), len(arrivals("registration__person__full_name", "method", sitting=sitting))) == (2, 1)


def test_who_withdrew_and_writes_the_same_name_and_number_stands_again(client, sitting, typed, come):
    withdrawn = withdraw(come("Đinh Thị Mẫu", phone="0912345678"))
    send(client, sitting, opened(sitting), **typed | {"full_name": "dinh thi mau"})
    withdrawn.refresh_from_db()
    assert (withdrawn.status, Registration.objects.count(), arrivals("registration__person__full_name", "method", sitting=sitting)) == (
        "registered",
        1,
        [("Đinh Thị Mẫu", Method.DOOR)],
    )


def test_a_childs_name_stands_nowhere_at_a_door(client, today, sitting, typed):
    young = timezone.localdate().year - 13
    page = send(client, sitting, opened(sitting), **typed | {"birth_year": str(young)})
    assert "Đã điểm danh M•••" in words_of(page) and "chỉ cần bấm một lần" not in words_of(page)
    assert "Đinh Thị Mẫu" not in page.content.decode()
    assert Phone.read(client.cookies["door"].value).person is None
    later = sitting_of_now(today, starts=-29 * MINUTE, label="Buổi sau")
    assert "Đinh Thị Mẫu" not in client.get(address_of(later)).content.decode()
    assert "Đinh Thị Mẫu" not in client.get(address_of(sitting)).content.decode()


# --- how many


def test_one_phone_writes_three_people_a_sitting(client, today, sitting):
    client.get(address_of(sitting))
    names = ["Phạm Văn Rê", "Đinh Thị Mẫu", "Hồ Văn Ba", "Hồ Thị Bốn"]
    pages = [send(client, sitting, opened(sitting), full_name=name, birth_year="1985", gender="M") for name in names]
    assert [page.status_code for page in pages] == [200, 200, 200, 429]
    assert "Điện thoại này đã ghi tên 3 người ở buổi này." in words_of(pages[3])
    assert [name for name, _method in arrivals("registration__person__full_name", "method", sitting=sitting)] == [
        "Hồ Văn Ba",
        "Phạm Văn Rê",
        "Đinh Thị Mẫu",
    ]
    again = send(client, sitting, opened(sitting), full_name="Hồ Thị Bốn", birth_year="1985", gender="F")
    assert again.status_code == 429
    later = sitting_of_now(today, starts=-29 * MINUTE, label="Buổi sau")
    assert send(client, later, opened(later), full_name="Hồ Thị Bốn", birth_year="1985", gender="F").status_code == 200


def test_one_form_writes_one_person_without_cookies(sitting):
    grant = opened(sitting)
    for n, name in enumerate(["Phạm Văn Rê", "Đinh Thị Mẫu"]):
        page = send(Client(), sitting, grant, full_name=name, birth_year="1985", gender="M")
        assert page.status_code == (200 if n < 1 else 429)
    assert send(Client(), sitting, grant, full_name="Phạm Văn Rê", birth_year="1985", gender="M").status_code == 200  # sent before
    assert len(arrivals("registration__person__full_name", "method", sitting=sitting)) == Registration.objects.count() == 1


# --- where it is not offered


@pytest.mark.parametrize("how", ["staff", "none"])
def test_where_the_door_takes_nobody_it_is_not_offered_and_writes_nobody(client, today, sitting, typed, how):
    today.walk_ins = how
    today.save()
    page = come_in(client, sitting, who="0900000000")
    assert OFFER not in words_of(page)
    assert ("bạn sẽ được ghi tên tại chỗ" in words_of(page)) == (how == "staff")
    answer = send(client, sitting, opened(sitting), **typed)
    assert answer.status_code == 403 and "Ở đây không tự ghi tên được" in words_of(answer)
    assert Registration.objects.count() == 0


def test_it_is_offered_only_after_a_number_or_code_was_not_found(client, sitting):
    assert OFFER not in words_of(client.get(address_of(sitting)))
    assert OFFER not in words_of(come_in(client, sitting, who="abc"))
    assert OFFER in words_of(come_in(client, sitting, who="ABCDEF"))


def test_a_closed_activity_takes_nobody_new_at_its_door(client, today, sitting, typed):
    set_status(today, status="closed")
    assert send(client, sitting, opened(sitting), **typed).status_code == 403
    assert Registration.objects.count() == 0


def test_without_a_grant_of_this_door_nothing_is_shown_or_written(client, today, sitting, typed):
    other_sitting = sitting_of_now(today, starts=-29 * MINUTE, label="Khác")
    assert client.get(f"/d/{sitting.pk}/new/").status_code == 410
    for grant in (opened(other_sitting), opened(sitting, ago=timedelta(minutes=6))):
        assert send(client, sitting, grant, **typed).status_code == 410
    first_grant = opened(sitting)
    change_sitting(sitting, door="off")
    assert send(client, sitting, first_grant, **typed).status_code == 410
    assert Registration.objects.count() == 0


def test_after_hours_the_door_writes_nobody(client, today, typed):
    over = sitting_of_now(today, starts=-300 * MINUTE, label="Trước")
    assert send(client, over, opened(over), **typed).status_code == 403
    assert Registration.objects.count() == 0


# --- what a phone loads


def test_the_pages_weigh_little_also_where_the_whole_province_is_to_choose_from(client, sitting, typed, make_session, quang_ngai):
    day = timezone.localdate()
    everywhere = make_session("Cả tỉnh", unit=quang_ngai, starts_on=day)
    everywhere.walk_ins = "anyone"
    everywhere.save()
    wide = sitting_of_now(everywhere, starts=-29 * MINUTE, label="Khác")
    pages = [
        come_in(client, sitting, who="0900000000"),
        send(client, sitting, opened(sitting)),
        send(client, sitting, opened(sitting), full_name="", phone="x"),
        send(client, wide, opened(wide)),
        send(client, sitting, opened(sitting), **typed),
    ]
    weights = [weight_of(page) for page in pages]
    assert [page.status_code for page in pages] == [200] * 5
    assert max(weights) < 15_000 and max(weights[:3]) < 9_000, weights


def test_it_asks_little_of_the_database(client, sitting, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # three of them the notice about personal data and the agency that it names
        form = client.post(f"/d/{sitting.pk}/new/", {"grant": opened(sitting).sign()})
    with django_assert_max_num_queries(30):
        client.post(f"/d/{sitting.pk}/new/", {"grant": hidden_value(form, "grant"), **typed})
