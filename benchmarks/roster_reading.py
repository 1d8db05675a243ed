"""Reading a roster: from the bytes of a file to its grid in the server, through the child process."""

import io
import resource
import subprocess
import sys
import time
from datetime import date
from typing import Any

import openpyxl
import xlwt
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import ROOT, Engines

ROWS = {Extent.FULL: 20_000, Extent.QUICK: 2_000, Extent.SMALLEST: 20}
ROUNDS = {Extent.FULL: 3, Extent.QUICK: 3, Extent.SMALLEST: 1}
HEAD = ("TT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại", "CCCD", "Chức vụ", "Ghi chú")
BARE = "import io, sys, python_calamine as c; c.load_workbook(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0).to_python()"


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    size = ROWS[extent]
    report.head(
        "Reading a roster",
        f"{size:,} rows × 10 columns, each reading in a process of its own, the best of {ROUNDS[extent]}. Bare calamine: a process "
        "that reads the same xlsx and throws the values away. Peak is that of the child; seconds are those of the caller, who ends "
        "with the grid.",
    )
    files = {"xlsx": _xlsx(size), "xlsx in .VnTime": _xlsx(size, font=".VnTime"), "xls": _xls(size), "csv": _csv(size)}
    bare, rows = None, []
    for name, content in {"bare calamine, xlsx": files["xlsx"], **files}.items():
        seconds, cpu, peak = _best(content, "bare" if bare is None else "whole", rounds=ROUNDS[extent])
        bare = bare or seconds
        rows.append([name, f"{seconds:.2f}", f"{seconds / bare:.1f}", f"{cpu:.2f}", peak, f"{len(content) / 2**20:.1f}"])
        report.say(f"{name}: {seconds:.2f} s")
    report.table("From bytes to grid", ["what", "seconds", "÷ calamine", "child's CPU s", "child's peak MiB", "file MiB"], rows)


def _best(content: bytes, way: str, *, rounds: int) -> tuple[float, float, int]:
    """Return seconds, CPU seconds and peak MiB of the quickest round.

    Each round is a small process of our own, whose only child is the one to measure.
    """
    command = [sys.executable, "-m", "benchmarks.roster_reading", way]
    printed = [subprocess.run(command, input=content, capture_output=True, cwd=ROOT, check=True).stdout.split() for _ in range(rounds)]
    seconds, cpu, peak = min(printed, key=lambda words: float(words[0]))
    return float(seconds), float(cpu), int(peak)


def _lines(size: int) -> list[tuple[Any, ...]]:
    return [
        (
            n + 1,
            f"Đinh Văn Rê {n}",
            date(1960 + n % 40, 1 + n % 12, 1 + n % 28),
            "Nam",
            "Hrê",
            "Ba Vì",
            f"09{n:08}",
            f"051{n:09}",
            "Trưởng thôn",
            f"{n}",
        )
        for n in range(size)
    ]


def _xlsx(size: int, font: str = "") -> bytes:
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("DS")
    sheet.append(HEAD)
    for line in _lines(size):
        if font:
            name = WriteOnlyCell(sheet, "§inh V¨n Rª")
            name.font = Font(name=font)
            sheet.append((line[0], name, *line[2:]))
        else:
            sheet.append(line)
    book.save(stream)
    return stream.getvalue()


def _xls(size: int) -> bytes:
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet, day = book.add_sheet("DS"), xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for row, line in enumerate([HEAD, *_lines(size)]):
        for column, value in enumerate(line):
            sheet.write(row, column, value, day) if isinstance(value, date) else sheet.write(row, column, value)
    book.save(stream)
    return stream.getvalue()


def _csv(size: int) -> bytes:
    return "\n".join(";".join(map(str, line)) for line in [HEAD, *_lines(size)]).encode()


def read_and_tell(way: str) -> None:
    from imports.files.reader_process import read_workbook

    content, began = sys.stdin.buffer.read(), time.perf_counter()
    if way == "bare":
        subprocess.run([sys.executable, "-c", BARE], input=content, check=True)
    else:
        read_workbook(content)
    seconds, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


if __name__ == "__main__":
    read_and_tell(sys.argv[1])
