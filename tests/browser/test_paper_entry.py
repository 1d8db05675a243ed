"""The clerk types a signed list in, with the keyboard alone, and without a script too."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.served_activity import VIETNAM, ServedActivity

pytestmark = pytest.mark.browser
ANSWER = 15_000  # ms: a page from the server, while other tests run
NAMES = ["Phạm Văn An", "Đinh Thị Bình", "Hồ Văn Cư", "Nguyễn Thị Dung", "A Êm"]  # in the order of the list


@pytest.fixture
def activity(site):
    """Yesterday's, with five people registered."""
    yesterday = timezone.localdate() - timedelta(days=1)
    starts, ends = (datetime.combine(yesterday, clock, VIETNAM) for clock in (time(7, 30), time(11)))
    return ServedActivity(site, "Lớp ký giấy", list(zip(NAMES, range(1980, 1985), strict=True)), sittings=[("Sáng", starts, ends)])


def open_entry(page, sitting):
    """Make a list with the button on the sitting's page, and open the page to type it in."""
    page.goto(f"/sittings/{sitting}/")
    page.get_by_text("Bản giấy").click()
    page.get_by_role("button", name="In danh sách ký tên", exact=True).click()
    page.wait_for_url("**/paper-lists/*/")
    page.get_by_role("link", name="Nhập người đã ký").click()
    page.wait_for_url("**/entry/")


def test_by_keyboard_alone_from_the_numbers_to_the_attendances(site, activity, open_context):
    page = open_context(1280, 900).new_page()
    sign_in(page, "clerk", site.password)
    open_entry(page, activity.sittings[0])
    spoken_line = page.locator("#paper-said")
    expect(page.locator("#id_numbers")).to_be_focused()
    keys = page.keyboard
    for typed, words in (
        ("4", "4. Nguyễn Thị Dung: đã đánh dấu."),
        ("2", "2. Đinh Thị Bình: đã đánh dấu."),
        ("9", "Không có số 9 trong danh sách này."),
        ("2", "2. Đinh Thị Bình: bỏ đánh dấu."),
    ):
        keys.type(typed)
        keys.press("Enter")
        expect(spoken_line).to_have_text(words)
        expect(page.locator("#id_numbers")).to_be_focused()
        expect(page.locator("#id_numbers")).to_have_value("")
    expect(page.locator("#paper-counted")).to_have_text("Đã đánh dấu: 1 người.")
    keys.type("1-2, 7")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Ghi có mặt 3 người, giờ đến 07:30?", timeout=ANSWER)
    expect(page.get_by_text("Số không có trong danh sách này")).to_be_visible()
    page.get_by_role("button", name="Sửa lại").click()
    expect(page.locator("#id_numbers")).to_have_value("1-2, 7", timeout=ANSWER)
    expect(page.locator("#tick-4")).to_be_checked()
    page.locator("#id_numbers").fill("1-2")
    page.locator("#id_numbers").press("Enter")
    expect(page.get_by_role("button", name="Ghi nhận 3 người")).to_be_focused(timeout=ANSWER)
    keys.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Đã ghi có mặt 3 người, giờ đến 07:30.", timeout=ANSWER)
    attendances = [(row["name"], row["arrived_at"][11:16], row["method"]) for row in activity.attendances()]
    assert attendances == [(name, "07:30", "list") for name in ("Nguyễn Thị Dung", "Phạm Văn An", "Đinh Thị Bình")]
    page.locator("#id_numbers").fill("4")
    page.locator("#id_numbers").press("Enter")
    expect(spoken_line).to_contain_text("4. Nguyễn Thị Dung: Có mặt 07:30")


def test_without_a_script_the_line_of_numbers_does_it_all(site, activity, open_context):
    page = open_context(360, 800, javascript=False).new_page()
    sign_in(page, "clerk", site.password)
    open_entry(page, activity.sittings[0])
    expect(page.locator("#paper-lines .tick").first).to_be_hidden()
    page.fill("#id_numbers", "tất cả trừ 3, 5")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("h1")).to_have_text("Ghi có mặt 3 người, giờ đến 07:30?", timeout=ANSWER)
    page.get_by_role("button", name="Ghi nhận 3 người").click()
    expect(page.locator(".messages")).to_contain_text("Đã ghi có mặt 3 người", timeout=ANSWER)
    assert [row["name"] for row in activity.attendances()] == ["Nguyễn Thị Dung", "Phạm Văn An", "Đinh Thị Bình"]
