"""The clerk types a signed list in, with the keyboard alone, and without a script too."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser
ANSWER = 15_000  # ms: a page from the server, while other tests run
NAMES = ["Phạm Văn An", "Đinh Thị Bình", "Hồ Văn Cư", "Nguyễn Thị Dung", "A Êm"]  # in the order of the list


@pytest.fixture
def sitting(site):
    """Yesterday's, with five people registered: its id."""
    client = site.api("organiser")
    yesterday = timezone.localdate() - timedelta(days=1)
    unit = client.get("units/", params={"q": "Ba Vì", "level": "commune", "on": yesterday.isoformat()}).json()["results"][0]["id"]
    start = f"{yesterday}T07:30:00+07:00"
    about = {
        "title": "Lớp ký giấy",
        "unit": unit,
        "starts_on": str(yesterday),
        "ends_on": str(yesterday),
        "status": "open",
        "topics": ["Luật"],
    }
    sent = about | {"sittings": [{"label": "Sáng", "starts_at": start, "ends_at": start.replace("07:30", "11:00")}]}
    made = client.post("training-sessions/", json=sent)
    assert made.status_code == 201, made.text
    for year, name in enumerate(NAMES, 1980):
        person = {"full_name": name, "birth_year": year, "gender": "M", "unit": unit}
        assert (
            client.post(f"activities/{made.json()['id']}/registrations/", json={"person": person, "role": "participant"}).status_code == 201
        )
    return client.get(f"activities/{made.json()['id']}/sittings/").json()["results"][0]["id"]


def came(site, sitting):
    rows = site.api("organiser").get(f"sittings/{sitting}/attendances/").json()["results"]
    return sorted((row["registration"]["person"]["full_name"], row["arrived_at"][11:16], row["method"]) for row in rows)


def printed(page, sitting):
    """Makes a list with the button on the sitting's page, and opens the page to type it in."""
    page.goto(f"/sittings/{sitting}/")
    page.get_by_text("Bản giấy").click()
    page.get_by_role("button", name="In danh sách ký tên", exact=True).click()
    page.wait_for_url("**/paper-lists/*/")
    page.get_by_role("link", name="Nhập người đã ký").click()
    page.wait_for_url("**/entry/")


def test_by_keyboard_alone_from_the_numbers_to_the_attendances(site, sitting, open_context):
    page = open_context(1280, 900).new_page()
    sign_in(page, "clerk", site.password)
    printed(page, sitting)
    said = page.locator("#paper-said")
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
        expect(said).to_have_text(words)
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
    assert came(site, sitting) == [(name, "07:30", "list") for name in sorted(["Nguyễn Thị Dung", "Phạm Văn An", "Đinh Thị Bình"])]
    page.locator("#id_numbers").fill("4")
    page.locator("#id_numbers").press("Enter")
    expect(said).to_contain_text("4. Nguyễn Thị Dung: Có mặt 07:30")


def test_without_a_script_the_line_of_numbers_does_it_all(site, sitting, open_context):
    page = open_context(360, 800, javascript=False).new_page()
    sign_in(page, "clerk", site.password)
    printed(page, sitting)
    expect(page.locator("#paper-lines .tick").first).to_be_hidden()
    page.fill("#id_numbers", "tất cả trừ 3, 5")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("h1")).to_have_text("Ghi có mặt 3 người, giờ đến 07:30?", timeout=ANSWER)
    page.get_by_role("button", name="Ghi nhận 3 người").click()
    expect(page.locator(".messages")).to_contain_text("Đã ghi có mặt 3 người", timeout=ANSWER)
    assert [name for name, _time, _method in came(site, sitting)] == sorted(["Nguyễn Thị Dung", "Phạm Văn An", "Đinh Thị Bình"])
