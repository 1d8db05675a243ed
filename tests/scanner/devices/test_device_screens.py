"""Phones on the console: one is paired by a code that only its maker sees, watched while it is out, and taken back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from activities.actions import set_status
from activities.models import Sitting
from attendance.devices import pairing
from attendance.models import Device, Registration
from attendance.registrations.actions import register
from attendance.scans.uploads import record_items
from scanner.devices import overview
from tests.attendance.hall import pair_phone
from tests.conftest import at
from tests.pages import messages_of, words_of
from tests.qr_codes import read_codes

pytestmark = pytest.mark.usefixtures("sitting")  # the activity of today is under way
HTMX = {"HX-Request": "true"}
LIST, RENEWAL = 13, 10  # statements, with session, user and grants among them, and the right of who paired the phones
PUBLIC = override_settings(PUBLIC_URL="https://taphuan.example.vn")


def invite_on_page(desk, activity, name="Máy 1"):
    """The pairing page after the form was sent, and the device."""
    page = desk.post(f"/activities/{activity.pk}/devices/", {"name": name}, follow=True)
    return page, Device.objects.get(activity=activity, name=name)


def code_on(page):
    match = re.search(r'class="pairing-code">([A-Z0-9]{4}-[A-Z0-9]{4})<', page.content.decode())
    return match.group(1) if match else None


def poll(desk, device, page):
    digest = re.search(r"""hx-headers='\{"X-Shown": "([^"]*)"\}'""", page.content.decode()).group(1)
    return desk.get(f"/devices/{device.pk}/pairing/", headers=HTMX | {"X-Shown": digest})


def row_of(page, device):
    """What the list says of one phone."""
    rows = re.findall(r"<tr>.*?</tr>", page.content.decode(), re.S)
    [row] = [row for row in rows if f">{device.name}<" in row.replace("<br>", "<")]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


# --- pairing


@PUBLIC
def test_the_page_shows_a_code_to_scan_and_the_same_to_type(desk, today):
    page, _device = invite_on_page(desk, today)
    letters = code_on(page).replace("-", "")
    assert read_codes(page) == [f"https://taphuan.example.vn/scan/#pair={letters}"]
    assert "mở Chrome và gõ https://taphuan.example.vn/scan/" in words_of(page)


def test_what_is_shown_pairs_one_phone_once(desk, today, client):
    page, device = invite_on_page(desk, today)
    pair = lambda: client.post("/api/v1/devices/pair/", {"pairing_code": code_on(page).lower()}, content_type="application/json")  # noqa: E731
    assert pair().status_code == 201
    device.refresh_from_db()
    assert device.is_paired
    assert pair().status_code == 400


def test_the_code_counts_down_from_ten_minutes(desk, today):
    page, _device = invite_on_page(desk, today)
    assert 590 <= int(re.search(r'data-seconds="(\d+)"', page.content.decode()).group(1)) <= 600


def test_who_made_the_code_sees_it_again_and_nobody_else_ever(desk, browser_of, clerk, today):
    page, device = invite_on_page(desk, today)
    address = f"/devices/{device.pk}/pairing/"
    assert code_on(desk.get(address)) == code_on(page)
    others = browser_of(clerk).get(address)
    assert code_on(others) is None and ('class="qr"' not in others.content.decode())
    assert "Mã chỉ hiện trên máy đã tạo mã" in words_of(others)


def test_another_user_at_the_same_computer_does_not_see_it(desk, clerk, today):
    _page, device = invite_on_page(desk, today)
    desk.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert code_on(desk.get(f"/devices/{device.pk}/pairing/")) is None


def test_the_code_stands_in_no_address_no_list_and_no_row(desk, today):
    answer = desk.post(f"/activities/{today.pk}/devices/", {"name": "Máy 1"})
    device = Device.objects.get()
    code = code_on(desk.get(f"/devices/{device.pk}/pairing/"))
    spellings = (code, code.replace("-", ""))
    assert answer["Location"] == f"/devices/{device.pk}/pairing/"
    listed = desk.get(f"/activities/{today.pk}/devices/").content.decode()
    with connection.cursor() as cursor:
        rows = [cursor.execute(f"SELECT * FROM {table}").fetchall() for table in ("attendance_device", "django_session")]
    assert not any(spelt in f"{listed}{rows}" for spelt in spellings)


def test_the_cookie_that_holds_it_goes_to_its_own_page_only_and_dies_with_it(desk, today):
    answer = desk.post(f"/activities/{today.pk}/devices/", {"name": "Máy 1"})
    cookie, device = answer.cookies["pairing"], Device.objects.get()
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        f"/devices/{device.pk}/pairing/", 600, True, "Strict",
    )  # fmt: skip
    pairing.revoke(device, by=None, at=timezone.now())
    assert desk.get(f"/devices/{device.pk}/pairing/").cookies["pairing"]["max-age"] == 0


def test_another_code_ends_the_one_before(desk, today):
    page, device = invite_on_page(desk, today)
    again = desk.post(f"/devices/{device.pk}/pairing/", follow=True)
    assert code_on(again) not in (None, code_on(page))
    with pytest.raises(Exception, match="không đúng"):
        pairing.pair(code_on(page), at=timezone.now())
    assert pairing.pair(code_on(again), at=timezone.now())[0] == device


def test_a_code_replaced_elsewhere_is_no_longer_shown(desk, browser_of, clerk, today):
    _page, device = invite_on_page(desk, today)
    browser_of(clerk).post(f"/devices/{device.pk}/pairing/")
    assert code_on(desk.get(f"/devices/{device.pk}/pairing/")) is None


def test_the_page_asks_until_the_phone_is_paired_and_offers_the_next(desk, today):
    page, device = invite_on_page(desk, today)
    assert poll(desk, device, page).status_code == 204
    pairing.pair(code_on(page), at=timezone.now())
    fragment = poll(desk, device, page)
    assert "Đã ghép: Máy 1" in words_of(fragment) and "Ghép máy tiếp theo: Máy 2" in words_of(fragment)
    assert "hx-trigger" not in fragment.content.decode() and "<html" not in fragment.content.decode()


def test_a_code_that_nobody_used_is_said_to_be_over(desk, today):
    page, device = invite_on_page(desk, today)
    Device.objects.update(pairing_expires_at=timezone.now() - timedelta(seconds=1))
    fragment = poll(desk, device, page)
    assert "Mã đã hết hạn" in words_of(fragment) and "Lấy mã khác" in words_of(fragment)
    assert code_on(fragment) is None and "hx-trigger" not in fragment.content.decode()


def test_no_other_code_for_a_phone_that_is_paired(desk, organiser, today):
    device = pair_phone(today, by=organiser)[0]
    answer = desk.post(f"/devices/{device.pk}/pairing/")
    assert messages_of(answer) == ["Máy này đã được ghép hoặc đã thu hồi. Hãy thêm máy mới."]
    assert Device.objects.get().pairing_digest is None


def test_names_are_suggested_in_turn(desk, organiser, today):
    suggested = lambda: re.search(r'name="name" value="([^"]+)"', desk.get(f"/activities/{today.pk}/devices/").content.decode()).group(1)  # noqa: E731
    assert suggested() == "Máy 1"
    pair_phone(today, by=organiser, name="Máy 1")
    pair_phone(today, by=organiser, name="Cửa sau")
    assert suggested() == "Máy 2"


@pytest.mark.parametrize("typed", ["", "   "])
def test_a_phone_without_a_name_is_asked_for_one(desk, today, typed):
    page = desk.post(f"/activities/{today.pk}/devices/", {"name": typed})
    assert page.status_code == 200 and "Hãy đặt tên cho máy, ví dụ Máy 1." in words_of(page)
    assert not Device.objects.exists()


def test_an_activity_that_is_over_pairs_nothing_and_says_so(desk, today):
    set_status(today, status="closed")
    page = desk.get(f"/activities/{today.pk}/devices/")
    assert "Tạo mã ghép" not in words_of(page) and "đã kết thúc hoặc đã hủy: không ghép thêm máy" in words_of(page)
    desk.post(f"/activities/{today.pk}/devices/", {"name": "Máy 1"})
    assert messages_of(desk.post(f"/activities/{today.pk}/devices/own/")) == [
        "Hoạt động đã kết thúc hoặc đã hủy nên không ghép máy quét được."
    ]
    assert not Device.objects.exists()


# --- the phone in one's own hand


def test_ones_own_phone_goes_straight_to_the_scanner_with_a_code(browser_of, usher, today):
    answer = browser_of(usher).post(f"/activities/{today.pk}/devices/own/")
    page, _hash, code = answer["Location"].partition("#pair=")
    assert page == "/scan/"
    device, _token = pairing.pair(code, at=timezone.now())
    assert (device.name, device.invited_by) == ("Máy của Usher", usher)


def test_pressed_twice_it_is_still_one_phone(browser_of, usher, today):
    codes = [browser_of(usher).post(f"/activities/{today.pk}/devices/own/")["Location"].partition("#pair=")[2] for _press in range(2)]
    assert Device.objects.count() == 1
    assert pairing.pair(codes[1], at=timezone.now())[0].is_paired


# --- where the page was opened


@pytest.mark.parametrize(
    ("address", "warning"),
    [
        ("https://taphuan.example.vn", None),
        ("http://localhost:8000", "Điện thoại không mở được địa chỉ này"),
        ("http://192.168.1.10:8000", "Địa chỉ này chưa có https"),
    ],
)
def test_an_address_that_phones_cannot_scan_from_is_named_before_they_try(desk, today, address, warning):
    with override_settings(PUBLIC_URL=address):
        pages = [desk.get(f"/activities/{today.pk}/devices/"), invite_on_page(desk, today)[0]]
    for page in pages:
        warnings = [
            sentence for sentence in ("Điện thoại không mở được địa chỉ này", "Địa chỉ này chưa có https") if sentence in words_of(page)
        ]
        assert warnings == ([warning] if warning else [])


# --- the list


def test_the_list_says_how_each_phone_stands(desk, organiser, today, make_person):
    now = timezone.now()
    names = ("Đang dùng", "Chờ ghép", "Mã hết hạn, chưa ghép", "Đã thu hồi")
    for name in ("Đang dùng", "Đã thu hồi"):
        pair_phone(today, by=organiser, name=name)
    pairing.invite(today, name="Chờ ghép", by=organiser, at=now)
    pairing.invite(today, name="Mã hết hạn, chưa ghép", by=organiser, at=now - timedelta(minutes=11))
    pairing.revoke(Device.objects.get(name="Đã thu hồi"), by=organiser, at=now)
    listed = overview.list_phones(today, organiser, now)
    assert [(phone.device.name, phone.standing.label) for phone in listed.rows] == [(name, name) for name in names]


def test_a_phone_is_out_of_use_when_the_last_sitting_has_closed(organiser, today):
    device = pair_phone(today, by=organiser)[0]
    closing = pairing.closes_at(today)
    [before] = overview.list_phones(today, organiser, closing).rows
    [after] = overview.list_phones(today, organiser, closing + timedelta(seconds=1)).rows
    assert (device, before.standing, after.standing) == (after.device, "active", "over")


def test_the_list_shows_what_came_what_waits_and_when_it_was_said(desk, organiser, today, make_person):
    device, second_device = pair_phone(today, by=organiser)[0], pair_phone(today, by=organiser, name="Máy 2")[0]
    people = [register(today, person=make_person(birth_year=1970 + n), role="participant", by=organiser) for n in range(3)]
    now, sitting = timezone.now(), today.sittings.get(label="Buổi sáng")
    for phone, registrations in ((device, people), (second_device, people[:1])):
        items = [
            {"id": str(uuid4()), "registration": registration.pk, "sitting": sitting.pk, "scanned_at": now.isoformat(), "method": "list"}
            for registration in registrations
        ]
        record_items(items, among=Registration.objects.all(), sittings=Sitting.objects.all(), user=None, received_at=now, device=phone)
    pairing.record_contact(device, at=now - timedelta(hours=1, minutes=5), offset=timedelta(minutes=7), waiting=12)
    pairing.record_contact(second_device, at=now, offset=timedelta(seconds=90), waiting=0)
    page = desk.get(f"/activities/{today.pk}/devices/")
    assert re.fullmatch(
        r"Máy 1 Đồng hồ chậm 7 phút Đang dùng Organiser \S+ \S+ 1 giờ 5 phút trước \S+ \S+ 3 12 Đổi tên Máy 1 · Thu hồi Máy 1",
        row_of(page, device),
    )
    assert re.fullmatch(
        r"Máy 2 Đang dùng Organiser \S+ \S+ vừa xong \S+ \S+ 1 0 Đổi tên Máy 2 · Thu hồi Máy 2", row_of(page, second_device)
    )
    assert "Cộng 4 12" in words_of(page)
    assert "Máy 1: 12 lượt, liên lạc lần cuối 1 giờ 5 phút trước." in words_of(page)


def test_the_list_renews_itself_by_its_own_part(desk, organiser, today):
    pair_phone(today, by=organiser)
    page = desk.get(f"/activities/{today.pk}/devices/").content.decode()
    assert f'hx-get="/activities/{today.pk}/devices/" hx-trigger="every 10s"' in page
    part = desk.get(f"/activities/{today.pk}/devices/", headers=HTMX).content.decode()
    assert part.startswith('<div id="devices"') and "Máy 1" in part and "Tạo mã ghép" not in part


def test_an_empty_list_says_what_to_do(desk, today):
    assert "Chưa ghép máy nào Bấm Tạo mã ghép, rồi dùng điện thoại quét mã hiện ra." in words_of(
        desk.get(f"/activities/{today.pk}/devices/")
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_with_one_phone_and_with_three(desk, organiser, today, number, django_assert_num_queries):
    for n in range(number):
        pair_phone(today, by=organiser, name=f"Máy {n + 1}")
    address = f"/activities/{today.pk}/devices/"
    desk.get(address)
    with django_assert_num_queries(LIST):
        desk.get(address)
    with django_assert_num_queries(RENEWAL):
        desk.get(address, headers=HTMX)


def test_phones_of_another_activity_stay_there(desk, organiser, today, make_session):
    pair_phone(make_session("Lớp khác"), by=organiser, name="Máy lạ")
    assert "Máy lạ" not in words_of(desk.get(f"/activities/{today.pk}/devices/"))


# --- taking back


def test_a_lost_phone_is_revoked_after_its_consequences_were_read(desk, organiser, today):
    device = pair_phone(today, by=organiser)[0]
    pairing.record_contact(device, at=timezone.now(), waiting=5)
    question = words_of(desk.get(f"/devices/{device.pk}/revoke/"))
    assert "Máy này báo còn 5 lượt chưa gửi." in question
    assert (
        "Những lượt máy gửi lên sau lúc này, dù ghi giờ nào, đều chờ người xem xét." in question and "máy tự quên danh sách tên" in question
    )
    assert not Device.objects.get().is_revoked
    answer = desk.post(f"/devices/{device.pk}/revoke/", follow=True)
    assert "Đã thu hồi Máy 1." in words_of(answer)
    revoked = Device.objects.get()
    assert revoked.is_revoked and revoked.revoked_by == organiser
    assert "Đã thu hồi" in row_of(answer, device) and "Đổi tên" not in row_of(answer, device)


def test_a_phone_is_given_another_name(desk, organiser, today):
    device = pair_phone(today, by=organiser)[0]
    answer = desk.post(f"/devices/{device.pk}/rename/", {"name": "  Cửa  trước "}, follow=True)
    assert "Đã đổi tên máy thành Cửa trước." in words_of(answer)
    assert "Hãy đặt tên cho máy" in words_of(desk.post(f"/devices/{device.pk}/rename/", {"name": " "}))
    assert Device.objects.get().name == "Cửa trước"


# --- who may


def test_an_usher_pairs_and_takes_back_their_own_but_not_anothers(browser_of, organiser, usher, today):
    page, own_device = invite_on_page(browser_of(usher), today, name="Máy của tôi")
    assert code_on(page)
    foreign_device = pair_phone(today, by=organiser, name="Máy khác")[0]
    for act in ("revoke", "rename"):
        assert browser_of(usher).get(f"/devices/{foreign_device.pk}/{act}/").status_code == 403
        assert browser_of(usher).post(f"/devices/{foreign_device.pk}/{act}/", {"name": "Của tôi"}).status_code == 403
        assert browser_of(usher).get(f"/devices/{own_device.pk}/{act}/").status_code == 200
    browser_of(usher).post(f"/devices/{own_device.pk}/revoke/")
    assert {each.name: each.is_revoked for each in Device.objects.all()} == {"Máy của tôi": True, "Máy khác": False}
    rows = browser_of(usher).get(f"/activities/{today.pk}/devices/")
    assert "Thu hồi" not in row_of(rows, foreign_device)


def test_a_clerk_takes_back_anybodys(browser_of, usher, clerk, today):
    device = pair_phone(today, by=usher)[0]
    browser_of(clerk).post(f"/devices/{device.pk}/revoke/")
    assert Device.objects.get().revoked_by == clerk


@pytest.mark.parametrize("user_name", ["stranger", "nobody"])
def test_the_phones_of_another_place_are_not_there(request, browser_of, organiser, today, user_name):
    device, desk = pair_phone(today, by=organiser)[0], browser_of(request.getfixturevalue(user_name))
    unpaired, _code = pairing.invite(today, name="Máy 2", by=organiser, at=timezone.now())
    addresses = [f"/activities/{today.pk}/devices/", *(f"/devices/{device.pk}/{act}/" for act in ("pairing", "rename", "revoke"))]
    for address in addresses:
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"name": "Máy lạ"}).status_code == 404
    assert desk.post(f"/activities/{today.pk}/devices/own/").status_code == 404
    assert desk.post(f"/devices/{unpaired.pk}/pairing/").status_code == 404
    assert sorted(Device.objects.values_list("name", "revoked_at")) == [("Máy 1", None), ("Máy 2", None)]


@pytest.mark.parametrize("page", ["/activities/{activity}/", "/sittings/{sitting}/", "/"])
def test_the_way_to_the_phones_stands_where_an_usher_looks(browser_of, usher, today, page):
    address = page.format(activity=today.pk, sitting=today.sittings.get(label="Buổi sáng").pk)
    assert f'href="/activities/{today.pk}/devices/"' in browser_of(usher).get(address, follow=True).content.decode()


# --- words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "vừa xong"), (59, "vừa xong"), (60, "1 phút trước"), (3599, "59 phút trước"), (3600, "1 giờ trước"), (7500, "2 giờ 5 phút trước"),
     (86_400, "1 ngày trước"), (90_060, "1 ngày 1 giờ trước"), (400_000, "4 ngày 15 giờ trước")],
)  # fmt: skip
def test_how_long_ago_in_words(seconds, words):
    assert overview.describe_past(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (None, ""),
        (0, ""),
        (120, ""),
        (-120, ""),
        (121, "chậm 2 phút"),
        (-300, "nhanh 5 phút"),
        (86_400, "chậm 1 ngày"),
        (-25_200, "nhanh 7 giờ"),
    ],
)
def test_a_clock_is_spoken_of_when_it_is_more_than_two_minutes_off(offset, words):
    assert overview.describe_clock(offset) == words


def test_a_phone_of_an_old_session_is_over(organiser, session):
    """20 May 2024 is long gone; paired today it is for late work, twelve hours."""
    device = pair_phone(session, by=organiser)[0]
    now = timezone.now()
    standing = lambda moment: overview.standing_of(device, closing=at("17:00"), at=moment, has_right=True)  # noqa: E731
    assert (standing(now), standing(now + timedelta(hours=13))) == ("active", "over")
