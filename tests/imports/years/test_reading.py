"""How plans write times, numbers and heads."""

from datetime import date

import pytest

from imports.reader.grid import DateCell, Sheet
from imports.reading.years.counts import Count, UnclearCount, parse_count, split_evenly
from imports.reading.years.heads import field_of_head
from imports.reading.years.tables import find_tables
from imports.reading.years.when import UnclearTime, parse_month, parse_when

TIMES = {
    "15-16/3/2023": ("15/03/2023", "16/03/2023", "day"),
    "15, 16/3": ("15/03/2024", "16/03/2024", "day"),
    "ngày 5/4": ("05/04/2024", "05/04/2024", "day"),
    "từ 10/5 đến 12/5/2024": ("10/05/2024", "12/05/2024", "day"),
    "Từ ngày 28/3/2023 đến ngày 02/4/2023": ("28/03/2023", "02/04/2023", "day"),
    "30/12-02/01/2024": ("30/12/2023", "02/01/2024", "day"),
    "7h30 ngày 15-16 tháng 3": ("15/03/2024", "16/03/2024", "day"),
    "05,06,07/4/2023": ("05/04/2023", "07/04/2023", "day"),
    "15.3.2023": ("15/03/2023", "15/03/2023", "day"),
    "Tháng 3": ("01/03/2024", "31/03/2024", "month"),
    "T2/2023": ("01/02/2023", "28/02/2023", "month"),
    "3/2023": ("01/03/2023", "31/03/2023", "month"),
    "Quý II": ("01/04/2024", "30/06/2024", "quarter"),
    "6 tháng đầu năm": ("01/01/2024", "30/06/2024", "month"),
    "Cả năm": ("01/01/2024", "31/12/2024", "year"),
}
HEADS = {
    "Stt": "number", "Nội dung": "title", "Tên lớp": "title", "Tên hội thi": "title", "Thời gian tổ chức": "when", "Tháng": "month", "Ngày": "when",
    "Địa điểm": "place", "Xã": "commune", "Huyện": "district", "Số lớp": "classes", "Số lượng": "participants", "Số lượng người tham dự": "participants",
    "Số HV": "participants", "Trong đó nữ": "women", "Người DTTS": "minorities", "Kinh phí (triệu đồng)": "ignored", "Nam": "ignored", "Năm": "year",
    "Báo cáo viên": "ignored", "Đối tượng": "target_group", "Đơn vị chủ trì": "organiser", "Ghi chú": "note", "Linh tinh": "",
}  # fmt: skip


def test_times_are_read_as_offices_write_them():
    read = {text: parse_when(text, year=2024) for text in TIMES}
    assert {text: (f"{when.first:%d/%m/%Y}", f"{when.last:%d/%m/%Y}", when.precision) for text, when in read.items()} == TIMES
    assert parse_when(DateCell("2023-04-05"), year=None).first == date(2023, 4, 5)
    assert parse_month(3.0, year=2023).last == date(2023, 3, 31)
    assert parse_when("-", year=2024) is None


@pytest.mark.parametrize(
    ("text", "code"), [("31/2", "no_such_day"), ("Tháng 13", "no_such_day"), ("khi có kinh phí", "unknown_time"), ("5/4", "no_year")]
)
def test_a_time_that_says_no_day_is_refused(text, code):
    with pytest.raises(UnclearTime) as refused:
        parse_when(text, year=None if code == "no_year" else 2024)
    assert refused.value.code == code


def test_numbers_are_read_as_offices_write_them():
    texts = {"50 người": 50, "1.200": 1200, "1.200 lượt": 1200, "03 lớp": 3, "0": 0, 50.0: 50, "-": None, "": None}
    read = {text: parse_count(text) for text in texts}
    assert {text: count and count.number for text, count in read.items()} == texts
    assert parse_count("khoảng 100 người") == Count(100, is_estimated=True)
    assert parse_count("50 người/lớp") == Count(50, is_per_class=True)
    for unclear in ("1.00", "100-120", 50.5, -3, "50 (25 nữ)", True, "nhiều", 2_000_000):
        with pytest.raises(UnclearCount):
            parse_count(unclear)
    assert split_evenly(50, 3) == [17, 17, 16] and split_evenly(None, 2) == [None, None]


def test_heads_are_found_by_their_meaning():
    assert {head: field_of_head([head]) for head in HEADS} == HEADS
    assert field_of_head(["Số người", "Trong đó", "Nữ"]) == "women"
    assert field_of_head(["Kinh phí", "Tổng số"]) == "ignored"


def test_sections_totals_merged_cells_and_signatures_are_told_apart():
    sheet = Sheet(
        "KH",
        [
            ["KẾ HOẠCH NĂM 2024"],
            ["TT", "Nội dung", "Thời gian", "Địa điểm", "Số lượng", None],
            [None, None, None, None, "Số lớp", "Số người"],
            ["I", "Lớp tập huấn", None, None, 3, 150],
            [1, "Luật Đất đai", "Tháng 3", "Ba Vì", 1, 100],
            [2, None, None, "Ba Tô", 1, None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            [3, "Cộng đồng và pháp luật", "Tháng 4", "Ba Dinh", 1, 50],
            ["Tổng cộng", None, None, None, 3, 150],
            ["II. Hội thi"],
            [1, "Tìm hiểu pháp luật", "Quý II", None, 1, 200],
            ["Cộng (I+II)", None, None, None, 4, 350],
            [None, None, "Quảng Ngãi, ngày 10 tháng 01 năm 2024"],
            ["Người lập biểu", None, "Trưởng ban"],
        ],
        merges=[(1, 4, 1, 5), *((1, column, 2, column) for column in range(4)), (4, 1, 5, 1), (4, 5, 5, 5)],
    )
    (table,) = find_tables(sheet)
    assert [(row.number, row.cells.get("title"), row.section.kind) for row in table.rows] == [
        (5, "Luật Đất đai", "training-session"),
        (6, "Luật Đất đai", "training-session"),
        (8, "Cộng đồng và pháp luật", "training-session"),
        (11, "Tìm hiểu pháp luật", "contest"),
    ]
    assert table.year == 2024
    assert (table.rows[0].cells["participants"], "participants" in table.rows[1].cells) == (100, False)
    assert table.rows[1].shared_counts == {"participants"}
    assert [(line.number, line.counts["participants"]) for line in table.totals] == [(9, 150), (4, 150), (12, 350)]
    assert [kind for _row, kind, _text in table.left_out] == ["section", "total", "section", "total", "foot", "foot"]
