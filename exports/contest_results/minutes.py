"""The minutes of a contest (biên bản) in the layout of NĐ 30/2020/NĐ-CP, Phụ lục I, written from approved results. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt

from exports.documents.layout import (
    CENTRE,
    LEFT_ALIGNED,
    SHORT_RULE,
    HeadTexts,
    add_columns,
    add_rule,
    fit_rules,
    prepare_page,
    set_paper,
    set_widths,
    write_head,
    write_line,
    write_text,
)
from exports.documents.sizes import LIST_SIZE, POINTS_PER_MM, RECIPIENTS_SIZE, ROOM_TO_SIGN, TEXT_SIZE
from exports.formats.text_metrics import CellStyle, break_evenly
from exports.table import Letterhead
from vietnamese.dates import official_date

TITLE = "BIÊN BẢN"
TEXT_WIDTH = 165  # millimetres between the margins
LANDSCAPE_WIDTH = 252
PLACE_WIDTH, TEAM_WIDTH, TOTAL_WIDTH, PRIZE_WIDTH = 13, 42, 20, 28
MOST_ROUNDS = 4  # beside places and totals on a page that stands


@dataclass(frozen=True, slots=True)
class RankedTeam:
    """A line of the result: the place, the score of each round in order, the total and the prize, as they are printed."""

    place: str
    team: str
    rounds: Sequence[str]
    total: str
    prize: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes say. `judges`: with what they are in the jury; `remarks`: ties, teams that are out, special prizes.

    `mark` names the results that were approved: revision and digest.
    """

    letterhead: Letterhead | None
    contest: str
    opening: str
    rules: str
    judges: Sequence[tuple[str, str]]
    rounds: Sequence[str]
    teams: Sequence[RankedTeam]
    remarks: Sequence[str]
    mark: str
    day: date
    author: str = ""


def write_minutes(minutes: Minutes, file: IO[bytes]) -> None:
    """Write the minutes as docx: what was held, the jury, the result, the signatures; then how each total came about."""
    document = Document()
    prepare_page(document)
    document.core_properties.author, document.core_properties.comments = minutes.author, ""
    document.core_properties.title = f"Biên bản kết quả {minutes.contest}"
    head = minutes.letterhead or Letterhead(agency="", number_line="Số:        /BB-")
    day = official_date(head.date or minutes.day)
    write_head(document, HeadTexts(head.parent_agency.upper(), head.agency.upper(), head.number_line, f"{head.place or '……'}, {day}"))
    write_line(document.add_paragraph(), TITLE, bold=True, before=18)
    subject = break_evenly(f"Kết quả {minutes.contest}", (TEXT_WIDTH - 10) * POINTS_PER_MM, CellStyle(TEXT_SIZE, bold=True))
    write_line(document.add_paragraph(), subject, bold=True)
    add_rule(document, SHORT_RULE)
    write_text(document, minutes.opening)
    write_text(document, f"Thể lệ: {minutes.rules}.")
    write_text(document, "I. BAN GIÁM KHẢO")
    for number, (name, position) in enumerate(minutes.judges, 1):
        write_text(document, f"{number}. {name}, {position}.")
    write_text(document, "II. KẾT QUẢ")
    heading = document.paragraphs[-1].paragraph_format
    heading.keep_with_next, heading.space_after = True, Pt(6)
    _write_result(document, minutes)
    for remark in minutes.remarks:
        write_text(document, remark)
    write_text(document, f"Biên bản lập từ kết quả đã chốt: {minutes.mark}. Cách tính điểm của từng đội ở phụ lục kèm theo./.")
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _write_signatures(document, [name for name, _position in minutes.judges])
    _write_reasons(document, minutes)
    fit_rules(document)
    document.save(file)


def _write_result(document: Any, minutes: Minutes) -> None:
    """Write the table of places; of more rounds than fit beside them, the annex has the scores."""
    rounds = minutes.rounds if len(minutes.rounds) <= MOST_ROUNDS else []
    free = TEXT_WIDTH - PLACE_WIDTH - TEAM_WIDTH - TOTAL_WIDTH - PRIZE_WIDTH
    heads = ["Hạng", "Đội", *rounds, "Tổng điểm", "Giải"]
    rows = [[team.place, team.team, *(team.rounds if rounds else ()), team.total, team.prize] for team in minutes.teams]
    team_width = TEAM_WIDTH if rounds else TEAM_WIDTH + free
    _write_table(document, heads, rows, [PLACE_WIDTH, team_width, *(free / len(rounds) for _round in rounds), TOTAL_WIDTH, PRIZE_WIDTH])


def _write_table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(heads))
    table.style, table.autofit = "Table Grid", False
    set_widths(table, widths)
    for number, row in enumerate([heads, *rows]):
        for index, text in enumerate(row):
            alignment = LEFT_ALIGNED if index == 1 and number else CENTRE
            write_line(table.rows[number].cells[index].paragraphs[0], text, size=LIST_SIZE, bold=not number, alignment=alignment)
    repeat_head(table.rows[0])


def repeat_head(row: Any) -> None:
    """Let the row stand again at the top of each page that the table goes on to."""
    properties = row._tr.get_or_add_trPr()
    element = properties.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader", {})
    properties.append(element)


def _write_signatures(document: Any, judges: Sequence[str]) -> None:
    """Write who signs: the secretary and the head of the organisers at the top, below them every judge."""
    for titles in (("THƯ KÝ", "TM. BAN TỔ CHỨC"),):
        cells = add_columns(document, (TEXT_WIDTH / 2, TEXT_WIDTH / 2))
        for cell, title in zip(cells, titles, strict=True):
            write_line(cell.paragraphs[0], title, bold=True, before=12)
            write_line(cell.add_paragraph(), "(Ký, ghi rõ họ tên)", size=RECIPIENTS_SIZE, italic=True)
            write_line(cell.add_paragraph(), "", before=ROOM_TO_SIGN)
    write_line(document.add_paragraph(), "BAN GIÁM KHẢO", bold=True, before=6)
    for start in range(0, len(judges), 3):
        names = [*judges[start : start + 3], "", ""][:3]
        for cell, name in zip(add_columns(document, (TEXT_WIDTH / 3,) * 3), names, strict=True):
            write_line(cell.paragraphs[0], "", before=ROOM_TO_SIGN / 2)
            write_line(cell.add_paragraph(), name, bold=True)


def _write_reasons(document: Any, minutes: Minutes) -> None:
    """Write the annex: every round of every team in a table on a turned page, then the sentences of each total."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    set_paper(section, is_landscape=True)
    write_line(document.add_paragraph(), "PHỤ LỤC", bold=True)
    write_line(document.add_paragraph(), "Cách tính điểm của từng đội", bold=True)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)
    rounds = list(minutes.rounds)
    width = (LANDSCAPE_WIDTH - PLACE_WIDTH - TEAM_WIDTH - TOTAL_WIDTH - PRIZE_WIDTH) / max(len(rounds), 1)
    rows = [[team.place, team.team, *team.rounds, team.total, team.prize] for team in minutes.teams]
    heads = ["Hạng", "Đội", *rounds, "Tổng điểm", "Giải"]
    _write_table(document, heads, rows, [PLACE_WIDTH, TEAM_WIDTH, *[width] * len(rounds), TOTAL_WIDTH, PRIZE_WIDTH])
    for team in minutes.teams:
        write_line(document.add_paragraph(), team.team, bold=True, alignment=LEFT_ALIGNED, before=8)
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        for reason in team.reasons:
            write_line(document.add_paragraph(), reason, size=RECIPIENTS_SIZE, alignment=LEFT_ALIGNED, before=2)
            document.paragraphs[-1].paragraph_format.left_indent = Mm(6)
