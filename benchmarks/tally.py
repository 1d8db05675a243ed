"""participation-tally over many attendances, beside a plain COUNT(*) of the same rows."""

import json
import resource
import statistics
import time
from typing import Any

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import Engines

SIZES = {Extent.FULL: (100_000, 1_000_000), Extent.QUICK: (100_000,), Extent.SMALLEST: (5_000,)}
ROUNDS = 3
PLAIN = """
SELECT a.unit_id, COUNT(*) FROM attendance_attendance t
JOIN activities_sitting s ON s.id = t.sitting_id JOIN activities_activity a ON a.id = s.activity_id GROUP BY a.unit_id
"""
HEAD = ["engine", "attendances", "people", "activities", "seconds", "plain seconds", "ours ÷ plain", "statements", "peak MiB", "MiB before"]


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    report.head(
        "participation-tally",
        f"By former-district over all of them, for a clerk of the province, as screen and API ask for it; the middle of {ROUNDS} runs. "
        "Plain, in turn with ours: `COUNT(*)` of attendances joined to sittings and activities, grouped by unit. "
        "Ours fills twelve columns, with distinct people, for the groups and once more for the totals.",
    )
    rows = []
    for prepared in engines:
        engine = prepared.engine
        for size in SIZES[extent]:
            stage = prepared.stage(f"years_{size}")
            written = stage.run("benchmarks.years:fill", attendances=size)
            run = stage.run("benchmarks.tally:run", rounds=ROUNDS, expected=size)
            ours, plain = statistics.median(run["ours"]), statistics.median(run["plain"])
            rows.append([
                engine, f"{size:,}", f"{written['people']:,}", f"{written['activities']:,}", f"{ours:.2f}", f"{plain:.2f}",
                f"{ours / plain:.1f}", run["statements"], run["peak"], run["before"],
            ])  # fmt: skip
            report.say(f"{engine}, {size:,}: {ours:.2f} s")
    report.table("By former-district", HEAD, rows)


def run(rounds: int, expected: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, ours, plain = clerk(), [], []
    before = peak_mib()
    for _round in range(rounds):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            table = json.loads(client.get("/api/v1/reports/participation-tally/?by=former-district").getvalue())
        middle = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(PLAIN)
            counted = sum(count for _unit, count in cursor.fetchall())
        ours.append(middle - began)
        plain.append(time.perf_counter() - middle)
    column = [one["key"] for one in table["columns"]].index("sitting_attendances")
    if not (table["totals"][column] == counted == expected == sum(row[column] for row in table["rows"])):
        raise RuntimeError("the tally does not count what was written")
    return {"ours": ours, "plain": plain, "statements": len(captured), "peak": peak_mib(), "before": before}


def clerk() -> Any:
    """Their phone, in process; the application is loaded before anything is timed."""
    from django.test import Client
    from knox.models import AuthToken

    from accounts.models import User

    token = AuthToken.objects.create(User.objects.get(username="clerk"))[1]
    client = Client(headers={"authorization": f"Token {token}"})
    client.get("/api/v1/me/")
    return client


def peak_mib() -> int:
    """Of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
