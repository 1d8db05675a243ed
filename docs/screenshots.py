"""Takes the pictures of the README from the demo data: `make screenshots`."""

import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["PUBLIC_URL"] = "https://taphuan.quangngai.example"

from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import Served, served

IMAGES = Path(__file__).parent / "images"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="screenshots"))
    try:
        with served(folder, prepared=None, database_url=f"sqlite:///{folder / 'db.sqlite3'}") as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            _take(browser, site)
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
    sitting = next(one for one in sittings if client.get(f"sittings/{one}/attendances/").json()["results"])
    desk = _page(browser, site, DESK)
    desk.goto("/sign-in/")
    desk.fill("[name=username]", "organiser")
    desk.fill("[name=password]", site.password)
    desk.click("button.button")
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
    door = client.get(f"sittings/{sitting}/door/").json()["url"]
    phone = _page(browser, site, PHONE)
    phone.goto("/d/" + door.split("/d/")[1])
    phone.fill("[name=who]", passes[30]["short_code"])
    phone.get_by_role("button").first.click()
    phone.wait_for_timeout(300)
    phone.screenshot(path=IMAGES / "door-phone.png")


def _page(browser: Browser, site: Served, size: dict[str, int]) -> Page:
    return browser.new_context(base_url=site.address, viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
