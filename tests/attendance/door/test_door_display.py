"""The door on the projector: code of the moment, seconds, count; and what it says when the network is gone."""

import io
import re
from functools import partial
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from activities.actions import cancel, change_sitting
from attendance.door import codes
from attendance.models import Attendance
from attendance.registrations.actions import withdraw
from attendance.sittings.actions import annul, tick
from tests.conftest import at
from tests.pages import words_of
from tests.printing import fulfill_from
from tests.qr_codes import read_codes


def test_the_display_shows_activity_sitting_code_and_how_long_it_stays(browser_of, usher, sitting):
    page = browser_of(usher).get(f"/sittings/{sitting.pk}/door/")
    words = words_of(page)
    assert "Tập huấn Luật Đất đai Buổi sáng" in words and "Đã có mặt 0 / 0" in words
    seconds = int(re.search(r"Đổi mã sau (\d+) giây", words).group(1))
    assert 0 <= seconds <= codes.STEP
    (address,) = read_codes(page)
    assert address.startswith(f"HTTP://TESTSERVER/D/{sitting.pk}/")
    assert codes.is_current(sitting.door_key, address.rpartition("/")[2], timezone.now().timestamp())


def test_a_phone_that_reads_the_display_comes_in(client, browser_of, usher, sitting):
    address = read_codes(browser_of(usher).get(f"/sittings/{sitting.pk}/door/"))[0]
    assert "Số điện thoại hoặc mã trên thẻ" in words_of(client.get(urlsplit(address).path))


@override_settings(PUBLIC_URL="https://diemdanh.example.vn")
def test_the_code_leads_to_the_public_address_where_one_is_set(browser_of, usher, sitting):
    assert read_codes(browser_of(usher).get(f"/sittings/{sitting.pk}/door/"))[0].startswith(f"HTTPS://DIEMDANH.EXAMPLE.VN/D/{sitting.pk}/")


def test_the_part_that_renews_counts_who_is_there_of_who_is_registered(browser_of, usher, session, enrolled):
    sitting, browser = session.sittings.first(), browser_of(usher)
    counted = lambda: re.search(r"Đã có mặt (\d+ / \d+)", words_of(browser.get(f"/sittings/{sitting.pk}/door/code/"))).group(1)  # noqa: E731
    assert counted() == "0 / 3"
    tick(enrolled[0], sitting=sitting, by=usher, at=at("07:40"))
    tick(enrolled[1], sitting=sitting, by=usher, at=at("07:41"))
    tick(enrolled[1], sitting=session.sittings.last(), by=usher, at=at("13:20"))
    assert counted() == "2 / 3"
    annul(Attendance.objects.get(registration=enrolled[0]), reason="Nhầm", by=usher, at=at("08:00"))
    withdraw(enrolled[2])
    assert counted() == "1 / 2"


def test_the_display_counts_as_the_live_list_does_whoever_withdrew_after_coming(browser_of, usher, session, enrolled):
    browser = browser_of(usher)
    tick(enrolled[0], sitting=session.sittings.first(), by=usher, at=at("07:40"))
    withdraw(enrolled[0])
    for sitting, present, listed in ((session.sittings.first(), 1, 3), (session.sittings.last(), 0, 2)):
        assert f"Đã có mặt {present} / {listed}" in words_of(browser.get(f"/sittings/{sitting.pk}/door/code/"))
        live_list = words_of(browser.get(f"/sittings/{sitting.pk}/"))
        assert f"Có mặt {present} Chưa có mặt" in live_list or f"Có mặt {present} Vắng" in live_list
        assert f"Đăng ký {listed} " in live_list


def test_the_part_that_renews_asks_for_itself_every_five_seconds(browser_of, usher, sitting):
    html = browser_of(usher).get(f"/sittings/{sitting.pk}/door/code/").content.decode()
    assert html.startswith(f'<div id="door-code" hx-get="/sittings/{sitting.pk}/door/code/" hx-trigger="every 5s" hx-swap="outerHTML"')
    assert "<html" not in html


def test_a_code_that_stays_is_said_to_stay(browser_of, usher, sitting):
    change_sitting(sitting, door="poster")
    page = browser_of(usher).get(f"/sittings/{sitting.pk}/door/")
    assert f'href="/sittings/{sitting.pk}/poster/"' in page.content.decode()
    assert "Mã cố định, không đổi" in words_of(page) and "giây" not in words_of(page)
    assert read_codes(page) == [f"HTTP://TESTSERVER/D/{sitting.pk}/{codes.token(sitting.door_key, codes.POSTER)}"]


def test_a_door_that_is_off_has_no_code_and_says_how_to_switch_it_on(browser_of, usher, organiser, sitting):
    change_sitting(sitting, door="off")
    page = browser_of(organiser).get(f"/sittings/{sitting.pk}/door/")
    assert "Mã QR điểm danh đang tắt Muốn bật: sửa buổi này" in words_of(page) and 'class="qr"' not in page.content.decode()
    assert f'href="/sittings/{sitting.pk}/edit/"' in page.content.decode()
    assert f'href="/sittings/{sitting.pk}/edit/"' not in browser_of(usher).get(f"/sittings/{sitting.pk}/door/").content.decode()


def test_outside_its_hours_the_display_says_so(browser_of, usher, session, sitting):
    over = session.sittings.first()
    assert "Đã hết giờ điểm danh lúc 11:30 ngày 20/05" in words_of(browser_of(usher).get(f"/sittings/{over.pk}/door/"))
    cancel(sitting.activity, reason="Bão", at=timezone.now())
    assert "Hoạt động đã hủy: mã không dùng được." in words_of(browser_of(usher).get(f"/sittings/{sitting.pk}/door/"))


@pytest.mark.parametrize(
    ("host", "warns"), [("localhost:8000", True), ("127.0.0.1", True), ("[::1]:8000", True), ("192.168.1.7:8000", False)]
)
def test_an_address_that_phones_cannot_reach_is_pointed_out(browser_of, usher, sitting, host, warns):
    page = browser_of(usher).get(f"/sittings/{sitting.pk}/door/", headers={"host": host})
    assert ("Điện thoại không mở được mã này" in words_of(page)) is warns


def test_a_stranger_is_told_there_is_no_such_page_and_the_signed_out_are_asked_to_sign_in(browser_of, stranger, nobody, sitting):
    for path in (f"/sittings/{sitting.pk}/door/", f"/sittings/{sitting.pk}/door/code/"):
        for user in (stranger, nobody):
            assert browser_of(user).get(path).status_code == 404
        assert browser_of(None).get(path).status_code == 302


@pytest.mark.browser
def test_a_projector_reads_back_says_when_the_network_is_gone_and_recovers(browser_of, usher, sitting, chromium):
    browser = browser_of(usher)
    address = f"/sittings/{sitting.pk}/door/"
    answers = {path: browser.get(path) for path in (address, f"{address}code/")}
    expected, complaints = read_codes(answers[address]), []
    sizes = [{"width": width, "height": height} for width, height in ((1280, 720), (1920, 1080))]
    with chromium.new_page(viewport=sizes[0]) as small, chromium.new_page(viewport=sizes[1]) as tab:
        for each_page in (small, tab):
            each_page.on("pageerror", lambda error: complaints.append(str(error)))
            each_page.route("**/*", partial(fulfill_from, answers))
            each_page.clock.install()
            each_page.goto(f"http://testserver{address}")
            picture = Image.open(io.BytesIO(each_page.screenshot(full_page=True)))
            assert picture.size == tuple(each_page.viewport_size.values())
            assert [code.text for code in zxingcpp.read_barcodes(picture)] == expected
        lost = tab.locator("#request-failed")
        assert not lost.is_visible()
        tab.route("**/door/code/", lambda route: route.abort())
        tab.clock.fast_forward(5_000)  # it asks every five seconds
        lost.wait_for(state="visible", timeout=8_000)
        assert lost.inner_text() == "Mất kết nối — mã có thể đã hết hạn"
        tab.unroute("**/door/code/")
        tab.clock.fast_forward(5_000)
        lost.wait_for(state="hidden", timeout=8_000)
    assert complaints == []
