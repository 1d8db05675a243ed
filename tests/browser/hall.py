"""A hall with one server that answers as badly as a mountain's network: the scanner's modules as they are, behind an API that can be spoilt."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attendance.scans import sealing
from people.national_id import field_key, mark
from scanner.phone_roster import short_digest

MODULES = Path(__file__).resolve().parent.parent.parent / "scanner/static/scanner"
KEY = b"a key of the tests"
STOPS_WITHIN = 0.02  # s; half a second by itself, after every test
PAGE = """<!doctype html><meta charset="utf-8"><title>Hall</title><script src="/before.js"></script><script type="module" src="/page.js"></script>"""
OPENS = """
import { openScanner } from "/static/engine/engine.js";
const states = (window.states = []);
openScanner({ apiBase: "/api/v1/", now: () => Date.now() + (window.ahead || 0), timeouts: window.timeouts, onChange: (state) => states.push(state) }).then(
  (scanner) => (window.scanner = scanner),
  (error) => (window.broken = String(error)),
);
"""


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def code_of(registration: int) -> str:
    """26 characters, as printed."""
    return base64.b32encode(hashlib.sha256(f"code {registration}".encode()).digest()[:16]).decode().rstrip("=")


def person(
    registration: int, name: str, *, activity: int = 7, short: str | None = None, card: str | None = None, **more: Any
) -> dict[str, Any]:
    row = {
        "registration": registration,
        "name": name,
        "hint": "",
        "code_digest": hashlib.sha256(b"pass:" + code_of(registration).encode()).hexdigest()[:32],
        "short_digest": short_digest(activity, short or f"{registration:06d}"),
        "card_digest": mark(card) if card else None,
        "status": "registered",
        "walk_in": None,
    }
    return row | more


class Hall:
    """`spoil`: how the next answers to uploads are spoilt, first one first; `spoil_roster` likewise. `scans`: what was committed, by id."""

    def __init__(self) -> None:
        self.now = lambda: datetime.now(UTC)
        begins = self.now().replace(minute=0, second=0, microsecond=0)
        self.sittings = [self.sitting(71, "Sáng", begins - timedelta(hours=1), begins + timedelta(hours=3))]
        self.people = [person(1, "Phạm Văn Rê", short="ABCDEF"), person(2, "Đinh Thị Mẫu"), person(3, "Nguyễn Thị Hoa")]
        self.walk_ins, self.ends_at, self.page_size, self.total = "staff", begins + timedelta(hours=8), 1000, None
        self.scans: dict[str, dict[str, Any]] = {}
        self.headcounts: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, int] = {}  # token → activity
        self.spoil: list[str] = []
        self.spoil_roster: list[str] = []
        self.roster_refused = ""  # a code
        self.revoked: set[str] = set()  # tokens
        self.posts: list[dict[str, Any]] = []  # {token, ids, began, ended, how}
        self.rosters: list[str] = []  # cursors asked for
        self.lock = threading.Lock()
        self.address = ""
        self.is_down = False

    @staticmethod
    def sitting(pk: int, label: str, opens: datetime, closes: datetime) -> dict[str, Any]:
        times = {
            "opens_at": opens,
            "starts_at": opens + timedelta(minutes=30),
            "ends_at": closes - timedelta(minutes=30),
            "closes_at": closes,
        }
        return {"id": pk, "label": label} | {name: at.isoformat() for name, at in times.items()}

    def pair(self, code: str) -> tuple[int, dict[str, Any]]:
        if not code.startswith("PAR"):
            return 400, {"code": "invalid", "errors": [{"field": "pairing_code", "code": "pairing_code_unknown", "message": ""}]}
        activity, device = (8 if code[3] == "B" else 7), len(self.tokens) + 1
        token = f"d.{code}.{device}"
        self.tokens[token] = activity
        pairing = {"token": token, "activity": activity, "title": f"Lớp {activity}", "ends_at": self.ends_at.isoformat()}
        return 201, pairing | {"device": {"id": device, "name": f"Máy {device}"}}

    def roster(self, token: str, since: str) -> tuple[int, dict[str, Any]]:
        self.rosters.append(since)
        if token not in self.tokens:
            return 401, {"code": "not_authenticated"}
        if self.roster_refused or token in self.revoked:
            return 403, {"code": self.roster_refused or "device_revoked"}
        begin = int(since or 0)
        rows = self.people[begin : begin + self.page_size]
        end = begin + len(rows)
        about = {
            "title": "Lớp 7",
            "venue": "",
            "starts_on": "2026-11-23",
            "ends_on": "2026-11-23",
            "walk_ins": self.walk_ins,
            "status": "open",
        }
        return 200, {
            "activity": self.tokens[token],
            "about": about | {"cancelled_at": None, "ends_at": self.ends_at.isoformat()},
            "device": {"id": 1, "name": "Máy"},
            "sittings": self.sittings,
            "passes": rows,
            "removed": [],
            "total": len(self.people) if self.total is None else self.total,
            "more": end < len(self.people),
            "cursor": str(end),
            "server_time": self.now().isoformat(),
            "communes": [{"id": 5, "name": "xã Ba Vì"}],
            "keys": {"field": unpadded(field_key()), "seal": unpadded(sealing.public_point(KEY))},
        }

    def take(self, token: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Commits a batch, as the real server: an id is stored once and answered the same for ever."""
        with self.lock:
            results = [self._take(token, item) for item in sent["scans"]]
            for item in sent.get("headcounts", []):
                self.headcounts.setdefault(item["id"], item)
        counted = [{"id": item["id"], "status": 200, "error": None} for item in sent.get("headcounts", [])]
        return {"server_time": self.now().isoformat(), "results": results, "headcounts": counted}

    def _take(self, token: str, item: dict[str, Any]) -> dict[str, Any]:
        people = {row["registration"]: row for row in self.people}
        answer = {
            "id": item["id"],
            "status": 200,
            "attendance": None,
            "person": None,
            "sitting": None,
            "error": None,
            "scanned_at": item["scanned_at"],
        }
        if item.get("code") == "R" * 26:
            return answer | {"status": 400, "outcome": None, "registration": None, "error": {"field": "code", "code": "not_text"}}
        stored = self.scans.setdefault(item["id"], item | {"token": token})
        assert {name: stored[name] for name in item} == item, "an id came again with other content"
        registration = item.get("registration")
        if item.get("walk_in"):
            registration = 1000 + int(item["walk_in"]["id"][:6], 16)
        outcome = "welcome" if item.get("walk_in") or registration in people else "unknown"
        if registration in people and people[registration]["status"] == "withdrawn":
            outcome = "withdrawn"
        return answer | {
            "outcome": outcome,
            "registration": registration,
            "sitting": self.sittings[0]["id"] if outcome == "welcome" else None,
        }


class _Handler(BaseHTTPRequestHandler):
    hall: Hall
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: Any) -> None:
        pass

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        scripts = {"/page.js": OPENS.encode(), "/before.js": b""}
        if address.path == "/":
            self.say(200, PAGE.encode(), "text/html; charset=utf-8")
        elif address.path in scripts:
            self.say(200, scripts[address.path], "text/javascript; charset=utf-8")
        elif address.path.startswith("/static/"):
            self.say(200, (MODULES / address.path.removeprefix("/static/")).read_bytes(), "text/javascript; charset=utf-8")
        elif self.hall.is_down:
            self.close_connection = True
        elif address.path == "/api/v1/scanner/roster/":
            how = self.hall.spoil_roster.pop(0) if self.hall.spoil_roster else "well"
            self.answer(*self.hall.roster(self.token, parse_qs(address.query).get("since", [""])[0]), how)
        else:
            self.say(404, b"{}")

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.hall.is_down:
            self.close_connection = True
        elif self.path == "/api/v1/devices/pair/":
            self.answer(*self.hall.pair(sent["pairing_code"]), "well")
        else:
            how = self.hall.spoil.pop(0) if self.hall.spoil else "well"
            post = {"token": self.token, "ids": [item["id"] for item in sent["scans"]], "began": time.monotonic(), "how": how, "sent": sent}
            self.hall.posts.append(post)
            self.answer(*self.take_upload(sent, how), how)
            post["ended"] = time.monotonic()

    def take_upload(self, sent: dict[str, Any], how: str) -> tuple[int, dict[str, Any]]:
        if how == "401" or self.token not in self.hall.tokens:
            return 401, {"code": "not_authenticated"}
        if how == "400" and len(sent["scans"]) > 1:
            return 400, {"code": "invalid"}
        answer = self.hall.take(self.token, sent)
        if how == "half":
            answer["results"] = answer["results"][: len(answer["results"]) // 2]
        if how == "backwards":
            answer["results"].reverse()
        return 200, answer

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Token ")

    def answer(self, status: int, content: dict[str, Any], how: str) -> None:
        body = json.dumps(content).encode()
        if how.startswith("slow"):
            time.sleep(float(how[4:]))
        if how == "drop":
            self.close_connection = True
        elif how == "500":
            self.say(500, b"<h1>Server error</h1>", "text/html")
        elif how == "html":
            self.say(200, b"<h1>Sign in to the hotel's network</h1>", "text/html")
        elif how == "short":  # whole by its length, broken as JSON
            self.say(status, body[: len(body) // 2])
        else:
            self.say(status, body, cut=len(body) // 2 if how == "cut" else None)

    def say(self, status: int, body: bytes, kind: str = "application/json", cut: int | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body[:cut])
            if cut is not None:
                self.wfile.flush()
                self.close_connection = True
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@contextmanager
def opened() -> Iterator[Hall]:
    hall = Hall()
    handler: Callable[..., Any] = type("Handler", (_Handler,), {"hall": hall})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    hall.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(STOPS_WITHIN,), daemon=True).start()
    try:
        yield hall
    finally:
        server.shutdown()
        server.server_close()
