"""Below a head: who is a person though the name is a word for an office, and what is nobody though it looks like a name."""

from typing import Any

import pytest

from imports.reader.grid import Sheet
from imports.reading.blocks import Lexicon
from imports.reading.layout import find_layout
from vietnamese.text import clean

LEXICON = Lexicon(communes=frozenset({"ba tơ", "ba vì"}), groups=frozenset({"hre", "kinh"}))
NUMBERED = ["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Xã", "Ghi chú"]
PEOPLE = [[1, "Phạm Thị Hoa", 1980, "Hrê", "Ba Vì"], [2, "Đinh Văn Bút", 1981, "Kinh", "Ba Tơ"], [3, "Hồ Thị Liễu", 1982, "Hrê", "Ba Vì"]]
NAMES = ["Phạm Thị Hoa", "Đinh Văn Bút", "Hồ Thị Liễu"]


def read(rows: list[list[Any]]) -> tuple[list[str], dict[int, str]]:
    """Return the names of the people, and row → kind of the lines that are nobody."""
    [block] = find_layout(Sheet("DS", rows), lexicon=LEXICON).blocks
    people = [clean(str(row.cells[block.fields["full_name"]])) for row in block.rows]
    return people, {row: kind for row, kind, _text in block.left_out}


@pytest.mark.parametrize(
    "name", ["Ban Minh Thu", "Đoàn Minh Thu", "Xa Minh Thu", "Tổ Minh Thu", "Thôn Minh Thu", "Cộng Minh Thu", "Tổng Minh Thu", "BAN THU"]
)
def test_a_family_name_that_is_a_word_for_an_office_is_a_name_where_its_number_goes_on(name: str) -> None:
    people, nobody = read([["STT", "Họ và tên", "Năm sinh"], *PEOPLE, [4, name], [5, "Phạm Văn Lía"]])
    assert (people, nobody) == ([*NAMES, name, "Phạm Văn Lía"], {})


@pytest.mark.parametrize(
    "name", ["Ban Minh Thu", "Đoàn Minh Thu", "Xa Minh Thu", "Cộng Minh Thu", "Tổng Minh Thu", "Hội Văn Bé", "Đoàn Viên"]
)
@pytest.mark.parametrize("beside", [("Lớp", "9A"), ("Chức vụ", "Kế toán"), ("Dân tộc", "Hrê"), ("Năm sinh", 1980)])
def test_and_where_something_stands_beside_it_as_beside_the_others(name: str, beside: tuple[str, Any]) -> None:
    head, value = beside
    people, nobody = read([["Họ và tên", head], *[[text, value] for text in (*NAMES, name, "Phạm Văn Lía")]])
    assert (people, nobody) == ([*NAMES, name, "Phạm Văn Lía"], {})


def test_and_among_names_that_all_stand_alone() -> None:
    names = [*NAMES, "Ban Minh Thu", "Thôn Văn Nam", "Hội Văn Bé", "Tổng Minh Thu", "Phạm Văn Lía"]
    people, nobody = read([["Họ và tên", "Ghi chú"], *[[name, None] for name in names]])
    assert (people, nobody) == (names, {})


@pytest.mark.parametrize(
    "line",
    ["Ban Dân tộc", "BAN CHỈ HUY QUÂN SỰ", "Đoàn Thanh niên", "Hội Nông dân", "Tổ Dân phố", "Thôn Làng Rêu", "Tổng cộng", "CỘNG TRANG"],
)
def test_an_office_a_village_or_a_sum_alone_is_nobody(line: str) -> None:
    people, nobody = read([NUMBERED, *PEOPLE[:2], [None, line], [1, *PEOPLE[2][1:]]])
    assert people == NAMES and list(nobody) == [4]


def test_who_holds_an_office_is_somebody_though_the_office_stands_first() -> None:
    offices = ["Giám đốc", "Kế toán", "Chủ tịch"]
    people, nobody = read([["Chức vụ", "Họ và tên", "Ghi chú"], *[[office, name] for office, name in zip(offices, NAMES, strict=True)]])
    assert (people, nobody) == (NAMES, {})


@pytest.mark.parametrize(
    "signatures",
    [
        [[None, "BÍ THƯ ĐOÀN", None, "GVCN", None, "HIỆU TRƯỞNG"], [None, "Đinh Thị Lập", None, "Hồ Văn Chủ", None, "Phạm Văn Ký"]],
        [[None, "TRƯỞNG THÔN", None, None, "XÁC NHẬN CỦA UBND XÃ"], [None, "Đinh Văn Thôn", None, None, "Phạm Văn Ký"]],
        [[None, "Đinh Thị Lập", None, None, "Phạm Văn Ký"]],
        [[None, None, None, None, "Ba Tơ, ngày 1/5/2026"], [None, "Đinh Thị Lập", None, None, "Phạm Văn Ký"]],
        [[None, None, None, "TM. ỦY BAN NHÂN DÂN"], [None, None, None, "Phạm Văn Ký"]],
    ],
)
def test_who_signs_below_the_list_is_nobody(signatures: list[list[Any]]) -> None:
    people, nobody = read([NUMBERED, *PEOPLE, [], *signatures])
    assert people == NAMES and set(nobody.values()) == {"foot"}


def test_who_comes_late_below_a_sum_is_somebody_without_a_number_too() -> None:
    late = [[None, "Đinh Văn Sau", None, "Hrê", "Ba Tơ"], [None, "Phạm Văn Lía", None, None, "Ba Vì", "Trưởng thôn"]]
    people, nobody = read([NUMBERED, *PEOPLE, [None, "Tổng cộng: 3 người"], *late])
    assert people == [*NAMES, "Đinh Văn Sau", "Phạm Văn Lía"] and nobody == {5: "total"}


@pytest.mark.parametrize(
    "index",
    [
        ["1", "1", "2", "3", "5", "8"],
        ["A", "B", 1, 2, 3],
        [1, 2, 3, 4, 5, "6=4+5"],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["[1]", "[2]", "[3]"],
    ],
)
def test_a_row_of_numbers_of_the_columns_is_nobody(index: list[Any]) -> None:
    people, nobody = read([NUMBERED, index, *PEOPLE])
    assert (people, nobody) == (NAMES, {2: "index"})
