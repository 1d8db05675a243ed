"""The docx of a report against the layout of NĐ 30/2020/NĐ-CP, Phụ lục I, and its XML."""

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from openxml_audit import OpenXmlValidator

from exports.table import Letterhead, Signatory
from reporting.document.contents import AnnexTable, HeadCell, ReportContents, SectionText, fields_of, to_roman
from reporting.document.template.refusals import TemplateRefused
from reporting.document.template.standard_template import standard_template
from reporting.document.template.template_process import write_report

AT = datetime(2023, 11, 20, tzinfo=UTC)


@pytest.fixture
def contents():
    narrow = AnnexTable(
        title="Hoạt động theo huyện cũ",
        heads=[[HeadCell("Địa bàn", 1, 2), HeadCell("Hoạt động", 2)], [HeadCell("Lớp"), HeadCell("Hội thi")]],
        rows=[[f"huyện {number}", str(number), "1.234"] for number in range(60)],
        widths=[30, 10, 10],
        is_figure=[False, True, True],
        totals=["Tổng cộng", "1.770", "74.040"],
    )
    wide = AnnexTable("Kế hoạch và thực hiện", [[HeadCell(f"Cột {number}") for number in range(10)]], [], [12] * 10, [True] * 10)
    return ReportContents(
        letterhead=Letterhead("Ban Dân tộc", "UBND tỉnh Quảng Ngãi", "Số:        /BC-BDT", "Quảng Ngãi"),
        number="210/BC-BDT",
        dated=date(2023, 11, 2),
        subject="Kết quả công tác tuyên truyền cải cách hành chính nhà nước trên địa bàn tỉnh Quảng Ngãi năm 2023",
        addressees=["Sở Nội vụ.", "- Sở Tư pháp"],
        sections=[
            SectionText("", 0, ["Thực hiện Kế hoạch số 40/KH-UBND, Ban Dân tộc báo cáo như sau:"]),
            SectionText("I. Kết quả", 1, []),
            SectionText("1. Tập huấn & <hội thi>", 2, ["Đã tổ chức 06 lớp “tập huấn” A & B <x>.\n{{ co_quan }} {% if %}"]),
            SectionText("a) Nội dung", 3, ["Luật Đất đai."]),
            SectionText("b) Hội thi", 3, []),
            SectionText("II. Nhiệm vụ", 1, [unicodedata.normalize("NFD", "Tiếp tục tuyên truyền ở các xã đặc biệt khó khăn.")]),
        ],
        signatory=Signatory("Trưởng ban", "Nguyễn Văn Mẫu", "TM. Ban"),
        recipients=["Như trên;", "Lưu: VT, CSDT."],
        annexes=[narrow, wide],
    )


@pytest.fixture
def document(contents):
    return Document(io.BytesIO(write_report(contents, standard_template(), at=AT)))


def find_faults(document, path):
    """Return what the schema of Word (ECMA-376, transitional) and its rules beyond that refuse in a docx."""
    path.write_bytes(document)
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


def test_word_finds_nothing_to_repair(contents, tmp_path):
    assert find_faults(write_report(contents, standard_template(), at=AT), tmp_path / "report.docx") == []


@pytest.mark.only_deep
def test_word_finds_nothing_to_repair_in_an_empty_report_and_something_where_properties_are_out_of_order(contents, tmp_path):
    path = tmp_path / "empty.docx"
    empty = replace(contents, sections=[], recipients=[], annexes=[], addressees=[])
    assert find_faults(write_report(empty, standard_template(), at=AT), path) == []
    misplaced, buffer = Document(path), io.BytesIO()
    misplaced.paragraphs[0]._p.get_or_add_pPr().append(OxmlElement("w:keepNext"))  # behind w:jc, where the schema has it before
    misplaced.save(buffer)
    assert "keepNext" in find_faults(buffer.getvalue(), path)[0]


def test_the_page_is_laid_out_as_the_decree_says(document):
    normal, (text, narrow, wide) = document.styles["Normal"], document.sections
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    for section in document.sections:
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
        assert section.different_first_page_header_footer and "PAGE" not in section.first_page_header._element.xml
        number = section.header.paragraphs[0]
        assert "PAGE" in number._p.xml and number.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in (text, narrow, wide)]
    assert sizes == [(210, 297), (210, 297), (297, 210)] and wide.orientation == WD_ORIENTATION.LANDSCAPE


def test_the_text_is_written_as_the_decree_says(document):
    head, number, foot = document.tables[:3]
    assert [line.text for line in head.rows[0].cells[0].paragraphs] == ["UBND TỈNH QUẢNG NGÃI", "BAN DÂN TỘC", ""]
    assert [cell.text for cell in number.rows[0].cells] == ["Số: 210/BC-BDT", "Quảng Ngãi, ngày 02 tháng 11 năm 2023"]
    lines = [paragraph for paragraph in document.paragraphs if paragraph.text]
    texts = [paragraph.text for paragraph in lines]
    assert texts[0] == "BÁO CÁO" and texts[1].replace("\n", " ").endswith("Quảng Ngãi năm 2023")
    assert texts[2:5] == ["Kính gửi:", "- Sở Nội vụ;", "- Sở Tư pháp."]
    assert texts[5:15] == [
        "Thực hiện Kế hoạch số 40/KH-UBND, Ban Dân tộc báo cáo như sau:",
        "I. KẾT QUẢ",
        "1. Tập huấn & <hội thi>",
        "Đã tổ chức 06 lớp “tập huấn” A & B <x>.",
        "{{ co_quan }} {% if %}",
        "a) Nội dung",
        "Luật Đất đai.",
        "b) Hội thi",
        "II. NHIỆM VỤ",
        "Tiếp tục tuyên truyền ở các xã đặc biệt khó khăn./.",
    ]
    body = lines[8]
    assert (body.alignment, round(body.paragraph_format.first_line_indent.mm, 1)) == (WD_ALIGN_PARAGRAPH.JUSTIFY, 12.7)
    assert body.paragraph_format.space_before == Pt(6)
    assert [lines[index].runs[0].bold for index in (6, 7, 10)] == [True, True, False]
    left, right = foot.rows[0].cells
    assert [line.text for line in left.paragraphs] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, CSDT."]
    assert [line.text for line in right.paragraphs] == ["TM. BAN", "TRƯỞNG BAN", "Nguyễn Văn Mẫu"]


def test_rules_are_between_a_third_and_half_of_the_text_above(document):
    """'BAN DÂN TỘC' is 28 mm long in Times New Roman 13 bold; the line is indented from both sides of a column of 66 mm."""
    rule = document.tables[0].rows[0].cells[0].paragraphs[-1]
    assert 28 / 3 <= 65 - 2 * rule.paragraph_format.left_indent.mm <= 28 / 2
    assert rule.paragraph_format.left_indent == rule.paragraph_format.right_indent


def test_annexes_repeat_their_heads_and_name_the_report(document):
    texts = [paragraph.text for paragraph in document.paragraphs]
    reference = "(Kèm theo Báo cáo số 210/BC-BDT ngày 02 tháng 11 năm 2023 của Ban Dân tộc)"
    start = texts.index("Phụ lục I")
    assert texts[start + 1 : start + 3] == ["HOẠT ĐỘNG THEO HUYỆN CŨ", reference] and "Phụ lục II" in texts
    rows = document.tables[3]._tbl.tr_lst
    heads = [row for row in rows if row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None]
    assert heads == rows[:2] and len(rows) == 63
    assert [cell.text for cell in document.tables[3].rows[2].cells] == ["huyện 0", "0", "1.234"]
    assert document.tables[3].rows[0].cells[0]._tc is document.tables[3].rows[1].cells[0]._tc  # merged downwards


def test_no_cell_is_left_without_a_paragraph_and_no_section_ends_in_a_table(contents):
    """The schema wants a paragraph at the end of a cell; docxtpl takes those that hold only code."""
    bare = replace(contents, recipients=[], annexes=[], closing="", signatory=Signatory("", "", ""))
    content = write_report(bare, standard_template(), at=AT)
    for body in (Document(io.BytesIO(content)), Document(io.BytesIO(write_report(contents, standard_template(), at=AT)))):
        for cell in body.element.body.iter(qn("w:tc")):
            assert cell[-1].tag == qn("w:p")
        for table in body.element.body.iter(qn("w:tbl")):
            assert table.getnext().tag != qn("w:sectPr")


def test_a_draft_leaves_number_and_day_to_the_pen_and_a_closing_ends_the_text(contents):
    fields = fields_of(replace(contents, number="", dated=None, addressees=["Sở Nội vụ"], closing="Trên đây là báo cáo."))
    assert fields["so_ky_hieu"].strip() == "/BC-BDT" and fields["ngay_thang"].split() == ["ngày", "tháng", "năm"]
    assert (fields["kinh_gui"], fields["kinh_gui_nhieu"], fields["ket_thuc"]) == ("Sở Nội vụ", [], "Trên đây là báo cáo./.")
    assert fields_of(replace(contents, sections=[]))["ket_thuc"] == "./."
    assert [to_roman(number) for number in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]


def test_a_template_that_was_never_checked_does_not_run(contents):
    document, buffer = Document(io.BytesIO(standard_template())), io.BytesIO()
    document.paragraphs[0].add_run("{{ ''.__class__.__base__.__subclasses__() }}")
    document.save(buffer)
    with pytest.raises(TemplateRefused) as refusal:
        write_report(contents, buffer.getvalue(), at=AT)
    assert refusal.value.code == "code"
