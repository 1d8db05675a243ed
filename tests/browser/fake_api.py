"""The scanner's modules as they are, behind an API that answers as badly as a mountain's network."""

import base64
import hashlib
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attendance.scans import sealing
from attendance.scans.verdict import correct
from scanner.phone_roster import field_key, short_digest
from tests.local_server import Reply, Request

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = {"/static/scanner/": ROOT / "scanner/static", "/static/phone/": ROOT / "screens/static"}
KEY = b"a key of the tests"
PAGE = """<!doctype html><meta charset="utf-8"><title>Engine</title><script src="/before.js"></script><script type="module" src="/page.js"></script>"""
SCRIPT = """
import { openScanner } from "/static/scanner/engine/engine.js";
const states = (window.states = []);
openScanner({ apiBase: "/api/v1/", now: () => Date.now() + (window.ahead || 0), timeouts: window.timeouts, onChange: (state) => states.push(state) }).then(
  (scanner) => (window.scanner = scanner),
  (error) => (window.broken = String(error)),
);
"""


# What stands between a phone and the server says in its own words.
PAGE_OF_PROXY = {"Content-Type": "text/html"}
REFUSALS = {
    "403": Reply(403, b"<h1>Forbidden</h1>", PAGE_OF_PROXY),
    "429": Reply(429, b"<h1>Too many requests</h1>", PAGE_OF_PROXY | {"Retry-After": "90"}),
    "bad request": Reply(400, b"<h1>Bad request</h1>", PAGE_OF_PROXY),
    "sign in": Reply(302, b"", {"Location": "http://wifi.example/login"}),
}


def code_of(registration: int) -> str:
    """26 characters, as printed."""
    return base64.b32encode(hashlib.sha256(f"code {registration}".encode()).digest()[:16]).decode().rstrip("=")


def person(registration: int, name: str, *, activity: int = 7, short: str | None = None, **more: Any) -> dict[str, Any]:
    row = {
        "registration": registration,
        "name": name,
        "hint": "",
        "code_digest": hashlib.sha256(b"pass:" + code_of(registration).encode()).hexdigest()[:32],
        "short_digest": short_digest(activity, short or f"{registration:06d}"),
        "status": "registered",
        "walk_in": None,
        "former": [],
    }
    return row | more


class FakeApi:
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
        self.not_theirs: set[int] = set()  # registrations of whom a card that is shown is another's
        self.posts: list[dict[str, Any]] = []  # {token, ids, began, ended, how, sent, size}
        self.seconds_per_scan = 0.0  # of a slow line
        self.rosters: list[str] = []  # cursors asked for
        self.lock = threading.Lock()
        self.address, self.is_down = "", False

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
        return 201, pairing | {"device": {"id": device, "name": f"Máy {device}"}, "server_time": self.now().isoformat()}

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
            "keys": {
                name: base64.urlsafe_b64encode(key).decode().rstrip("=")
                for name, key in (("field", field_key(self.tokens[token])), ("seal", sealing.public_point(KEY)))
            },
        }

    def record_batch(self, token: str, sent: dict[str, Any]) -> dict[str, Any]:
        """Commit a batch as the real server does: an id is stored once and answered the same for ever."""
        with self.lock:
            results = [self.record_scan(token, item) for item in sent["scans"]]
            for item in sent.get("headcounts", []):
                self.headcounts.setdefault(item["id"], item)
        counted = [{"id": item["id"], "status": 200, "error": None} for item in sent.get("headcounts", [])]
        return {"server_time": self.now().isoformat(), "results": results, "headcounts": counted}

    def record_scan(self, token: str, item: dict[str, Any]) -> dict[str, Any]:
        people = {row["registration"]: row for row in self.people}
        answer = {
            "id": item["id"],
            "status": 200,
            "attendance": None,
            "person": None,
            "sitting": None,
            "error": None,
            "scanned_at": correct(datetime.fromisoformat(item["scanned_at"]), timedelta(seconds=item.get("clock_offset", 0))).isoformat(),
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
        if registration in self.not_theirs and "sealed_card" in item:
            outcome = "unknown"
        return answer | {
            "outcome": outcome,
            "registration": registration,
            "sitting": self.sittings[0]["id"] if outcome == "welcome" else None,
        }

    def answer(self, request: Request) -> Reply | None:
        """Answer the page, its modules and, unless the network is down, the API; the next word of `spoil` says how badly."""
        address, token = urlsplit(request.path), request.headers.get("Authorization", "").removeprefix("Token ")
        if not address.path.startswith("/api/"):
            files = {"/": PAGE.encode(), "/page.js": SCRIPT.encode(), "/before.js": b"", "/favicon.ico": b""}
            folders = [folder for prefix, folder in MODULES.items() if address.path.startswith(prefix)]
            body = files[address.path] if address.path in files else (folders[0] / address.path.removeprefix("/static/")).read_bytes()
            kind = "text/html" if address.path == "/" else "text/javascript"
            return Reply(200, body, {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-store"})
        if self.is_down:
            return None
        if address.path == "/api/v1/devices/pair/":
            return degrade("well", *self.pair(json.loads(request.body)["pairing_code"]))
        if address.path == "/api/v1/scanner/roster/":
            way = self.spoil_roster.pop(0) if self.spoil_roster else "well"
            return degrade(way, *self.roster(token, parse_qs(address.query).get("since", [""])[0]))
        way, sent = self.spoil.pop(0) if self.spoil else "well", json.loads(request.text)
        post = {"token": token, "ids": [item["id"] for item in sent["scans"]], "began": time.monotonic(), "how": way, "sent": sent}
        post["size"] = len(request.body)
        self.posts.append(post)
        time.sleep(self.seconds_per_scan * len(sent["scans"]))
        if way in REFUSALS:
            return REFUSALS[way]
        if way == "401" or token not in self.tokens:
            status, content = 401, {"code": "not_authenticated"}
        elif way == "400" and len(sent["scans"]) > 1:
            status, content = 400, {"code": "invalid"}
        else:
            status, content = 200, self.record_batch(token, sent)
            results = content["results"]
            content["results"] = {"half": results[: len(results) // 2], "backwards": results[::-1]}.get(way, results)
        reply = degrade(way, status, content)
        post["ended"] = time.monotonic()
        return reply


def degrade(way: str, status: int, content: dict[str, Any]) -> Reply | None:
    """Return the answer as the network lets it through."""
    body, headers = json.dumps(content).encode(), {"Content-Type": "application/json", "Cache-Control": "no-store"}
    if way.startswith("slow"):
        time.sleep(float(way[4:]))
    replies = {
        "drop": None,
        "500": Reply(500, b"<h1>Server error</h1>", headers | {"Content-Type": "text/html"}),
        "html": Reply(200, b"<h1>Sign in to the hotel's network</h1>", headers | {"Content-Type": "text/html"}),
        "short": Reply(status, body[: len(body) // 2], headers),  # whole by its length, broken as JSON
        "cut": Reply(status, body, headers, arriving=len(body) // 2),
    }
    return replies.get(way, Reply(status, body, headers))
