"""What a file holds arrives as it is shown, whatever wrote the file; the fast way and the careful way through an xlsx agree on every one."""

import io
import json
import threading
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from unicodedata import normalize

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from imports.files.reader_process import FileRefused, read_workbook
from imports.reader.dispatch import read_file
from imports.reader.formats.dates import date_parts_shown
from imports.reader.grid import DateCell, FormulaError, LegacyText, Workbook, from_plain, to_plain
from tests.depth import examples
from tests.imports.conftest import roster
from tests.imports.made_files import STRICT, biff5, handmade_xlsx, ods, rows_xlsx, saved, styles, unzipped, zipped
from vietnamese.text import clean

ROSTERS = sorted((Path(__file__).parent.parent / "rosters").glob("*.xls*"))
Read = Callable[[bytes], Workbook]


@pytest.fixture(scope="module")
def read(reader_for_many: Read) -> Read:
    """Through the reader process; what is a zip also by the careful way alone, which has to give the same."""

    def read_both_ways(content: bytes) -> Workbook:
        book = reader_for_many(content)
        if content.startswith(b"PK"):
            assert read_file(content, is_careful=True) == book
        return book

    return read_both_ways


def only_rows(book: Workbook) -> list[list[object]]:
    assert len(book.sheets) == 1
    return book.sheets[0].rows


def cell(book: Workbook) -> object:
    ((value,),) = only_rows(book)
    return value


# ── xlsx ──


@pytest.mark.parametrize("path", ROSTERS, ids=lambda path: path.name)
def test_every_sample_roster_is_read_alike_by_a_process_of_its_own_and_by_one_for_many(path, read):
    content = path.read_bytes()
    assert read_workbook(content) == read(content)


def test_values_keep_their_kind(read):
    book = read(rows_xlsx([["TT", "Tên"], [1, "Đinh Văn Rê"], [2.5, "0912345678"], [True, None], [51085000123, "051085000123"]]))
    assert book.format == "xlsx"
    assert only_rows(book) == [["TT", "Tên"], [1, "Đinh Văn Rê"], [2.5, "0912345678"], [True], [51085000123, "051085000123"]]
    assert isinstance(book.sheets[0].rows[1][0], int) and book.sheets[0].rows[3][0] is True


def test_a_shared_string_an_inline_string_and_the_text_of_a_formula_are_text(read):
    content = handmade_xlsx(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>trong ô</t></is></c><c r="C1" t="str"><f>A1</f><v>tính</v></c></row>',
        strings="<si><t>dùng chung</t></si>",
    )
    assert only_rows(read(content)) == [["dùng chung", "trong ô", "tính"]]


def test_rich_text_is_its_runs_together_and_phonetic_runs_are_left_out(read):
    strings = "<si><r><t>Đinh </t></r><r><rPr><b/></rPr><t xml:space='preserve'>Văn Rê</t></r><rPh sb='0' eb='1'><t>ふりがな</t></rPh></si>"
    assert cell(read(handmade_xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings))) == "Đinh Văn Rê"


def test_characters_that_are_spelt_out_are_read(read):
    content = handmade_xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>một_x000D_hai_x005F_ba</t></is></c></row>')
    assert cell(read(content)) == "một\rhai_ba"


def test_a_formula_that_nobody_has_computed_is_a_fault_and_not_an_empty_cell(read):
    rows = [["Tên", "Ghép"], ["Rê", "=A2"]]
    assert only_rows(read(rows_xlsx(rows))) == [["Tên", "Ghép"], ["Rê", FormulaError("=")]]


def test_a_formula_that_gives_empty_text_is_empty(read):
    content = handmade_xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>IF(A1=1,"","x")</f><v></v></c></row>')
    assert only_rows(read(content)) == [[1]]


def test_errors_are_faults(read):
    content = handmade_xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>NA()</f><v>#N/A</v></c></row>')
    assert only_rows(read(content)) == [[1, FormulaError("#N/A")]]


@pytest.mark.parametrize(
    ("code", "serial", "expected"),
    [
        ("dd/mm/yyyy", 31131, DateCell("1985-03-25", "ymd", 31131)),
        ("[$-42A]dd/mm/yyyy", 31131, DateCell("1985-03-25", "ymd", 31131)),
        (r"dd\/mm\/yyyy", 31131, DateCell("1985-03-25", "ymd", 31131)),
        ("d-m-yy", 31131, DateCell("1985-03-25", "ymd", 31131)),
        ("[$-F800]dddd, mmmm dd, yyyy", 31131, DateCell("1985-03-25", "ymd", 31131)),
        ('"ngày "dd" tháng "mm" năm "yyyy', 31131, DateCell("1985-03-25", "ymd", 31131)),
        ("dd/mm/yyyy;@", 31131, DateCell("1985-03-25", "ymd", 31131)),
        ("m/d/yyyy h:mm:ss", 45446.5, DateCell("2024-06-03", "ymd", 45446.5)),
        ("mm/yyyy", 31131, DateCell("1985-03-25", "ym", 31131)),
        ("yyyy", 31131, DateCell("1985-03-25", "y", 31131)),
        ("dd/mm/yyyy", 1985, DateCell("1905-06-07", "ymd", 1985)),
        ("dd/mm/yyyy", 1, DateCell("1900-01-01", "ymd", 1)),
        ("dd/mm/yyyy", 61, DateCell("1900-03-01", "ymd", 61)),
        ("d/m", 45301, "10/1"),
        ("dd", 31131, 25),
        ("mm", 31131, 3),
        ("h:mm", 0.3125, "07:30"),
        ("h:mm:ss AM/PM", 0.5, "12:00"),
        ("[h]:mm", 1.5, 1.5),
        ("0000000000", 912345678, 912345678),
        ('0 "đồng"', 5, 5),
        ('"năm" 0', 1985, 1985),
        ("[Red]#,##0", 5, 5),
        ("0.00E+00", 5, 5),
        ("General", 31131, 31131),
        ("@", 31131, 31131),
        ("dd/mm/yyyy", -1, -1),
        ("dd/mm/yyyy", 9e9, 9_000_000_000),
    ],
)
def test_a_number_is_what_its_format_shows(code, serial, expected, read):
    content = handmade_xlsx(f'<row r="1"><c r="A1" s="1"><v>{serial!r}</v></c></row>', styles=styles([code]))
    assert cell(read(content)) == expected


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("mm:ss", "time"),
        ("h:mm", "time"),
        ("yyyy-mm", "ym"),
        ("mmm-yy", "ym"),
        ("dddd", ""),
        ("d-mmm", "md"),
        ("yyyy/m/d h:mm", "ymd"),
        ("#,##0.00", ""),
    ],
)
def test_minutes_are_no_months(code, shows):
    assert date_parts_shown(code) == shows


def test_dates_count_from_1904_where_the_workbook_says_so(read):
    workbook = '<workbookPr date1904="1"/><sheets><sheet name="DS" sheetId="1" r:id="rId1"/></sheets>'
    content = handmade_xlsx('<row r="1"><c r="A1" s="1"><v>29669</v></c></row>', styles=styles(["dd/mm/yyyy"]), workbook=workbook)
    assert cell(read(content)) == DateCell("1985-03-25", "ymd", 29669)


def test_dates_in_iso_form_are_dates(read):
    content = handmade_xlsx('<row r="1"><c r="A1" s="1" t="d"><v>1985-03-25</v></c></row>', styles=styles(["dd/mm/yyyy"]))
    assert cell(read(content)) == DateCell("1985-03-25", "ymd", 31131)


def test_text_in_a_font_of_tcvn3_is_handed_on_as_stored(read):
    workbook = openpyxl.Workbook()
    for column, (text, font) in enumerate(
        [
            ("NguyÔn V¨n Nam", ".VnTime"),
            ("§inh V¨n Rª", ".VnTimeH"),
            ("Nguyeãn Vaên Nam", "VNI-Times"),
            ("Nguyễn", ".VnTime"),
            ("Nam", ".VnTime"),
            ("Nam", ".VnArialH"),
        ],
        1,
    ):
        workbook.active.cell(1, column, text).font = Font(name=font)

    assert only_rows(read(saved(workbook))) == [
        [
            LegacyText("NguyÔn V¨n Nam", "tcvn3"),
            LegacyText("§inh V¨n Rª", "tcvn3", True),
            LegacyText("Nguyeãn Vaên Nam", "vni"),
            "Nguyễn",
            "Nam",
            LegacyText("Nam", "tcvn3", True),
        ]
    ]


def test_a_run_in_a_font_of_tcvn3_makes_the_cell_legacy_and_a_run_in_another_does_not(read):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = CellRichText(
        TextBlock(InlineFont(b=True), "Hä tªn: "), TextBlock(InlineFont(rFont=".VnTime"), "NguyÔn V¨n Nam")
    )
    workbook.active["A2"] = CellRichText(TextBlock(InlineFont(rFont="Arial"), "hôm qua"))
    workbook.active["A2"].font = Font(name=".VnTime")

    assert only_rows(read(saved(workbook))) == [[LegacyText("Hä tªn: NguyÔn V¨n Nam", "tcvn3")], ["hôm qua"]]


def test_hidden_sheets_rows_and_columns_are_read_and_counted(read):
    workbook = openpyxl.Workbook()
    for row in [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]:
        workbook.active.append(row)
    workbook.active.row_dimensions[2].hidden = True
    workbook.active.row_dimensions[9].hidden = True
    workbook.active.column_dimensions.group("B", "C", hidden=True)
    workbook.active.column_dimensions.group("H", "J", hidden=True)
    for name, state in [("ẩn", "hidden"), ("ẩn kỹ", "veryHidden")]:
        workbook.create_sheet(name).append([name])
        workbook[name].sheet_state = state

    first, *others = read(saved(workbook)).sheets
    assert first.rows == [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]
    assert (first.is_hidden, len(first.hidden_rows), first.hidden_columns) == (False, 1, 2)
    assert [(sheet.name, sheet.is_hidden, sheet.rows) for sheet in others] == [("ẩn", True, [["ẩn"]]), ("ẩn kỹ", True, [["ẩn kỹ"]])]


def test_merged_cells_are_told_and_an_autofilter_changes_nothing(read):
    workbook = openpyxl.Workbook()
    for row in [["TT", "Họ tên", None], [1, "Rê", "Nam"]]:
        workbook.active.append(row)
    workbook.active.merge_cells("B1:C1")
    workbook.active.auto_filter.ref = "A1:C2"

    (sheet,) = read(saved(workbook)).sheets
    assert (sheet.rows, sheet.merges) == ([["TT", "Họ tên"], [1, "Rê", "Nam"]], [(0, 1, 0, 2)])


def test_a_sheet_that_is_a_chart_is_left_out(read):
    workbook = openpyxl.Workbook()
    workbook.active.append([1, 2])
    workbook.create_chartsheet("Biểu đồ").add_chart(BarChart())
    workbook.create_sheet("sau").append(["x"])

    assert [sheet.rows for sheet in read(saved(workbook)).sheets] == [[[1, 2]], [["x"]]]


def test_a_wrong_dimension_hides_no_row(read):
    content = handmade_xlsx(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 2002)), before='<dimension ref="A1"/>'
    )
    assert [row[0] for row in only_rows(read(content))] == list(range(1, 2002))


def test_two_cells_at_the_corners_of_the_sheet_are_read_up_to_column_200(read):
    content = handmade_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert only_rows(read(content)) == [[1]]
    assert read_workbook(content) == read(content)


def test_a_stray_cell_far_below_is_refused_with_its_row(read):
    content = handmade_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>')
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert refused.value.code == "too_long"
    assert "“DS” có dữ liệu ở dòng 1.048.576" in refused.value.messages[0]


def test_formatted_rows_without_a_value_do_not_count(read):
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 40_000))
    assert only_rows(read(handmade_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>' + rows))) == [[1]]


def test_rows_and_cells_that_do_not_say_where_they_are_follow_one_another(read):
    content = handmade_xlsx(
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="3"><c r="B3"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    )
    assert only_rows(read(content)) == [[1, 2], [], [None, 3, 4], [5]]


def test_the_strict_kind_a_prefixed_namespace_and_utf_16_are_read(read):
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>31131</v></c></row>'
    prefixed = data.replace("<", "<x:").replace("<x:/", "</x:")
    expected = [["Đinh Văn Rê", DateCell("1985-03-25", "ymd", 31131)]]
    common = {"strings": "<si><t>Đinh Văn Rê</t></si>", "styles": styles(["dd/mm/yyyy"])}
    assert only_rows(read(handmade_xlsx(data, space=STRICT, **common))) == expected
    assert only_rows(read(handmade_xlsx(prefixed, prefix="x", **common))) == expected
    assert only_rows(read(handmade_xlsx(data, encoding="utf-16", **common))) == expected


def test_part_names_may_be_written_with_backslashes_and_in_any_case(read):
    parts = unzipped(rows_xlsx([["a", 1]]))
    renamed = {name.replace("xl/worksheets/sheet1", "XL\\Worksheets\\Sheet1"): content for name, content in parts.items()}
    assert only_rows(read(zipped(renamed))) == [["a", 1]]


def test_a_cell_is_cut_at_four_thousand_characters(read):
    assert cell(read(rows_xlsx([["x" * 5000]]))) == "x" * 4000


def test_the_number_of_rows_that_a_roster_may_have(read):
    book = read(rows_xlsx([[n, f"Đinh Văn {n}"] for n in range(20_000)]))
    assert len(book.sheets[0].rows) == 20_000
    with pytest.raises(FileRefused) as refused:
        read(rows_xlsx([[n] for n in range(25_001)]))
    assert refused.value.code == "too_long"


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.text("aàảđĐ ơ<&>\"'_x1-=", min_size=1, max_size=12).filter(lambda text: text[0] != "=" and not text.isspace()),
)


@examples(10, deep=40)
@given(st.lists(st.lists(values, max_size=5), min_size=1, max_size=6))
def test_other_readers_see_the_same_values(rows):
    content = rows_xlsx(rows)
    ours = only_rows(read_file(content))
    assert ours == only_rows(read_file(content, is_careful=True))
    theirs = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    for number, row in enumerate(ours):
        for column, value in enumerate(row):
            other_value = theirs.cell(number + 1, column + 1).value
            if isinstance(value, DateCell):
                assert value.iso == f"{other_value:%Y-%m-%d}"
            else:
                assert value == other_value


# ── xls ──


def test_xls_gives_values_dates_merges_faults_and_what_is_hidden(read):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("DS")
    for column, (value, code) in enumerate(
        [
            ("Rê", None),
            (1, None),
            (2.5, None),
            (True, None),
            (date(1985, 3, 25), "dd/mm/yyyy"),
            (date(1985, 3, 1), "mm/yyyy"),
            (time(7, 30), "h:mm"),
            (31131, r"[$-42A]dd\/mm\/yyyy"),
        ]
    ):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=code) if code else xlwt.easyxf())
    sheet.write_merge(1, 2, 0, 1, "gộp")
    sheet.write(3, 0, "ẩn")
    sheet.row(3).hidden = True
    sheet.col(1).hidden = True
    workbook.add_sheet("ẩn").visibility = 1

    book = read(saved(workbook))
    first, second = book.sheets
    assert book.format == "xls"
    assert first.rows == [
        [
            "Rê",
            1,
            2.5,
            True,
            DateCell("1985-03-25", "ymd", 31131),
            DateCell("1985-03-01", "ym", 31107),
            "07:30",
            DateCell("1985-03-25", "ymd", 31131),
        ],
        ["gộp"],
        [],
        ["ẩn"],
    ]
    assert (first.merges, len(first.hidden_rows), first.hidden_columns, second.is_hidden) == ([(1, 0, 2, 1)], 1, 1, True)


def test_xls_counts_from_1904_where_it_says_so(read):
    workbook = xlwt.Workbook()
    workbook.dates_1904 = True
    workbook.add_sheet("DS").write(0, 0, 29669, xlwt.easyxf(num_format_str="dd/mm/yyyy"))

    assert cell(read(saved(workbook))) == DateCell("1985-03-25", "ymd", 29669)


def test_xls_tells_the_fonts_of_cells_and_of_runs(read):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("DS")
    sheet.write(0, 0, "NguyÔn V¨n Nam", xlwt.easyxf("font: name .VnTime"))
    sheet.write(1, 0, "Ñinh Thò Maãu", xlwt.easyxf("font: name VNI-Times"))
    font = xlwt.Font()
    font.name = ".VnTimeH"
    sheet.write_rich_text(2, 0, ["Ten: ", ("V¨n", font)])
    sheet.write(3, 0, "Hä", xlwt.easyxf("font: name Arial"))

    assert [row[0] for row in only_rows(read(saved(workbook)))] == [
        LegacyText("NguyÔn V¨n Nam", "tcvn3"), LegacyText("Ñinh Thò Maãu", "vni"), LegacyText("Ten: V¨n", "tcvn3", True), "Hä",
    ]  # fmt: skip


def test_an_error_in_xls_is_a_fault(read):
    workbook = xlwt.Workbook()
    workbook.add_sheet("DS").row(0).set_cell_error(0, 42)
    assert cell(read(saved(workbook))) == FormulaError("#N/A")


def test_a_bare_stream_of_excel_5_is_read(read):
    assert only_rows(read(biff5("H\xe4 v\xb5 t\xaan", 7.0))) == [["Hä vµ tªn", 7]]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_letters_that_are_struck_out_were_corrected_and_a_cell_all_struck_out_is_marked(read, kind):
    if kind == "ods":
        struck = '<style:text-properties style:text-line-through-style="solid"/>'
        content = ods(
            '<table:table-row><table:table-cell office:value-type="string"><text:p>Hồ Thị <text:span text:style-name="T1">Hà</text:span> Hoà</text:p>'
            '</table:table-cell><table:table-cell office:value-type="string"><text:p><text:span text:style-name="T2">Hồ <text:s/>Lía</text:span></text:p>'
            "</table:table-cell><table:table-cell table:style-name='T1' office:value-type='string'><text:p>Bút</text:p></table:table-cell></table:table-row>",
            automatic=f'<style:style style:name="T1" style:family="text">{struck}</style:style>'
            '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/><style:style style:name="T1" style:family="table-cell"/>',
        )
    else:
        workbook, stream = xlwt.Workbook(), io.BytesIO()
        sheet = workbook.add_sheet("DS")
        struck, plain = (xlwt.easyxf(f"font: struck_out {value}").font for value in ("on", "off"))
        sheet.write_rich_text(0, 0, [("Hồ Thị ", plain), ("Hà", struck), (" Hoà", plain)])
        sheet.write_rich_text(0, 1, [("Hồ  Lía", struck)])
        sheet.write(0, 2, "Bút")
        workbook.save(stream)
        content = stream.getvalue()
    (sheet,) = read(content).sheets
    assert sheet.rows == [["Hồ Thị  Hoà", "Hồ  Lía", "Bút"]]
    assert sheet.struck_cells == [(0, 1)]


# ── ods ──


def test_ods_gives_values_dates_merges_faults_and_what_is_hidden(read):
    automatic = (
        '<number:date-style style:name="N1"><number:month/><number:text>/</number:text><number:year/></number:date-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="ce2" style:family="table-cell"><style:text-properties style:font-name=".VnTime"/></style:style>'
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    content = ods(
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Đinh<text:s text:c="2"/>Văn <text:span>Rê</text:span></text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="1985-03-25"><text:p>25/03/1985</text:p></table:table-cell>'
        '<table:table-cell table:style-name="ce1" office:value-type="date" office:date-value="1985-03-01"><text:p>3/1985</text:p></table:table-cell>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>'
        '<table:table-cell xmlns:calcext="urn:calc" office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:visibility="filter"><table:table-cell table:number-columns-spanned="2" table:style-name="ce2" office:value-type="string">'
        "<text:p>NguyÔn</text:p></table:table-cell><table:covered-table-cell/></table:table-row>",
        automatic=automatic,
        table_attributes='table:style-name="ta1"',
    )
    book = read(content)
    (sheet,) = book.sheets
    assert book.format == "ods"
    assert sheet.rows == [
        ["Đinh  Văn Rê", 7, DateCell("1985-03-25"), DateCell("1985-03-01", "ym"), True, FormulaError("#N/A")],
        [LegacyText("NguyÔn", "tcvn3")],
    ]
    assert (sheet.merges, sheet.is_hidden, len(sheet.hidden_rows), sheet.hidden_columns) == ([(1, 0, 1, 1)], True, 1, 1)


def test_repeated_cells_and_rows_of_ods_are_repeated_and_empty_ones_at_the_end_are_not(read):
    cell_xml = '<table:table-cell office:value-type="float" office:value="1"/>'
    content = ods(
        f'<table:table-row table:number-rows-repeated="2">{cell_xml}<table:table-cell table:number-columns-repeated="2"/>{cell_xml}'
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert only_rows(read(content)) == [[1, None, None, 1]] * 2


def test_a_comment_beside_a_cell_is_no_text_of_it(read):
    content = ods(
        '<table:table-row><table:table-cell xmlns:dc="dc" office:value-type="string"><office:annotation><text:p>ghi chú</text:p></office:annotation>'
        "<text:p>Rê</text:p><text:p>dòng hai</text:p></table:table-cell></table:table-row>"
    )
    assert cell(read(content)) == "Rê\ndòng hai"


def test_ods_without_types_agrees_with_calamine(read):
    rows = "".join(f'<table:table-row><table:table-cell office:value-type="string"><text:p>tên {n}</text:p></table:table-cell>'
                   f'<table:table-cell office:value-type="float" office:value="{n}"/></table:table-row>' for n in range(50))  # fmt: skip
    content = ods(rows)
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert only_rows(read(content)) == theirs


# ── csv ──


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_text_in_every_cell(encoding, delimiter, read):
    text = "\r\n".join(delimiter.join(row) for row in [["TT", "Họ và tên", "SĐT"], ["1", "Đinh Văn Rê", "0912345678"], ["2", "", "007"]])
    book = read(text.encode(encoding))
    assert (book.format, book.encoding) == ("csv", encoding.removesuffix("-sig"))
    assert only_rows(book) == [["TT", "Họ và tên", "SĐT"], ["1", "Đinh Văn Rê", "0912345678"], ["2", None, "007"]]


def test_csv_below_an_official_head_is_cut_where_most_lines_are_cut(read):
    text = "UBND XÃ BA VÌ\nDANH SÁCH (kèm theo công văn số 1, ngày 5/3)\n\nTT;Họ tên;Ghi chú\n1;Đinh Văn Rê;cũ, mới\n2;Phạm Thị Ánh;\n"
    assert only_rows(read(text.encode()))[3:] == [["TT", "Họ tên", "Ghi chú"], ["1", "Đinh Văn Rê", "cũ, mới"], ["2", "Phạm Thị Ánh"]]


def test_quotes_line_breaks_inside_them_and_a_first_line_that_names_the_delimiter(read):
    assert only_rows(read('sep=;\nTên;Ghi chú\n"Đinh ""Rê""";"một\nhai"\n'.encode())) == [["Tên", "Ghi chú"], ['Đinh "Rê"', "một\nhai"]]


def test_a_quote_that_is_never_closed_swallows_no_name(read):
    text = 'TT,Tên\n1,"Đinh Văn Rê\n' + "".join(f"{n},Phạm Văn {n} ở xã Ba Vì\n" for n in range(2, 400))
    assert len(only_rows(read(text.encode()))) == 400


NAMES = ["Nguyễn Văn Nam", "Đinh Thị Mẫu", "Phạm Văn Ước", "Huỳnh Thị Ngọc", "Lê Thị Điệp", "Võ Minh Thủy"]


def test_windows_1258_is_read_and_composed_once_clean(read):
    # a letter with its own mark, then its tone: how Vietnamese keyboards of Windows write
    letters = [normalize("NFD", letter) for letter in "\n".join(f"{n},{name}" for n, name in enumerate(NAMES))]
    decomposed = [
        normalize("NFC", "".join(mark for mark in marks if mark not in TONES)) + "".join(mark for mark in marks if mark in TONES)
        for marks in letters
    ]
    book = read("".join(decomposed).encode("cp1258"))
    assert book.encoding == "cp1258"
    assert [clean(str(row[1])) for row in only_rows(book)] == NAMES


TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize(
    "names",
    [
        ["NguyÔn V¨n Nam", "§inh ThÞ MÉu", "Ph¹m V¨n ¦íc", "Huúnh ThÞ Ngäc", "Lª ThÞ §iÖp", "Vâ Minh Thñy", "S¬n Th\xadîng"],
        ["Nguyeãn Vaên Nam", "Ñinh Thò Maãu", "Phaïm Vaên Öôùc", "Huyønh Thò Ngoïc", "Leâ Thò Ñieäp", "Voõ Minh Thuûy"],
    ],
    ids=["tcvn3", "vni"],
)
def test_tcvn3_and_vni_in_csv_stay_as_their_bytes_look(names, read):
    book = read("\n".join(f"{n};{name}" for n, name in enumerate(names)).encode("cp1252"))
    assert book.encoding == "cp1252"
    assert [row[1] for row in only_rows(book)] == names


# ── how it is called ──


@pytest.mark.django_db
def test_the_name_of_a_file_decides_nothing(desk):
    content = roster([1, "Đinh Văn Rê", 1985])
    by_name = [desk.hand_in(content, name=name)["rows"] for name in ("danh-sach.xls", "danh-sach.csv", "danh-sach.xlsx")]
    assert len(by_name[0]) == 1
    assert by_name[0] == by_name[1] == by_name[2]


def test_a_grid_survives_the_way_from_the_reader_process():
    book = read_file(ROSTERS[0].read_bytes())
    assert from_plain(json.loads(json.dumps(to_plain(book)))) == book


def test_threads_read_at_the_same_time():
    content, books = rows_xlsx([[n, "Đinh Văn Rê"] for n in range(3000)]), []
    threads = [threading.Thread(target=lambda: books.append(read_workbook(content))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert books == [read_file(content)] * 4


def test_a_moment_knows_its_serial_on_both_ways(read):
    content = rows_xlsx([[date(1985, 3, 25), datetime(2024, 6, 3, 8, 30)]])
    assert only_rows(read(content)) == [[DateCell("1985-03-25", "ymd", 31131), DateCell("2024-06-03", "ymd", 45446.35417)]]


def test_a_zip_that_is_no_workbook_says_so(read):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("danh-sach.xlsx", rows_xlsx([["a"]]))
    with pytest.raises(FileRefused) as refused:
        read(stream.getvalue())
    assert refused.value.code == "not_a_workbook"
    assert "tệp nén" in refused.value.messages[0]
