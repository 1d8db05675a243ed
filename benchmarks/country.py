"""Figures of a province and of the whole country over 0.1, 1 and 10 million attendances: from summaries, and counted directly."""

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import Engines, Stage

SIZES = {Extent.FULL: (100_000, 1_000_000, 10_000_000), Extent.QUICK: (100_000, 1_000_000), Extent.SMALLEST: (5_000,)}
MOST_ON_SQLITE = 1_000_000
ROUNDS = {Extent.FULL: 5, Extent.QUICK: 3, Extent.SMALLEST: 1}
MOST_COUNTED_DIRECTLY = 1_000_000  # of the country: beyond it one question lasts ten seconds
QUARTER, YEAR = (date(2024, 4, 1), date(2024, 6, 30)), (date(2024, 1, 1), date(2024, 12, 31))
ASKED = {  # by whom, of when, and by which groupings: a tally by one, people counted by two
    "province, quarter, by commune": ("clerk", QUARTER, ["commune"]),
    "country, quarter, by commune": ("ministry", QUARTER, ["commune"]),
    "country, year, by commune": ("ministry", YEAR, ["commune"]),
    "country, year, by home": ("ministry", YEAR, ["residence"]),
    "country, year, by gender": ("ministry", YEAR, ["gender"]),
    "country, year, by commune and ethnic group": ("ministry", YEAR, ["commune", "ethnic-group"]),
}
SCANS = 300
WIDTH = 40  # of the longest bar


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    report.head(
        "country",
        f"Tallies (`exports.counting.tally`) and people by two groupings, in milliseconds; the middle of {ROUNDS[extent]} runs. Classes of "
        "five years in all communes of 34 provinces, each with fifty people who came on both half-days. PostgreSQL as it is installed. "
        "A scan: the statement that writes one attendance, without and with the triggers.",
    )
    rows, scans = [], []
    times: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for prepared in engines:
        for size in SIZES[extent]:
            stage = prepared.stage(f"country_{size}")
            if stage.is_sqlite and size > MOST_ON_SQLITE:
                continue
            _prepare(stage, size)
            measured = stage.run("benchmarks.country:run", rounds=ROUNDS[extent], size=size)
            for asked, row in measured["tallies"].items():
                times.setdefault((prepared.engine, asked), []).append((size, row["summarised"]))
                direct = f"{row['direct']:.0f}" if row["direct"] else ""
                counts = [row["statements"], f"{row['people']:,}"]
                rows.append([prepared.engine, f"{size:,}", asked, f"{row['summarised']:.0f}", direct, *counts])
            scans.append([prepared.engine, f"{size:,}", *(f"{measured['scan'][key]:.0f}" for key in ("plain", "watched"))])
            report.say(f"{prepared.engine}, {size:,}: {measured}")
    report.table("Figures", ["engine", "attendances", "of", "ms", "ms, counted directly", "statements", "people"], rows)
    report.table("One scan", ["engine", "attendances", "µs", "µs with triggers"], scans)
    report.table("Growth", ["engine", "of", "attendances", "ms", ""], list(_bars(times)))


def _prepare(stage: Stage, size: int) -> None:
    stage.run("benchmarks.years:fill_country", attendances=size)
    stage.run("benchmarks.country:summarise")
    if not stage.is_sqlite:
        stage.execute("VACUUM ANALYZE")


def _bars(times: dict[tuple[str, str], list[tuple[int, float]]]) -> Any:
    """Yield a row with a bar for each size; bars of one line of growth compare with each other."""
    for (engine, asked), points in times.items():
        longest = max(milliseconds for _size, milliseconds in points)
        for size, milliseconds in points:
            yield [engine, asked, f"{size:,}", f"{milliseconds:.0f}", "█" * max(1, round(WIDTH * milliseconds / longest))]


def summarise() -> None:
    from django.core.management import call_command

    call_command("recompute_figures", stdout=io.StringIO())


def run(rounds: int, size: int) -> dict[str, Any]:
    """Return {"tallies": {asked: …}, "scan": microseconds}. Raise RuntimeError where summaries and counting do not say the same."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from exports.counting.scope import Scope

    tallies = {}
    for asked, (username, (first, last), groupings) in ASKED.items():
        scope = Scope(User.objects.get(username=username), first, last)
        with CaptureQueriesContext(connection) as captured:
            figures, people = _count(scope, groupings)
        row = {
            "summarised": _middle(partial(_count, scope, groupings), rounds),
            "direct": None,
            "statements": len(captured),
            "people": people,
        }
        if size <= MOST_COUNTED_DIRECTLY or username == "clerk":
            if _count(scope, groupings, from_summaries=False) != (figures, people):
                raise RuntimeError("summaries and counting do not say the same")
            row["direct"] = _middle(partial(_count, scope, groupings, from_summaries=False), rounds)
        tallies[asked] = row
    return {"tallies": tallies, "scan": scan()}


def _count(scope: Any, names: list[str], *, from_summaries: bool = True) -> tuple[Any, int]:
    """Return all figures, and how many people there are altogether."""
    from exports.counting.groupings import GROUPINGS
    from exports.counting.measures import MEASURES
    from exports.counting.sources import CountedActivities
    from exports.counting.tally import tally

    scope, groupings = replace(scope), [GROUPINGS[name] for name in names]  # asked anew: a scope keeps what it has composed
    if len(groupings) == 1:
        counted = tally(scope, groupings[0], from_summaries=from_summaries)
        return (counted.groups, counted.totals), counted.totals.people
    activities = CountedActivities(scope, *groupings, from_summaries=from_summaries)
    cells, *margins, total = (activities.count(MEASURES["people"], each) for each in (groupings, groupings[:1], groupings[1:], []))
    return (cells, margins), total[()]


def _middle(count: Callable[[], Any], rounds: int) -> float:
    """Return the middle of so many runs, in milliseconds."""
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        count()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def scan() -> dict[str, float]:
    """Return what writing one attendance costs, in microseconds, with the triggers and without; everything is rolled back."""
    from django.db import connection, transaction

    from attendance.models import Attendance
    from exports.summaries import triggers

    took = {}
    for name in ("watched", "plain"):
        with transaction.atomic():
            if name == "plain":
                triggers.remove()
            each = []
            with connection.cursor() as cursor:
                ids = list(Attendance.objects.order_by("pk").values_list("pk", flat=True)[:SCANS])
                cursor.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM attendance_attendance WHERE id <= {ids[-1]}")
                Attendance.objects.filter(pk__in=ids).delete()
                for pk in ids:
                    began = time.perf_counter()
                    cursor.execute("INSERT INTO attendance_attendance SELECT * FROM kept WHERE id = %s", [pk])
                    each.append(1_000_000 * (time.perf_counter() - began))
            took[name] = statistics.median(each)
            transaction.set_rollback(True)
    return took
