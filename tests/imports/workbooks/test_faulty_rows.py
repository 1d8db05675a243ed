"""The rows that could not be taken come back as a workbook: mended and handed in again, it reads as the file would have."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from imports.reading.heads import FIELDS, IGNORED, field_of
from imports.workbooks.faulty_rows import ERRORS, ORIGINAL_ROW
from imports.workbooks.styling import HEADS
from tests.imports.conftest import Desk, codes, deeds, roster
from tests.imports.made_files import rows_xlsx, saved

pytestmark = pytest.mark.django_db
Book = openpyxl.Workbook


def faulty(desk: Desk, preview: dict[str, Any]) -> Book:
    answer = desk.client.get(f"/api/v1/roster-imports/{preview['id']}/faulty.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def rows_in(book: Book) -> list[dict[str, Any]]:
    heads, *rows = book.worksheets[0].values
    return [dict(zip(heads, row, strict=True)) for row in rows]


def mended(book: Book, value: Any, *, replaced_by: Any) -> bytes:
    """The file with a value replaced wherever it stands."""
    for cell in (cell for sheet in book.worksheets[:-1] for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == value):
        cell.value = replaced_by
    return saved(book)


# --- how it looks


def test_it_opens_with_the_error_in_the_last_column_and_the_row_of_the_file_in_the_first(desk: Desk) -> None:
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", 1980], [2, "Đinh Thị Mẫu", "khoảng hồi đó", "X"]))
    book = faulty(desk, preview)
    heads, row = list(book.worksheets[0].values)
    assert (heads[0], heads[-1]) == (ORIGINAL_ROW, ERRORS) and row[0] == 3
    assert "Không đọc được ngày sinh" in row[-1] and "Không hiểu giới tính" in row[-1]
    assert book.worksheets[-1].title == "Hướng dẫn" and book.worksheets[0].row_dimensions[2].height > 60  # each sentence is seen


def test_what_looks_like_a_formula_or_a_number_stays_the_text_that_it_was(desk: Desk) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["STT", "Họ và tên", "Năm sinh", "Ghi chú", "Số điện thoại", "Số CCCD"])
    workbook.active.append([1, "Phạm Văn Rê", "hồi đó", "x", "+84 912 345 6", "0010800012"])
    note = workbook.active.cell(2, 4)
    note.value, note.data_type = '=HYPERLINK("http://xau.vn")', "s"
    row = faulty(desk, desk.hand_in(saved(workbook))).worksheets[0][2]
    kinds = {cell.value: (cell.data_type, cell.quotePrefix) for cell in row}
    assert kinds['=HYPERLINK("http://xau.vn")'] == ("s", True)
    assert kinds["+84 912 345 6"] == ("s", True) and kinds["0010800012"] == ("s", False)
    assert [cell.number_format for cell in row if cell.value in ("+84 912 345 6", "0010800012")] == ["@", "@"]


def test_every_head_that_it_writes_is_read_for_what_it_is() -> None:
    assert {field: field_of(head) for field, head in HEADS.items()} == {field: field for field in FIELDS if field != "ethnic_mark"}
    assert field_of(ORIGINAL_ROW) == "" and field_of(ERRORS) == IGNORED


def test_rows_left_out_by_choice_are_not_in_it(desk: Desk) -> None:
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", "hồi đó"], [2, "Đinh Thị Mẫu", "hồi đó"]))
    preview = desk.choose(preview, rows={"Sheet!3": {"exclude": True}})
    assert [row["Họ và tên"] for row in rows_in(faulty(desk, preview))] == ["Phạm Văn Rê"]


# --- there and back

BAD = "012345"
GOOD = "0912345609"


HEADS_OF_DATES = ["STT", "Họ và tên", "Ngày sinh", "Xã", "SĐT"]
AS_ABOVE = [
    ["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Xã", "Đơn vị", "Điện thoại"],
    [1, "Phạm Văn Rê", 1980, "Hrê", "Ba Vì", "UBND xã Ba Vì", GOOD],
    [2, "Đinh Thị Mẫu", 1981, '"', '"', "nt", BAD],
    [3, "Nguyễn Thị Hoa", '"', '"', '"', '"', BAD],
]
COMMUNE_ONCE = [
    ["STT", "Họ và tên", "Năm sinh", "Xã", "Điện thoại"],
    [1, "Phạm Văn Rê", 1980, "Ba Vì", GOOD],
    [2, "Đinh Thị Mẫu", 1982, None, BAD],
    [3, "Nguyễn Thị Hoa", 1983, None, BAD],
    [4, "Hồ Văn Ba", 1984, None, BAD],
]
SIDE_BY_SIDE = [
    ["STT", "Họ và tên", "Năm sinh", "SĐT", None, "STT", "Họ và tên", "Năm sinh", "SĐT"],
    [1, "Phạm Văn Rê", 1980, GOOD, None, 3, "Đinh Thị Mẫu", 1981, BAD],
    [2, "Nguyễn Thị Hoa", 1982, GOOD, None, 4, "Hồ Văn Ba", 1983, GOOD],
]
LAYOUTS = {
    "two heads": rows_xlsx(
        [
            ["UBND HUYỆN BA TƠ"],
            ["STT", "Họ và tên", "Năm sinh", None, "Dân tộc", None, "Xã", "Điện thoại", None, "Ký nhận", None],
            [None, None, "Nam", "Nữ", "Hrê", "Kinh", None, "Cơ quan", "Di động", "Ngày", "Họ tên"],
            [1, "Phạm Văn Rê", 1980, None, "x", None, "Ba Vì", None, GOOD, None, None],
            [2, "Đinh Thị Mẫu", None, "09/02/1981", None, "x", "Ba Tiêu", None, BAD, None, None],
        ],
        merges="C2:D2 E2:F2 H2:I2 J2:K2 A2:A3 B2:B3 G2:G3",
    ),
    "three columns of a date": rows_xlsx(
        [
            ["STT", "Họ và tên đệm", "Tên", "Ngày sinh", None, None, "Giới tính", "Xã", "SĐT"],
            [None, None, None, "Ngày", "Tháng", "Năm", None, None, None],
            [1, "Phạm Văn", "Rê", 9, 2, 1980, "Nam", "Ba Vì", GOOD],
            [2, "Đinh Thị", "Mẫu", 10, 12, 1981, "Nữ", "Ba Vì", BAD],
        ],
        merges="D1:F1",
    ),
    "sections": rows_xlsx(
        [
            ["STT", "Họ và tên", "Năm sinh", "Điện thoại"],
            ["I", "Xã Ba Tiêu"],
            [1, "Phạm Văn Rê", 1980, GOOD],
            ["II", "Xã Ba Vì"],
            ["1", "Người có uy tín:"],
            [2, "Đinh Thị Mẫu", 1981, BAD],
            ["III", "Phòng Dân tộc huyện Ba Tơ"],
            [3, "Nguyễn Thị Hoa", 1982, BAD],
        ]
    ),
    "of one commune by its title": rows_xlsx(
        [
            ["UBND XÃ BA VÌ"],
            ["DANH SÁCH"],
            ["STT", "Họ và tên", "Năm sinh", "Điện thoại"],
            [1, "Phạm Văn Rê", 1980, GOOD],
            [2, "Đinh Thị Mẫu", 1981, BAD],
        ]
    ),
    "marks for as above": rows_xlsx(AS_ABOVE),
    "written once": rows_xlsx(COMMUNE_ONCE),
    "merged over several": rows_xlsx(COMMUNE_ONCE, merges="D2:D5"),
    "dates of which only a part shows": rows_xlsx(
        [
            HEADS_OF_DATES,
            [1, "Phạm Văn Rê", date(1981, 3, 1), "Ba Vì", BAD],
            [2, "Đinh Thị Mẫu", date(1981, 3, 1), "Ba Vì", BAD],
            [3, "Hồ Văn Ba", date(1981, 3, 1), "Ba Vì", BAD],
            [4, "Hồ Thị Năm", 1985, "Ba Vì", BAD],
        ],
        number_formats={"C2": "yyyy", "C3": "mm/yyyy", "C4": "dd/mm/yyyy", "C5": "dd/mm/yyyy"},
    ),
    "days and months swapped": rows_xlsx(
        [
            HEADS_OF_DATES,
            [1, "Phạm Thị Rê", date(1980, 2, 9), "Ba Vì", "0912345601"],
            [2, "Phạm Thị Mẫu", date(1981, 3, 8), "Ba Vì", BAD],
            [3, "Phạm Thị Hoa", date(1982, 4, 7), "Ba Vì", "0912345603"],
            [4, "Phạm Thị Ba", "13/05/1983", "Ba Vì", "0912345604"],
            [5, "Phạm Thị Năm", "25/06/1984", "Ba Vì", "0912345605"],
            [6, "Phạm Thị Sáu", "30/07/1985", "Ba Vì", "0912345606"],
        ]
    ),
    "months before days": rows_xlsx(
        [HEADS_OF_DATES, [1, "Phạm Văn Rê", "12/16/1980", "Ba Vì", GOOD], [2, "Đinh Thị Mẫu", "03/04/1981", "Ba Vì", BAD]]
    ),
    "months before days in some rows": rows_xlsx(
        [
            HEADS_OF_DATES,
            [1, "Phạm Văn Rê", "16/12/1980", "Ba Vì", GOOD],
            [2, "Đinh Thị Mẫu", "12/16/1981", "Ba Vì", BAD],
            [3, "Hồ Văn Ba", "03/04/1982", "Ba Vì", BAD],
            [4, "Hồ Thị Năm", "17/12/1982", "Ba Vì", BAD],
        ]
    ),
    "days counted from 1904": rows_xlsx(
        [HEADS_OF_DATES, [1, "Phạm Văn Rê", 28_000, "Ba Vì", GOOD], [2, "Đinh Thị Mẫu", 28_100, "Ba Vì", BAD]], is_1904=True
    ),
    "several people in a cell": rows_xlsx(
        [
            HEADS_OF_DATES,
            [1, "1. Phạm Văn Rê\n2. Đinh Thị Mẫu", "12/16/1980\n03/04/1981", "Ba Vì", f"{GOOD}\n{BAD}"],
            [2, "Hồ Văn Ba", "12/17/1982", "Ba Vì", "0912345602"],
        ]
    ),
}


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_mended_it_reads_as_the_file_would_have(content: bytes, desk: Desk) -> None:
    preview = desk.hand_in(content)
    wrong = [row for row in preview["rows"] if row["action"] == "error"]
    assert wrong and all("not_a_phone" in codes(row) for row in wrong), [codes(row) for row in wrong]

    again = desk.hand_in(mended(faulty(desk, preview), BAD, replaced_by=GOOD))

    in_place = desk.choose(preview, rows={row["key"]: {"values": {"phone": GOOD}} for row in wrong})
    wrong_keys = {row["key"] for row in wrong}
    expected = [row for row in in_place["rows"] if row["key"] in wrong_keys]
    for row in again["rows"] + expected:
        row["data"].pop("fills", None)  # a warning beside what is read
    assert [row["data"] for row in again["rows"]] == [row["data"] for row in expected]
    assert [row["action"] for row in again["rows"]] == [row["action"] for row in expected]


def test_of_two_tables_beside_each_other_only_the_faulty_person_comes_back(desk: Desk) -> None:
    book = faulty(desk, desk.hand_in(rows_xlsx(SIDE_BY_SIDE)))
    assert [row["Họ và tên"] for row in rows_in(book)] == ["Đinh Thị Mẫu"]


def test_what_was_typed_in_place_comes_back_too(desk: Desk) -> None:
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", "hồi đó", None, None, "Ba Vì", None, None, BAD]))
    preview = desk.choose(preview, rows={"Sheet!2": {"values": {"phone": GOOD, "class_name": "7A\x01", "national_id": "051080001234"}}})
    assert deeds(preview) == {2: "error"}
    row = rows_in(faulty(desk, preview))[0]
    assert (row["Số điện thoại"], row["Lớp"], row["Số CCCD"], row["Năm sinh"]) == (GOOD, "7A", "051080001234", "hồi đó")


def test_columns_that_a_person_named_are_read_for_what_they_said(desk: Desk) -> None:
    rows = [["Họ và tên", "Năm sinh", "Mã", "Điện thoại"], ["Phạm Văn Rê", 1980, BAD, "0987654321"]]
    preview = desk.choose(desk.hand_in(rows_xlsx(rows)), columns={"Sheet!0": {"2": "phone", "3": ""}})
    assert deeds(preview) == {2: "error"}
    again = desk.hand_in(mended(faulty(desk, preview), BAD, replaced_by=GOOD))
    assert [row["data"]["phone"] for row in again["rows"]] == [GOOD]


def test_faulty_rows_of_faulty_rows_have_one_column_of_errors(desk: Desk) -> None:
    book = faulty(desk, desk.hand_in(roster([1, "Phạm Văn Rê", "hồi đó", "hồi nào"])))
    again = faulty(desk, desk.hand_in(mended(book, "hồi đó", replaced_by=1980)))
    heads, row = list(again.worksheets[0].values)
    assert heads.count(ERRORS) == heads.count(ORIGINAL_ROW) == 1 and "ngày sinh" not in row[-1]


def test_those_who_were_committed_are_not_written_twice_by_the_mended_rest(desk: Desk) -> None:
    preview = desk.hand_in(rows_xlsx(AS_ABOVE))
    assert desk.commit(preview)["errors"] == 2
    book = faulty(desk, preview)
    content = mended(book, BAD, replaced_by=GOOD)
    assert desk.commit(desk.hand_in(content)) == {
        "registered": 2, "matched": 0, "skipped": 0, "already": 0, "duplicates": 0, "errors": 0, "excluded": 0,
    }  # fmt: skip
    assert desk.commit(desk.hand_in(content))["already"] == 2
