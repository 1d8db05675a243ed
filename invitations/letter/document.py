"""A letter (giấy mời, thông báo) as a document in the layout of NĐ 30/2020/NĐ-CP, Phụ lục I: written from the agency's letterhead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from docx import Document
from docx.shared import Mm, Pt

from exports.documents.layout import (
    LEFT_ALIGNED,
    SHORT_RULE,
    HeadTexts,
    add_columns,
    add_rule,
    fit_rules,
    prepare_page,
    write_head,
    write_line,
    write_text,
)
from exports.documents.sizes import LEFT_COLUMN, LIST_SIZE, POINTS_PER_MM, RECIPIENTS_SIZE, RIGHT_COLUMN, ROOM_TO_SIGN, TEXT_SIZE
from exports.formats.text_metrics import CellStyle, break_evenly
from exports.table import Letterhead, Signatory
from vietnamese.dates import official_date


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
    prepare_page(document)
    document.core_properties.author, document.core_properties.title = letter.author, f"{letter.kind}: {letter.subject}"
    document.core_properties.comments = ""
    head = letter.letterhead or Letterhead(agency="", number_line=f"Số:        /{letter.number_mark}-")
    day = official_date(head.date) if head.date else "ngày       tháng       năm"
    write_head(document, HeadTexts(head.parent_agency.upper(), head.agency.upper(), head.number_line, f"{head.place or '……'}, {day}"))
    write_line(document.add_paragraph(), letter.kind.upper(), bold=True, before=18)
    width = (LEFT_COLUMN + RIGHT_COLUMN - 10) * POINTS_PER_MM
    write_line(document.add_paragraph(), break_evenly(letter.subject, width, CellStyle(TEXT_SIZE, bold=True)), bold=True)
    add_rule(document, SHORT_RULE)
    _write_recipients(document, letter.recipients)
    write_text(document, letter.opening)
    for number, (word, text) in enumerate(letter.details, 1):
        write_text(document, f"{number}. {word}: {text}")
    write_text(document, f"{letter.closing.rstrip('./ ')}./.")
    _write_foot(document, letter.signatories)
    fit_rules(document)
    document.save(file)


def _write_recipients(document: Any, recipients: Sequence[str]) -> None:
    """Write 'Kính gửi': one recipient on its line, several one below the other."""
    if len(recipients) <= 1:
        write_line(document.add_paragraph(), f"Kính gửi: {''.join(recipients) or '…………………………'}.", before=12)
        return
    write_line(document.add_paragraph(), "Kính gửi:", alignment=LEFT_ALIGNED, before=12).bold = False
    document.paragraphs[-1].paragraph_format.left_indent = Mm(30)
    for number, recipient in enumerate(recipients, 1):
        write_line(document.add_paragraph(), f"- {recipient}{'.' if number == len(recipients) else ';'}", alignment=LEFT_ALIGNED)
        document.paragraphs[-1].paragraph_format.left_indent = Mm(52)


def _write_foot(document: Any, signatories: Iterable[Signatory]) -> None:
    """Write 'Nơi nhận' at the left and who signs at the right, on one page with the last lines."""
    for paragraph in document.paragraphs[-1:]:
        paragraph.paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.line_spacing = Pt(12)
    recipients_cell, signature_cell = add_columns(document, (80, 85))
    write_line(recipients_cell.paragraphs[0], "Nơi nhận:", size=RECIPIENTS_SIZE, bold=True, italic=True, alignment=LEFT_ALIGNED)
    for line in ("- Như trên;", "- Lưu: VT."):
        write_line(recipients_cell.add_paragraph(), line, size=LIST_SIZE, alignment=LEFT_ALIGNED)
    signatory = next(iter(signatories), Signatory(""))
    titles = [*signatory.authority.upper().splitlines(), signatory.title.upper()]
    for number, title in enumerate(filter(None, titles)):
        write_line(signature_cell.add_paragraph() if number else signature_cell.paragraphs[0], title, bold=True)
    write_line(signature_cell.add_paragraph(), signatory.name, bold=True, before=ROOM_TO_SIGN)
