"""Attacks at the hall's door: one code for a whole village, numbers and people invented one after the other, a code sent on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ChangeRecord
from activities.actions import change_door_key
from attendance.models import Attendance, DoorEntry, Registration, Scan
from attendance.registrations.actions import register
from attendance.scans.recording import check_in as check_in_by_hand
from attendance.sittings.door_phones import find_bursts
from tests.attendance.hall import address_of, come_in
from tests.pages import hidden_value, words_of

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]


@pytest.fixture
def village(today, make_person, organiser):
    """Seven people with a telephone each."""
    people = [make_person(f"Hồ Văn {letter}", phone=f"091234567{number}") for number, letter in enumerate("ABCDEGH")]
    return [register(today, person=person, role="participant", by=organiser) for person in people]


def grant_of(sitting):
    return hidden_value(Client().get(address_of(sitting)), "grant")


def post(sitting, grant, *, phone=None, page="", **typed):
    return (phone or Client()).post(f"/d/{sitting.pk}/{page}", {"grant": grant, **typed}, follow=True)


# --- one code for many


def test_one_grant_checks_in_three_people_and_sends_the_fourth_to_staff(client, sitting, village):
    grant = hidden_value(client.get(address_of(sitting)), "grant")
    answers = [post(sitting, grant, phone=client, who=registration.person.phone) for registration in village]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429, 429, 429]
    assert "Người tiếp theo hãy nói tên với ban tổ chức." in words_of(answers[3])
    assert Attendance.objects.count() == 3
    assert "Đã điểm danh" in words_of(post(sitting, grant, phone=client, who=village[0].person.phone))  # sent again
    assert Scan.objects.count() == 3


def test_a_phone_without_cookies_scans_the_code_anew_for_each_person(sitting, village):
    grant = grant_of(sitting)
    answers = [post(sitting, grant, who=registration.person.phone) for registration in village[:2]]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "mỗi lần quét mã chỉ điểm danh được một người" in words_of(answers[1])
    assert post(sitting, grant_of(sitting), who=village[1].person.phone).status_code == 200
    assert list(DoorEntry.objects.values_list("has_cookie", flat=True)) == [False, False]


def test_a_phone_that_throws_its_cookie_away_after_the_first_gets_no_second_place_by_that_grant(client, sitting, village):
    grant = hidden_value(client.get(address_of(sitting)), "grant")
    assert post(sitting, grant, phone=client, who=village[0].person.phone).status_code == 200
    assert post(sitting, grant, who=village[1].person.phone).status_code == 429


def test_people_who_wrote_themselves_down_count_among_the_three(client, sitting, village, walk_ins_allowed):
    grant = hidden_value(client.get(address_of(sitting)), "grant")
    for registration in village[:3]:
        post(sitting, grant, phone=client, who=registration.person.phone)
    answer = post(sitting, grant, phone=client, page="new/", full_name="Hồ Văn Bịa", birth_year="1990", gender="M")
    assert (answer.status_code, Registration.objects.count(), Attendance.objects.count()) == (429, 7, 3)


def test_a_grant_that_was_sent_on_is_worth_nothing_on_another_phone(sitting, village):
    phone, other_phone = Client(), Client()
    grant = hidden_value(phone.get(address_of(sitting)), "grant")
    other_phone.get(address_of(sitting))
    assert post(sitting, grant, phone=other_phone, who=village[0].person.phone).status_code == 410
    assert post(sitting, grant, phone=phone, who=village[0].person.phone).status_code == 200


def test_a_family_of_three_with_one_phone_is_not_turned_away(client, sitting, village):
    grant = hidden_value(client.get(address_of(sitting)), "grant")
    for registration in village[:3]:
        assert post(sitting, grant, phone=client, who=registration.person.phone).status_code == 200
    assert Attendance.objects.count() == 3


def test_every_scan_keeps_its_grant_and_its_phone(client, sitting, village):
    for registration in village[:2]:
        come_in(client, sitting, who=registration.person.phone)
    come_in(Client(), sitting, who=village[2].person.phone)
    entries = DoorEntry.objects.order_by("scan__received_at")
    phones = [entry.phone for entry in entries]
    assert phones[0] == phones[1] != phones[2]
    assert len({entry.grant for entry in entries}) == 3


# --- invented numbers and people


def test_sixty_wrong_numbers_do_not_pass_where_cookies_are_refused(sitting, village):
    answers = [post(sitting, grant_of(sitting), who=f"09000000{number:02}") for number in range(60)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 40
    assert "nói tên với ban tổ chức" in words_of(answers[-1])
    come_in(Client(), sitting, who=village[0].person.phone)  # a phone that accepts cookies
    assert Attendance.objects.count() == 1


def test_a_phone_with_cookies_tries_eight_numbers_however_often_it_scans_the_code(client, sitting, village):
    answers = [come_in(client, sitting, who=f"09000000{number:02}") for number in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 8 + [429] * 4


def test_twenty_invented_people_do_not_pass_where_cookies_are_refused(sitting, walk_ins_allowed):
    for number in range(20):
        post(sitting, grant_of(sitting), page="new/", full_name=f"Hồ Văn {'ABCDEGHIKLMNOPQRSTUV'[number]}", birth_year="1990", gender="M")
    assert Registration.objects.count() == 6


# --- what the receipt tells


def test_the_receipt_of_somebody_elses_number_tells_no_full_name(client, sitting, village):
    page = come_in(client, sitting, who=village[0].person.phone)
    assert "H. V. A" in words_of(page) and "Hồ Văn A" not in page.content.decode()
    assert "Hồ Văn A" not in client.get(address_of(sitting)).content.decode()


# --- a code that leaked


def test_a_changed_key_ends_every_code_and_grant_of_before(sitting, village, browser_of, usher, stranger):
    address, grant = address_of(sitting), grant_of(sitting)
    change = f"/sittings/{sitting.pk}/door/key/"
    assert browser_of(stranger).post(change).status_code == 404
    staff = browser_of(usher)
    assert "Đổi mã QR điểm danh" in words_of(staff.get(f"/sittings/{sitting.pk}/door/"))
    assert "hết hiệu lực ngay" in words_of(staff.get(change))
    assert Client().get(address).status_code == 200  # asking changes nothing
    staff.post(change)
    assert Client().get(address).status_code == 410
    assert post(sitting, grant, who=village[0].person.phone).status_code == 410
    sitting.refresh_from_db()
    assert Client().get(address_of(sitting)).status_code == 200
    line = ChangeRecord.objects.about("sitting", sitting.pk).get(verb="door_key_changed")
    assert (line.actor, line.changes) == (usher, {})


def test_a_poster_that_was_photographed_is_void_once_the_key_is_changed(sitting, usher):
    sitting.door = "poster"
    sitting.save()
    address = address_of(sitting)
    change_door_key(sitting, by=usher)
    assert Client().get(address).status_code == 410
    assert timezone.now() and Client().get(address_of(sitting)).status_code == 200


# --- one phone for a whole village


def test_the_live_list_shows_the_phone_and_one_action_annuls_and_restores_all(client, sitting, village, desk, usher, browser_of):
    for registration in village:
        come_in(client, sitting, who=registration.person.phone)
    come_in(Client(), sitting, who=village[0].person.phone)  # another phone, one person
    words = words_of(desk.get(f"/sittings/{sitting.pk}/"))
    assert "Điểm danh từ một điện thoại: 7 người" in words
    address = f"/sittings/{sitting.pk}/door-phones/{DoorEntry.objects.order_by('scan__received_at').first().phone}/"
    assert "Hồ Văn A" in words_of(desk.get(address))
    assert browser_of(usher).get(f"{address}annul/").status_code == 403
    active = [str(attendance.pk) for attendance in Attendance.objects.order_by("pk")]
    assert "Hãy ghi lý do." in words_of(desk.post(f"{address}annul/", {"people": active, "reason": ""}))
    page = desk.post(f"{address}annul/", {"people": active[1:], "reason": "Điểm danh hộ"}, follow=True)
    assert "Đã hủy điểm danh của 6 người." in words_of(page)
    assert list(Attendance.objects.active().values_list("pk", flat=True)) == [int(active[0])]
    lines = ChangeRecord.objects.filter(subject="attendance", verb="annulled")
    assert {(line.reason, line.actor.username) for line in lines} == {("Điểm danh hộ", "organiser")} and len(lines) == 6
    page = desk.post(f"{address}restore/", follow=True)
    assert "Đã khôi phục điểm danh của 6 người." in words_of(page) and Attendance.objects.active().count() == 7


def test_a_family_is_nothing_to_look_at(client, sitting, village, desk):
    for registration in village[:3]:
        come_in(client, sitting, who=registration.person.phone)
    assert "Điểm danh từ một điện thoại" not in words_of(desk.get(f"/sittings/{sitting.pk}/"))


def test_a_programme_annuls_and_restores_what_one_phone_recorded(client, sitting, village, api, organiser, usher, stranger):
    for registration in village:
        come_in(client, sitting, who=registration.person.phone)
    phone = DoorEntry.objects.first().phone
    listed, address = f"/api/v1/sittings/{sitting.pk}/door-phones/", f"/api/v1/sittings/{sitting.pk}/door-phones/{phone}/"
    program = api(organiser)
    assert program.get(listed).json() == {"phones": [{"phone": phone, "people": 7}], "bursts": []}
    attendances = [row["id"] for row in program.get(address).json()]
    assert len(attendances) == 7
    assert [api(user).post(f"{address}annul/", {"reason": "x"}).status_code for user in (usher, stranger)] == [403, 404]
    assert [program.post(f"{address}annul/", body).status_code for body in ({}, {"reason": " "})] == [400, 400]
    for wrong in ([], [999_999]):
        refused = program.post(f"{address}annul/", {"reason": "Điểm danh hộ", "attendances": wrong})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "attendances")
    assert Attendance.objects.active().count() == 7
    answer = program.post(f"{address}annul/", {"reason": "Điểm danh hộ", "attendances": attendances[1:]})
    assert (answer.status_code, answer.json()["attendances"]) == (200, sorted(attendances[1:]))
    assert list(Attendance.objects.active().values_list("pk", flat=True)) == attendances[:1]
    assert program.post(f"{address}annul/", {"reason": "Lần nữa", "attendances": attendances[1:]}).json()["attendances"] == []
    assert program.get(listed).json()["phones"] == []
    assert len(program.post(f"{address}restore/").json()["attendances"]) == 6 and Attendance.objects.active().count() == 7
    assert program.post(f"{address}annul/", {"reason": "Điểm danh hộ"}).json()["attendances"] == sorted(attendances)
    assert ChangeRecord.objects.filter(subject="attendance", verb="annulled").count() == 13


# --- a phone that clears its cookie for every few people


@pytest.fixture
def crowd(today, make_person, organiser):
    """Fifteen people with a telephone each."""
    people = [make_person(f"Hồ Văn {chr(65 + number)}a", phone=f"09123456{number:02}") for number in range(15)]
    return [register(today, person=person, role="participant", by=organiser) for person in people]


def clear_cookies_after(number, sitting, crowd):
    """One phone checks in everybody, and is a new one to us after every `number` people."""
    for place, registration in enumerate(crowd):
        phone = Client() if place % number == 0 else phone  # noqa: F821
        assert come_in(phone, sitting, who=registration.person.phone).status_code == 200


def test_many_new_phones_with_a_few_people_each_within_minutes_are_shown_and_annulled_as_one(
    sitting, crowd, desk, usher, browser_of, api, organiser
):
    clear_cookies_after(3, sitting, crowd)
    words, address = words_of(desk.get(f"/sittings/{sitting.pk}/")), f"/sittings/{sitting.pk}/door-bursts/"
    assert "15 người, 5 điện thoại" in words and "Điểm danh từ một điện thoại" not in words
    page = words_of(desk.get(address))
    assert "Hồ Văn Aa" in page and "so với số người đang ngồi trong phòng" in page
    [burst] = api(organiser).get(f"/api/v1/sittings/{sitting.pk}/door-phones/").json()["bursts"]
    assert (burst["people"], burst["phones"]) == (15, 5)
    assert browser_of(usher).post(f"{address}annul/", {"reason": "x"}).status_code == 403
    people = [str(attendance.pk) for attendance in Attendance.objects.order_by("pk")]
    assert "Đã hủy điểm danh của 12 người." in words_of(
        desk.post(f"{address}annul/", {"people": people[3:], "reason": "Một máy"}, follow=True)
    )
    assert "điện thoại dùng lần đầu" not in words_of(desk.get(f"/sittings/{sitting.pk}/"))
    assert api(organiser).get(f"/api/v1/sittings/{sitting.pk}/door-phones/").json()["bursts"] == []
    assert len(api(organiser).post(f"/api/v1{address}restore/").json()["attendances"]) == 12
    assert api(organiser).post(f"/api/v1{address}annul/", {"reason": "Một máy"}).status_code == 200
    assert Attendance.objects.active().count() == 0


def test_phones_without_cookies_are_shown_when_many_come_at_once(sitting, crowd, desk):
    for registration in crowd:
        assert post(sitting, grant_of(sitting), who=registration.person.phone).status_code == 200
    assert "15 người, 15 điện thoại" in words_of(desk.get(f"/sittings/{sitting.pk}/"))


def test_a_hall_with_a_phone_each_and_a_few_families_is_nothing_to_look_at(today, sitting, crowd, desk):
    clear_cookies_after(3, sitting, crowd[:12])
    clear_cookies_after(1, sitting, crowd[12:])
    assert find_bursts(sitting) == []


def test_families_whose_phones_came_to_another_sitting_before_are_nothing_to_look_at(today, sitting, crowd):
    clear_cookies_after(3, sitting, crowd)
    assert len(find_bursts(sitting)) == 1
    earlier = today.sittings.exclude(pk=sitting.pk).first()
    for number, phone in enumerate(DoorEntry.objects.order_by().values_list("phone", flat=True).distinct()):
        result = check_in_by_hand(
            crowd[number],
            sitting=earlier.pk,
            scan_id=uuid4(),
            scanned_at=earlier.starts_at,
            method="door",
            user=None,
            received_at=timezone.now(),
        )
        DoorEntry.objects.create(scan_id=result.id, grant=uuid4(), place=1, phone=phone, has_cookie=True)
    assert find_bursts(sitting) == []


def test_families_that_come_one_after_the_other_are_no_burst(sitting, crowd):
    clear_cookies_after(3, sitting, crowd)
    for place, entry in enumerate(DoorEntry.objects.order_by("scan__received_at").select_related("scan")):
        Scan.objects.filter(pk=entry.scan_id).update(scanned_at=timezone.now() + place // 3 * timedelta(minutes=2))
    assert find_bursts(sitting) == []
