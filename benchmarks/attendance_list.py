"""attendance-list as a workbook, beside the same rows as csv."""

import time
from typing import Any

from benchmarks.report import Report
from benchmarks.stage import ENGINES, prepared
from benchmarks.tally import peak_mib

ROWS = 100_000


def measure(report: Report, *, quick: bool) -> None:
    size = 10_000 if quick else ROWS
    report.head(
        "attendance-list",
        f"{size:,} rows × 13 columns, handed out as the API does, each form in its own process; peak is that process's, Django included.",
    )
    rows = []
    for engine in ENGINES:
        with prepared(engine) as base:
            stage = base.stage("list")
            stage.run("benchmarks.years:fill", attendances=size)
            xlsx, csv = (stage.run("benchmarks.attendance_list:run", form=form, expected=size) for form in ("xlsx", "csv"))
        for form, found in (("xlsx", xlsx), ("csv", csv)):
            ratio = f"{xlsx['seconds'] / csv['seconds']:.1f}" if form == "xlsx" else "1"
            rows.append(
                [
                    engine,
                    form,
                    *(f"{found[key]:.1f}" for key in ("seconds", "cpu")),
                    ratio,
                    found["peak"],
                    found["before"],
                    f"{found['bytes'] / 2**20:.1f}",
                ]
            )
        report.say(f"{engine}: xlsx {xlsx['seconds']:.1f} s, csv {csv['seconds']:.1f} s")
    report.table("A workbook beside csv", ["engine", "form", "seconds", "CPU s", "÷ csv", "peak MiB", "MiB before", "file MiB"], rows)


def run(form: str, expected: int) -> dict[str, Any]:
    from accounts.models import User
    from exports.handing_out import hand_out
    from exports.models import ExportRecord
    from exports.reports import table_of

    clerk, before, began, cpu = User.objects.get(username="clerk"), peak_mib(), time.perf_counter(), time.process_time()
    response = hand_out(table_of("attendance-list", clerk, {}), form, clerk)
    size = sum(map(len, response))  # type: ignore[arg-type]
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if ExportRecord.objects.get().rows != expected:
        raise RuntimeError("rows are missing")
    ExportRecord.objects.all().delete()
    return {"seconds": seconds, "cpu": cpu, "bytes": size, "peak": peak_mib(), "before": before}
