"""The one story, as people live it: record, register, check in at the door with a phone, see the figures, take the workbook."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

# A commune and names of its own: the served application is shared, and the figures are counted.
pytestmark = pytest.mark.browser
PEOPLE = [
    ("Phạm Văn Truyện", "1980", "Nam", "Hrê", "0912 000 001"),
    ("Đinh Thị Kể", "9/2/1985", "Nữ", "Hrê", "0912 000 002"),
    ("Nguyễn Thị Đọc", "1990", "Nữ", "Kinh", "0912 000 003"),
]


@pytest.fixture
def session_today(desk):
    """A session recorded through the form by somebody at a desk; answers its id."""
    today = date.today().isoformat()
    desk.goto("/training-sessions/new/")
    desk.fill("[name=title]", "Tập huấn trong trình duyệt")
    desk.fill("[name=topics]", "Luật Đất đai 2024\nLuật Hôn nhân và gia đình")
    desk.fill("[name=starts_on]", today)
    desk.fill("[name=q]", "ba xa")
    first = desk.locator(".picker-list label").first
    expect(first).to_contain_text("xã Ba Xa, tỉnh Quảng Ngãi")
    first.click()
    desk.get_by_role("button", name="Ghi").click()
    desk.wait_for_url("**/training-sessions/*/")
    assert "Sáng" in desk.content() and "Chiều" in desk.content()
    return int(desk.url.rstrip("/").rsplit("/", 1)[1])


def open_all_day(site, session):
    """The first sitting's door opens at midnight: the story has to work at any hour of the day."""
    client, midnight = site.api("organiser"), f"{date.today().isoformat()}T00:00:00+07:00"
    morning, afternoon = (s["id"] for s in client.get(f"activities/{session}/sittings/").json()["results"])
    late = f"{date.today() + timedelta(days=1)}T00:00:00+07:00"
    assert client.patch(f"sittings/{morning}/", json={"opens_at": midnight, "closes_at": late}).status_code == 200
    return morning, afternoon


def register(desk, session):
    desk.goto(f"/activities/{session}/registrations/new/")
    for name, born, gender, group, phone in PEOPLE:
        desk.fill("[name=full_name]", name)
        desk.fill("[name=birth]", born)
        desk.locator("label", has_text=gender).first.click()
        desk.select_option("[name=ethnic_group]", label=group)
        desk.fill("[name=phone]", phone)
        desk.get_by_role("button", name="Đăng ký, nhập người tiếp theo").click()
        desk.get_by_text(name).first.wait_for()
        assert desk.input_value("[name=full_name]") == ""


def door_on_the_screen(desk, sitting):
    """What a phone's camera reads off the projector's screen."""
    desk.goto(f"/sittings/{sitting}/door/")
    desk.locator("svg").first.wait_for()
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(desk.screenshot())))
    return code.text


def test_the_main_job_from_sign_in_to_the_workbook(desk, site, session_today, open_context):
    register(desk, session_today)
    morning, _afternoon = open_all_day(site, session_today)

    phone = open_context(360, 640, javascript=False).new_page()
    address = door_on_the_screen(desk, morning)
    assert address == address.upper()
    phone.goto(address)
    phone.fill("input[name=who]", "0912000002")
    phone.get_by_role("button").first.click()
    assert phone.get_by_text("Đinh Thị Kể").is_visible()
    assert phone.get_by_role("heading", name="Đã điểm danh").is_visible()
    assert "Phạm Văn Truyện" not in phone.content()

    phone.goto(door_on_the_screen(desk, morning))
    assert phone.get_by_text("Đinh Thị Kể").is_visible(), "the phone remembers: next time it is one tap"
    phone.get_by_role("button", name="Điểm danh", exact=True).click()
    assert phone.get_by_role("heading", name="Bạn đã điểm danh trước đó").is_visible()

    desk.goto(f"/sittings/{morning}/")
    row = desk.locator("tr", has_text="Phạm Văn Truyện")
    row.get_by_role("button", name="Có mặt").or_(row.get_by_role("button", name="Ghi có mặt")).first.click()
    desk.locator("tr", has_text="Phạm Văn Truyện").get_by_text("Có mặt").first.wait_for()

    today = date.today().isoformat()
    desk.goto(f"/reports/participation-tally/?from={today}&to={today}&by=commune")
    of_ba_xa = [row.locator("td").all_inner_texts() for row in desk.locator("tbody tr", has_text="Ba Xa").all()]
    cells = max(of_ba_xa, key=len)  # the drawn bars carry their figures as a small table, too
    assert [cell.strip() for cell in cells][:9] == ["1", "0", "2", "3", "0", "2", "2", "2", "1"]

    with desk.expect_download() as coming:
        desk.locator("a[href*='participation-tally.xlsx']").first.click()
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    [found] = [row for row in rows if "Xã Ba Xa" in row]
    start = found.index("Xã Ba Xa") + 1
    assert found[start : start + 11] == [1, 0, 2, 3, 0, 2, 2, 2, 1, 2, 0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in [cell for row in rows for cell in row]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_screen_is_wider_than_the_device_and_none_breaks_the_policy(open_context, site, width):
    """Also: no error on the console, which is where the browser says what the Content-Security-Policy refused."""
    page = open_context(width, 800).new_page()
    sign_in(page, "admin", site.password)
    client = site.api("admin")
    session = client.get("activities/", params={"kind": "training-session", "status": "open"}).json()["results"][0]["id"]
    contest = client.get("activities/", params={"kind": "contest"}).json()["results"][0]["id"]
    sitting = client.get(f"activities/{session}/sittings/").json()["results"][0]["id"]
    for path in (
        "/", "/activities/", f"/training-sessions/{session}/", "/training-sessions/new/", f"/training-sessions/{session}/edit/", f"/contests/{contest}/",
        "/contests/new/", f"/contests/{contest}/results/", f"/activities/{session}/registrations/", f"/activities/{session}/registrations/new/",
        f"/activities/{session}/postpone/", f"/activities/{session}/cancel/", f"/sittings/{sitting}/", f"/sittings/{sitting}/door/",
        f"/activities/{session}/passes/", "/targets/", "/reports/", "/reports/participation-tally/", f"/reports/attendance-register/?activity={session}",
        "/reports/attendance-list/", "/admin/", "/admin/users/", "/admin/agency/", "/account/", "/api/docs/",
    ):  # fmt: skip
        answer = page.goto(path)
        assert (path, answer.status if answer else None) == (path, 200)
        page.wait_for_timeout(150)
        assert (path, page.evaluate("document.documentElement.scrollWidth - window.innerWidth")) == (path, 0) or "passes" in path


def test_english_is_one_click_away(desk):
    desk.goto("/activities/")
    desk.locator("details", has_text="Cán bộ tổ chức mẫu").first.click()
    desk.locator("button[name=language][value=en]").first.click()
    assert desk.locator("html").get_attribute("lang") == "en"
    assert desk.get_by_role("link", name="Activities").first.is_visible()
