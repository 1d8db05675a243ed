"""The workbook, read back as Excel would."""

import io
import re
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from exports.formats.page_layout import HEAD, LEFT_MINIMUM, MOTTO, NATION, RIGHT_MINIMUM, lay_out_columns
from exports.formats.text_metrics import line_count
from exports.formats.workbook import write_xlsx
from exports.table import Column, Letterhead, Signatory, Table

MADE_AT = datetime(2026, 11, 23, 7, 50, tzinfo=UTC)  # 14:50 in Quảng Ngãi
LETTERHEAD = Letterhead("Sở Dân tộc và Tôn giáo", "UBND tỉnh Quảng Ngãi", "Số: 05/BC-SDTTG", "Quảng Ngãi", date(2026, 3, 9))
COLUMNS = [
    Column("group", "Huyện (cũ)", "text", 14),
    Column("training_sessions", "Lớp tập huấn", "number", 8, "Số lớp đã tổ chức", "Số cuộc", total=True),
    Column("contests", "Hội thi", "number", 8, "Số hội thi đã tổ chức", "Số cuộc", total=True),
    Column("people", "Số người", "number", 8, "Số người khác nhau"),
    Column("percent_of_plan", "Đạt tỷ lệ (%)", "percent", 9, "So với chỉ tiêu"),
]
ROWS = [["Ba Tơ", 4, 2, 1464, 128.94], ["Sơn Hà", 3, 1, 411, None]]
FORMULAS = ["=1+1", "+84905123456", "-3", "@SUM(A1)", "\t=1+1", "=HYPERLINK(1)"]


def a_table(**changed) -> Table:
    defaults = {
        "name": "participation-tally",
        "title": "Tổng hợp kết quả tập huấn, hội thi",
        "columns": COLUMNS,
        "rows": ROWS,
        "totals": [None, 7, 3, 1800, 101.5],
        "subtitle": "(Từ ngày 01/01/2026 đến ngày 31/10/2026)",
        "letterhead": LETTERHEAD,
        "made_by": "Nguyễn Thị Hòa",
        "made_at": MADE_AT,
    }
    return Table(**(defaults | changed))


def one_column(kind: str, *values: object, **changed) -> Table:
    return a_table(
        columns=[Column("a", "Cột", kind, 20)], rows=[[value] for value in values], totals=None, letterhead=None, subtitle="", **changed
    )


def read(table: Table, **options) -> Workbook:
    file = io.BytesIO()
    write_xlsx(table, file, **options)
    return load_workbook(file)


def body(sheet: Worksheet) -> list[list[object]]:
    """The rows below the repeated head."""
    first = int(sheet.print_title_rows.rsplit("$", 1)[1]) + 1
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def values(table: Table) -> list[object]:
    return [row[0] for row in body(read(table).worksheets[0])][: len(list(table.rows))]


def test_the_official_head_the_title_the_rows_and_the_total_stand_in_this_order():
    sheet = read(a_table()).worksheets[0]

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["UBND TỈNH QUẢNG NGÃI", None, NATION, None, None],
        ["SỞ DÂN TỘC VÀ TÔN GIÁO", None, MOTTO, None, None],
        ["_" * 23, None, "_" * 50, None, None],
        ["Số: 05/BC-SDTTG", None, "Quảng Ngãi, ngày 09 tháng 3 năm 2026", None, None],
        [None] * 5,
        ["TỔNG HỢP KẾT QUẢ TẬP HUẤN, HỘI THI", None, None, None, None],
        ["(Từ ngày 01/01/2026 đến ngày 31/10/2026)", None, None, None, None],
        [None] * 5,
        ["Huyện (cũ)", "Số cuộc", None, "Số người", "Đạt tỷ lệ (%)"],
        [None, "Lớp tập huấn", "Hội thi", None, None],
        ["Ba Tơ", 4, 2, 1464, 128.94],
        ["Sơn Hà", 3, 1, 411, None],
        ["Tổng cộng", 7, 3, 1800, 101.5],
    ]


def test_heads_and_the_halves_of_the_official_head_are_merged():
    sheet = read(a_table()).worksheets[0]

    halves = {f"{columns[0]}{row}:{columns[1]}{row}" for row in (1, 2, 3, 4) for columns in ("AB", "CE")}
    assert {str(area) for area in sheet.merged_cells.ranges} == halves | {"A6:E6", "A7:E7", "A9:A10", "B9:C9", "D9:D10", "E9:E10"}


def test_each_half_of_the_official_head_has_its_rule_under_its_own_last_line():
    agency = "Trung tâm Thông tin và Phổ biến, giáo dục pháp luật vùng dân tộc thiểu số"
    sheet = read(a_table(letterhead=Letterhead(agency, "Sở Dân tộc và Tôn giáo", "Số: 05/BC-TT", "Quảng Ngãi"))).worksheets[0]
    halves = [[sheet.cell(row, column).value for row in range(1, 8)] for column in (1, 3)]

    assert halves == [
        ["SỞ DÂN TỘC VÀ TÔN GIÁO", agency.upper(), None, None, None, "_" * 24, "Số: 05/BC-TT"],
        [NATION, MOTTO, "_" * 50, None, None, None, "Quảng Ngãi, ngày ...... tháng ...... năm ......"],
    ]
    assert {"A2:B5", "A6:B6", "C2:E2", "C3:E3"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_the_page_is_a4_across_with_the_decrees_margins_and_a_repeated_frozen_head():
    sheet = read(a_table()).worksheets[0]
    setup, margins = sheet.page_setup, sheet.page_margins

    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (margins.left, margins.right, margins.top, margins.bottom) == (1.18, 0.59, 0.79, 0.79)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$9:$10", "A11")


def test_the_page_number_stands_in_the_middle_of_the_top_margin_but_on_page_one():
    sheet = read(a_table()).worksheets[0]
    number = sheet.oddHeader.center

    assert (number.text, number.font, number.size) == ("Trang &P/&N", "Times New Roman,Regular", 13)
    assert sheet.HeaderFooter.differentFirst is True
    assert sheet.firstHeader.center.text is None


def test_every_cell_of_both_sheets_is_set_in_times_new_roman():
    book = read(a_table(notes=["Một"], signatories=[Signatory("Giám đốc")]))

    assert {cell.font.name for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} == {"Times New Roman"}


def test_formats_follow_the_kind_of_column():
    kinds = ["text", "number", "decimal", "percent", "year", "date", "datetime", "mark"]
    day = date(2026, 3, 9)
    columns = [Column(kind, kind, kind) for kind in kinds]
    row = ["a", 1234, 8.75, 85.3, 1985, day, MADE_AT, True]
    sheet = read(a_table(columns=columns, rows=[row], totals=None, letterhead=None, subtitle="")).worksheets[0]
    cells = next(sheet.iter_rows(min_row=4, max_row=4))

    assert [cell.value for cell in cells] == ["a", 1234, 8.75, 85.3, 1985, datetime(2026, 3, 9), datetime(2026, 11, 23, 14, 50), "x"]
    assert [cell.number_format for cell in cells] == ["@", "#,##0", "#,##0.00", '0.0"%"', "0", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "@"]
    assert [cell.alignment.horizontal for cell in cells] == ["left", "right", "right", "right", "center", "center", "center", "center"]
    assert {cell.border.left.style for cell in cells} == {"thin"}


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula(text: str):
    sheet = read(one_column("text", text)).worksheets[0]

    assert (sheet["A4"].value, sheet["A4"].data_type, sheet["A4"].number_format) == (text, "s", "@")


@pytest.mark.parametrize("kind", ["number", "date", "mark", "percent"])
def test_text_in_a_column_of_figures_is_never_a_formula(kind: str):
    sheet = read(one_column(kind, "=1+1")).worksheets[0]

    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=1+1", "s")


def test_nothing_around_the_rows_is_a_formula_either():
    bad = "=1+1"
    table = a_table(
        title=bad,
        subtitle=bad,
        columns=[Column("a", bad, "text", 20, bad, bad), Column("b", bad, "number", 20, bad)],
        rows=[["a", 1]],
        totals=[bad, 1],
        filters=[(bad, bad)],
        made_by=bad,
        letterhead=Letterhead(bad, bad, bad, bad),
        signatories=[Signatory(bad, bad, bad)],
        notes=[bad],
    )

    assert {cell.data_type for sheet in read(table).worksheets for row in sheet.iter_rows() for cell in row} == {"s", "n"}


def test_phones_and_card_numbers_keep_their_zeros():
    assert values(one_column("text", "0905123456", "051099001234", 7)) == ["0905123456", "051099001234", "7"]


def test_letters_that_xml_refuses_are_left_out():
    assert values(one_column("text", "Đinh\x00 Văn\x0b Rê\ud800\uffff", "a\r\nb\rc", "<&>", " hai đầu ")) == [
        "Đinh Văn Rê",
        "a\nb\nc",
        "<&>",
        " hai đầu ",
    ]


def test_a_text_longer_than_excel_takes_is_cut():
    assert values(one_column("text", "a" * 40_000)) == ["a" * 32_767]


def test_days_before_excels_calendar_and_years_alone_stay_text_in_a_column_of_dates():
    assert values(one_column("date", date(1899, 5, 1), 1985, "…/…/1985", date(1955, 12, 31))) == [
        "1899-05-01",
        "1985",
        "…/…/1985",
        datetime(1955, 12, 31),
    ]


def test_a_time_is_shown_and_dated_in_the_agencys_zone():
    late = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)

    assert values(one_column("datetime", late)) == [datetime(2026, 3, 10, 1, 30)]
    assert values(one_column("date", late)) == [datetime(2026, 3, 10)]


def test_an_absent_mark_and_a_missing_value_are_empty_and_zero_is_not():
    assert values(one_column("mark", True, False, None, "v")) == ["x", None, None, "v"]
    assert values(one_column("number", 0, None)) == [0, None]


def test_numbered_rows_are_counted_in_a_first_column():
    sheet = read(a_table(numbered=True)).worksheets[0]

    assert body(sheet)[:3] == [[1, "Ba Tơ", 4, 2, 1464, 128.94], [2, "Sơn Hà", 3, 1, 411, None], ["Tổng cộng", None, 7, 3, 1800, 101.5]]
    assert "A13:B13" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["A9"].value == "TT"


def test_a_name_given_to_the_total_row_is_kept():
    assert body(read(a_table(totals=["Tổng số", 7, 3, 1800, None])).worksheets[0])[2] == ["Tổng số", 7, 3, 1800, None]


def test_a_table_without_rows_says_so():
    assert body(read(a_table(rows=[], totals=None)).worksheets[0])[0] == ["Không có số liệu.", None, None, None, None]


def test_notes_stand_below_the_total():
    assert [row[0] for row in body(read(a_table(notes=["Một", "Hai"])).worksheets[0])][2:] == [
        "Tổng cộng",
        None,
        "Ghi chú:",
        "- Một",
        "- Hai",
    ]
    assert body(read(a_table(notes=["Một"])).worksheets[0])[-1][0] == "Ghi chú: Một"


def test_the_makers_name_and_the_signatorys_stand_at_the_same_height():
    signatory = Signatory("Phó Giám đốc", "Đinh Văn Rê", "KT. Giám đốc")
    last = body(read(a_table(signatories=[signatory])).worksheets[0])[-1]

    assert last == [
        "NGƯỜI LẬP BIỂU\n(Ký, ghi rõ họ tên)\n\n\n\n\n\n\nNguyễn Thị Hòa",
        None,
        "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Ký, ghi rõ họ tên)\n\n\n\n\n\nĐinh Văn Rê",
        None,
        None,
    ]


def test_whoever_prepares_the_tables_signs_as_the_one_who_did():
    table = a_table(signatories=[Signatory("Giám đốc")], preparer="Trần Văn Mẫu")
    book = read(table)

    assert body(book.worksheets[0])[-1][0].endswith("\nTrần Văn Mẫu")
    assert ["Người lập", "Nguyễn Thị Hòa", None] in [[cell.value for cell in row] for row in book["Ghi chú"].iter_rows()]


def test_three_sign_side_by_side():
    last = body(read(a_table(signatories=[Signatory("Người kiểm tra"), Signatory("Giám đốc")])).worksheets[0])[-1]

    assert [text.split("\n")[0] for text in last if text] == ["NGƯỜI LẬP BIỂU", "NGƯỜI KIỂM TRA", "GIÁM ĐỐC"]


def test_without_a_date_the_pen_fills_it_in():
    sheet = read(a_table(letterhead=Letterhead("Ban Dân tộc", place="Quảng Ngãi"))).worksheets[0]

    assert sheet["C4"].value == "Quảng Ngãi, ngày ...... tháng ...... năm ......"
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["BAN DÂN TỘC", "_" * 12, None]


def test_signatures_that_would_stand_alone_take_three_rows_to_their_page():
    rows = [["Ba Tơ", 1, 1, 1, 1.0] for _row in range(13)]
    signed = read(a_table(rows=rows, signatories=[Signatory("Giám đốc")])).worksheets[0]
    short = read(a_table(signatories=[Signatory("Giám đốc")])).worksheets[0]
    unsigned = read(a_table(rows=rows)).worksheets[0]

    assert [mark.id for mark in signed.row_breaks.brk] == [10 + 10]
    assert [len(sheet.row_breaks.brk) for sheet in (short, unsigned)] == [0, 0]


def test_a_row_is_as_high_as_its_longest_text_wraps():
    table = one_column("text", "Ba Tơ", "Trường Phổ thông dân tộc nội trú Trung học phổ thông tỉnh", row_height=18)
    sheet = read(table).worksheets[0]

    assert (sheet.row_dimensions[4].height, sheet.row_dimensions[5].height) == (18, 33.75)


def test_the_second_sheet_says_which_figures_these_are():
    table = a_table(filters=[("Địa bàn", "tỉnh Quảng Ngãi")], notes=["Số liệu tạm tính."])
    sheet = read(table)["Ghi chú"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["GHI CHÚ", None, None],
        [None, None, None],
        ["Bảng", "Tổng hợp kết quả tập huấn, hội thi", None],
        ["Kỳ, phạm vi", "(Từ ngày 01/01/2026 đến ngày 31/10/2026)", None],
        ["Địa bàn", "tỉnh Quảng Ngãi", None],
        ["Số dòng", "2", None],
        ["Người lập", "Nguyễn Thị Hòa", None],
        ["Lập lúc", "14:50, 23/11/2026", None],
        ["Lưu ý", "Số liệu tạm tính.", None],
        [None, None, None],
        ["Cột", "Cột này đếm gì", "Cộng dồn được"],
        ["Số cuộc – Lớp tập huấn", "Số lớp đã tổ chức", "có"],
        ["Số cuộc – Hội thi", "Số hội thi đã tổ chức", "có"],
        ["Số người", "Số người khác nhau", "không"],
        ["Đạt tỷ lệ (%)", "So với chỉ tiêu", None],
    ]


@pytest.mark.parametrize(
    ("title", "tab"),
    [
        ("Kết quả", "Kết quả"),
        ("Kết quả: tập huấn / hội thi [2026]?", "Kết quả tập huấn hội thi 2026"),
        ("Tổng hợp kết quả tập huấn, hội thi tuyên truyền", "Tổng hợp kết quả tập huấn, hội"),
        ("a" * 40, "a" * 31),
        ("'='", "="),
        ("", "Bảng"),
        ("history", "history (2)"),
    ],
)
def test_a_tab_is_named_after_the_title_within_excels_rules(title: str, tab: str):
    assert read(a_table(title=title)).sheetnames == [tab, "Ghi chú"]


def test_a_long_table_goes_on_on_a_second_sheet_of_the_same_shape():
    rows = [[f"Xã {number}", number, 0, 0, 0.0] for number in range(7)]
    book = read(a_table(rows=rows, numbered=True, title="Danh sách"), rows_per_sheet=3)
    sheets = book.worksheets[:3]

    assert book.sheetnames == ["Danh sách", "Danh sách (2)", "Danh sách (3)", "Ghi chú"]
    assert [[row[:2] for row in body(sheet)] for sheet in sheets] == [
        [[1, "Xã 0"], [2, "Xã 1"], [3, "Xã 2"]],
        [[4, "Xã 3"], [5, "Xã 4"], [6, "Xã 5"]],
        [[7, "Xã 6"], ["Tổng cộng", None]],
    ]
    assert {sheet.print_title_rows for sheet in sheets} == {"$9:$10"}
    assert {sheet.column_dimensions["B"].width for sheet in sheets} == {book.worksheets[0].column_dimensions["B"].width}


def test_a_table_that_just_fills_its_sheet_needs_no_second():
    assert read(a_table(title="Danh sách"), rows_per_sheet=2).sheetnames == ["Danh sách", "Ghi chú"]


@pytest.mark.parametrize(
    "widths",
    [[4, 30, 8, 9], [5, 80, 20, 12], [6] * 4, [22, 6, 8, 20, *[6] * 10, 6, 7, 14], [14, *[8] * 14], [40], [90, 5]],
)
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_both_halves_of_the_official_head_have_room_whatever_the_columns(widths: list[int], orientation: str):
    columns = [Column(str(index), "Cột", "text" if width > 12 else "number", width) for index, width in enumerate(widths)]
    layout = lay_out_columns(a_table(columns=columns, totals=None, orientation=orientation))
    left_width, right = sum(layout.widths[: layout.split]), sum(layout.widths[layout.split :])

    assert (left_width >= LEFT_MINIMUM - 0.01, right >= RIGHT_MINIMUM - 0.01) == (True, True)
    assert all(now >= before for now, before in zip(layout.widths, widths, strict=False))


def test_a_narrow_first_column_stays_narrow_where_a_text_can_widen():
    layout = lay_out_columns(
        a_table(columns=[Column("tt", "TT", "number", 5), Column("a", "Tên", "text", 25), Column("b", "Số", "number", 9)], totals=None)
    )

    assert (layout.split, layout.widths[0]) == (2, 5)


def test_no_column_is_too_narrow_for_its_total_or_for_a_word_of_its_head():
    columns = [Column("a", "Nghiêng", "number", 2), Column("b", "Số", "number", 3)]
    layout = lay_out_columns(a_table(columns=columns, totals=[1, 12_345_678], numbered=True))

    assert line_count("Nghiêng", layout.text_room(2, 2), HEAD) == 1
    assert layout.widths[2] >= len("12.345.678") + 1


def test_a_common_head_has_room_over_one_narrow_column():
    columns = [Column("a", "Tên", "text", 40), Column("b", "Tối", "mark", 3, group="09/03/2026"), Column("c", "Số", "number", 5)]
    layout = lay_out_columns(a_table(columns=columns, totals=None))

    assert line_count("09/03/2026", layout.text_room(2, 2), HEAD) == 1


def test_a_spare_column_is_printed_only_where_something_stands_in_it():
    columns = [
        Column("a", "Tên"),
        Column("b", "Điện thoại", omit_if_empty=True),
        Column("c", "Kế hoạch", "number", omit_if_empty=True),
        Column("d", "Ký tên"),
    ]
    options = {"columns": columns, "letterhead": None, "subtitle": ""}

    empty = read(a_table(**options, rows=[["Rê", "", None, None]], totals=["Cộng", None, None, None])).worksheets[0]
    filled = read(a_table(**options, rows=[["Rê", "0905", None, None]], totals=["Cộng", None, 0, None])).worksheets[0]

    assert [cell.value for cell in empty[3]] == ["Tên", "Ký tên"]
    assert [cell.value for cell in filled[3]] == ["Tên", "Điện thoại", "Kế hoạch", "Ký tên"]
    assert body(filled) == [["Rê", "0905", None, None], ["Cộng", None, 0, None]]


def test_a_list_is_filtered_by_column_below_its_heads_and_above_its_totals():
    book = read(a_table(is_filtered_by_column=True, sheet_title="Danh sách"))
    sheet, notes = book.worksheets

    top, bottom = (int(re.sub(r"[A-Z]+", "", corner)) for corner in sheet.auto_filter.ref.split(":"))
    assert sheet.cell(top + 1, 1).value == ROWS[0][0]
    assert sheet.cell(bottom, 1).value == ROWS[-1][0]
    assert (sheet.title, read(a_table()).worksheets[0].auto_filter.ref) == ("Danh sách", None)
    assert (notes.page_setup.fitToWidth, notes.page_setup.fitToHeight) == (1, 1)


def test_twenty_thousand_rows_take_no_more_memory_than_a_few():
    rows = ([f"Đinh Thị {number}", number, 0, number, 1.5] for number in range(20_000))
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        written = write_xlsx(a_table(rows=rows), file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert written == 20_000
    assert peak < 6 * 2**20


def test_what_the_rows_raise_comes_through_and_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[object]]:
        yield from ROWS
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        write_xlsx(a_table(rows=rows()), io.BytesIO())
    assert list(tmp_path.iterdir()) == []


def test_a_finished_workbook_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    write_xlsx(a_table(), io.BytesIO())

    assert list(tmp_path.iterdir()) == []


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        write_xlsx(a_table(rows=[["Ba Tơ", 1]]), io.BytesIO())


def test_what_looks_like_a_spelt_character_is_read_as_it_was_typed():
    file = io.BytesIO()
    write_xlsx(one_column("text", "mã _x0041_ và _x000D_", title="Lớp _x0041_"), file)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    texts = [cell for row in cells for cell in row if isinstance(cell, str)]
    assert "mã _x0041_ và _x000D_" in texts
    assert any("LỚP _X0041_" in text for text in texts)
