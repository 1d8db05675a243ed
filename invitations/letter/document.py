"""A letter (giấy mời, thông báo) as a document in the layout of NĐ 30/2020/NĐ-CP, Phụ lục I: written from the agency's letterhead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from exports.formats.text_metrics import CellStyle, break_evenly, text_width
from exports.table import Letterhead, Signatory
from vietnamese.dates import official_date

# NĐ 30/2020/NĐ-CP, Phụ lục I: sizes in points, margins in millimetres.
FONT, HEAD_SIZE, TEXT_SIZE, LIST_SIZE, RECIPIENTS_SIZE = "Times New Roman", 13, 14, 11, 12
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
LEFT_COLUMN, RIGHT_COLUMN = 66, 99  # of the head; together the 165 mm between the margins
ROOM_TO_SIGN = 60  # points
CENTRE, LEFT_ALIGNED, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `kind`: what it is called; `details`: (word, text) of the numbered lines, such as the time.

    Without a letterhead, its head is left to the pen.
    """

    kind: str
    number_mark: str  # the abbreviation of the kind
    subject: str
    recipients: Sequence[str]
    opening: str
    details: Sequence[tuple[str, str]]
    closing: str
    letterhead: Letterhead | None
    signatories: Sequence[Signatory] = ()
    author: str = ""


def write_letter(letter: Letter, file: IO[bytes]) -> None:
    """Write the letter as docx."""
    document = Document()
    _prepare_page(document)
    document.core_properties.author, document.core_properties.title = letter.author, f"{letter.kind}: {letter.subject}"
    document.core_properties.comments = ""
    _write_head(document, letter.letterhead or Letterhead(agency="", number_line=f"Số:        /{letter.number_mark}-"))
    _write_line(document.add_paragraph(), letter.kind.upper(), bold=True, before=18)
    width = LEFT_COLUMN + RIGHT_COLUMN
    subject = break_evenly(letter.subject, (width - 10) * POINTS_PER_MM, CellStyle(TEXT_SIZE, bold=True))
    _write_line(document.add_paragraph(), subject, bold=True)
    longest = max(text_width(line, TEXT_SIZE, bold=True) for line in subject.split("\n"))
    _draw_line(document.add_paragraph(), length=longest * 0.4, column=width)
    _write_recipients(document, letter.recipients)
    _write_text(document, letter.opening)
    for number, (word, text) in enumerate(letter.details, 1):
        _write_text(document, f"{number}. {word}: {text}")
    _write_text(document, f"{letter.closing.rstrip('./ ')}./.")
    _write_foot(document, letter.signatories)
    document.save(file)


def _prepare_page(document: Any) -> None:
    """Set A4 with its margins, the font of all text, and the page number from the second page on, centred in the top margin."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(TOP), Mm(BOTTOM), Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    run = number.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field_part(kind, text))


def _field_part(kind: str, text: str) -> Any:
    element = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        element.set(qn("w:fldCharType"), kind)
    element.text = text or None
    return element


def _write_head(document: Any, head: Letterhead) -> None:
    """Write agency and number at the left, the country's name and the date at the right."""
    left, right = _add_columns(document)
    if head.parent_agency:
        _write_line(left.paragraphs[0], head.parent_agency.upper(), size=HEAD_SIZE)
    agency = left.add_paragraph() if head.parent_agency else left.paragraphs[0]
    _write_line(agency, head.agency.upper(), size=HEAD_SIZE, bold=True)
    longest = (LEFT_COLUMN - 4) * POINTS_PER_MM
    _draw_line(left.add_paragraph(), length=min(text_width(head.agency.upper(), HEAD_SIZE, bold=True), longest) * 0.4, column=LEFT_COLUMN)
    _write_line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=HEAD_SIZE, bold=True)
    _write_line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True)
    _draw_line(right.add_paragraph(), length=text_width("Độc lập - Tự do - Hạnh phúc", TEXT_SIZE, bold=True) * 0.95, column=RIGHT_COLUMN)
    left, right = _add_columns(document)
    _write_line(left.paragraphs[0], head.number_line, size=HEAD_SIZE, before=6)
    day = official_date(head.date) if head.date else "ngày       tháng       năm"
    _write_line(right.paragraphs[0], f"{head.place or '……'}, {day}", italic=True, before=6)


def _add_columns(document: Any, widths: tuple[int, int] = (LEFT_COLUMN, RIGHT_COLUMN)) -> list[Any]:
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    _narrow_cells(table)
    return list(table.rows[0].cells)


def _narrow_cells(table: Any) -> None:
    """Leave a millimetre at the sides of each cell, so that the country's name stands on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "28")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def _write_line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = TEXT_SIZE,
    bold: bool = False,
    italic: bool = False,
    alignment: WD_ALIGN_PARAGRAPH = CENTRE,
    before: float = 0,
) -> Run:
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
    return run


def _draw_line(paragraph: Paragraph, *, length: float, column: float) -> None:
    """Draw a line of that length in points in the middle of a column of so many millimetres."""
    side = max((column * POINTS_PER_MM - length) / 2, 0)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(side)
    paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.space_before = Pt(4), Pt(3)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _write_recipients(document: Any, recipients: Sequence[str]) -> None:
    """Write 'Kính gửi': one recipient on its line, several one below the other."""
    if len(recipients) <= 1:
        _write_line(document.add_paragraph(), f"Kính gửi: {''.join(recipients) or '…………………………'}.", before=12)
        return
    _write_line(document.add_paragraph(), "Kính gửi:", alignment=LEFT_ALIGNED, before=12).bold = False
    document.paragraphs[-1].paragraph_format.left_indent = Mm(30)
    for number, recipient in enumerate(recipients, 1):
        _write_line(document.add_paragraph(), f"- {recipient}{'.' if number == len(recipients) else ';'}", alignment=LEFT_ALIGNED)
        document.paragraphs[-1].paragraph_format.left_indent = Mm(52)


def _write_text(document: Any, text: str) -> None:
    for line in text.splitlines():
        paragraph = document.add_paragraph()
        _write_line(paragraph, line, alignment=JUSTIFIED, before=6)
        paragraph.paragraph_format.first_line_indent = Mm(12.7)


def _write_foot(document: Any, signatories: Iterable[Signatory]) -> None:
    """Write 'Nơi nhận' at the left and who signs at the right, on one page with the last lines."""
    for paragraph in document.paragraphs[-1:]:
        paragraph.paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.line_spacing = Pt(12)
    left, right = _add_columns(document, (80, 85))
    _write_line(left.paragraphs[0], "Nơi nhận:", size=RECIPIENTS_SIZE, bold=True, italic=True, alignment=LEFT_ALIGNED)
    for line in ("- Như trên;", "- Lưu: VT."):
        _write_line(left.add_paragraph(), line, size=LIST_SIZE, alignment=LEFT_ALIGNED)
    signatory = next(iter(signatories), Signatory(""))
    titles = [*signatory.authority.upper().splitlines(), signatory.title.upper()]
    for number, title in enumerate(filter(None, titles)):
        _write_line(right.add_paragraph() if number else right.paragraphs[0], title, bold=True)
    _write_line(right.add_paragraph(), signatory.name, bold=True, before=ROOM_TO_SIGN)
