"""The parts of a document in the layout of NĐ 30/2020/NĐ-CP, Phụ lục I: page, head, rules, paragraphs. Pure: imports no Django.

Vietnamese whatever the console speaks: they are documents of the agency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from exports.documents.sizes import (
    BOTTOM,
    CELL_MARGIN,
    FIRST_LINE,
    FONT,
    HEAD_SIZE,
    LEFT,
    LEFT_COLUMN,
    PAGE_NUMBER_AT,
    PAPER_HEIGHT,
    PAPER_WIDTH,
    RIGHT,
    RIGHT_COLUMN,
    TEXT_SIZE,
    TOP,
)
from exports.formats.text_metrics import text_width
from exports.table import MOTTO, NATION

CENTRE, LEFT_ALIGNED, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
# Styles of the solid line below a text, by name, and how long it is as a share of the text's length.
SHORT_RULE, LONG_RULE = "Kẻ dưới ngắn", "Kẻ dưới dài"
RULE_SHARES = {SHORT_RULE: 0.4, LONG_RULE: 0.95}
RULE_STYLE_IDS = {SHORT_RULE: "RuleShort", LONG_RULE: "RuleLong"}


@dataclass(frozen=True, slots=True)
class HeadTexts:
    """What stands in the head, each as it is printed. Without a parent agency its line is left out."""

    parent_agency: str
    agency: str
    number_line: str
    place_and_day: str


def prepare_page(document: Any) -> None:
    """Set A4 with its margins, the font of all text, the styles of rules, and page numbers from the second page on."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1
    for name in RULE_SHARES:
        _add_rule_style(document, name)
    # The second part of styles that python-docx's own template brings says other things than the styles set here.
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[key]
    section = document.sections[0]
    set_paper(section)
    number_pages(section)


def set_paper(section: Any, *, is_landscape: bool = False) -> None:
    """Set A4 and its margins; turned, the edges keep theirs by where they are read."""
    width, height = (PAPER_HEIGHT, PAPER_WIDTH) if is_landscape else (PAPER_WIDTH, PAPER_HEIGHT)
    section.orientation = WD_ORIENTATION.LANDSCAPE if is_landscape else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(TOP), Mm(BOTTOM), Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(PAGE_NUMBER_AT)


def number_pages(section: Any) -> None:
    """Number the section's pages from 1, centred in the top margin and hidden on the first one."""
    section.different_first_page_header_footer = True
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    for earlier in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(earlier)
    section._sectPr.insert_element_before(numbering, "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:docGrid")
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    for run in list(number.runs):
        number._p.remove(run._r)
    number.alignment = CENTRE
    run = number.add_run()
    run.font.size = Pt(TEXT_SIZE)
    begin, instruction, end = (OxmlElement(name) for name in ("w:fldChar", "w:instrText", "w:fldChar"))
    begin.set(qn("w:fldCharType"), "begin")
    instruction.text = "PAGE"
    end.set(qn("w:fldCharType"), "end")
    for part in (begin, instruction, end):
        run._r.append(part)


def _add_rule_style(document: Any, name: str) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.styleId = RULE_STYLE_IDS[name]
    style.base_style = document.styles["Normal"]
    style.paragraph_format.line_spacing, style.paragraph_format.space_before = Pt(4), Pt(3)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for attribute, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{attribute}"), value)
    borders.append(line)
    style.element.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def write_head(document: Any, head: HeadTexts) -> None:
    """Write agency and number at the left, the country's name and the date at the right."""
    left, right = add_columns(document)
    lines = [(head.parent_agency, False)] * bool(head.parent_agency) + [(head.agency, True)]
    for number, (text, is_bold) in enumerate(lines):
        write_line(left.add_paragraph() if number else left.paragraphs[0], text, size=HEAD_SIZE, bold=is_bold)
    add_rule(left, SHORT_RULE)
    write_nation(right)
    left, right = add_columns(document)
    write_line(left.paragraphs[0], head.number_line, size=HEAD_SIZE, before=6)
    write_line(right.paragraphs[0], head.place_and_day, italic=True, before=6)


def write_nation(cell: Any) -> None:
    """Write the country's name and its motto, with the line below."""
    write_line(cell.paragraphs[0], NATION, size=HEAD_SIZE, bold=True)
    write_line(cell.add_paragraph(), MOTTO, bold=True)
    add_rule(cell, LONG_RULE)


def add_columns(document: Any, widths: Sequence[float] = (LEFT_COLUMN, RIGHT_COLUMN)) -> list[Any]:
    """Add a table of one row without lines; return its cells."""
    table = document.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    set_widths(table, widths)
    narrow_cells(table)
    return list(table.rows[0].cells)


def set_widths(table: Any, widths: Sequence[float]) -> None:
    """Set the columns' widths in millimetres, of the grid and of each cell: programs read the one or the other."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def narrow_cells(table: Any) -> None:
    """Leave half a millimetre at the sides of each cell, so that the country's name stands on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(CELL_MARGIN))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def write_line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = TEXT_SIZE,
    bold: bool = False,
    italic: bool = False,
    alignment: WD_ALIGN_PARAGRAPH = CENTRE,
    before: float = 0,
) -> Run:
    """Add the text to a paragraph, with its alignment and so many points above it."""
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    return run


def write_text(document: Any, text: str) -> None:
    """Write each line of the text as a justified paragraph whose first line is indented."""
    for line in text.splitlines():
        paragraph = document.add_paragraph()
        write_line(paragraph, line, alignment=JUSTIFIED, before=6)
        paragraph.paragraph_format.first_line_indent = Mm(FIRST_LINE)


def add_rule(container: Any, name: str) -> None:
    """Add the solid line below the last paragraph; `fit_rules` gives it its length."""
    container.add_paragraph().style = name


def fit_rules(document: Any) -> None:
    """Give each solid line its share of the length of the text above it, in the middle of its column."""
    for column_width, paragraphs in _columns_of(document):
        for above, rule in pairwise(paragraphs):
            share = RULE_SHARES.get(str(rule.style.name)) if rule.style else None
            if share is None:
                continue
            run = next(iter(above.runs), None)
            size = run.font.size.pt if run is not None and run.font.size else TEXT_SIZE
            is_bold = bool(run is not None and run.font.bold)
            longest = max((text_width(line, size, is_bold) for line in above.text.split("\n")), default=0)
            side = max((column_width - min(longest, column_width) * share) / 2, 0)
            rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Pt(side)


def _columns_of(document: Any) -> Iterator[tuple[float, list[Paragraph]]]:
    """Yield the page and each cell: the width in points that a line may take, and the paragraphs."""
    section = document.sections[0]
    yield Length(section.page_width - section.left_margin - section.right_margin).pt, document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                if cell.width:
                    yield Length(cell.width).pt - 2 * CELL_MARGIN / 20, cell.paragraphs
