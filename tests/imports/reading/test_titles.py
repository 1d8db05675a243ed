"""The class and the school of everybody in a sheet or below a line, by what stands above them or on the sheet's tab."""

from typing import Any

import openpyxl
import pytest

from imports.reading.titles import class_in_line, class_of_sheet, school_in_line
from tests.imports.conftest import Desk
from tests.imports.made_files import rows_xlsx, saved

HEAD = ["STT", "Họ và tên", "Ngày sinh"]


@pytest.mark.parametrize(
    ("line", "class_name"),
    [
        ("DANH SÁCH HỌC SINH LỚP 9/1 NĂM HỌC 2025-2026", "9/1"), ("Lớp: 8A2 - GVCN: Đinh Văn Bút", "8A2"), ("LỚP 9A2 THAM GIA HỘI THI", "9A2"),
        ("LỚP 5 NĂM HỌC 2025-2026", "5"), ("Lớp 10 Toán", "10 Toán"), ("Lớp 9A (12 em)", "9A"), ("Danh sách lớp 12C", "12C"),
        ("DANH SÁCH DỰ LỚP 2 NGÀY", ""), ("LỚP TẬP HUẤN KHÓA 2", ""), ("DANH SÁCH LỚP 45 ĐẠI BIỂU", ""), ("UBND XÃ BA VÌ", ""),
    ],
)  # fmt: skip
def test_a_title_says_a_class_where_it_names_one(line: str, class_name: str) -> None:
    assert class_in_line(line) == class_name


@pytest.mark.parametrize(
    ("name", "class_name"),
    [("6A", "6A"), ("Lớp 7.1", "7.1"), ("10 Toán", "10 Toán"), ("L12A3", "12A3"), ("Sheet1", ""), ("2026", ""), ("5", "")],
)
def test_so_does_the_name_of_a_sheet(name: str, class_name: str) -> None:
    assert class_of_sheet([], name) == class_name


@pytest.mark.parametrize(
    ("line", "is_school"),
    [
        ("THCS Ba Vì", True),
        ("Trường TH Ba Xa", True),
        ("TH&THCS Ba Xa", True),
        ("Mầm non Hoa Mai", True),
        ("TH 2026", False),
        ("Ba Vì", False),
    ],
)
def test_a_school_is_known_by_its_kind(line: str, is_school: bool) -> None:
    assert school_in_line(line) == (line if is_school else "")


@pytest.mark.django_db
def test_lines_of_schools_and_classes_hold_for_the_people_below_them(desk: Desk) -> None:
    lines: list[list[Any]] = [["Trường THCS Ba Vì"], ["Lớp 9A (2 em)"], [1, "Phạm Thị Hoa", 2011], ["Lớp 9B"], [1, "Hồ Thị Liễu", 2011]]
    lines += [["Trường TH Ba Xa"], [1, "Đinh Thị Mai", 2014], ["Lớp 5"], [2, "Phạm Thị Na", 2014]]
    rows = desk.hand_in(rows_xlsx([HEAD, *lines]))["rows"]
    assert [(row["data"]["organisation"], row["data"]["class_name"]) for row in rows] == [
        ("Trường THCS Ba Vì", "9A"), ("Trường THCS Ba Vì", "9B"), ("Trường TH Ba Xa", ""), ("Trường TH Ba Xa", "5"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_sheets_whose_heads_differ_in_a_day_are_read_together_and_tell_school_or_class(desk: Desk) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, title, day in (("6A", "TRƯỜNG THCS BA TƠ", "6/8"), ("THCS Ba Vì", "", "7/8")):
        sheet = workbook.create_sheet(name)
        for row in (
            [title],
            [*HEAD, f"Điểm danh {day}"],
            [1, f"Phạm Thị {name[-1:].upper()}u", 2012],
            [2, f"Hồ Văn {name[-1:].upper()}i", 2012],
        ):
            sheet.append(row)
    rows = desk.hand_in(saved(workbook))["rows"]
    assert [(row["data"]["organisation"], row["data"]["class_name"]) for row in rows] == [
        ("TRƯỜNG THCS BA TƠ", "6A"), ("TRƯỜNG THCS BA TƠ", "6A"), ("THCS Ba Vì", ""), ("THCS Ba Vì", ""),
    ]  # fmt: skip
