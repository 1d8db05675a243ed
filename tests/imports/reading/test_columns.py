"""What a column is by its head, in the forms in which machines, schools and online forms write it, and what its cells say."""

from datetime import date
from typing import Any

import pytest

from imports.reader.grid import Sheet
from imports.reading.cells.births import parse_birth
from imports.reading.cells.name_cells import numbered_names, parse_name
from imports.reading.entries import RosterEntry, read_entries
from imports.reading.heads import IGNORED, field_of
from imports.reading.layout import find_layout

TODAY = date(2026, 5, 20)
HEADS = {
    "number": "S/N|Seq|Ordinal No.", "full_name": "Họ, chữ đệm, tên|Tên đầy đủ|Name of participant|Participant|TenHS|ten_day_du|Student's full name|Cấp bậc, họ và tên",
    "middle_name": "Middle|Chữ lót", "birth": "Year of birth|YOB|Tuổi/Năm sinh|Birth year", "gender": "M/F|Sex", "ethnic_group": "Nhóm dân tộc|Race",
    "national_id": "Mã số định danh cá nhân|Số ĐDCN|Số thẻ căn cước", "phone": "Contact number|Contact|Student's phone", "note": "Remarks|Comments",
    "position": "Job title|Occupation|Nhiệm vụ", "organisation": "School|Company|Workplace|Phòng/Ban", "class_name": "Lớp đang học|Grade/Class",
    "commune": "Commune/Ward|Place of residence|Nơi đăng ký thường trú", "village": "Ấp|Khối phố|Village", "district": "District|Quận/Huyện",
    "province": "Tỉnh|Tỉnh/Thành phố|Province|TinhThanh|Tỉnh/TP",
    IGNORED: "Số báo danh|SBD|Số hiệu|Quốc tịch|Nationality|Tiền lương|Wage|Mã định danh trường|Start time|Số BHXH|Parent's phone|Đối tượng ưu tiên|Hộ nghèo",
}  # fmt: skip


def read(rows: list[list[Any]], merges: str = "") -> list[RosterEntry]:
    """Return the people of a sheet. `merges`: 'row column row column', from 0."""
    merged = [tuple(map(int, merges.split()))] if merges else []
    [block] = find_layout(Sheet("DS", rows, merges=merged)).blocks  # type: ignore[arg-type]
    return list(read_entries(block, TODAY))


@pytest.mark.parametrize(("head", "field"), [(head, field) for field, heads in HEADS.items() for head in heads.split("|")])
def test_a_head_is_known(head: str, field: str) -> None:
    assert field_of(head) == field


@pytest.mark.parametrize(
    ("head", "first", "second", "merges"),
    [
        (["Họ", "Đệm 1", "Đệm 2", "Tên"], ["Phạm", "Thị", "Ngọc", "Hoa"], ["Phạm", "Văn", "Minh", "Hoa"], ""),
        (["Họ và tên", None, None], ["Phạm Thị", "Ngọc", "Hoa"], ["Phạm Văn", "Minh", "Hoa"], "0 0 0 2"),
        (["Họ và tên", None], ["Phạm Thị Ngọc", "Hoa"], ["Phạm Văn Minh", "Hoa"], "0 0 0 1"),
        (["Họ và tên", None], ["Phạm Thị Ngọc", "Hoa"], ["Phạm Văn Minh", "Sơn"], ""),
    ],
)
def test_no_part_of_a_name_is_lost_in_columns_without_a_head(head: list[Any], first: list[Any], second: list[Any], merges: str) -> None:
    entries = read([[*head, "Năm sinh"], [*first, 1980], [*second, 1980]], merges)
    assert [entry.full_name for entry in entries] == [" ".join(first), " ".join(second)]


def test_what_stands_behind_a_whole_name_is_no_part_of_it() -> None:
    rows = [["Họ và tên", None, "Năm sinh"], ["Phạm Thị Hoa", "Kinh", 1980], ["Đinh Văn Bút", "Hrê", 1981], ["Hồ Thị Lý", "Co", 1982]]
    assert [entry.full_name for entry in read(rows)] == ["Phạm Thị Hoa", "Đinh Văn Bút", "Hồ Thị Lý"]


@pytest.mark.parametrize(("number", "last4"), [("5112345678", []), ("051180001234", ["1234"])])
def test_a_code_of_a_school_is_no_card_though_its_head_may_mean_one(number: str, last4: list[str]) -> None:
    [entry] = read([["Mã định danh", "Họ và tên", "Năm sinh"], [number, "Phạm Thị Hoa", 1980]])
    assert [entry.national_id[-4:] for _ in last4 if entry.national_id] == last4
    assert not entry.problems


@pytest.mark.parametrize(
    ("written", "name", "gender"),
    [
        ("Bà Tống Thị Mai", "Tống Thị Mai", "F"), ("Ông Quảng Đức Minh", "Quảng Đức Minh", "M"), ("Đ/c Giàng A Sính", "Giàng A Sính", None),
        ("ThS.BS Lê Thị Hòa", "Lê Thị Hòa", None), ("PGS.TS Phạm Thị Hà", "Phạm Thị Hà", None), ("BS CK1 Phạm Thị Hà", "Phạm Thị Hà", None),
        ("(Bà) Đinh Thị Rơ", "Đinh Thị Rơ", "F"), ("Thượng úy CN Đinh Văn Bền", "Đinh Văn Bền", None), ("Trung tá, Ma Văn Tâm", "Ma Văn Tâm", None),
        ("Thầy giáo Đinh Văn Bền", "Đinh Văn Bền", "M"), ("Ông Ích Khiêm", "Ông Ích Khiêm", None), ("Anh Đức", "Anh Đức", None),
        ("Ông Thị Kim Liên", "Ông Thị Kim Liên", None), ("Phạm Thị Bà", "Phạm Thị Bà", None), ("Đinh Thị Mẫu (Nữ)", "Đinh Thị Mẫu", "F"),
        ("Ông/Bà Phạm Văn Rê", "Phạm Văn Rê", None), ("Đinh Văn Bền, Trung tá", "Đinh Văn Bền", None), ("Cô Lục Thị Thu", "Lục Thị Thu", "F"),
    ],
)  # fmt: skip
def test_a_title_is_no_part_of_a_name_and_a_family_name_is(written: str, name: str, gender: str | None) -> None:
    parsed = parse_name(written)
    assert (parsed.name, parsed.gender) == (name, gender)


@pytest.mark.parametrize(
    "cell",
    [
        "1. Phạm Thị Hoa\n2. Đinh Văn Bút", "1. Phạm Thị Hoa; 2. Đinh Văn Bút", "1/ Phạm Thị Hoa 2/ Đinh Văn Bút", "- Phạm Thị Hoa\n- Đinh Văn Bút",
        "(1) Phạm Thị Hoa\n\n(2) Đinh Văn Bút", "+ Phạm Thị Hoa\n+ Đinh Văn Bút",
    ],
)  # fmt: skip
def test_a_cell_that_counts_its_names_holds_that_many(cell: str) -> None:
    assert numbered_names(cell) == ["Phạm Thị Hoa", "Đinh Văn Bút"]


@pytest.mark.parametrize(
    "cell",
    ["1. Phạm Thị Hoa", "Phạm Thị\nHoa", "Phạm Thị Hoa - Trưởng thôn", "1. Phạm Thị Hoa\n3. Đinh Văn Bút", "- Phạm Thị Hoa\n- Trưởng thôn"],
)
def test_and_any_other_holds_one(cell: str) -> None:
    assert numbered_names(cell) == []


def test_a_name_in_small_letters_gets_its_capitals_and_a_word() -> None:
    [entry] = read([["Họ và tên", "Năm sinh"], ["đinh thị h'hoa", 1980]])
    assert (entry.full_name, [problem.code for problem in entry.problems]) == ("Đinh Thị H'Hoa", ["was_in_small_letters"])


@pytest.mark.parametrize(
    "cell",
    [
        "25-Mar-1980",
        "Mar 25, 1980",
        "25 March 1980",
        "25/Th3/1980",
        "25 thg 3, 1980",
        "29305",
        "25/03/1980, Quảng Ngãi",
        "25/3/1980 - Ba Tơ",
    ],
)
def test_a_day_is_kept_with_its_month_in_words_as_a_serial_that_became_text_or_before_a_place(cell: str) -> None:
    assert parse_birth(cell, TODAY).day == date(1980, 3, 25)


@pytest.mark.parametrize("heads", [("Ngày, tháng", "Năm sinh"), ("Năm sinh", "Ngày, tháng sinh"), ("Ngày sinh", "Năm sinh")])
def test_day_and_month_beside_the_year_are_one_day(heads: tuple[str, str]) -> None:
    values = [1980 if head == "Năm sinh" else "25/3" for head in heads]
    [entry] = read([["Họ và tên", *heads], ["Phạm Thị Hoa", *values]])
    assert (entry.birth_date, entry.problems) == (date(1980, 3, 25), [])


def test_of_two_columns_for_the_name_that_is_read_in_which_names_stand() -> None:
    [entry] = read([["ID", "Name", "Họ và tên của bạn?", "Năm sinh"], [1, "", "Phạm Thị Hoa", 1980]])
    assert entry.full_name == "Phạm Thị Hoa"


def test_a_mark_is_no_office() -> None:
    rows = [
        ["Họ và tên", "Đối tượng", "Chức vụ"],
        ["Phạm Thị Hoa", "X", "Trưởng thôn"],
        ["Đinh Văn Bút", "x", ""],
        ["Hồ Thị Liễu", "", "Già làng"],
    ]
    assert [entry.position for entry in read(rows)] == ["Trưởng thôn", "", "Già làng"]


def test_a_birth_in_english_columns_is_read_whatever_their_order() -> None:
    [entry] = read([["No", "Full name", "Month", "Day", "Year"], [1, "Phạm Thị Hoa", 3, 25, 1980]])
    assert entry.birth_date == date(1980, 3, 25)
