"""The hall without network: what a phone fetches before, and how long it takes to hand over afterwards."""

import gzip
import http.client
import json
import random
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from benchmarks.crowd import Client, crowd
from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.scans import Hall, ask, over_http
from benchmarks.server import HOST, Served, serve
from benchmarks.stage import Engines, Stage

PEOPLE = {Extent.FULL: 5_000, Extent.QUICK: 5_000, Extent.SMALLEST: 1_600}
ROUNDS = {Extent.FULL: 9, Extent.QUICK: 3, Extent.SMALLEST: 1}  # of each roster
SECONDS = {Extent.FULL: 6.0, Extent.QUICK: 2.0, Extent.SMALLEST: 0.2}  # of each row of batches
CHANGED = 50
BATCH = 200  # as many as the phone sends at once: scanner/static/scanner/rules/limits.js
AN_HOUR = timedelta(hours=1)
WORDS = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Xuân", "Hạ", "Thu", "Đông", "Mai", "Lan", "Cúc", "Trúc")
SAME_ROWS = (
    "SELECT r.id, p.full_name, r.code_digest, r.short_code, p.birth_year, r.status FROM attendance_registration r "
    "JOIN people_person p ON p.id = r.person_id WHERE r.activity_id = {activity} ORDER BY r.changed_at, r.id"
)


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    people = PEOPLE[extent]
    report.head(
        "The field",
        f"{people:,} registered, phones paired, over HTTP to the application of `make run`'s own command; phones, server and "
        "database share this machine. A roster is fetched page by page as the phone does; plain: a join of the same rows by one "
        f"connection, into JSON. A batch: {BATCH} scans, matched by the phone; beside it as many by an usher's token and code, in the "
        "same run. CPU is the server's.",
    )
    rosters, batches, uploads = [], [], []
    for prepared in engines:
        hall = Hall.on(prepared.stage("field"), people)
        tokens = hall.stage.run("benchmarks.field:pair", activity=hall.activity, phones=8)
        with serve(hall.stage) as application:
            rosters += _rosters(application, hall, tokens[0], times=ROUNDS[extent])
            batches += [_batches(application, hall, tokens[:clients], seconds=SECONDS[extent]) for clients in (1, 8)]
            uploads += _uploads(application, hall, tokens[:2])
        report.say(f"{prepared.engine}: done")
    report.table(
        f"Roster of {people:,} (median)",
        ["engine", "what", "calls", "rows", "ms", "÷ plain", "CPU ms", "JSON kB", "kB as gzip", "kB on the wire"],
        rosters,
    )
    report.table(
        f"Batches of {BATCH} from phones", ["engine", "phones", "scans/s", "p50 ms", "p99 ms", "usher's scans/s", "phone ÷ usher"], batches
    )
    report.table(
        f"Two phones hand over {BATCH} scans each after an hour offline, half of them of the same people",
        ["engine", "what", "seconds until all are confirmed", "÷ first", "kB up, both", "scans kept", "attendances"],
        uploads,
    )


def pair(activity: int, phones: int) -> list[str]:
    """In process: tokens of paired phones; what was registered just now is made an hour old, or a difference would bring it again."""
    from django.utils import timezone

    from activities.models import Activity
    from attendance.devices import pairing
    from attendance.models import Registration
    from people.models import Person

    now = timezone.now()
    for rows in (Registration, Person):
        rows.objects.update(changed_at=now - AN_HOUR)  # type: ignore[attr-defined]
    held, tokens = Activity.objects.get(pk=activity), []
    for number in range(phones):
        _device, code = pairing.invite(held, name=f"Máy {number + 1}", by=held.created_by, at=now)
        tokens.append(pairing.pair(code, at=now)[1])
    return tokens


def change(registrations: list[int]) -> None:
    """In process: what a difference then brings."""
    from django.utils import timezone

    from attendance.models import Registration

    Registration.objects.filter(pk__in=registrations).update(changed_at=timezone.now())


# --- the roster


@dataclass(frozen=True)
class Fetched:
    calls: int
    rows: int
    seconds: float
    raw: int  # bytes of JSON
    zipped: int  # bytes, were it sent as gzip
    sent: int  # bytes of the bodies as they came
    cursor: str
    cpu: float = 0.0  # seconds of the server's, on average


def _rosters(application: Served, hall: Hall, token: str, *, times: int) -> list[list[Any]]:
    _fetch(application, token)
    plain = statistics.median(_plain(hall) for _time in range(times))
    everything = _several(application, token, "", times)
    cursor = everything[-1].cursor
    nothing = _several(application, token, cursor, times)
    hall.stage.run("benchmarks.field:change", registrations=[registration for registration, _code in hall.passes[:CHANGED]])
    some = _several(application, token, cursor, times)
    _require(everything[-1].rows == len(hall.passes) and nothing[-1].rows == 0 and some[-1].rows == CHANGED, "rosters of a wrong size")
    said = (("first fetch", everything), ("nothing changed", nothing), (f"{CHANGED} changed", some))
    return [_row(hall, what, found, plain) for what, found in said]


def _several(application: Served, token: str, cursor: str, times: int) -> list[Fetched]:
    before = application.cost().server
    found = [_fetch(application, token, cursor) for _time in range(times)]
    cpu = (application.cost().server - before) / times
    return [replace(one, cpu=cpu) for one in found]


def _row(hall: Hall, what: str, found: list[Fetched], plain: float) -> list[Any]:
    one, seconds = found[-1], statistics.median(each.seconds for each in found)
    return [
        hall.stage.engine, what, one.calls, f"{one.rows:,}", f"{1000 * seconds:.0f}", f"{seconds / plain:.1f}", f"{1000 * one.cpu:.0f}",
        *(f"{size / 1000:,.1f}" for size in (one.raw, one.zipped, one.sent)),
    ]  # fmt: skip


def _fetch(application: Served, token: str, cursor: str = "") -> Fetched:
    calls, rows, raw, zipped, sent, seconds, has_more = 0, 0, 0, 0, 0, 0.0, True
    headers = {"Authorization": f"Token {token}", "Accept-Encoding": "gzip"}
    with closing(http.client.HTTPConnection(HOST, application.port)) as connection:
        while has_more:
            began = time.perf_counter()
            connection.request("GET", f"/api/v1/scanner/roster/?since={cursor}", headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            seconds += time.perf_counter() - began
            _require(answer.status == 200, body.decode(errors="replace"))
            plain = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
            page = json.loads(plain)
            calls, rows, has_more, cursor = calls + 1, rows + len(page["passes"]), page["more"], page["cursor"]
            raw, zipped, sent = raw + len(plain), zipped + len(gzip.compress(plain, 6)), sent + len(body)
    return Fetched(calls, rows, seconds, raw, zipped, sent, cursor)


def _plain(hall: Hall) -> float:
    with closing(hall.stage.connect()) as connection:
        began = time.perf_counter()
        json.dumps(connection.execute(SAME_ROWS.format(activity=hall.activity)).fetchall())
        return time.perf_counter() - began


# --- scans


def _batches(application: Served, hall: Hall, tokens: list[str], *, seconds: float) -> list[Any]:
    clients = len(tokens)
    _empty(hall.stage)
    ours = crowd(_phones(application.port, hall, tokens), clients=clients, size=BATCH, seconds=seconds)
    _require(_kept(hall.stage)[0] == ours.scans, "scans are missing")
    _empty(hall.stage)
    ushers = crowd(over_http(application.port, hall, clients, BATCH), clients=clients, size=BATCH, seconds=seconds)
    return [
        hall.stage.engine, clients, f"{ours.rate:,.0f}", f"{ours.percentile(50):.0f}", f"{ours.percentile(99):.0f}",
        f"{ushers.rate:,.0f}", f"{ours.rate / ushers.rate:.2f}",
    ]  # fmt: skip


def _phones(port: int, hall: Hall, tokens: list[str]) -> Client:
    """Each phone scans its own share of the passes; when they are through, other scans of the same people follow."""

    def client(number: int) -> Iterator[Callable[[], int]]:
        requests = [_request(hall, tokens[number], [one for one, _code in share]) for _round in range(4)
                    for share in hall.share(number, len(tokens), BATCH)]  # fmt: skip
        with closing(_connect(port)) as connection:
            for request in requests:
                yield lambda request=request: ask(connection, request)  # type: ignore[misc]

    return client


def _uploads(application: Served, hall: Hall, tokens: list[str]) -> list[list[Any]]:
    """Seconds from the first byte of either phone to the last answer, for what a phone does after an hour: one batch of 200."""
    people = [registration for registration, _code in hall.passes[: BATCH + BATCH // 2]]
    random.Random(3).shuffle(people)
    shares = [people[:BATCH], people[-BATCH:]]
    once = [_request(hall, token, share) for token, share in zip(tokens, shares, strict=True)]
    commune = _commune(application, tokens[0])
    mixed = [
        _request(hall, token, share[: -BATCH // 10], walk_ins=BATCH // 10, commune=commune)
        for token, share in zip(tokens, shares, strict=True)
    ]
    rows: list[list[Any]] = []
    for what, requests, is_new in (
        ("as scanned", once, True),
        ("the same again, the answers having been lost", once, False),
        (f"with {BATCH // 10} registered on the spot on each", mixed, True),
    ):
        if is_new:
            _empty(hall.stage)
        took = crowd(_handing_over(application.port, requests), clients=2, size=BATCH, seconds=60)
        first = float(rows[0][2]) if rows else took.seconds
        up = sum(map(len, requests)) / 1000
        kept = _kept(hall.stage)
        _require(kept[0] == 2 * BATCH, f"{kept[0]} scans are there of {2 * BATCH}")
        rows.append([hall.stage.engine, what, f"{took.seconds:.2f}", f"{took.seconds / first:.1f}", f"{up:.0f}", *kept])
    return rows


def _handing_over(port: int, requests: list[bytes]) -> Client:
    def client(number: int) -> Iterator[Callable[[], int]]:
        with closing(_connect(port)) as connection:
            yield lambda: ask(connection, requests[number])

    return client


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection((HOST, port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _request(hall: Hall, token: str, people: list[int], *, walk_ins: int = 0, commune: int | None = None) -> bytes:
    """One batch as the phone sends it: matched in its roster, each with its own time and the clock offset known then."""
    scans = [_scan(hall, number) | {"registration": one} for number, one in enumerate(people)]
    for number in range(walk_ins):
        someone = {
            "id": str(uuid4()),
            "full_name": f"Hồ Văn {WORDS[number % len(WORDS)]}",
            "birth_year": 1980,
            "gender": "M",
            "unit": commune,
        }
        scans.append(_scan(hall, len(people) + number) | {"walk_in": someone, "method": "list"})
    body = json.dumps({"waiting": 0, "scans": scans}).encode()
    head = (
        f"POST /api/v1/scans/ HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Token {token}\r\n"
        f"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _scan(hall: Hall, number: int) -> dict[str, Any]:
    at = (hall.starts_at + timedelta(seconds=18 * number)).isoformat()  # 200 in an hour
    return {"id": str(uuid4()), "method": "pass", "scanned_at": at, "clock_offset": 12.5}


def _commune(application: Served, token: str) -> int:
    with closing(http.client.HTTPConnection(HOST, application.port)) as connection:
        connection.request("GET", "/api/v1/scanner/roster/", headers={"Authorization": f"Token {token}"})
        return json.loads(connection.getresponse().read())["communes"][0]["id"]


def _empty(stage: Stage) -> None:
    if stage.is_sqlite:
        stage.execute("DELETE FROM attendance_scan", "DELETE FROM attendance_attendance", "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        stage.execute("TRUNCATE attendance_attendance CASCADE", "CHECKPOINT")


def _kept(stage: Stage) -> tuple[int, int]:
    """Scans and attendances."""
    with closing(stage.connect()) as connection:
        counted = [connection.execute(f"SELECT COUNT(*) FROM attendance_{what}").fetchone()[0] for what in ("scan", "attendance")]
    return counted[0], counted[1]


def _require(is_so: bool, otherwise: str) -> None:
    """The figures are worth nothing if not."""
    if not is_so:
        raise RuntimeError(otherwise)
