"""The rows that could not be taken come back as a workbook: mended and handed in again, it reads as the file would have."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from imports.reading.heads import IGNORED, field_of
from imports.workbooks.faulty_rows import ERRORS, ORIGINAL_ROW
from imports.workbooks.styling import HEADS
from tests.imports.conftest import Desk, codes, deeds, roster
from tests.imports.made_files import rows_xlsx, xlsx

pytestmark = pytest.mark.django_db
Book = openpyxl.Workbook


def faulty(desk: Desk, preview: dict[str, Any]) -> Book:
    answer = desk.client.get(f"/api/v1/roster-imports/{preview['id']}/faulty.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def rows_in(book: Book) -> list[dict[str, Any]]:
    heads, *rows = book.worksheets[0].values
    return [dict(zip(heads, row, strict=True)) for row in rows]


def mended(book: Book, mend: Callable[[str, Any], Any]) -> bytes:
    """With `mend(head, value)` in every cell below the heads."""
    for sheet in book.worksheets[:-1]:
        heads = [cell.value for cell in sheet[1]]
        for line in sheet.iter_rows(min_row=2):
            for head, cell in zip(heads, line, strict=True):
                cell.value = mend(head, cell.value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(preview: dict[str, Any]) -> list[dict[str, Any]]:
    """What is read of each row, whatever warnings beside it."""
    return [{key: value for key, value in row["data"].items() if key != "fills"} for row in preview["rows"]]


# --- how it looks


def test_it_opens_with_the_error_in_the_last_column_and_the_row_of_the_file_in_the_first(desk: Desk) -> None:
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", 1980], [2, "Đinh Thị Mẫu", "khoảng hồi đó", "X"]))
    book = faulty(desk, preview)
    heads, row = list(book.worksheets[0].values)
    assert (heads[0], heads[-1]) == (ORIGINAL_ROW, ERRORS) and row[0] == 3
    assert "Không đọc được ngày sinh" in row[-1] and "Không hiểu giới tính" in row[-1]
    assert book.worksheets[-1].title == "Hướng dẫn" and book.worksheets[0].row_dimensions[2].height > 60  # each sentence is seen


def test_what_looks_like_a_formula_or_a_number_stays_the_text_that_it_was(desk: Desk) -> None:
    def fill(book: Any) -> None:
        book.active.append(["STT", "Họ và tên", "Năm sinh", "Ghi chú", "Số điện thoại", "Số CCCD"])
        book.active.append([1, "Phạm Văn Rê", "hồi đó", "x", "+84 912 345 6", "0010800012"])
        note = book.active.cell(2, 4)
        note.value, note.data_type = '=HYPERLINK("http://xau.vn")', "s"

    row = faulty(desk, desk.hand_in(xlsx(fill))).worksheets[0][2]
    found = {cell.value: (cell.data_type, cell.quotePrefix) for cell in row}
    assert found['=HYPERLINK("http://xau.vn")'] == ("s", True)
    assert found["+84 912 345 6"] == ("s", True) and found["0010800012"] == ("s", False)
    assert [cell.number_format for cell in row if cell.value in ("+84 912 345 6", "0010800012")] == ["@", "@"]


def test_every_head_that_it_writes_is_read_for_what_it_is() -> None:
    assert {field: field_of(head) for field, head in HEADS.items()} == {field: field for field in HEADS}
    assert field_of(ORIGINAL_ROW) == "" and field_of(ERRORS) == IGNORED


def test_rows_left_out_by_choice_are_not_in_it(desk: Desk) -> None:
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", "hồi đó"], [2, "Đinh Thị Mẫu", "hồi đó"]))
    preview = desk.choose(preview, rows={"Sheet!3": {"exclude": True}})
    assert [row["Họ và tên"] for row in rows_in(faulty(desk, preview))] == ["Phạm Văn Rê"]


# --- there and back

BAD = "012345"
GOOD = "0912345609"


def round_trip(desk: Desk, content: bytes, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the preview of the file with its one wrong telephone mended in place, that of the faulty rows mended in their workbook)."""
    preview = desk.hand_in(content, **more)
    wrong = [row for row in preview["rows"] if row["action"] == "error"]
    assert wrong and all("not_a_phone" in codes(row) for row in wrong), [codes(row) for row in wrong]
    content = mended(faulty(desk, preview), lambda _head, value: GOOD if value == BAD else value)
    wanted = desk.choose(preview, rows={f"{row['sheet']}!{row['row']}": {"values": {"phone": GOOD}} for row in wrong})
    wanted["rows"] = [row for row in wanted["rows"] if (row["sheet"], row["row"]) in {(row["sheet"], row["row"]) for row in wrong}]
    return wanted, desk.hand_in(content, **more)


def two_heads(book: Any) -> None:
    sheet = book.active
    sheet.append(["UBND HUYỆN BA TƠ"])
    sheet.append(["STT", "Họ và tên", "Năm sinh", None, "Dân tộc", None, "Xã", "Điện thoại", None, "Ký nhận", None])
    sheet.append([None, None, "Nam", "Nữ", "Hrê", "Kinh", None, "Cơ quan", "Di động", "Ngày", "Họ tên"])
    for merged in ("C2:D2", "E2:F2", "H2:I2", "J2:K2", "A2:A3", "B2:B3", "G2:G3"):
        sheet.merge_cells(merged)
    sheet.append([1, "Phạm Văn Rê", 1980, None, "x", None, "Ba Vì", None, GOOD, None, None])
    sheet.append([2, "Đinh Thị Mẫu", None, "09/02/1981", None, "x", "Ba Tiêu", None, BAD, None, None])


def three_columns_of_a_date(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên đệm", "Tên", "Ngày sinh", None, None, "Giới tính", "Xã", "SĐT"])
    sheet.append([None, None, None, "Ngày", "Tháng", "Năm", None, None, None])
    sheet.merge_cells("D1:F1")
    sheet.append([1, "Phạm Văn", "Rê", 9, 2, 1980, "Nam", "Ba Vì", GOOD])
    sheet.append([2, "Đinh Thị", "Mẫu", 10, 12, 1981, "Nữ", "Ba Vì", BAD])


def sections(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Điện thoại"])
    sheet.append(["I", "Xã Ba Tiêu"])
    sheet.append([1, "Phạm Văn Rê", 1980, GOOD])
    sheet.append(["II", "Xã Ba Vì"])
    sheet.append(["1", "Người có uy tín:"])
    sheet.append([2, "Đinh Thị Mẫu", 1981, BAD])
    sheet.append(["III", "Phòng Dân tộc huyện Ba Tơ"])
    sheet.append([3, "Nguyễn Thị Hoa", 1982, BAD])


def of_one_commune_by_its_title(book: Any) -> None:
    sheet = book.active
    sheet.append(["UBND XÃ BA VÌ"])
    sheet.append(["DANH SÁCH"])
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Điện thoại"])
    sheet.append([1, "Phạm Văn Rê", 1980, GOOD])
    sheet.append([2, "Đinh Thị Mẫu", 1981, BAD])


def marks_for_as_above(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Xã", "Đơn vị", "Điện thoại"])
    sheet.append([1, "Phạm Văn Rê", 1980, "Hrê", "Ba Vì", "UBND xã Ba Vì", GOOD])
    sheet.append([2, "Đinh Thị Mẫu", 1981, '"', '"', "nt", BAD])
    sheet.append([3, "Nguyễn Thị Hoa", '"', '"', '"', '"', BAD])


def written_once(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Xã", "Điện thoại"])
    sheet.append([1, "Phạm Văn Rê", 1980, "Ba Vì", GOOD])
    for number, name in enumerate(("Đinh Thị Mẫu", "Nguyễn Thị Hoa", "Hồ Văn Ba"), 2):
        sheet.append([number, name, 1980 + number, None, BAD])


def merged_over_several(book: Any) -> None:
    written_once(book)
    book.active.merge_cells("D2:D5")


def side_by_side(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên", "Năm sinh", "SĐT", None, "STT", "Họ và tên", "Năm sinh", "SĐT"])
    sheet.append([1, "Phạm Văn Rê", 1980, GOOD, None, 3, "Đinh Thị Mẫu", 1981, BAD])
    sheet.append([2, "Nguyễn Thị Hoa", 1982, GOOD, None, 4, "Hồ Văn Ba", 1983, GOOD])


def dates_of_which_only_a_part_shows(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên", "Ngày sinh", "Xã", "SĐT"])
    for number, (name, form) in enumerate((("Phạm Văn Rê", "yyyy"), ("Đinh Thị Mẫu", "mm/yyyy"), ("Hồ Văn Ba", "dd/mm/yyyy")), 1):
        sheet.append([number, name, date(1981, 3, 1), "Ba Vì", BAD])
        sheet.cell(number + 1, 3).number_format = form
    sheet.append([4, "Hồ Thị Năm", 1985, "Ba Vì", BAD])
    sheet.cell(5, 3).number_format = "dd/mm/yyyy"


def days_and_months_swapped(book: Any) -> None:
    sheet = book.active
    sheet.append(["STT", "Họ và tên", "Ngày sinh", "Xã", "SĐT"])
    days = [date(1980, 2, 9), date(1981, 3, 8), date(1982, 4, 7), "13/05/1983", "25/06/1984", "30/07/1985"]
    for number, (name, day) in enumerate(zip(["Rê", "Mẫu", "Hoa", "Ba", "Năm", "Sáu"], days, strict=True), 1):
        sheet.append([number, f"Phạm Thị {name}", day, "Ba Vì", BAD if number == 2 else f"091234560{number}"])


LAYOUTS = [
    two_heads, three_columns_of_a_date, sections, of_one_commune_by_its_title, marks_for_as_above, written_once, merged_over_several,
    dates_of_which_only_a_part_shows, days_and_months_swapped,
]  # fmt: skip


@pytest.mark.parametrize("fill", LAYOUTS, ids=lambda fill: fill.__name__)
def test_mended_it_reads_as_the_file_would_have(fill: Callable[[Any], None], desk: Desk) -> None:
    wanted, found = round_trip(desk, xlsx(fill))
    assert read(found) == read(wanted)
    assert [row["action"] for row in found["rows"]] == [row["action"] for row in wanted["rows"]]


def test_of_two_tables_beside_each_other_only_the_faulty_person_comes_back(desk: Desk) -> None:
    book = faulty(desk, desk.hand_in(xlsx(side_by_side)))
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
    again = desk.hand_in(mended(faulty(desk, preview), lambda _head, value: GOOD if value == BAD else value))
    assert [row["data"]["phone"] for row in again["rows"]] == [GOOD]


def test_faulty_rows_of_faulty_rows_have_one_column_of_errors(desk: Desk) -> None:
    book = faulty(desk, desk.hand_in(roster([1, "Phạm Văn Rê", "hồi đó", "hồi đó"])))
    again = faulty(desk, desk.hand_in(mended(book, lambda head, value: 1980 if head == "Năm sinh" else value)))
    heads, row = list(again.worksheets[0].values)
    assert heads.count(ERRORS) == heads.count(ORIGINAL_ROW) == 1 and "ngày sinh" not in row[-1]


def test_those_who_were_committed_are_not_written_twice_by_the_mended_rest(desk: Desk) -> None:
    preview = desk.hand_in(xlsx(marks_for_as_above))
    assert desk.commit(preview)["errors"] == 2
    book = faulty(desk, preview)
    content = mended(book, lambda _head, value: GOOD if value == BAD else value)
    assert desk.enlist(content) == {
        "registered": 2, "matched": 0, "skipped": 0, "already": 0, "duplicates": 0, "errors": 0, "excluded": 0,
    }  # fmt: skip
    assert desk.enlist(content)["already"] == 2
