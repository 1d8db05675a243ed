"""The same table as csv and as JSON."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext_lazy

from exports.formats.csv_writer import csv_chunks
from exports.formats.json_writer import json_chunks
from exports.table import Column, Table

MADE_AT = datetime(2026, 11, 23, 7, 50, tzinfo=UTC)
COLUMNS = [Column("group", "Huyện (cũ)"), Column("people", "Số người", "number"), Column("arrived", "Giờ đến", "datetime")]


def a_table(rows, columns=COLUMNS, **more) -> Table:
    return Table("list", "Danh sách", columns, rows, "Nguyễn Thị Hòa", MADE_AT, **more)


def count_up(read: list[int]) -> Iterator[list[object]]:
    """Yield twenty thousand rows and note which were asked for."""
    for number in range(20_000):
        read.append(number)
        yield [f"Đinh Thị {number}", number, None]


def test_csv_is_utf_8_with_a_bom_and_windows_line_ends_and_without_totals():
    table = a_table([["Ba Tơ", 1464, MADE_AT], ["Sơn Hà", None, None]], totals=[None, 1464, None])

    assert b"".join(csv_chunks(table)).decode() == (
        '\ufeff"Huyện (cũ)","Số người","Giờ đến"\r\n"Ba Tơ","1464","23/11/2026 14:50"\r\n"Sơn Hà","",""\r\n'
    )


def test_a_column_of_times_has_each_in_its_minute_whatever_stands_between_them():
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    columns = [Column("arrived", "Giờ đến", "datetime")]
    times = [
        datetime(2026, 3, 9, 7, 59, 59, 999_999, zone),
        datetime(2026, 3, 9, 1, 0, tzinfo=UTC),
        datetime(2026, 3, 9, 1, 0, 59, tzinfo=UTC),
    ]
    expected = ["09/03/2026 07:59", "09/03/2026 08:00", "09/03/2026 08:00"]
    in_saigon_time = datetime(1900, 1, 1, 0, 0, 45, tzinfo=UTC)  # seven hours, six minutes and half a minute before
    for more, written in [
        ([], []),
        ([None], [""]),
        ([datetime(2026, 3, 9, 8, 0)], ["09/03/2026 08:00"]),
        (["chưa rõ"], ["chưa rõ"]),
        ([in_saigon_time], ["01/01/1900 07:07"]),
    ]:
        lines = b"".join(csv_chunks(a_table([[time] for time in times + more], columns))).decode().splitlines()[1:]
        assert [line.strip('"') for line in lines] == expected + written


def test_csv_comes_back_as_it_was_written():
    rows = [["Rơ Châm, Hlan", 'nói "có"', "hai\ndòng"], ["", "x", "0905 123 456"]]
    text = b"".join(csv_chunks(a_table(rows))).decode("utf-8-sig")

    assert list(csv.reader(text.splitlines(keepends=True)))[1:] == rows


def test_dates_are_for_people_and_numbers_for_machines():
    row = [date(2026, 3, 9), Decimal("8.75"), 1234567, 85.3, True, False, -3]
    columns = [Column(str(index), str(index)) for index in range(len(row))]

    assert b"".join(csv_chunks(a_table([row], columns))).decode().splitlines()[1] == '"09/03/2026","8.75","1234567","85.3","x","","-3"'


@pytest.mark.parametrize("text", ["=1+1", "+84905", "-1+1", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1"])
def test_text_that_excel_would_calculate_gets_an_apostrophe(text: str):
    table = a_table([[text, 1, None]], [Column("a", text), *COLUMNS[1:]])
    rows = list(csv.reader(iter(b"".join(csv_chunks(table)).decode("utf-8-sig").split("\r\n"))))

    assert (rows[0][0][0], b"".join(csv_chunks(table)).decode("utf-8-sig").count(f"'{text}")) == ("'", 2)


def test_csv_flows_while_rows_are_still_coming():
    read = []

    chunks = csv_chunks(a_table(count_up(read)))
    first = next(chunks)

    assert len(read) < 5_000
    assert (first + b"".join(chunks)).count(b"\r\n") == 20_001


def test_one_line_of_heads_says_what_two_say_on_paper():
    columns = [Column("a", "Tên"), Column("b", "Nữ", "number", group=gettext_lazy("Trong số người")), Column("c", "=1", group="Kế hoạch")]

    assert b"".join(csv_chunks(a_table([], columns))).decode() == '\ufeff"Tên","Nữ (Trong số người)","\'=1 (Kế hoạch)"\r\n'


def test_csv_and_json_keep_spare_columns_also_when_empty():
    table = a_table([["Ba Tơ", None, None]], [*COLUMNS[:2], Column("c", "Điện thoại", omit_if_empty=True)])

    assert b"".join(csv_chunks(table)).decode() == '\ufeff"Huyện (cũ)","Số người","Điện thoại"\r\n"Ba Tơ","",""\r\n'
    assert json.loads("".join(json_chunks(table)))["rows"] == [["Ba Tơ", None, None]]


def test_json_holds_titles_rows_and_totals_in_the_columns_order():
    table = a_table(
        [[gettext_lazy("Ba Tơ"), Decimal("3.0"), MADE_AT], [None, Decimal("8.75"), date(2026, 3, 9)]],
        [Column("group", gettext_lazy("Huyện (cũ)")), Column("people", "Số người", "number", group=gettext_lazy("Số lượng")), COLUMNS[2]],
        totals=["Tổng cộng", 12, None],
        numbered=True,
        subtitle="Năm 2026",
    )

    assert json.loads("".join(json_chunks(table))) == {
        "title": "Danh sách",
        "subtitle": "Năm 2026",
        "columns": [
            {"key": "group", "title": "Huyện (cũ)", "group": ""},
            {"key": "people", "title": "Số người", "group": "Số lượng"},
            {"key": "arrived", "title": "Giờ đến", "group": ""},
        ],
        "rows": [["Ba Tơ", 3, "2026-11-23T14:50:00+07:00"], [None, 8.75, "2026-03-09"]],
        "row_keys": [],
        "totals": ["Tổng cộng", 12, None],
    }


def test_json_of_a_table_without_totals_has_none():
    assert json.loads("".join(json_chunks(a_table([]))))["totals"] == []


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000, 1001])
def test_json_of_any_length_is_json(count: int):
    rows = [[f"Xã {number}", number, None] for number in range(count)]

    assert json.loads("".join(json_chunks(a_table(iter(rows)))))["rows"] == rows


def test_json_flows_while_rows_are_still_coming():
    read = []

    chunks = json_chunks(a_table(count_up(read)))
    start = next(chunks) + next(chunks)

    assert len(read) == 500
    assert len(json.loads(start + "".join(chunks))["rows"]) == 20_000
