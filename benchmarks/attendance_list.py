"""attendance-list as a workbook and as csv, each beside a plain writer of the same rows."""

import csv
import io
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import Engines
from benchmarks.tally import clerk, peak_mib

SIZES = {Extent.FULL: (100_000, 1_000_000), Extent.QUICK: (100_000,), Extent.SMALLEST: (5_000,)}
FORMS = ("csv", "xlsx")
PLAIN = """
SELECT p.full_name, p.gender, p.birth_year, g.name, h.name, r.role, s.starts_at, s.label, a.title, a.kind, u.name, t.arrived_at, t.method,
  r.is_walk_in
FROM attendance_attendance t JOIN activities_sitting s ON s.id = t.sitting_id JOIN activities_activity a ON a.id = s.activity_id
JOIN places_unit u ON u.id = a.unit_id JOIN attendance_registration r ON r.id = t.registration_id
JOIN people_person p ON p.id = r.person_id JOIN places_unit h ON h.id = p.unit_id LEFT JOIN people_ethnicgroup g ON g.id = p.ethnic_group_id
WHERE t.annulled_at IS NULL
"""
HEAD = ["engine", "form", "rows", "seconds", "CPU s", "plain CPU s", "ours ÷ plain", "peak MiB", "plain peak MiB", "MiB before", "file MiB"]
WORKER_HEAD = ["engine", "form", "rows", "seconds", "CPU s", "peak MiB", "MiB before", "file MiB"]


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    report.head(
        "attendance-list",
        "15 columns in a workbook, 14 in csv, handed out as the API does, each form in its own process; peak is that process's, Django and "
        "what SQLite maps and keeps of its file (up to 192 MiB) included. Plain, in a process of its own and in turn with ours: one joined "
        "statement, unsorted, its rows written as they come by `csv.writer` and by openpyxl's write-only sheet; no style, head or log. "
        "Then the same ordered as an export and made by its worker, which loads no view and no API.",
    )
    rows, worker_rows = [], []
    for prepared in engines:
        for size in SIZES[extent]:
            stage = prepared.stage(f"list_{size}")
            stage.run("benchmarks.years:fill", attendances=size)
            stage.run("benchmarks.country:summarise")  # or the worker would make all summaries before its first export
            for form in FORMS:
                plain = stage.run("benchmarks.attendance_list:run_plain", form=form, expected=size)
                ours = stage.run("benchmarks.attendance_list:run", form=form, expected=size)
                rows.append([
                    prepared.engine, form, f"{size:,}", f"{ours['seconds']:.1f}", f"{ours['cpu']:.1f}", f"{plain['cpu']:.1f}",
                    f"{ours['cpu'] / plain['cpu']:.1f}", ours["peak"], plain["peak"], ours["before"], f"{ours['bytes'] / 2**20:.1f}",
                ])  # fmt: skip
                report.say(f"{prepared.engine}, {size:,}, {form}: {ours['seconds']:.1f} s, CPU {ours['cpu']:.1f} s")
                made = stage.run("benchmarks.attendance_list:run_in_worker", form=form, expected=size)
                worker_rows.append([
                    prepared.engine, form, f"{size:,}", f"{made['seconds']:.1f}", f"{made['cpu']:.1f}", made["peak"], made["before"],
                    f"{made['bytes'] / 2**20:.1f}",
                ])  # fmt: skip
                report.say(f"{prepared.engine}, {size:,}, {form}, worker: {made['seconds']:.1f} s, peak {made['peak']} MiB")
    report.table("A workbook and csv beside plain ones", HEAD, rows)
    report.table("Made by the worker of exports", WORKER_HEAD, worker_rows)


def run(form: str, expected: int) -> dict[str, Any]:
    from people.models import Disclosure

    client = clerk()
    before, began, cpu = peak_mib(), time.perf_counter(), time.process_time()
    size = sum(map(len, client.get(f"/api/v1/reports/attendance-list.{form}")))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if Disclosure.objects.latest("pk").people != expected:
        raise RuntimeError("rows are missing")
    return {"seconds": seconds, "cpu": cpu, "bytes": size, "peak": peak_mib(), "before": before}


def run_in_worker(form: str, expected: int) -> dict[str, Any]:
    """Order the list and make it, as `manage.py export_worker` does; "before" is that process when it has nothing to do."""
    from django.utils import timezone

    from accounts.models import User
    from exports.jobs.actions import request_export
    from exports.jobs.making import worker

    before = peak_mib()
    owner = User.objects.get(username="clerk")
    job = request_export(owner, report_name="attendance-list", file_format=form, filters={}, at=timezone.now())
    began, cpu = time.perf_counter(), time.process_time()
    worker.work(until_empty=True)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    job.refresh_from_db()
    if job.status != job.Status.DONE or job.rows != expected:
        raise RuntimeError(f"the export is {job.status} and has {job.rows} rows: {job.error}")
    return {"seconds": seconds, "cpu": cpu, "bytes": job.size, "peak": peak_mib(), "before": before}


def run_plain(form: str, expected: int) -> dict[str, Any]:
    clerk()
    began, cpu = time.perf_counter(), time.process_time()
    count = _write_plain_csv() if form == "csv" else _write_plain_workbook()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if count != expected:
        raise RuntimeError("rows are missing")
    return {"seconds": seconds, "cpu": cpu, "peak": peak_mib()}


def _plain_rows() -> Iterator[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        while rows := cursor.fetchmany(2000):
            yield from rows


def _write_plain_csv() -> int:
    page, count = io.StringIO(newline=""), 0
    writer = csv.writer(page, quoting=csv.QUOTE_ALL)
    for row in _plain_rows():
        writer.writerow(row)
        count += 1
        if page.tell() > 2**16:
            page.getvalue().encode()
            page.seek(0)
            page.truncate()
    return count


def _write_plain_workbook() -> int:
    from openpyxl import Workbook

    book, count = Workbook(write_only=True), 0
    sheet = book.create_sheet()
    for count, row in enumerate(_plain_rows(), 1):  # noqa: B007 - how many there were
        sheet.append([value if value is None or isinstance(value, int) else str(value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
    return count
