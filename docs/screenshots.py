"""Takes the pictures of the README and of the guides (console/help/) from the demo data: `make screenshots`."""

import io
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["PUBLIC_URL"] = "https://taphuan.quangngai.example"

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.scanner.fake_camera import camera_flags, write_clip
from tests.serving import Served, prepare_to_serve, served

IMAGES = Path(__file__).parent / "images"
GUIDES = Path(__file__).parent.parent / "console/static/console/help"
FLAGS = ["--no-sandbox", "--disable-gpu"]
GUIDE_WIDTH = 960  # pixels, as console/help/guides.py says
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="screenshots"))
    try:
        database_url = f"sqlite:///{folder / 'db.sqlite3'}"
        prepare_to_serve(folder, database_url)
        with served(folder, database_url=database_url) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            _take(browser, site)
            _take_roster(browser, site)
            _take_first_activity(browser, site)
            _take_scanner(playwright, site, folder / "camera.mjpeg")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take(browser: Browser, site: Served) -> None:
    client = site.api("organiser")
    session = client.get("activities/", params={"status": "open"}).json()["results"][0]["id"]
    sittings = [one["id"] for one in client.get(f"activities/{session}/sittings/").json()["results"]]
    passes = client.get(f"activities/{session}/registrations/").json()["results"]
    now = client.post("scans/", json={"scans": []}).json()["server_time"]
    scans = [
        {"id": f"00000000-0000-4000-8000-{n:012d}", "code": one["code"], "scanned_at": now, "method": "pass"}
        for n, one in enumerate(passes[:23])
    ]
    client.post("scans/", json={"scans": scans})
    sitting = next(one for one in reversed(sittings) if client.get(f"sittings/{one}/attendances/").json()["results"])
    desk = _page(browser, site, DESK)
    _sign_in(desk, site)
    for name, path in (
        ("home", "/"),
        ("live-sitting", f"/sittings/{sitting}/"),
        ("door-display", f"/sittings/{sitting}/door/"),
        ("tally", "/reports/participation-tally/?from=2023-01-01&to=2023-12-31&by=former-district"),
        ("pass-sheet", f"/activities/{session}/passes/"),
    ):
        desk.goto(path)
        desk.wait_for_timeout(400)
        desk.screenshot(path=IMAGES / f"{name}.png")
    _save_for_guide(desk, "hall-passes")
    desk.goto(f"/activities/{session}/registrations/")
    _save_for_guide(desk, "activity-people")
    door = client.get(f"sittings/{sitting}/door/").json()["url"]
    phone = _page(browser, site, PHONE)
    phone.goto("/d/" + door.split("/d/")[1])
    phone.fill("[name=who]", passes[30]["short_code"])
    phone.get_by_role("button").first.click()
    phone.wait_for_timeout(300)
    phone.screenshot(path=IMAGES / "door-phone.png")


def _take_roster(browser: Browser, site: Served) -> None:
    """A workbook as a commune sent it, before anything is written; then the people on record."""
    client, day = site.api("organiser"), "2024-05-20"
    found = client.get("units/", params={"q": "Ba Tơ", "level": "district", "on": day}).json()["results"][0]["id"]
    asked = {
        "title": "Tập huấn Luật Đất đai 2024",
        "unit": found,
        "venue": "Hội trường UBND",
        "starts_on": day,
        "ends_on": day,
        "status": "open",
    }
    session = client.post("training-sessions/", json=asked).json()["id"]
    desk = _page(browser, site, DESK)
    _sign_in(desk, site)
    desk.goto(f"/activities/{session}/roster-imports/new/")
    _save_for_guide(desk, "roster-upload")
    desk.set_input_files("input[type=file]", IMAGES.parent.parent / "tests/imports/rosters/bad-rows.xlsx")
    desk.click("main form button.button")
    desk.wait_for_url(re.compile(r"/roster-imports/\d+/"))
    desk.locator("#rows").scroll_into_view_if_needed()
    desk.screenshot(path=IMAGES / "roster-preview.png")
    _save_for_guide(desk, "roster-preview")
    desk.get_by_role("button", name=re.compile("^Ghi nhận")).first.click()
    desk.wait_for_timeout(1000)
    desk.evaluate("scrollTo(0, 0)")
    _save_for_guide(desk, "roster-written")
    desk.goto("/people/")
    desk.screenshot(path=IMAGES / "people.png")


def _take_first_activity(browser: Browser, site: Served) -> None:
    desk = _page(browser, site, DESK)
    _sign_in(desk, site)
    desk.goto("/training-sessions/new/")
    for name, text in {
        "title": "Tập huấn Luật Đất đai năm 2024",
        "topics": "Luật Đất đai",
        "starts_on": "15/12",
        "ends_on": "16/12",
    }.items():
        desk.fill(f"[name={name}]", text)
    desk.evaluate("scrollTo(0, 0)")
    _save_for_guide(desk, "activity-form")
    session = site.api("organiser").get("activities/", params={"kind": "training-session"}).json()["results"][0]["id"]
    desk.goto(f"/training-sessions/{session}/")
    _save_for_guide(desk, "activity-sittings")


def _save_for_guide(page: Page, name: str) -> None:
    """Save what the page shows for a guide: as wide as it is drawn there, and small."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    if picture.width > GUIDE_WIDTH:
        picture = picture.resize((GUIDE_WIDTH, picture.height * GUIDE_WIDTH // picture.width), Image.Resampling.LANCZOS)
    picture.save(GUIDES / f"{name}.webp", quality=70, method=6)


def _take_scanner(playwright: Playwright, site: Served, clip: Path) -> None:
    """A phone is paired and a pass is held before its camera; then the ways in by hand."""
    client = site.api("organiser")
    session = client.get("activities/", params={"status": "open"}).json()["results"][0]["id"]
    passes = client.get(f"activities/{session}/registrations/").json()["results"]
    code = client.post(f"activities/{session}/devices/", json={"name": "Máy 1"}).json()["pairing_code"]
    write_clip(clip, None)
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, *camera_flags(clip)])
    phone = _page(browser, site, PHONE, is_mobile=True, has_touch=True, permissions=["camera"])
    phone.goto(f"/scan/#pair={code}")
    phone.get_by_role("button", name="Tìm tên").wait_for()
    phone.wait_for_timeout(1500)
    phone.screenshot(path=IMAGES / "scanner-ready.png")
    write_clip(clip, f"HTTPS://TAPHUAN.QUANGNGAI.EXAMPLE/P/{passes[31]['code']}")
    phone.reload()  # the camera is allowed: it starts by itself, and shows the new clip
    phone.get_by_text(passes[31]["person"]["full_name"]).wait_for()
    phone.screenshot(path=IMAGES / "scanner-welcome.png")
    _save_for_guide(phone, "hall-welcome")
    write_clip(clip, None)
    phone.reload()
    phone.get_by_role("button", name="Tìm tên").click()
    phone.keyboard.type("pham")
    phone.wait_for_timeout(600)
    phone.screenshot(path=IMAGES / "scanner-name.png")
    desk = _page(browser, site, DESK)
    _sign_in(desk, site)
    desk.goto(f"/activities/{session}/devices/")
    desk.wait_for_timeout(400)
    desk.screenshot(path=IMAGES / "scanner-list.png")
    desk.get_by_role("button", name="Tạo mã ghép").click()
    desk.wait_for_timeout(700)
    desk.screenshot(path=IMAGES / "scanner-pairing.png")
    _save_for_guide(desk, "hall-pairing")
    browser.close()


def _sign_in(page: Page, site: Served) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", "organiser")
    page.fill("[name=password]", site.password)
    page.click("button.button")
    page.wait_for_url("**/")


def _page(browser: Browser, site: Served, size: dict[str, int], **more: Any) -> Page:
    return browser.new_context(
        base_url=site.address, viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **more  # type: ignore[arg-type]
    ).new_page()  # fmt: skip


if __name__ == "__main__":
    main()
