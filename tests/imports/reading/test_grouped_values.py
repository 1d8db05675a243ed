"""What an empty cell below a value means: the same as above where the list is written in groups, nothing where rows have their own."""

from datetime import date
from typing import Any

import pytest

from imports.reader.grid import Sheet
from imports.reading.entries import read_entries
from imports.reading.layout import find_layout
from tests.imports.conftest import Desk, codes
from tests.imports.made_files import rows_xlsx

NAMES = ["Phạm Thị Hoa", "Đinh Văn Bút", "Hồ Thị Liễu", "Phạm Văn Lía", "Đinh Thị Mai", "Hồ Văn Sơn"]
TODAY = date(2026, 5, 20)
SECTION = object()  # a line that names no commune


def people(values: list[Any]) -> list[list[Any]]:
    """Return a numbered row for each value, with a line of a section for SECTION."""
    names = iter(enumerate(NAMES, 1))
    return [["I", "Đại biểu"] if value is SECTION else [*next(names), 1980, value] for value in values]


@pytest.mark.parametrize("head", ["Xã", "Đơn vị", "Lớp"])
@pytest.mark.parametrize(
    ("values", "meant"),
    [
        (["Ba Vì", "Ba Xa", None, "Ba Tơ", "Ba Vì", "Ba Xa"], {3: None}),
        (["Ba Vì", None, None, "Ba Xa", None, None], {2: "Ba Vì", 3: "Ba Vì", 5: "Ba Xa", 6: "Ba Xa"}),
        (["Ba Vì", None, "Ba Xa", None, "Ba Tơ"], {2: "Ba Vì", 4: "Ba Xa"}),
        (["Ba Vì", None, None, None, None, None], {6: "Ba Vì"}),
        (["Ba Vì", None, "Ba Vì", None, "Ba Xa", None], {2: None, 4: None, 6: None}),  # each row that knows it says so
        (["Ba Vì", "Ba Xa", "Ba Tơ", None, None, None], {4: None, 5: None, 6: None}),
        ([None, "Ba Vì", None, None, "Ba Xa", None], {1: None, 3: None, 6: None}),
        ([SECTION, "Ba Vì", None, None, SECTION, "Ba Xa", None, None], {2: "Ba Vì", 5: "Ba Xa"}),
        ([SECTION, "Ba Vì", None, None, SECTION, None, None, None], {2: None, 4: None, 6: None}),
    ],
)
def test_an_empty_cell_means_the_value_above_only_in_a_list_of_groups(head: str, values: list[Any], meant: dict[int, str | None]) -> None:
    sheet = Sheet("DS", [["STT", "Họ và tên", "Năm sinh", head], *people(values)])
    [block] = find_layout(sheet).blocks
    read = dict(enumerate(read_entries(block, TODAY), 1))
    written = {number: entry.commune_text or entry.organisation or entry.class_name or None for number, entry in read.items()}
    assert {number: written[number] for number in meant} == meant
    carried = {number for number, entry in read.items() if any(problem.code == "carried_down" for problem in entry.problems)}
    assert carried >= {number for number, value in meant.items() if value}
    assert not carried & {number for number, value in meant.items() if value is None}


@pytest.mark.django_db
def test_a_row_without_a_commune_among_rows_with_one_is_said(desk: Desk) -> None:
    rows = desk.hand_in(rows_xlsx([["UBND XÃ BA VÌ"], ["STT", "Họ và tên", "Năm sinh", "Xã"], *people(["Ba Xa", "Ba Vì", None, "Ba Xa"])]))[
        "rows"
    ]
    assert [row["data"]["commune"] for row in rows] == ["Ba Xa", "Ba Vì", "Ba Vì", "Ba Xa"]
    assert ["commune_unsaid" in codes(row) for row in rows] == [False, False, True, False]
