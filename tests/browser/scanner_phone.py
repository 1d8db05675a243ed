"""The scanner's page on one phone: what a hand does with it, and what its screen says."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.served_activity import ServedActivity, read_scans
from tests.scanner.fake_camera import write_clip

SEEN_WITHIN = 30_000  # ms; a loaded machine is slow, and nothing here measures it
FRAME = (640, 360)  # a small picture of a camera is read as well, and leaves the processor to others
# A wedge scanner is a keyboard: the same keys, without the way through the test's own process between two of them.
# A scanner's keys are 5 ms apart by the hardware's own clock, however busy the machine is that tests run on.
WEDGE = """keys => {
  let at = performance.now();
  return keys.map((key) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: at += 5 });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  });
}"""
ROWS = """table => new Promise((resolve, reject) => {
  const request = indexedDB.open("scanner");
  request.onsuccess = () => {
    const all = request.result.transaction(table).objectStore(table).getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
    all.onerror = () => reject(all.error);
  };
})"""
# The ids of the scans that were green and that the server has acknowledged; none where the page has no store (or is no page of ours).
SENT_GREENS = """async () => {
  const stores = await indexedDB.databases();
  if (!stores.some(({ name }) => name === "scanner")) return [];
  const rows = await (%s)("scans");
  return rows.filter((row) => ["welcome", "already"].includes(row.outcome) && !row.waiting).map((row) => row.id);
}"""
# True once the page is kept on the phone, and is the service worker's own.
SERVICE_WORKER = """new Promise((resolve) => {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
  if (serviceWorker.controller) resolve(true);
})"""
# Only what asks the clocks each time sees it, as the steady clock of the engine does.
PASS_TIME = """(ms) => {
  for (const clock of [Date, performance]) {
    const now = clock.now.bind(clock);
    clock.now = () => now() + ms;
  }
}"""
ON_TOP = """(() => {
  const box = document.querySelector("#verdict h2").getBoundingClientRect();
  return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest("#verdict") !== null;
})()"""
WORDS = {
    "welcome": "Có mặt",
    "already": "Đã điểm danh",
    "unknown": "Không có trong danh sách",
    "withdrawn": "Đã rút đăng ký",
    "closed": "Chưa đến giờ",
}


@dataclass
class MadeScan:
    """A scan as it was made, by the test's own clock."""

    outcome: str
    name: str | None
    after: float
    before: float


class ScannerPhone:
    """`scans` is every scan made with `scan`, in order; `profile` and `clip` are the folder of its browser and what its camera sees."""

    def __init__(
        self, launch: Callable[..., BrowserContext], *, profile: Path | None = None, clip: Path | None = None, **options: Any
    ) -> None:
        """options: those of `launch`."""
        self.launch, self.options, self.profile, self.clip = launch, options, profile, clip
        self.scans: list[MadeScan] = []
        self.is_offline = False
        self.start()

    def start(self) -> None:
        """Start the browser, also after it was killed, with the network as it was."""
        self.context = self.launch(**self.options)
        self.context.set_offline(self.is_offline)
        self.page: Page = self.context.new_page()

    def pair(self, activity: ServedActivity, name: str = "Máy thử") -> None:
        """Open the link of a new pairing code, and wait for the roster."""
        device = activity.invite(name)
        self.device = device["id"]
        self.page.goto(f"/scan/#pair={device['pairing_code']}")
        self.expect_roster(activity)

    def set_offline(self, is_offline: bool) -> None:
        self.is_offline = is_offline
        self.context.set_offline(is_offline)

    # --- what a hand does

    def show_code(self, text: str | None) -> None:
        """Hold another code before the camera, which is opened anew by the switch between passes and cards."""
        assert self.clip
        # A camera that is still opening would read the new code by itself.
        expect(self.page.locator("#viewfinder")).to_have_attribute("data-state", "on", timeout=SEEN_WITHIN)
        write_clip(self.clip, text, FRAME, module=4)
        self.dismiss()
        self.page.click("#viewfinder .tools button >> nth=0")
        expect(self.page.locator("#viewfinder")).to_have_attribute("data-state", "on")

    def read_with_wedge(self, keys: str | list[str], *, ends: Sequence[str] = ("Enter",)) -> list[bool]:
        """Type the keys, then those that end a scan; return for each whether the page kept it from doing what it usually does."""
        return self.page.evaluate(WEDGE, [*keys, *ends])

    def type_code(self, code: str) -> None:
        self.dismiss()
        self.page.click("[data-open=code]")
        self.page.fill("#code", code)
        self.page.click("#code-form .primary")

    def tick_name(self, name: str) -> None:
        self.dismiss()
        self.page.click("[data-open=names]")
        self.page.fill("#name-query", name)
        self.page.locator("#name-results .row").first.click()
        self.page.locator("#name-results .primary:visible").click()

    def dismiss(self) -> None:
        """Tap on the verdict, if there is one."""
        if self.page.locator("#verdict").is_visible():
            self.page.locator("#verdict .go-on").click()

    def scan(self, outcome: str, name: str | None, bring: Callable[..., None], *arguments: Any) -> None:
        """Bring a code by bring(…); expect the outcome, the name, and one more that was scanned."""
        after = time.time()
        bring(*arguments)
        self.expect_counts(scanned=len(self.scans) + 1)
        self.expect_verdict(WORDS[outcome], name)
        self.scans.append(MadeScan(outcome, name, after, time.time()))

    def send(self, *, confirmed: int) -> None:
        """Press the button for the impatient (the page sends by itself), and wait until nothing waits."""
        self.dismiss()
        self.page.click("#status")
        self.expect_counts(waiting=0, confirmed=confirmed)

    # --- what the screen says

    def expect_roster(self, activity: ServedActivity) -> None:
        """Expect the activity with the whole roster."""
        expect(self.page.locator("#title")).to_have_text(activity.title, timeout=SEEN_WITHIN)
        self.page.click("[data-open=names]")
        expect(self.page.locator("#name-note")).to_have_text(f"Danh sách trên máy: {len(activity.people)} người", timeout=SEEN_WITHIN)
        self.page.click("#panel-names [data-close]")

    def expect_verdict(self, heading: str, name: str | None = None) -> None:
        expect(self.page.locator("#verdict h2")).to_have_text(heading, timeout=SEEN_WITHIN)
        assert self.page.evaluate(ON_TOP), "something lies over the verdict"
        if name:
            expect(self.page.locator("#verdict .name")).to_have_text(name, timeout=SEEN_WITHIN)

    def expect_counts(self, **counts: int) -> None:
        for name, count in counts.items():
            expect(self.page.locator(f"#count-{name}")).to_have_text(str(count), timeout=SEEN_WITHIN)


def expect_rows_for_greens(database_url: str, phones: Sequence[ScannerPhone]) -> None:
    """Expect each green that a phone has sent on the server, where it counts: what every test of a hall ends with."""
    greens: set[str] = set()
    for phone in phones:
        with suppress(Error):  # it may have been killed
            greens |= set(phone.page.evaluate(SENT_GREENS % ROWS))
    counted = read_scans(database_url, "outcome IN ('welcome', 'already') AND attendance_id IS NOT NULL AND device_id IS NOT NULL")
    assert greens <= set(counted), "each green that was sent has its row on the server"


def kill_browser(context: BrowserContext, profile: Path) -> None:
    """Kill all processes of the Chromium with this profile at once, as when a battery is taken out; return when none holds it any more."""
    group = (profile / "SingletonLock").readlink().name.rpartition("-")[2]  # the link's target is host-process
    os.killpg(int(group), signal.SIGKILL)
    deadline, alive = time.monotonic() + 30, True
    while alive:
        assert time.monotonic() < deadline, "the browser does not die"
        time.sleep(0.02)
        alive = False
        for process in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                state, _parent, process_group = process.read_text().rpartition(")")[2].split()[:3]
                alive = alive or (process_group == group and state not in "XZ")
    with suppress(Error):
        context.close()
