"""A hall without a signal: an activity held today, phones with a profile of their own, and a line to the server that breaks where it is told to."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import BrowserType, Error, Page, expect

from tests.chromium import CHROMIUM, FLAGS
from tests.scanner.fake_camera import camera_flags, write_clip
from tests.serving import Served

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SEEN_WITHIN = 30_000  # ms; a loaded machine is slow, and nothing here measures it
STOPS_WITHIN = 0.02  # s; half a second by itself, after every test
# A wedge scanner is a keyboard: the same keys, without the way through the test's own process between two of them.
# A scanner's keys are 5 ms apart by the hardware's own clock, however busy the machine is that tests run on.
WEDGE = """text => {
  let at = performance.now();
  for (const key of [...text, "Enter"]) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: at += 5 });
    document.body.dispatchEvent(event);
  }
}"""
WRONG_CLOCK = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) { super(...(given.length ? given : [Right.now() + %(ahead)d])); }
  static now() { return Right.now() + %(ahead)d; }
};
"""
STORED = """table => new Promise((resolve, reject) => {
  const request = indexedDB.open("scanner");
  request.onsuccess = () => {
    const all = request.result.transaction(table).objectStore(table).getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
    all.onerror = () => reject(all.error);
  };
})"""


class Activity:
    """A training session with one sitting that is open now and one of tomorrow, through the API as its organiser."""

    def __init__(self, site: Served, people: int) -> None:
        self.site, self.desk = site, site.api("organiser")
        now = datetime.now(VIETNAM)
        self.unit = self._unit(now)
        opens, closes = now - timedelta(minutes=30), now + timedelta(hours=3)
        made = self.desk.post(
            "training-sessions/",
            json={
                "title": "Tập huấn ở nơi không có sóng",
                "unit": self.unit,
                "status": "open",
                "topics": ["Luật Đất đai 2024"],
                "starts_on": opens.date().isoformat(),
                "ends_on": (closes + timedelta(days=1)).date().isoformat(),
                "sittings": [
                    _sitting("Hôm nay", opens, closes),
                    _sitting("Ngày mai", opens + timedelta(days=1), closes + timedelta(days=1)),
                ],
            },
        )
        assert made.status_code == 201, made.text
        self.id, self.title = made.json()["id"], made.json()["title"]
        self.today, self.tomorrow = (sitting["id"] for sitting in made.json()["sittings"])
        self.people = [self.register(f"Đinh Văn {_letters(number)}", 1960 + number) for number in range(people)]

    def _unit(self, now: datetime) -> int:
        asked = {"q": "Ba Vì", "level": "commune", "on": now.date().isoformat()}
        return self.desk.get("units/", params=asked).json()["results"][0]["id"]

    def register(self, name: str, year: int) -> dict[str, Any]:
        person = {"full_name": name, "gender": "M", "birth_year": year, "ethnic_group": "Hrê", "unit": self.unit}
        made = self.desk.post(f"activities/{self.id}/registrations/", json={"person": person, "role": "participant"})
        assert made.status_code == 201, made.text
        return {"name": name, **made.json()}

    def invite(self, name: str) -> dict[str, Any]:
        return self.desk.post(f"activities/{self.id}/devices/", json={"name": name}).json()

    def arrived(self) -> dict[str, tuple[int, datetime]]:
        """name → (scans, when), of today's sitting."""
        found = self.desk.get(f"sittings/{self.today}/attendances/", params={"page_size": 100}).json()
        assert found["next"] is None
        names = [one["registration"]["person"]["full_name"] for one in found["results"]]
        assert sorted(names) == sorted(set(names)), "one attendance each"
        return {
            one["registration"]["person"]["full_name"]: (one["scans"], datetime.fromisoformat(one["arrived_at"]))
            for one in found["results"]
        }

    def held(self) -> dict[str, str]:
        """scan → why it waits for a person."""
        found = self.desk.get(f"activities/{self.id}/inbox/").json()
        return {one["id"]: one["why"] for one in found["results"]}

    def scans(self) -> dict[str, "Kept"]:
        """What the server has of this activity's phones."""
        columns = "id, outcome, device_at, scanned_at, received_at, registration_id, device_id"
        rows = _rows(
            self.site.database_url,
            f"SELECT {columns} FROM attendance_scan WHERE device_id IN (SELECT id FROM attendance_device WHERE activity_id = {self.id})",
        )
        return {str(UUID(str(row[0]))): Kept(row[1], *(_moment(at) for at in row[2:5]), *row[5:]) for row in rows}


@dataclass(frozen=True)
class Kept:
    """A scan on the server; times in epoch seconds."""

    outcome: str
    device_at: float
    scanned_at: float
    received_at: float
    registration: int | None
    device: int


def _sitting(label: str, opens: datetime, closes: datetime) -> dict[str, str]:
    return {"label": label, "starts_at": opens.isoformat(), "ends_at": closes.isoformat()}


def _letters(number: int) -> str:
    """A given name of its own for each: names hold letters only."""
    return "HKLMNPQRT"[number // 5] + ("a", "e", "i", "o", "u")[number % 5] + "nh"


def _rows(database_url: str, statement: str) -> list[tuple[Any, ...]]:
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(f"file:{urlsplit(database_url).path[1:]}?mode=ro", uri=True)) as database:
            return database.execute(statement).fetchall()
    with psycopg.connect(database_url) as database:
        return database.execute(statement).fetchall()


def _moment(value: Any) -> float:
    moment = datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


# --- the line between the phones and the server


@dataclass
class Line:
    """Another address of the same server. What goes wrong on it, goes wrong here."""

    address: str = ""
    is_down: bool = False
    cuts: list[float] = field(default_factory=list)  # for the next answers to uploads: the part of the body that still arrives
    uploads: list[str] = field(default_factory=list)  # the bodies that reached the server
    pairings: int = 0  # how often a pairing code was asked about


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    line: Line
    server_at: str  # host:port

    def do_GET(self) -> None:
        self.close_connection = True
        if self.line.is_down:
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_upload = self.command == "POST" and self.path == "/api/v1/scans/"
        self.line.pairings += self.path == "/api/v1/devices/pair/"
        if is_upload:
            self.line.uploads.append(body.decode())
        upstream = HTTPConnection(self.server_at, timeout=60)
        kept = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        upstream.request(self.command, self.path, body=body, headers={**kept, "Connection": "close"})
        answer = upstream.getresponse()
        whole = answer.read()
        upstream.close()
        part = self.line.cuts.pop(0) if is_upload and self.line.cuts else 1
        self._pass_on(answer, whole, int(len(whole) * part))

    do_POST = do_HEAD = do_GET

    def _pass_on(self, answer: Any, whole: bytes, arrives: int) -> None:
        """The head is honest about the length; the body may end before it. A reset instead would make Chromium ask again by itself."""
        dropped = ("connection", "transfer-encoding", "content-length", "date", "server")
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in dropped:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(whole)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(whole[:arrives] if self.command != "HEAD" else b"")

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def line_to(site: Served) -> Iterator[Line]:
    line = Line()
    handler = type("Answer", (_Answer,), {"line": line, "server_at": urlsplit(site.address).netloc})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    line.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(STOPS_WITHIN,), daemon=True).start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()


# --- a phone


@dataclass
class Made:
    """A scan as it was made, by the test's own clock."""

    outcome: str
    name: str | None
    after: float
    before: float


WORDS = {
    "welcome": "Có mặt",
    "already": "Đã điểm danh",
    "unknown": "Không có trong danh sách",
    "withdrawn": "Đã rút đăng ký",
    "closed": "Chưa tới giờ",
}


class Phone:
    """Chromium with a profile on the disk, at /scan/. `made` is every scan of it, in order."""

    def __init__(self, browser: BrowserType, folder: Path, address: str, *, ahead: int = 0, may_use_camera: bool = True) -> None:
        """ahead: seconds by which its clock is wrong."""
        self.browser, self.folder, self.address = browser, folder, address
        self.ahead, self.may_use_camera = ahead, may_use_camera
        self.clip = write_clip(folder.with_name(f"{folder.name}.y4m"), None)
        self.made: list[Made] = []
        self.complaints: list[str] = []
        self.is_offline = False

    def start(self) -> "Phone":
        self.context = self.browser.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=[*FLAGS, *camera_flags(self.clip)],
            base_url=self.address,
            viewport={"width": 360, "height": 640},
            is_mobile=True,
            has_touch=True,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            permissions=["camera"] if self.may_use_camera else [],
        )
        self.context.set_default_timeout(SEEN_WITHIN)
        self.context.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        self.context.on("weberror", lambda error: self._complain(str(error.error)))
        self.context.set_offline(self.is_offline)
        if self.ahead:
            self.context.add_init_script(WRONG_CLOCK % {"ahead": self.ahead * 1000})
        self.page: Page = self.context.new_page()
        return self

    def _complain(self, text: str) -> None:
        if "Failed to load resource" not in text:  # the browser's own word for a network that is away
            self.complaints.append(text)

    def pair(self, code: str, *, title: str, roster: int) -> "Phone":
        self.page.goto(f"/scan/#pair={code}")
        return self.paired(title=title, roster=roster)

    def paired(self, *, title: str, roster: int) -> "Phone":
        """With the whole roster, and kept by its service worker."""
        expect(self.page.locator("#title")).to_have_text(title, timeout=SEEN_WITHIN)
        self.page.click("[data-open=names]")
        expect(self.page.locator("#name-note")).to_have_text(f"Danh sách trên máy: {roster} người", timeout=SEEN_WITHIN)
        self.page.click("#panel-names [data-close]")
        self.until(lambda: self.page.evaluate("!!navigator.serviceWorker.controller"))
        return self

    def open(self) -> "Phone":
        self.page.goto("/scan/")
        return self

    def offline(self, is_offline: bool) -> None:
        self.is_offline = is_offline
        self.context.set_offline(is_offline)

    def kill(self) -> None:
        """The whole tree at once, as when a battery is taken out; then nobody holds the profile any more."""
        tree = _tree(_browser_of(self.folder))
        for pid in tree:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 30
        while any(_is_running(pid) for pid in tree):
            assert time.monotonic() < until, "the browser does not die"
            time.sleep(0.02)
        with suppress(Error):
            self.context.close()

    def close(self) -> None:
        with suppress(Error):
            self.context.close()

    # --- what a hand does

    def show(self, text: str | None) -> None:
        """Another code before the camera; the camera is opened anew by the switch between passes and cards."""
        write_clip(self.clip, text)
        self.dismiss()
        self.page.click("#viewfinder .tools button >> nth=0")
        expect(self.page.locator("#viewfinder")).to_have_attribute("data-state", "on")

    def wedge(self, text: str) -> None:
        self.page.evaluate(WEDGE, text)

    def type_code(self, code: str) -> None:
        self.dismiss()
        self.page.click("[data-open=code]")
        self.page.fill("#code", code)
        self.page.click("#code-form .primary")

    def tick(self, name: str) -> None:
        self.dismiss()
        self.page.click("[data-open=names]")
        self.page.fill("#name-query", name)
        self.page.locator("#name-results .row").first.click()
        self.page.locator("#name-results .primary:visible").click()

    def choose(self, sitting: int | None) -> None:
        self.page.select_option("#sitting", "" if sitting is None else str(sitting))

    def dismiss(self) -> None:
        """A tap on the verdict, if there is one."""
        if self.page.locator("#verdict").is_visible():
            self.page.locator("#verdict .go-on").click()

    # --- what the screen says

    def scanned(self, outcome: str, name: str | None, how: Callable[..., None], *arguments: Any) -> None:
        """how(…) brings a code; then the screen says the outcome and the name, and one more has been scanned."""
        after = time.time()
        how(*arguments)
        self.counts(scanned=len(self.made) + 1)
        expect(self.page.locator("#verdict h2")).to_have_text(WORDS[outcome], timeout=SEEN_WITHIN)
        if name:
            expect(self.page.locator("#verdict .name")).to_have_text(name, timeout=SEEN_WITHIN)
        self.made.append(Made(outcome, name, after, time.time()))

    def counts(self, **expected: int) -> None:
        for name, count in expected.items():
            said = self.page.locator("body").inner_text
            expect(self.page.locator(f"#count-{name}"), f"on the screen: {said()}").to_have_text(str(count), timeout=SEEN_WITHIN)

    def send(self, *, confirmed: int) -> None:
        """Until nothing waits. The button is for the impatient: the page sends by itself."""
        self.dismiss()
        self.page.click("#status")
        self.counts(waiting=0, confirmed=confirmed)

    def stored(self, table: str = "scans") -> list[dict[str, Any]]:
        return self.page.evaluate(STORED, table)

    def until(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + SEEN_WITHIN / 1000
        while not is_so():
            assert time.monotonic() < until, "it does not come"
            self.page.wait_for_timeout(20)


def _browser_of(folder: Path) -> int:
    """The browser's own process, by the profile on its command line; its helpers name no profile or are its children."""
    mine = f"--user-data-dir={folder}".encode()
    found = [pid for pid in _pids() if mine in _words_of(pid) and not any(word.startswith(b"--type=") for word in _words_of(pid))]
    [main] = [pid for pid in found if _parent_of(pid) not in found]
    return main


def _tree(root: int) -> list[int]:
    parents = {pid: _parent_of(pid) for pid in _pids()}
    tree, grown = [root], True
    while grown:
        more = [pid for pid, parent in parents.items() if parent in tree and pid not in tree]
        tree, grown = tree + more, bool(more)
    return tree


def _pids() -> list[int]:
    return [int(process.name) for process in Path("/proc").glob("[0-9]*")]


def _words_of(pid: int) -> list[bytes]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return []


def _stat_of(pid: int) -> list[str]:
    """state, parent, …"""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return ["X", "0"]


def _parent_of(pid: int) -> int:
    return int(_stat_of(pid)[1])


def _is_running(pid: int) -> bool:
    return _stat_of(pid)[0] not in "XZ"
