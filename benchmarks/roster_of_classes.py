"""A roster as a school sends it: a sheet a class, each with titles, a head of two rows, lines between the people and signatures below."""

import io
import random
from collections.abc import Iterator
from typing import Any

import openpyxl

from benchmarks.duplicates import FAMILY, GIVEN, MIDDLE
from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.roster_preview import make_session, timed
from benchmarks.stage import Engines

SIZES = {Extent.FULL: (5_366, 43), Extent.QUICK: (1_000, 12), Extent.SMALLEST: (20, 2)}  # people, sheets
TITLES = (
    ("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("TRƯỜNG THCS BA TƠ", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"),
    (),
    ("DANH SÁCH HỌC SINH THAM GIA NGOẠI KHÓA PHÁP LUẬT",),
    ("(Kèm theo Công văn số     /THCS ngày    tháng 5 năm 2024)",),
)
HEAD = (
    "STT",
    "Mã định danh Bộ GD&ĐT",
    "Họ và tên",
    None,
    "Ngày, tháng, năm sinh",
    "Giới tính",
    "Dân tộc",
    "Nơi ở",
    "SĐT phụ huynh",
    "Vắng 06/05/2024",
)
SUB_HEAD = (None, None, "Họ và tên đệm", "Tên")
MERGES = ("A4:J4", "A6:A7", "B6:B7", "C6:D6", "E6:E7", "F6:F7", "G6:G7", "H6:H7", "I6:I7", "J6:J7")
FOOT = (
    (),
    (None, None, None, None, None, None, None, "Ba Tơ, ngày 5 tháng 5 năm 2024"),
    (None, None, "Người lập bảng", None, None, None, None, "HIỆU TRƯỞNG"),
    (None, None, "(Ký, ghi rõ họ tên)"),
    (),
    (None, None, "Phạm Thị Lập", None, None, None, None, "Đinh Văn Ký"),
)


def measure(report: Report, *, engines: Engines, extent: Extent) -> None:
    people, sheets = SIZES[extent]
    report.head(
        "Previewing a school's roster",
        f"{people:,} people on {sheets} sheets, each with an address in words of its own and a day of birth as text, as xlsx, one worker "
        "(aim: 5 s of CPU). CPU s: with the child's.",
    )
    rows = []
    for prepared in engines:
        steps = prepared.stage("classes").run("benchmarks.roster_of_classes:run", people=people, sheets=sheets)
        for step, (seconds, cpu, peak) in steps.items():
            rows.append([prepared.engine, f"{people:,}", step, f"{seconds:.1f}", f"{cpu:.1f}", f"{peak:.0f}"])
            report.say(f"{prepared.engine}, {step}: {seconds:.1f} s")
    report.table("From many sheets to one preview", ["engine", "people", "step", "seconds", "CPU s", "peak MiB"], rows)


def run(people: int, sheets: int) -> dict[str, tuple[float, float, float]]:
    from django.utils import timezone

    from imports import actions

    session, clerk = make_session()
    now = timezone.now()
    kept = actions.receive(session, content=roster_of_classes(people, sheets), file_name="truong.xlsx", by=clerk, at=now)
    steps = {"preview": timed(lambda: actions.make_preview(kept, by=clerk, at=now))}
    if kept.rows.count() != people:
        raise AssertionError(f"{kept.rows.count()} rows of {people} people")
    return steps


def roster_of_classes(people: int, sheets: int) -> bytes:
    book, chance, stream = openpyxl.Workbook(), random.Random(11), io.BytesIO()
    book.remove(book.worksheets[0])
    for number in range(sheets):
        size = people // sheets + (number < people % sheets)
        sheet = book.create_sheet(f"Lớp {6 + number // 12}A{1 + number % 12}")
        for row in (
            *TITLES,
            HEAD,
            SUB_HEAD,
            tuple(range(1, 11)),
            *_lines(size, chance),
            (None, None, f"Tổng cộng: {size} học sinh"),
            *FOOT,
        ):
            sheet.append(row)
        for cells in MERGES:
            sheet.merge_cells(cells)
    book.save(stream)
    return stream.getvalue()


def _lines(size: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Yield the pupils of a class, with a line above every group of them."""
    for n in range(size):
        if n % 12 == 0:
            yield (None, None, f"Tổ {n // 12 + 1}")
        names = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(MIDDLE)}"
        birth = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{2009 + chance.randrange(4)}"
        commune = chance.choice(
            ("xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi", "xã Ba Xa, Ba Tơ, Quảng Ngãi", "Phường An Phú, TP Thuận An, Bình Dương")
        )
        address = f"Số {chance.randrange(900)}, thôn {chance.choice(('Làng Rêu', 'Nước Y', 'Gò Lế'))}, {commune}"
        code, phone = f"51{chance.randrange(10**8):08}", f"09{chance.randrange(10**8):08}"
        yield n + 1, code, names, chance.choice(GIVEN), birth, chance.choice(("Nam", "Nữ")), "Hrê", address, phone, None
