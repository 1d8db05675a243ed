"""The one story, as people live it: record, register, check in at the door with a phone, see the figures, take the workbook."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import read_qr, sign_in
from tests.depth import by_depth

# A commune and names of its own: the served application is shared, and the figures are counted.
pytestmark = pytest.mark.browser
# What reaches beyond the right edge, when the page can be scrolled sideways: the elements without any of them inside, else how wide it is.
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > innerWidth);
  const innermost = wide.filter((element) => !wide.some((inner) => inner !== element && element.contains(inner)));
  return innermost.length ? innermost.map((element) => element.outerHTML.slice(0, 200)) : [document.documentElement.scrollWidth];
}"""
PEOPLE = [
    ("Phạm Văn Truyện", "1980", "Nam", "Hrê", "0912 000 001"),
    ("Đinh Thị Kể", "9/2/1985", "Nữ", "Hrê", "0912 000 002"),
    ("Nguyễn Thị Đọc", "1990", "Nữ", "Kinh", "0912 000 003"),
]


def test_the_main_job_from_sign_in_to_the_workbook(desk, site, open_context):
    today = date.today().isoformat()
    desk.goto("/training-sessions/new/")
    desk.fill("[name=title]", "Tập huấn trong trình duyệt")
    desk.fill("[name=topics]", "Luật Đất đai 2024\nLuật Hôn nhân và gia đình")
    desk.fill("[name=starts_on]", today)
    desk.fill("[name=q]", "ba xa")
    commune = desk.locator(".picker-list label").first
    expect(commune).to_contain_text("xã Ba Xa, tỉnh Quảng Ngãi")
    commune.click()
    desk.get_by_role("button", name="Lưu").click()
    desk.wait_for_url("**/training-sessions/*/")
    assert "Sáng" in desk.content() and "Chiều" in desk.content()
    session = int(desk.url.rstrip("/").rsplit("/", 1)[1])

    desk.goto(f"/activities/{session}/registrations/new/")
    for name, born, gender, group, number in PEOPLE:
        desk.fill("[name=full_name]", name)
        desk.fill("[name=birth]", born)
        desk.locator("label", has_text=gender).first.click()
        desk.select_option("[name=ethnic_group]", label=group)
        desk.fill("[name=phone]", number)
        desk.get_by_role("button", name="Đăng ký, nhập người tiếp theo").click()
        desk.get_by_text(name).first.wait_for()
        assert desk.input_value("[name=full_name]") == ""

    api, midnight = site.api("organiser"), f"{today}T00:00:00+07:00"
    morning, _afternoon = (sitting["id"] for sitting in api.get(f"activities/{session}/sittings/").json()["results"])
    all_day = {"opens_at": midnight, "closes_at": f"{date.today() + timedelta(days=1)}T00:00:00+07:00"}
    assert api.patch(f"sittings/{morning}/", json=all_day).status_code == 200  # the story has to work at any hour of the day

    phone = open_context(360, 640, javascript=False).new_page()
    desk.goto(f"/sittings/{morning}/door/")
    desk.locator("svg").first.wait_for()
    address = read_qr(desk)
    assert address == address.upper()
    phone.goto(address)
    phone.fill("input[name=who]", "0912000002")
    phone.get_by_role("button").first.click()
    assert phone.get_by_text("Đ. T. Kể").is_visible()
    assert phone.get_by_role("heading", name="Đã điểm danh").is_visible()
    assert "Phạm Văn Truyện" not in phone.content()

    desk.reload()
    desk.locator("svg").first.wait_for()
    phone.goto(read_qr(desk))
    assert phone.get_by_text("Đ. T. Kể").is_visible(), "the phone remembers: next time it is one tap"
    phone.get_by_role("button", name="Điểm danh", exact=True).click()
    assert phone.get_by_role("heading", name="Bạn đã điểm danh trước đó").is_visible()

    desk.goto(f"/sittings/{morning}/")
    row = desk.locator("tr", has_text="Phạm Văn Truyện")
    row.get_by_role("button", name="Có mặt").or_(row.get_by_role("button", name="Ghi có mặt")).first.click()
    desk.locator("tr", has_text="Phạm Văn Truyện").get_by_text("Có mặt").first.wait_for()

    desk.goto(f"/reports/participation-tally/?from={today}&to={today}&by=commune")
    of_ba_xa = [row.locator("td").all_inner_texts() for row in desk.locator("tbody tr", has_text="Ba Xa").all()]
    cells = max(of_ba_xa, key=len)  # the drawn bars carry their figures as a small table, too
    assert [cell.strip() for cell in cells][:9] == ["1", "0", "2", "3", "0", "2", "2", "2", "1"]

    with desk.expect_download() as coming:
        desk.locator("a[href*='participation-tally.xlsx']").first.click()
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    [figures] = [row for row in rows if "Xã Ba Xa" in row]
    start = figures.index("Xã Ba Xa") + 1
    assert figures[start : start + 11] == [1, 0, 2, 3, 0, 2, 2, 2, 1, 2, 0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in [cell for row in rows for cell in row]


@pytest.mark.deep
@pytest.mark.parametrize("width", by_depth([360], deep=[360, 1280]))
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
        assert "passes" in path or (path, page.evaluate(TOO_WIDE)) == (path, [])


def test_english_is_one_click_away(desk):
    desk.goto("/activities/")
    desk.locator("details", has_text="Cán bộ tổ chức mẫu").first.click()
    desk.locator("button[name=language][value=en]").first.click()
    assert desk.locator("html").get_attribute("lang") == "en"
    assert desk.get_by_role("link", name="Activities").first.is_visible()
