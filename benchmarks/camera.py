"""The camera: from a frame to the text of its code, in a Chromium whose camera shows a clip, under the scanner's policy."""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.report import Report
from scanner.page.vendored_assets import ZXING, install
from tests.browser.camera_page import VENDORED, camera_page, wait_until
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.scanner.fake_camera import CARD, FULL_HD, HD, camera_flags, write_clip

PASS = "HTTPS://CHECKIN.EXAMPLE.VN/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SCENES = (("pass, 1280×720", "pass", PASS, HD, 8.0), ("identity card, 1920×1080, 3 px a module", "card", CARD, FULL_HD, 3.0))
SLOWER = (1, 4)


def measure(report: Report, *, readings: int) -> None:
    report.head(
        "The camera",
        "From the grabbing of a frame to its text, reading the same code again and again. Slowed: the page's own thread, as Chromium "
        "does it; the worker that decodes is slowed only by what the page takes from it. canvas: a browser without the camera's planes.",
    )
    install(ZXING, VENDORED)
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, camera_page() as served:
        clip = write_clip(Path(folder) / "clip.mjpeg", PASS)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera_flags(clip)])
        for title, area, text, size, module in SCENES:
            write_clip(clip, text, size, module=module)
            for way, slower in [("planes", SLOWER[0]), ("planes", SLOWER[1]), ("canvas", SLOWER[0])]:
                context = browser.new_context(permissions=["camera"])
                page = context.new_page()
                page.goto(served.address)
                took, seconds = _readings(page, area, way, slower, readings)
                context.close()
                median, late = statistics.median(took), statistics.quantiles(took, n=20)[-1]
                rows.append([title, way, f"{slower}×", f"{median:.0f}", f"{late:.0f}", f"{len(took) / seconds:.1f}"])
        browser.close()
    report.table("Frame to text", ["what", "way", "slowed", "median ms", "p95 ms", "read a second"], rows)


def _readings(page: Page, area: str, way: str, slower: int, count: int) -> tuple[list[float], float]:
    if way == "canvas":
        page.evaluate("delete window.VideoFrame")
    page.evaluate("([area, isLarge]) => page.begin({highResolution: isLarge}, area)", [area, area == "card"])
    wait_until(page, "page.codes.length >= 3", within=60)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate("page.codes.length = 0; page.since = performance.now()")
    wait_until(page, f"page.codes.length >= {count}", within=300)
    took, seconds = page.evaluate("[page.codes.map(({took}) => took), (performance.now() - page.since) / 1000]")
    return took, seconds


if __name__ == "__main__":
    measure(Report(), readings=150)
