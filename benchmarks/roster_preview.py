"""A roster of 20,000 people: from the bytes to the preview in the database, then the commit, beside merely reading the file."""

import io
import random
import resource
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl

from benchmarks.duplicates import FAMILY, GIVEN, MIDDLE
from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import Engines
from benchmarks.tally import peak_mib

ROWS = {Extent.FULL: 20_000, Extent.QUICK: 2_000, Extent.SMALLEST: 20}
HEADS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Chức vụ", "Xã", "Điện thoại", "CCCD", "Ghi chú")
SHOWN = ["engine", "rows", "step", "seconds", "CPU s", "÷ reading", "peak MiB"]


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    size = ROWS[extent]
    report.head(
        "Previewing a roster",
        f"{size:,} rows × 10 columns as xlsx, one worker. Reading: the child process alone. Preview: reading, columns, places, groups, "
        "duplicates, matching, and the rows in the database (aim: 5 s and 300 MiB). Again: after one row was left out. Commit: everybody "
        "and their passes. Plain csv: the preview of seven of the columns (1.4 MB; aim: 3 s of CPU). CPU s: with the child's.",
    )
    rows = []
    for prepared in engines:
        engine, steps = prepared.engine, prepared.stage("rosters").run("benchmarks.roster_preview:run", size=size)
        for step, (seconds, cpu, peak) in steps.items():
            rows.append([engine, f"{size:,}", step, f"{seconds:.1f}", f"{cpu:.1f}", f"{seconds / steps['reading'][0]:.1f}", f"{peak:.0f}"])
            report.say(f"{engine}, {step}: {seconds:.1f} s")
    report.table("From the file to the list", SHOWN, rows)


def make_session() -> tuple[Any, Any]:
    """Return an open training session and an organiser."""
    from django.conf import settings
    from django.utils import timezone

    from accounts.actions import add_user, grant_role
    from accounts.roles import Role
    from places.models import Unit
    from training.actions import record_session
    from training.models import TrainingSession

    day = date(2024, 5, 20)
    province = Unit.objects.get(code=settings.SERVED_PROVINCE, level="province", valid_to=None)
    district = Unit.objects.in_province_served().valid_on(day).get(name="Ba Tơ", level="district")
    clerk = add_user(username="clerk", full_name="Chuyên viên", password="Mật khẩu để đo 1")
    grant_role(clerk, role=Role.ORGANISER, unit=province, by=None, at=timezone.now())
    session = TrainingSession(title="Lớn", unit=district, starts_on=day, ends_on=day, status="open")
    return record_session(session, topics=["Luật"], by=clerk), clerk


def run(size: int) -> dict[str, tuple[float, float, float]]:
    from django.utils import timezone

    from imports import actions
    from imports.commit import commit_roster
    from imports.files.reader_process import read_workbook

    session, clerk = make_session()
    content, now = roster(size), timezone.now()
    kept = actions.receive(session, content=content, file_name="lon.xlsx", by=clerk, at=now)
    plain = actions.receive(session, content=plain_csv(size), file_name="lon.csv", by=clerk, at=now)
    plain_seconds = timed(lambda: actions.make_preview(plain, by=clerk, at=now))  # before anybody is on record
    return {
        "reading": timed(lambda: read_workbook(content)),
        "preview": timed(lambda: actions.make_preview(kept, by=clerk, at=now)),
        "again": timed(lambda: actions.choose(kept, {"rows": {"DS!5": {"exclude": True}}}, by=clerk, at=now)),
        "commit": timed(lambda: commit_roster(kept, by=clerk, at=now)),
        "plain csv": plain_seconds,
    }


def timed(step: Any) -> tuple[float, float, float]:
    started, cpu = time.perf_counter(), _cpu_seconds()
    step()
    return time.perf_counter() - started, _cpu_seconds() - cpu, peak_mib()


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of the readers that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def roster(size: int) -> bytes:
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("DS")
    sheet.append(HEADS)
    for line in _lines(size):
        sheet.append(line)
    book.save(stream)
    return stream.getvalue()


def plain_csv(size: int) -> bytes:
    """Return the same people without offices and card numbers."""
    lines = [HEADS, *((*line[:2], f"{line[2]:%d/%m/%Y}", *line[3:]) for line in _lines(size))]
    return "\n".join(";".join(map(str, (*line[:5], *line[6:8]))) for line in lines).encode()


def _lines(size: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(7)
    for n in range(size):
        name = " ".join(chance.choice(part) for part in (FAMILY, MIDDLE, MIDDLE, GIVEN))
        born = date(1950 + n % 50, 1 + n % 12, 1 + n % 28)
        place = chance.choice(("Ba Vì", "Ba Tiêu", "Ba Xa", "Ba Tô", "Ba Nam"))
        gender, card = chance.choice(("Nam", "Nữ")), f"0510{born.year % 100:02}{n:06}"
        yield n + 1, name, born, gender, "Hrê", "Trưởng thôn", place, f"09{n:08}", card, None
