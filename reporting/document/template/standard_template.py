"""The standard template of reports, as the office gets it to edit: made by code, so that it always fits the placeholders.

Pure: imports no Django. Layout: NĐ 30/2020/NĐ-CP, Phụ lục I and III.
"""

import io
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from exports.documents.layout import JUSTIFIED, LEFT_ALIGNED, SHORT_RULE, add_columns, add_rule, prepare_page, write_line, write_nation
from exports.documents.sizes import FIRST_LINE, HEAD_SIZE, LIST_SIZE, RECIPIENTS_SIZE, ROOM_TO_SIGN

SIGNING_COLUMNS = (80, 85)  # millimetres
MADE_AT = datetime(2026, 11, 29, tzinfo=UTC)


@cache
def standard_template() -> bytes:
    """Return the template as docx."""
    document = Document()
    prepare_page(document)
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "", "", "Mẫu báo cáo"
    properties.created = properties.modified = MADE_AT
    _write_head(document)
    _write_title(document)
    _write_sections(document)
    _write_foot(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_head(document: Any) -> None:
    left, right = add_columns(document)
    _write_code(left.paragraphs[0], "{%p if co_quan_chu_quan %}")
    write_line(left.add_paragraph(), "{{ co_quan_chu_quan }}", size=HEAD_SIZE)
    _write_code(left.add_paragraph(), "{%p endif %}")
    write_line(left.add_paragraph(), "{{ co_quan }}", size=HEAD_SIZE, bold=True)
    add_rule(left, SHORT_RULE)
    write_nation(right)
    left, right = add_columns(document)
    write_line(left.paragraphs[0], "Số: {{ so_ky_hieu }}", size=HEAD_SIZE, before=6)
    write_line(right.paragraphs[0], "{{ dia_danh }}, {{ ngay_thang }}", italic=True, before=6)


def _write_title(document: Any) -> None:
    write_line(document.add_paragraph(), "{{ ten_loai }}", bold=True, before=18)
    write_line(document.add_paragraph(), "{{ trich_yeu }}", bold=True)
    add_rule(document, SHORT_RULE)
    _write_code(document.add_paragraph(), "{%p if kinh_gui %}")
    write_line(document.add_paragraph(), "Kính gửi: {{ kinh_gui }}.", before=12)
    _write_code(document.add_paragraph(), "{%p endif %}")
    _write_code(document.add_paragraph(), "{%p if kinh_gui_nhieu %}")
    _indent(write_line(document.add_paragraph(), "Kính gửi:", alignment=LEFT_ALIGNED, before=12), 30)
    _write_code(document.add_paragraph(), "{%p for noi in kinh_gui_nhieu %}")
    _indent(write_line(document.add_paragraph(), "- {{ noi }}", alignment=LEFT_ALIGNED), 52)
    _write_code(document.add_paragraph(), "{%p endfor %}")
    _write_code(document.add_paragraph(), "{%p endif %}")
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _write_sections(document: Any) -> None:
    _write_code(document.add_paragraph(), "{%p for m in muc %}")
    for level, (flag, is_bold) in enumerate((("la_phan", True), ("la_muc", True), ("la_diem", False))):
        _write_code(document.add_paragraph(), f"{{%p if m.{flag} %}}")
        heading = _write_paragraph(document, "{{ m.tieu_de }}", bold=is_bold)
        heading.paragraph_format.keep_with_next = True
        outline = OxmlElement("w:outlineLvl")  # Word's navigation lists the heading
        outline.set(qn("w:val"), str(level))
        heading._p.get_or_add_pPr().insert_element_before(outline, "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange")
        _write_code(document.add_paragraph(), "{%p endif %}")
    _write_code(document.add_paragraph(), "{%p for doan in m.doan %}")
    _write_paragraph(document, "{{ doan }}")
    _write_code(document.add_paragraph(), "{%p endfor %}")
    _write_code(document.add_paragraph(), "{%p endfor %}")
    _write_code(document.add_paragraph(), "{%p if ket_thuc %}")
    _write_paragraph(document, "{{ ket_thuc }}").paragraph_format.keep_with_next = True
    _write_code(document.add_paragraph(), "{%p endif %}")


def _write_foot(document: Any) -> None:
    """Write 'Nơi nhận' at the left and who signs at the right; the row stays on one page."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(12)
    left, right = add_columns(document, SIGNING_COLUMNS)
    left._tc.getparent().get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    write_line(left.paragraphs[0], "Nơi nhận:", size=RECIPIENTS_SIZE, bold=True, italic=True, alignment=LEFT_ALIGNED)
    _write_code(left.add_paragraph(), "{%p for noi in noi_nhan %}")
    write_line(left.add_paragraph(), "- {{ noi }}", size=LIST_SIZE, alignment=LEFT_ALIGNED)
    _write_code(left.add_paragraph(), "{%p endfor %}")
    _write_code(right.paragraphs[0], "{%p for dong in quyen_han_ky %}")
    write_line(right.add_paragraph(), "{{ dong }}", bold=True)
    _write_code(right.add_paragraph(), "{%p endfor %}")
    write_line(right.add_paragraph(), "{{ chuc_vu_ky }}", bold=True)
    write_line(right.add_paragraph(), "{{ nguoi_ky }}", bold=True, before=ROOM_TO_SIGN)
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _write_code(paragraph: Any, code: str) -> None:
    """Write a line of code, which leaves nothing on paper, smaller than the text."""
    write_line(paragraph, code, size=9, alignment=LEFT_ALIGNED)


def _write_paragraph(document: Any, text: str, *, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    write_line(paragraph, text, bold=bold, alignment=JUSTIFIED, before=6)
    paragraph.paragraph_format.first_line_indent = Mm(FIRST_LINE)
    return paragraph


def _indent(run: Any, millimetres: float) -> None:
    run._parent.paragraph_format.left_indent = Mm(millimetres)
