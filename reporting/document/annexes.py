"""The annexes of a report: each a section of its own with its table, behind the text. Pure: imports no Django.

Layout: NĐ 30/2020/NĐ-CP, Phụ lục I and III. Rows are written as XML: python-docx looks through the whole row for each cell.
"""

from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from exports.documents.layout import JUSTIFIED, number_pages, set_paper, write_line
from exports.documents.sizes import LEFT, PAPER_HEIGHT, PAPER_WIDTH, POINTS_PER_MM, RIGHT

TABLE_SIZE = 12  # points
POINTS_PER_CHARACTER = 6.0  # the digit of Times New Roman 12
TWIPS_PER_MM = 1440 / 25.4
ROOM_PORTRAIT, ROOM_LANDSCAPE = PAPER_WIDTH - LEFT - RIGHT, PAPER_HEIGHT - LEFT - RIGHT  # millimetres between the margins
Annex = dict[str, Any]  # AnnexTable as plain values, with its `heading` and `reference`


def append_annexes(document: Any, annexes: Sequence[Annex]) -> None:
    """Write each annex behind the text, in a section with page numbers of its own, across the sheet where its table is wide."""
    for annex in annexes:
        section = _begin_section(document)
        is_wide = sum(annex["widths"]) * POINTS_PER_CHARACTER > ROOM_PORTRAIT * POINTS_PER_MM
        set_paper(section, is_landscape=is_wide)
        number_pages(section)
        write_line(document.add_paragraph(), annex["heading"], bold=True)
        write_line(document.add_paragraph(), annex["title"].upper(), bold=True)
        write_line(document.add_paragraph(), annex["reference"], italic=True)
        _write_table(document, annex, ROOM_LANDSCAPE if is_wide else ROOM_PORTRAIT)
        for note in annex["notes"]:
            write_line(document.add_paragraph(), note, size=TABLE_SIZE, italic=True, alignment=JUSTIFIED, before=6)
        if not annex["notes"]:
            _make_small(document.add_paragraph())  # a table is never the last of a section


def _begin_section(document: Any) -> Any:
    """Begin a section on a new page. The paragraph that ends the one before takes the place of an empty one, and no room."""
    body = document.element.body
    last = document.paragraphs[-1] if document.paragraphs else None
    is_spare = last is not None and last._p.getnext() is body.sectPr and not last.runs and last._p.getprevious() is not None
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _make_small(document.paragraphs[-1])
    if is_spare and last is not None:
        body.remove(last._p)
    return section


def _make_small(paragraph: Any) -> None:
    """Let an empty paragraph take a point of height, so that it never fills a page of its own."""
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    marks = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "2")
    marks.append(size)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(marks, "w:sectPr", "w:pPrChange")


def _write_table(document: Any, annex: Annex, room: float) -> None:
    """Write heads that every page repeats, rows that no page break cuts, and totals in bold."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)
    table = document.add_table(rows=0, cols=len(annex["widths"]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    share = room * TWIPS_PER_MM / sum(annex["widths"])
    widths = [round(width * share) for width in annex["widths"]]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in _head_rows(annex["heads"], widths):
        table._tbl.append(row)
    for cells in annex["rows"]:
        table._tbl.append(_row(cells, widths, annex["is_figure"]))
    if annex["totals"]:
        table._tbl.append(_row(annex["totals"], widths, annex["is_figure"], is_bold=True))


def _head_rows(heads: Sequence[Sequence[Any]], widths: Sequence[int]) -> list[Any]:
    """Return the rows of heads: a head that spans rows is continued in an empty cell below it."""
    rows, continued = [], set[int]()
    for head_cells in heads:
        row, at, spans = _new_row(is_head=True), 0, set[int]()
        remaining: list[dict[str, Any]] = list(head_cells)
        while at < len(widths):
            if at in continued:
                row.append(_cell("", widths[at], alignment="center", is_bold=True, merge="continue"))
                at += 1
                continue
            head: dict[str, Any] = remaining.pop(0) if remaining else {"text": "", "across": 1, "down": 1}
            across = min(head["across"], len(widths) - at)
            merge = "restart" if head["down"] > 1 else ""
            row.append(_cell(head["text"], sum(widths[at : at + across]), alignment="center", is_bold=True, merge=merge, across=across))
            spans |= set(range(at, at + across)) if merge else set()
            at += across
        continued = spans
        rows.append(row)
    return rows


def _row(cells: Sequence[str], widths: Sequence[int], is_figure: Sequence[bool], *, is_bold: bool = False) -> Any:
    row = _new_row()
    for text, width, is_number in zip(cells, widths, is_figure, strict=True):
        row.append(_cell(text, width, alignment="right" if is_number else "left", is_bold=is_bold))
    return row


def _new_row(*, is_head: bool = False) -> Any:
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    return row


def _cell(text: str, width: int, *, alignment: str, is_bold: bool, merge: str = "", across: int = 1) -> Any:
    """Return a cell with its text, one line each; properties stand in the order of the schema."""
    cell, properties, paragraph = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:p")
    properties.append(_element("w:tcW", w=str(width), type="dxa"))
    if across > 1:
        properties.append(_element("w:gridSpan", val=str(across)))
    if merge:
        properties.append(_element("w:vMerge", val=merge))
    properties.append(_element("w:vAlign", val="center"))
    paragraph_properties = OxmlElement("w:pPr")
    paragraph_properties.append(_element("w:jc", val=alignment))
    paragraph.append(paragraph_properties)
    for number, line in enumerate(text.split("\n") if text else []):
        run, run_properties, words = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
        if is_bold:
            run_properties.append(OxmlElement("w:b"))
        run_properties.append(_element("w:sz", val=str(TABLE_SIZE * 2)))
        run.append(run_properties)
        if number:
            run.append(OxmlElement("w:br"))
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
        paragraph.append(run)
    cell.append(properties)
    cell.append(paragraph)
    return cell


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element
