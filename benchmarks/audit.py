"""What the audit trail costs: scans and the commit of a roster, each with the trail and without, in pairs."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.roster_preview import make_session, roster
from benchmarks.scans import BATCH, Hall
from benchmarks.stage import Engines

ROWS = {Extent.FULL: 2_000, Extent.QUICK: 2_000, Extent.SMALLEST: 10}  # of the roster
CALLS = {Extent.FULL: 400, Extent.QUICK: 100, Extent.SMALLEST: 2}  # of one scan each; a batch is one call
PAIRS = {Extent.FULL: 9, Extent.QUICK: 5, Extent.SMALLEST: 1}
HEAD = ["engine", "what", "lines", "CPU ms without", "CPU ms with", "the trail costs"]

Costs = dict[str, tuple[int, float, float]]  # what → lines of the trail, CPU seconds without and with it


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    rows, calls = ROWS[extent], CALLS[extent]
    report.head(
        "The audit trail",
        f"CPU of the process that works (on PostgreSQL without the database's), the best of {PAIRS[extent]} runs with the trail and as "
        "many without, in turn; each is rolled back, so that all begin with the same rows. With the trail: values, digests, lines, and "
        f"the links after the commit. Roster: {rows:,} new people. Aims: a scan 10 %, a roster 15 %; a scan is evidence without a line.",
    )
    table = []
    for prepared in engines:
        pairs = PAIRS[extent]
        costs: Costs = prepared.stage("audited_rosters").run("benchmarks.audit:commit_rosters", size=rows, pairs=pairs)
        hall = Hall.on(prepared.stage("audited_scans"), calls + BATCH)
        bodies = [hall.scans(hall.passes[first : first + 1]) for first in range(calls)]
        arguments = {"token": hall.token, "pairs": pairs}
        costs |= hall.stage.run("benchmarks.audit:send_scans", name=f"{calls} scans, one a call", bodies=bodies, **arguments)
        bodies = [hall.scans(hall.passes[:BATCH])]
        costs |= hall.stage.run("benchmarks.audit:send_scans", name=f"{BATCH} scans in a call", bodies=bodies, **arguments)
        for what, (lines, without, with_trail) in costs.items():
            share = f"{with_trail / without - 1:+.1%}"
            table.append([prepared.engine, what, lines, f"{without * 1000:.1f}", f"{with_trail * 1000:.1f}", share])
            report.say(f"{prepared.engine}, {what}: {share}")
    report.table("With and without", HEAD, table)


def commit_rosters(size: int, pairs: int) -> Costs:
    """Commit one roster again and again, each time undone."""
    from django.utils import timezone

    from imports import actions
    from imports.commit import commit_roster

    session, clerk = make_session()
    now = timezone.now()
    kept = actions.receive(session, content=roster(size), file_name="lon.xlsx", by=clerk, at=now)
    actions.make_preview(kept, by=clerk, at=now)
    return {f"roster of {size:,}": compare(lambda: commit_roster(kept, by=clerk, at=now), pairs=pairs)}


def send_scans(name: str, token: str, bodies: list[Any], pairs: int) -> Costs:
    """Send the same new scans again and again, each time undone."""
    from django.test import Client

    def send() -> None:
        phone = Client(headers={"authorization": f"Token {token}"})
        for body in bodies:
            answer = phone.post("/api/v1/scans/", body, content_type="application/json")
            if answer.status_code != 200:
                raise RuntimeError(answer.content.decode())

    return {name: compare(send, pairs=pairs)}


def compare(work: Callable[[], Any], *, pairs: int) -> tuple[int, float, float]:
    """Return the lines that `work` writes, and the least CPU seconds that it took without the trail and with it."""
    with trail_switched_off():
        _run(work)  # makes connections, compiles templates and patterns
    without, with_trail, lines = [], [], 0
    for _pair in range(pairs):
        with trail_switched_off():
            without.append(_run(work)[1])
        lines, seconds = _run(work)
        with_trail.append(seconds)
    return lines, min(without), min(with_trail)


def _run(work: Callable[[], Any]) -> tuple[int, float]:
    from django.db import transaction
    from django.test import TestCase

    from accounts.audit import chain
    from accounts.models import ChangeRecord

    with transaction.atomic():
        earlier = ChangeRecord.objects.count()
        gc.collect()
        started = time.process_time()
        with TestCase.captureOnCommitCallbacks(execute=True):  # the links of the chain
            work()
        seconds = time.process_time() - started
        lines = ChangeRecord.objects.count() - earlier
        if chain.unsealed().exists():
            raise RuntimeError("the links are missing from what was measured")
        transaction.set_rollback(True)
    return lines, seconds


@contextmanager
def trail_switched_off() -> Iterator[None]:
    """Let the application run as if there were no audit trail."""
    from django.conf import settings
    from django.test import override_settings

    from accounts.audit import trail

    nothing = mock.patch.multiple(
        trail,
        record_many=lambda *arguments, **options: None,
        created=lambda row: {},
        stored_values=lambda row: {},
        values_of=lambda row: {},
        changes_between=lambda before, row: {},
    )
    middleware = [name for name in settings.MIDDLEWARE if not name.endswith("AuditMiddleware")]
    with nothing, override_settings(MIDDLEWARE=middleware):
        yield
