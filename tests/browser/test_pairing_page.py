"""The pairing page on a desk's screen and the phone before it: what is shown is read from the picture, and the page changes by itself."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import read_qr, sign_in
from tests.depth import by_depth

pytestmark = pytest.mark.browser


@pytest.mark.deep
@pytest.mark.parametrize(("width", "height"), by_depth([(360, 800)], deep=[(360, 800), (1280, 900)]))
def test_a_phone_reads_the_screen_and_the_page_says_that_it_was_paired(open_context, site, width, height):
    activity = site.api("organiser").get("activities/", params={"status": "open"}).json()["results"][0]["id"]
    desk = open_context(width, height).new_page()
    sign_in(desk, "organiser", site.password)
    desk.goto(f"/activities/{activity}/devices/")
    desk.get_by_role("button", name="Tạo mã ghép").click()
    expect(desk.locator(".pairing-clock strong")).to_have_text(re.compile(r"^9:\d\d$"))
    desk.locator(".pairing-qr").scroll_into_view_if_needed()
    address, _hash, code = read_qr(desk).partition("#pair=")
    assert address == f"{site.address}/scan/"
    assert desk.locator(".pairing-code").inner_text() == f"{code[:4]}-{code[4:]}"
    assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert httpx.post(f"{site.address}/api/v1/devices/pair/", json={"pairing_code": code}).status_code == 201
    expect(desk.locator("#pairing h2")).to_contain_text("Đã ghép: Máy")
    desk.get_by_role("button", name="Ghép máy tiếp theo").click()
    desk.locator(".pairing-qr").scroll_into_view_if_needed()
    assert read_qr(desk) not in ("", f"{address}#pair={code}")


def test_ones_own_phone_is_paired_by_one_button(open_context, site):
    activity = site.api("organiser").get("activities/", params={"status": "open"}).json()["results"][0]["id"]
    phone = open_context(360, 800).new_page()
    sign_in(phone, "usher", site.password)
    phone.goto(f"/activities/{activity}/devices/")
    phone.get_by_role("button", name="Dùng máy này làm máy quét").click()
    expect(phone.get_by_role("button", name="Tìm tên")).to_be_visible()
    assert "#" not in phone.url
    devices = site.api("organiser").get(f"activities/{activity}/devices/").json()["results"]
    assert [device["paired_at"] is not None for device in devices if device["name"].startswith("Máy của")] == [True]
