"""Whatever stands in a table: csv and workbook have it as their rules say, alike for a value that comes again and for one that looks equal."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from exports.formats.csv_writer import csv_chunks
from exports.formats.workbook import write_xlsx
from exports.table import Column, Table
from tests.depth import examples

MADE_AT = datetime(2026, 11, 23, 7, 50, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
STARTS = ("", "=", "+", "-", "@", "\t", "\r", "\n", " =", ";", "_x0041_", "＝", "0", "a;=", '"')
texts = st.builds(lambda start, text: start + text, st.sampled_from(STARTS), st.text(max_size=12)) | st.sampled_from(
    ["a" * 40_000, "0905123456", "00123", "Đinh Thị Tơ", "👩🏽‍🌾", "e\u0301", "\ufeff1", "a\x00b", "\ud800", "<&>\"'", " a ", "a\r\nb"]
)
zones = st.sampled_from([UTC, ZONE, timezone(timedelta(hours=-11))])
values = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("1.00"), 1.0, 1.5, 0.0]),
    st.dates(date(1890, 1, 1), date(2100, 12, 31)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 12, 31), timezones=zones),
)
columns_of_values = st.lists(values | st.sampled_from([0, 1, False, True, 1.0, Decimal("1.00"), "1", "x", ""]), min_size=1, max_size=12)


def a_column(kind: str, cells: list[object]) -> Table:
    rows = [[cell] for cell in [*cells, *cells]]
    return Table("list", "Danh sách", [Column("a", "Cột", kind, 20)], rows, "Nguyễn Thị Hòa", MADE_AT, is_filtered_by_column=True)


def in_a_workbook(value: object) -> object:
    """Return what a program reads from the cell of a value in a column of text."""
    if value in (None, "") or value is False:
        return None
    text = "x" if value is True else str(value)
    return REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:32_767] or None


def as_typed(text: object) -> object:
    """Return what Excel shows of a text that openpyxl read, which leaves low lines as they are spelt; None for nothing."""
    return (re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", text) or None) if isinstance(text, str) else text


@examples(40, deep=200)
@given(columns_of_values)
def test_a_workbook_has_each_text_as_it_was_typed_for_two_readers(cells):
    file = io.BytesIO()
    write_xlsx(a_column("text", cells), file)
    expected = [in_a_workbook(cell) for cell in [*cells, *cells]]

    sheet = load_workbook(file).worksheets[0]
    read = [sheet.cell(row, 1) for row in range(4, 4 + len(expected))]
    assert [as_typed(cell.value) for cell in read] == expected
    assert {cell.data_type for cell in read} <= {"s", "n"}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python(skip_empty_area=False)
    column = [row[0] or None for row in rows[3 : 3 + len(expected)]]
    assert [*column, *[None] * (len(expected) - len(column))] == expected  # it leaves out the empty rows at the end


@examples(40, deep=200)
@given(columns_of_values, st.sampled_from(["number", "decimal", "year", "date", "datetime", "mark"]))
def test_a_column_of_figures_has_figures_days_in_the_agencys_zone_and_text_otherwise(kind_cells, kind):
    file = io.BytesIO()
    write_xlsx(a_column(kind, kind_cells), file)

    sheet = load_workbook(file).worksheets[0]
    for number, value in enumerate([*kind_cells, *kind_cells], 4):
        cell = sheet.cell(number, 1)
        if kind in ("number", "decimal", "year") and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            assert cell.value == value
        elif kind in ("date", "datetime") and isinstance(value, date) and value.year > 1901:
            moment = value.astimezone(ZONE).replace(tzinfo=None) if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
            exact = moment if kind == "datetime" else moment.replace(hour=0, minute=0, second=0, microsecond=0)
            assert abs(cell.value - exact) < timedelta(seconds=1)
        elif not isinstance(value, date):
            assert as_typed(cell.value) == in_a_workbook(value)
            assert cell.data_type in ("s", "n")


def for_a_spreadsheet(value: object) -> str:
    """Return what stands in the cell of a csv, said the long way."""
    if value in (None, "") or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = str(value)
    if not isinstance(value, str):
        return text
    if re.fullmatch("0[0-9]{9,10}", text):
        return f"{text[:4]} {text[4:7]} {text[7:]}"
    if re.fullmatch("0[0-9]+", text):
        return f"'{text}"
    parts = re.split("([;\t\r\n])", text)
    begins = [part.lstrip(" \u00a0\u3000")[:1] for part in parts]
    guarded = "".join(f"'{part}" if begin and begin in "=+-@＝＋－＠" else part for part, begin in zip(parts, begins, strict=True))
    return f"'{guarded}" if text[:1] in "\t\r\n" else guarded


@examples(60, deep=300)
@given(columns_of_values)
def test_a_csv_has_each_value_safe_to_open(cells):
    content = b"".join(csv_chunks(a_column("text", cells))).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))[1:]
    expected = [[for_a_spreadsheet(cell).encode("utf-8", "replace").decode()] for cell in [*cells, *cells]]
    assert read == expected


@pytest.mark.parametrize(
    "cells", [[1, True, Decimal("1.00"), 1.0], [1.0, Decimal("1.00"), True, 1], [Decimal("1.0"), Decimal("1.00"), 0, False, None]]
)
def test_values_that_are_equal_and_not_the_same_are_written_each_as_itself(cells):
    content = b"".join(csv_chunks(a_column("text", cells))).decode("utf-8-sig")
    assert [row for [row] in list(csv.reader(io.StringIO(content)))[1:]] == [for_a_spreadsheet(cell) for cell in [*cells, *cells]]
    file = io.BytesIO()
    write_xlsx(a_column("text", cells), file)
    sheet = load_workbook(file).worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(4, 4 + 2 * len(cells))] == [in_a_workbook(cell) for cell in [*cells, *cells]]
