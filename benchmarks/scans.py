"""Scans a second over HTTP, beside a plain INSERT of the same rows by as many clients."""

import json
import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.crowd import Client, Crowd, crowd
from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.server import HOST, Served, serve
from benchmarks.stage import Engines, Stage

BATCH = 500
REGISTRATIONS = {Extent.FULL: 64_000, Extent.QUICK: 16_000, Extent.SMALLEST: 1_000}
CLIENTS = {Extent.FULL: (1, 8, 32), Extent.QUICK: (1, 8, 32), Extent.SMALLEST: (2,)}
SECONDS = {Extent.FULL: 6.0, Extent.QUICK: 2.0, Extent.SMALLEST: 0.2}  # of each row
COLUMNS = (
    "id", "content", "method", "read", "device_at", "scanned_at", "received_at",
    "user_id", "activity_id", "sitting_id", "registration_id", "attendance_id", "outcome",
)  # fmt: skip
PLAIN = "plain_scan"
CREATE_PLAIN = f"""
CREATE TABLE {PLAIN} (
  id uuid PRIMARY KEY, content varchar(32) NOT NULL, method varchar(5) NOT NULL, read varchar(80) NOT NULL,
  device_at timestamptz NOT NULL, scanned_at timestamptz NOT NULL, received_at timestamptz NOT NULL,
  user_id bigint, activity_id bigint, sitting_id bigint, registration_id bigint, attendance_id bigint, outcome varchar(9) NOT NULL
)"""
HEAD = [
    "engine", "clients", "scans/s", "p50 ms", "p99 ms", "plain/s", "plain p99 ms", "ours ÷ plain",
    "CPU ms a scan: server", "database", "clients'", "first scans",
]  # fmt: skip


@dataclass(frozen=True)
class Hall:
    """What `benchmarks.hall.fill` wrote."""

    stage: Stage
    token: str
    user: int
    activity: int
    sitting: int
    starts_at: datetime
    passes: list[tuple[int, str]]  # registration, code; shuffled

    @classmethod
    def on(cls, stage: Stage, registrations: int) -> "Hall":
        said = stage.run("benchmarks.hall:fill", registrations=registrations)
        lines = (line.split() for line in Path(said.pop("passes")).read_text().splitlines())
        passes = [(int(registration), code) for registration, code in lines]
        random.Random(2).shuffle(passes)
        return cls(stage=stage, passes=passes, **said | {"starts_at": datetime.fromisoformat(said["starts_at"])})

    def share(self, number: int, clients: int, size: int) -> Iterator[list[tuple[int, str]]]:
        """Client `number`'s passes, `size` at a time: every pass is scanned once, so nearly all scans are first ones."""
        own = self.passes[number::clients]
        return (own[first : first + size] for first in range(0, len(own) - size + 1, size))

    def scans(self, passes: list[tuple[int, str]]) -> dict[str, Any]:
        """Return what a phone sends of these passes."""
        scans = [
            {"id": str(uuid4()), "code": code, "sitting": self.sitting, "scanned_at": self.moment(number).isoformat(), "method": "pass"}
            for number, (_registration, code) in enumerate(passes)
        ]
        return {"scans": scans}

    def moment(self, number: int) -> datetime:
        return self.starts_at + timedelta(milliseconds=number % 3_600_000)


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    report.head(
        "Scans",
        "Each call is over HTTP, with a token, to the application served by `make run`'s own command. "
        "Plain, right after ours and by as many processes straight to the database: `INSERT … ON CONFLICT DO NOTHING` of rows with "
        f"the same columns into a table with nothing but its primary key, one row a transaction (batches: {BATCH} a statement). "
        "Clients, server and database share this machine. CPU is what their processes used for each scan, and says more than "
        "seconds where others work beside; on SQLite the database is in the server.",
    )
    rows: dict[int, list[list[Any]]] = {1: [], BATCH: []}
    for prepared in engines:
        hall = Hall.on(prepared.stage("hall"), REGISTRATIONS[extent])
        _count_statements(report, hall)
        hall.stage.execute(_dialect(hall.stage, CREATE_PLAIN))
        with serve(hall.stage) as application:
            _warm_up(application, hall, clients=min(4, max(CLIENTS[extent])), seconds=min(1, SECONDS[extent]))
            for size, clients in [(size, clients) for size in rows for clients in CLIENTS[extent]]:
                rows[size].append(_cell(application, hall, clients=clients, size=size, seconds=SECONDS[extent]))
                report.say(f"{prepared.engine}, {clients} × {size}: {rows[size][-1][2]} scans/s, {rows[size][-1][7]} of plain")
    report.table("One scan a call", HEAD, rows[1])
    report.table(f"{BATCH} scans a call (milliseconds are for the whole call)", HEAD, rows[BATCH])


def _cell(application: Served, hall: Hall, *, clients: int, size: int, seconds: float) -> list[Any]:
    _empty(hall.stage)
    before = application.cost()
    ours = crowd(over_http(application.port, hall, clients, size), clients=clients, size=size, seconds=seconds)
    after = application.cost()
    _check(hall.stage, ours)
    plain = crowd(straight(hall, clients, size), clients=clients, size=size, seconds=seconds)
    each = 1000 / ours.scans
    database = f"{(after.database - before.database) * each:.3f}" if not hall.stage.is_sqlite else "–"
    return [
        hall.stage.engine, clients, f"{ours.rate:,.0f}", f"{ours.percentile(50):.1f}", f"{ours.percentile(99):.1f}",
        f"{plain.rate:,.0f}", f"{plain.percentile(99):.1f}", f"{ours.rate / plain.rate:.2f}",
        f"{(after.server - before.server) * each:.3f}", database, f"{ours.client_cpu * each:.3f}", f"{ours.welcome / ours.scans:.0%}",
    ]  # fmt: skip


def _warm_up(application: Served, hall: Hall, *, clients: int, seconds: float) -> None:
    """Make connections and prepare statements before anything is timed."""
    for size in (1, BATCH):
        crowd(over_http(application.port, hall, clients, size), clients=clients, size=size, seconds=seconds)


def _empty(stage: Stage) -> None:
    if stage.is_sqlite:
        tables = ("attendance_scan", "attendance_attendance", PLAIN)
        stage.execute(*(f"DELETE FROM {table}" for table in tables), "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        stage.execute(f"TRUNCATE attendance_attendance, {PLAIN} CASCADE", "CHECKPOINT")


def _check(stage: Stage, ours: Crowd) -> None:
    """The figures are worth nothing unless the rows are there."""
    connection = stage.connect()
    (scans,) = connection.execute("SELECT COUNT(*) FROM attendance_scan").fetchone()
    (attendances,) = connection.execute("SELECT COUNT(*) FROM attendance_attendance").fetchone()
    connection.close()
    if (scans, attendances) != (ours.scans, ours.welcome):
        raise RuntimeError(f"{ours.scans} scans sent, {ours.welcome} welcome; {scans} kept, {attendances} attendances")


# --- over HTTP


def over_http(port: int, hall: Hall, clients: int, size: int) -> Client:
    def client(number: int) -> Iterator[Callable[[], int]]:
        requests = [_request(hall, passes) for passes in hall.share(number, clients, size)]
        connection = socket.create_connection((HOST, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            yield lambda request=request: ask(connection, request)  # type: ignore[misc]

    return client


def _request(hall: Hall, passes: list[tuple[int, str]]) -> bytes:
    body = json.dumps(hall.scans(passes)).encode()
    head = (
        f"POST /api/v1/scans/ HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Token {hall.token}\r\n"
        f"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def ask(connection: socket.socket, request: bytes) -> int:
    """Sends, and reads the answer by its Content-Length."""
    connection.sendall(request)
    answer = connection.recv(262_144)
    while b"\r\n\r\n" not in answer:
        answer += _more(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    parts, got = [body], len(body)
    while got < length:
        parts.append(_more(connection))
        got += len(parts[-1])
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError((head + b"".join(parts)).decode(errors="replace"))
    return b"".join(parts).count(b'"outcome":"welcome"')


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise ConnectionError("the server hung up")
    return received


# --- straight to the database


def straight(hall: Hall, clients: int, size: int) -> Client:
    def client(number: int) -> Iterator[Callable[[], int]]:
        shares = [[_row(hall, one) for one in passes] for passes in hall.share(number, clients, size)]
        sql = _dialect(hall.stage, _insert(hall.stage, size))
        parameters = [_parameters(hall.stage, rows) for rows in shares]
        execute = hall.stage.connect().execute
        for each in parameters:
            yield lambda each=each: execute(sql, each).rowcount  # type: ignore[misc]

    return client


def _row(hall: Hall, one: tuple[int, str]) -> tuple[Any, ...]:
    registration, code = one
    at, id_ = hall.moment(registration), uuid4()
    if hall.stage.is_sqlite:
        at, id_ = at.strftime("%Y-%m-%d %H:%M:%S.%f"), id_.hex  # type: ignore[assignment]
    return (id_, (code + code)[:32], "pass", "", at, at, at, hall.user, hall.activity, hall.sitting, registration, registration, "welcome")


def _insert(stage: Stage, size: int) -> str:
    into = f"INSERT INTO {PLAIN} ({', '.join(COLUMNS)})"
    if stage.is_sqlite or size == 1:
        one = f"({', '.join(['%s'] * len(COLUMNS))})"
        return f"{into} VALUES {', '.join([one] * size)} ON CONFLICT (id) DO NOTHING"
    types = ["uuid", *["text"] * 3, *["timestamptz"] * 3, *["bigint"] * 5, "text"]
    return f"{into} SELECT * FROM unnest({', '.join(f'%s::{each}[]' for each in types)}) ON CONFLICT (id) DO NOTHING"


def _parameters(stage: Stage, rows: list[tuple[Any, ...]]) -> list[Any]:
    if stage.is_sqlite or len(rows) == 1:
        return [value for row in rows for value in row]
    return [list(column) for column in zip(*rows, strict=True)]


def _dialect(stage: Stage, sql: str) -> str:
    return sql.replace("%s", "?").replace("timestamptz", "datetime").replace("uuid", "char(32)") if stage.is_sqlite else sql


# --- statements


def _count_statements(report: Report, hall: Hall) -> None:
    counted = []
    for size in (1, BATCH):
        bodies = [json.loads(_request(hall, hall.passes[:size]).partition(b"\r\n\r\n")[2]) for _ in range(2)]
        counted.append(hall.stage.run("benchmarks.scans:statements", token=hall.token, bodies=bodies))
    report.table(
        f"SQL statements of one call on {hall.stage.engine}, BEGIN and COMMIT among them",
        ["scans in the call", "statements", "which"],
        [[size, len(found), ", ".join(f"`{one}`" for one in found)] for size, found in zip((1, BATCH), counted, strict=True)],
    )


def statements(token: str, bodies: list[Any]) -> list[str]:
    """In process: the first words of each statement of the last of `bodies`; those before it warm up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    phone = Client(headers={"authorization": f"Token {token}"})
    for body in bodies:
        with CaptureQueriesContext(connection) as captured:
            answer = phone.post("/api/v1/scans/", body, content_type="application/json")
        if answer.status_code != 200:
            raise RuntimeError(answer.content.decode())
    return [_named(query["sql"]) for query in captured]


def _named(sql: str) -> str:
    """`SELECT knox_authtoken`: the verb and the table."""
    words = sql.replace('"', "").replace("(", " ").split()
    verb = words[0].upper()
    after = {"SELECT": "FROM", "INSERT": "INTO", "DELETE": "FROM", "UPDATE": "UPDATE"}.get(verb)
    return f"{verb} {words[words.index(after) + 1]}" if after in words else verb
