"""Lists in the forms in which offices, schools and online forms really write them, with invented people: each person in the file is read
as a careful clerk would enter them, nobody else is, and what was guessed is said.

Beside each file of `real_forms/` lies `.expected.json`: its people. A value that is null is not judged unless its key stands in `_null`;
`_warned` asks for a message on the row, `_province` for today's province of who lives in another one.
"""

import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.imports.conftest import Desk
from tests.imports.made_files import rows_xlsx
from vietnamese.text import clean

FILES = [path for path in sorted((Path(__file__).parent.parent / "real_forms").iterdir()) if path.suffix != ".json"]
COMPARED = {"gender": "gender", "birth_year": "birth_year", "birth_date": "birth_date", "ethnic_group": "ethnic_group", "phone": "phone"}
COMPARED |= {"unit": "commune", "_province": "province"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_session: Any, unit_called: Any, organiser: Any, desk_of: Any) -> Desk:
    """The organiser's desk, for a session in xã Ba Tơ of today."""
    day = date(2026, 5, 20)
    session: Desk = desk_of(organiser, make_session(unit=unit_called("Ba Tơ", "commune", day), starts_on=day))
    return session


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_list_in_a_real_form_reads_as_a_careful_clerk_reads_it(path: Path, desk: Desk) -> None:
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text())
    rows = desk.hand_in(path.read_bytes(), name=path.name)["rows"]
    read = [row for row in rows if row["action"] != "error"]
    assert Counter(row["data"]["full_name"] for row in read) >= Counter(clean(person["full_name"]) for person in expected)
    assert {row["data"]["full_name"] for row in read} == {clean(person["full_name"]) for person in expected}
    for person in expected:
        judged = [key for key in COMPARED if person.get(key) is not None or key in person.get("_null", [])]
        candidates = [row for row in rows if row["data"]["full_name"] == clean(person["full_name"])]
        assert [person.get(key) for key in judged] in [[row["data"][COMPARED[key]] for key in judged] for row in candidates]
        assert not person.get("_warned") or candidates[0]["problems"]


# rows of a sheet, then (full name, field, value) of what must be read
LISTS: dict[str, tuple[list[list[Any]], list[tuple[str, str, Any]]]] = {
    "a form of address beside the name tells the gender, a rank does not": (
        [["Tên gọi (Ông/Bà)", "Họ và tên", "Năm sinh"], ["Bà", "Phạm Thị Hoa", 1980], ["Thượng tá", "Đinh Văn Bút", 1981]],
        [("Phạm Thị Hoa", "gender", "F"), ("Đinh Văn Bút", "gender", None)],
    ),
    "ranks and degrees before a name are no part of it": (
        [["Họ và tên", "Năm sinh"], ["Thượng tá Đinh Văn Bút", 1980], ["ThS. Phạm Thị Hoa", 1981], ["Bà Hồ Thị Liễu", 1982]],
        [("Đinh Văn Bút", "gender", None), ("Phạm Thị Hoa", "birth_year", 1981), ("Hồ Thị Liễu", "gender", "F")],
    ),
    "sums and salaries are no telephone": (
        [["hoten", "namsinh", "luong", "sodienthoai"], ["Đinh Văn Bút", 1980, 905111222, "0912345678"]],
        [("Đinh Văn Bút", "phone", "0912345678")],
    ),
    "whole names beside their parts": (
        [["Họ và tên", "Họ", "Tên", "Năm sinh"], ["Phạm Thị Hoa", "Phạm", "Hoa", 1980], ["Đinh Văn Bút", "Đinh", "Bút", 1981]],
        [("Phạm Thị Hoa", "birth_year", 1980), ("Đinh Văn Bút", "birth_year", 1981)],
    ),
    "a head that nobody knows between the parts of a name": (
        [["Họ", "Chữ giữa", "Tên", "Năm sinh"], ["Phạm", "Thị", "Hoa", 1980], ["Đinh", "Văn", "Bút", 1981]],
        [("Phạm Thị Hoa", "birth_year", 1980)],
    ),
    "birth from the year to the day": (
        [["Họ và tên", "Năm sinh", "Tháng sinh", "Ngày sinh"], ["Phạm Thị Hoa", 1980, 12, 5]],
        [("Phạm Thị Hoa", "birth_date", "1980-12-05")],
    ),
    "a signature beside a name is still the end": (
        [["STT", "Họ và tên", "Lớp"], [1, "Phạm Thị Hoa", "9A"], [None, "Người lập biểu", "Hiệu trưởng"], [None, "Đinh Văn Bút", "Hồ Thị Liễu"]],
        [("Phạm Thị Hoa", "class_name", "9A")],
    ),
    "an accountant in a list without numbers": (
        [["Họ và tên", "Lớp", "Việc"], ["Phạm Thị Hoa", "9A", "Kế toán"], ["Đinh Văn Bút", "9B", "Giám đốc"], ["Tổng Văn Lía", "9B", ""]],
        [("Đinh Văn Bút", "class_name", "9B"), ("Tổng Văn Lía", "class_name", "9B")],
    ),
    "a card that has lost its zero, and a code that is none": (
        [["Họ và tên", "Số CCCD", "Mã số"], ["Phạm Thị Hoa", 51180001234, 123456789]],
        [("Phạm Thị Hoa", "national_id_last4", "1234")],
    ),
    "the sheet's title says the class": (
        [["DANH SÁCH HỌC SINH LỚP 9A2"], ["STT", "Họ và tên", "Năm sinh"], [1, "Phạm Thị Hoa", 2011]],
        [("Phạm Thị Hoa", "class_name", "9A2")],
    ),
    "whoever lives in another province is placed there though a commune here has that name": (
        [["Họ và tên", "Năm sinh", "Địa chỉ"], ["Phạm Thị Hoa", 1980, "xã Ba Vì, TP Hà Nội"], ["Đinh Văn Bút", 1981, "xã Ba Vì, Quảng Ngãi"]],
        [("Phạm Thị Hoa", "province", "Hà Nội"), ("Đinh Văn Bút", "province", "")],
    ),
    "a column for the province says where one lives, also beside a commune of that name here": (
        [["Họ và tên", "Năm sinh", "Xã", "Huyện", "Tỉnh"], ["Phạm Thị Hoa", 1980, "An Phú", "Thuận An", "Bình Dương"],
         ["Đinh Văn Bút", 1981, "Ba Vì", "Ba Vì", "TP Hà Nội"], ["Hồ Thị Liễu", 1982, "Ba Vì", "Ba Tơ", "Quảng Ngãi"]],
        [("Phạm Thị Hoa", "province", "Hồ Chí Minh"), ("Đinh Văn Bút", "province", "Hà Nội"), ("Hồ Thị Liễu", "province", ""),
         ("Hồ Thị Liễu", "commune", "Ba Vì")],
    ),
    "an address that is a province is no commune of that name there": (
        [["Họ và tên", "Năm sinh", "Địa chỉ"], ["Phạm Thị Hoa", 1980, "Bình Định"], ["Đinh Văn Bút", 1981, "Bà Rịa - Vũng Tàu"],
         ["Hồ Thị Liễu", 1982, "TP Quy Nhơn, Bình Định"], ["Phạm Văn Lía", 1983, "xã Ba Vì huyện Ba Vì TP Hà Nội"]],
        [("Phạm Thị Hoa", "commune", "Gia Lai"), ("Đinh Văn Bút", "commune", "Hồ Chí Minh"), ("Hồ Thị Liễu", "commune", "Gia Lai"),
         ("Phạm Văn Lía", "province", "Hà Nội")],
    ),
    "only the own province is said": (
        [["Họ và tên", "Năm sinh", "Tỉnh"], ["Phạm Thị Hoa", 1980, "Quảng Ngãi"], ["Đinh Văn Bút", 1981, "Kon Tum"]],
        [("Phạm Thị Hoa", "commune", "Ba Tơ"), ("Đinh Văn Bút", "commune", "Ba Tơ")],
    ),
    "a commune of this province that has the name of another is no province behind a village": (
        [["Họ và tên", "Năm sinh", "Địa chỉ"], ["Phạm Thị Hoa", 1980, "thôn Tuyết Diêm, Bình Thuận"],
         ["Đinh Văn Bút", 1981, "xã Tân Lập, Bình Thuận"]],
        [("Phạm Thị Hoa", "province", ""), ("Đinh Văn Bút", "province", "Lâm Đồng")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_what_stands_in_a_column_is_read_by_its_head(name: str, desk: Desk) -> None:
    rows, expected = LISTS[name]
    read = {row["data"]["full_name"]: row["data"] for row in desk.hand_in(rows_xlsx(rows))["rows"] if row["action"] != "error"}
    assert set(read) >= {person for person, _field, _value in expected}
    assert [read[person][field] for person, field, _value in expected] == [value for _person, _field, value in expected]


@pytest.mark.parametrize(
    "office", ["Ba Vì", "Trường Tiểu học Ba Vì", "TRƯỜNG MẦM NON BA VÌ", "Đảng ủy xã Ba Tơ", "Đoàn thanh niên", "Phòng Văn hóa", "Kho bạc"]
)
def test_a_numbered_line_of_an_office_or_a_commune_is_nobody(desk: Desk, office: str) -> None:
    people = [[1, "Đinh Văn Bút", 1980], [2, "Phạm Thị Hoa", 1981]]
    lines = [[1, "Xã Ba Tơ"], *people, [2, office], [1, "Hồ Thị Liễu", 1982], [3, office], [1, "Đoàn Thanh Việt", 1983]]
    preview = desk.hand_in(rows_xlsx([["STT", "Họ và tên", "Năm sinh"], *lines]))
    assert [row["data"]["full_name"] for row in preview["rows"]] == ["Đinh Văn Bút", "Phạm Thị Hoa", "Hồ Thị Liễu", "Đoàn Thanh Việt"]
    assert preview["left_out"]["count"] == 3


def test_counts_and_telephones_of_offices_below_and_between_people_are_nobody(desk: Desk) -> None:
    people = [[1, "Đinh Văn Bút", 1980, "0905111222"], [2, "Phạm Thị Hoa", 1981, None]]
    counts = [[None, "Sĩ số", 2], [None, "Nam", 12], [None, "Trong đó nữ", 18], [None, "Dân tộc Kinh", 20], [None, "Đảng viên", 10]]
    offices = [[None, "Xã Ba Vì", None, "02553861234"], [3, "Hồ Thị Liễu", 1982], [None, "Trường THCS Ba Tơ", None, "0905111333"]]
    preview = desk.hand_in(rows_xlsx([["STT", "Họ và tên", "Năm sinh", "Số điện thoại"], *people, *offices, *counts]))
    assert [row["data"]["full_name"] for row in preview["rows"]] == ["Đinh Văn Bút", "Phạm Thị Hoa", "Hồ Thị Liễu"]
    assert preview["rows"][2]["data"]["commune"] == "Ba Vì" and preview["left_out"]["count"] == 7


def test_an_office_without_a_name_is_not_the_end_of_the_list(desk: Desk) -> None:
    people = [["(1) Đinh Văn Bút", "Giáo viên", "Xã Ba Tơ"], [None, "Giám đốc", "Sở Y tế"], ["- Đoàn Thanh Việt", "Giáo viên", "Xã Ba Tơ"]]
    signatures = [["Người lập biểu", None, "CHỦ TỊCH"], ["Đoàn Văn Nam", None, "Hồ Văn Lý"]]
    preview = desk.hand_in(rows_xlsx([["Họ và tên", "Chức vụ", "Đơn vị"], *people, *signatures]))
    assert [row["data"]["full_name"] for row in preview["rows"]] == ["Đinh Văn Bút", "Đoàn Thanh Việt"]


@pytest.mark.parametrize(
    "name", ["Đoàn Thanh Việt", "Phòng Thị Lan", "Hội Văn Bé", "Tổng Văn Lía", "ĐOÀN TRƯỜNG SƠN", "Lý Sơn", "Đoàn Viên"]
)
def test_whoever_is_called_like_a_section_stands_in_a_list_of_names_and_offices(desk: Desk, name: str) -> None:
    names = ["Đinh Văn Bút", name, "Phạm Thị Hoa", "Hồ Thị Liễu"]
    beside = [["", "UBND xã Ba Tơ"], ["Kế toán", "UBND xã Ba Tơ"], ["", ""], ["Giáo viên", ""]]
    numbered_names = [f"{number}. {text}" for number, text in enumerate(names, start=1)]
    for written in (names, numbered_names):
        lines = [[text, *offices] for text, offices in zip(written, beside, strict=True)]
        rows = desk.hand_in(rows_xlsx([["Họ và tên", "Chức vụ", "Đơn vị"], *lines]))["rows"]
        assert [row["data"]["full_name"].casefold() for row in rows] == [text.casefold() for text in names]


@pytest.mark.parametrize(
    "rows",
    [
        [["STT", "Họ và tên", "Năm sinh", None, "STT", "Họ và tên", "Năm sinh"], [1, "Phạm Thị Hoa", 1980, None, 2, "Hồ Thị Liễu", 1982]],
        [["TT", "Họ và tên", "Năm sinh"], [1, "1. Phạm Thị Hoa\n2. Hồ Thị Liễu", "1980\n1982"]],
    ],
    ids=["two tables", "one cell"],
)
def test_of_several_people_in_one_row_each_is_corrected_and_left_out_alone(
    rows: list[list[Any]], desk: Desk, browser_of: Any, organiser: Any
) -> None:
    preview = desk.hand_in(rows_xlsx(rows))
    [hoa, lieu] = preview["rows"]
    assert (hoa["row"], lieu["row"], hoa["key"], lieu["key"]) == (2, 2, "Sheet!2", "Sheet!2.2")
    page = browser_of(organiser).get(f"/roster-imports/{preview['id']}/row/", {"key": lieu["key"]}).content.decode()
    assert 'value="Hồ Thị Liễu"' in page and 'value="1982"' in page and "Phạm Thị Hoa" not in page

    wrong = desk.choose(preview, rows={lieu["key"]: {"values": {"birth": "99/99"}}})
    assert [row["action"] for row in wrong["rows"]] == ["create", "error"]
    faulty = desk.client.get(f"/api/v1/roster-imports/{preview['id']}/faulty.xlsx")
    [_head, line] = openpyxl.load_workbook(io.BytesIO(b"".join(faulty))).worksheets[0].values
    assert "Hồ Thị Liễu" in line and "Phạm Thị Hoa" not in line

    mended = desk.choose(preview, rows={lieu["key"]: {"values": {"full_name": "Hồ Thị Lài"}}, hoa["key"]: {"exclude": True}})
    assert [(row["data"]["full_name"], row["excluded"]) for row in mended["rows"]] == [("Phạm Thị Hoa", True), ("Hồ Thị Lài", False)]
    assert desk.commit(mended)["registered"] == 1


def test_what_was_decided_by_content_is_said_of_the_column(desk: Desk) -> None:
    preview = desk.hand_in(
        rows_xlsx([["Họ", "Chữ giữa", "Tên", "Ngày sinh"], ["Phạm", "Thị", "Hoa", "12/16/1980"], ["Hồ", "", "Bút", "03/04/1981"]])
    )
    assert {column["head"]: column["notes"] for column in preview["columns"]} == {
        "Họ": [], "Chữ giữa": ["guessed"], "Tên": [], "Ngày sinh": ["month_first"],
    }  # fmt: skip
    assert [row["data"]["birth_date"] for row in preview["rows"]] == ["1980-12-16", "1981-03-04"]


def test_in_a_column_of_both_orders_only_what_can_be_read_one_way_keeps_its_day(desk: Desk) -> None:
    names = ["Phạm Thị Hoa", "Đinh Văn Bút", "Hồ Thị Liễu"]
    births = ["12/16/1980", "25/03/1981", "03/04/1982"]
    preview = desk.hand_in(rows_xlsx([["Họ và tên", "Ngày sinh"], *map(list, zip(names, births, strict=True))]))
    assert [row["data"]["birth_date"] for row in preview["rows"]] == ["1980-12-16", "1981-03-25", None]
    assert [[problem["code"] for problem in row["problems"]] for row in preview["rows"]] == [["month_before_day"], [], ["day_or_month"]]


def test_a_rank_alone_is_nobody_and_an_error(desk: Desk) -> None:
    preview = desk.hand_in(rows_xlsx([["STT", "Họ và tên", "Năm sinh"], [1, "Phạm Thị Hoa", 1980], [2, "Thượng tá", 1981]]))
    assert [(row["action"], [problem["code"] for problem in row["problems"]]) for row in preview["rows"]][1] == ("error", ["name_missing"])


def test_a_card_of_another_century_is_an_error_and_no_birth(desk: Desk) -> None:
    preview = desk.hand_in(rows_xlsx([["Họ và tên", "Năm sinh", "Số CCCD"], ["Phạm Thị Hoa", 1980, "051580001234"]]))
    [row] = preview["rows"]
    assert (row["action"], row["data"]["birth_year"], [problem["code"] for problem in row["problems"]]) == (
        "error", 1980, ["card_of_other_century"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("head", "first", "second", "actions"),
    [
        ("Ngày sinh", "05/03/2011", "17/09/2011", ["create", "create"]),
        ("Ngày sinh", "05/03/2011", "05/03/2011", ["create", "duplicate"]),
        ("Lớp", "9A", "9B", ["create", "create"]),
        ("Lớp", "9A", "lớp 9 a", ["create", "duplicate"]),
        ("Dân tộc", "Hrê", "Kinh", ["create", "create"]),
        ("Dân tộc", "Hrê", "Hrê", ["create", "duplicate"]),
    ],
)
def test_namesakes_of_one_list_are_two_people_where_something_tells_them_apart(
    desk: Desk, head: str, first: str, second: str, actions: list[str]
) -> None:
    people = [["Phạm Thị Hoa", 2011, first], ["Phạm Thị Hoa", 2011, second]]
    preview = desk.hand_in(rows_xlsx([["Họ và tên", "Năm sinh" if head != "Ngày sinh" else "Năm", head], *people]))
    assert [row["action"] for row in preview["rows"]] == actions
