"""attendance-list as a workbook, beside the same rows as csv."""

import time
from typing import Any

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import Engines
from benchmarks.tally import clerk, peak_mib

ROWS = {Extent.FULL: 100_000, Extent.QUICK: 10_000, Extent.SMALLEST: 5_000}


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    size = ROWS[extent]
    report.head(
        "attendance-list",
        f"{size:,} rows × 13 columns, handed out as the API does, each form in its own process; peak is that process's, Django included.",
    )
    rows = []
    for prepared in engines:
        engine, stage = prepared.engine, prepared.stage("list")
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
    from people.models import Disclosure

    client = clerk()
    before, began, cpu = peak_mib(), time.perf_counter(), time.process_time()
    size = sum(map(len, client.get(f"/api/v1/reports/attendance-list.{form}")))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if Disclosure.objects.latest("pk").people != expected:
        raise RuntimeError("rows are missing")
    return {"seconds": seconds, "cpu": cpu, "bytes": size, "peak": peak_mib(), "before": before}
