"""What a report says on paper, and the fields of a template that hold it. Pure: imports no Django.

Vietnamese whatever the console speaks: it is a document of the agency. Fields are texts, flags and lists of these, so that a template
reaches nothing else.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exports.documents.sizes import LEFT_COLUMN, POINTS_PER_MM, RIGHT_COLUMN, TEXT_SIZE
from exports.formats.text_metrics import CellStyle, break_evenly
from exports.table import Letterhead, Signatory
from vietnamese.dates import official_date

Fields = dict[str, Any]
END_MARK = "./."  # NĐ 30/2020/NĐ-CP, Phụ lục I: below it nothing is added
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
UNWRITTEN_DAY = "ngày       tháng       năm"
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section. `heading` comes with its number; its level is 1 for 'I.', 2 for '1.', 3 for 'a)', 0 where there is none."""

    heading: str
    level: int
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class HeadCell:
    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """A table of an annex: every cell as text. `widths` in characters; `is_figure` says of each column whether it holds numbers."""

    title: str
    heads: Sequence[Sequence[HeadCell]]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    is_figure: Sequence[bool]
    totals: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReportContents:
    """A report as it is printed. Without number or date, the pen fills them in."""

    letterhead: Letterhead
    number: str  # '210/BC-BDT'
    dated: date | None
    subject: str
    addressees: Sequence[str]
    sections: Sequence[SectionText]
    signatory: Signatory
    recipients: Sequence[str]
    legal_bases: Sequence[str] = ()
    closing: str = ""
    annexes: Sequence[AnnexTable] = ()
    title: str = "Báo cáo"
    year: int | None = None
    author: str = ""


def fields_of(contents: ReportContents) -> Fields:
    """Return the fields of a template, by the names that the office writes in it (placeholders.SHAPE)."""
    head = contents.letterhead
    sections = [_fields_of_section(section) for section in contents.sections]
    closing = [contents.closing] if contents.closing.strip() else []
    _end_text(sections, closing)
    addressees = [address.rstrip(" .;") for address in contents.addressees if address.strip()]
    width = (LEFT_COLUMN + RIGHT_COLUMN - 10) * POINTS_PER_MM
    return _cleaned(
        {
            "co_quan_chu_quan": head.parent_agency.upper(),
            "co_quan": head.agency.upper(),
            "so_ky_hieu": contents.number or head.number_line.removeprefix("Số:"),
            "dia_danh": head.place or "……",
            "ngay_thang": official_date(contents.dated) if contents.dated else UNWRITTEN_DAY,
            "nam": str(contents.year or ""),
            "ten_loai": contents.title.upper(),
            "trich_yeu": break_evenly(contents.subject, width, CellStyle(TEXT_SIZE, bold=True)),
            "kinh_gui": addressees[0] if len(addressees) == 1 else "" if addressees else "…………………………",
            "kinh_gui_nhieu": _punctuate(addressees) if len(addressees) > 1 else [],
            "can_cu": _punctuate(contents.legal_bases),
            "muc": sections,
            "ket_thuc": "".join(closing),
            "noi_nhan": _punctuate(contents.recipients),
            "quyen_han_ky": contents.signatory.authority.upper().splitlines(),
            "chuc_vu_ky": contents.signatory.title.upper(),
            "nguoi_ky": contents.signatory.name,
        }
    )


def annex_reference(contents: ReportContents) -> str:
    """Return the line below an annex's title; what has no number and date yet is left to the pen."""
    number = contents.number or contents.letterhead.number_line.removeprefix("Số:").strip("\n")
    day = official_date(contents.dated) if contents.dated else UNWRITTEN_DAY
    agency = f" của {contents.letterhead.agency}" if contents.letterhead.agency else ""
    return f"(Kèm theo {contents.title} số {number.strip() or '……'} {day}{agency})"


def annex_headings(count: int) -> list[str]:
    """Return 'Phụ lục', or 'Phụ lục I', 'Phụ lục II' … where there are several."""
    return ["Phụ lục"] if count == 1 else [f"Phụ lục {to_roman(number)}" for number in range(1, count + 1)]


def to_roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _fields_of_section(section: SectionText) -> Fields:
    heading = section.heading.strip()
    level = section.level if heading else 0
    return {
        "tieu_de": heading.upper() if level == 1 else heading,
        "la_phan": level == 1,
        "la_muc": level == 2,
        "la_diem": level == 3,
        "doan": [line.strip() for paragraph in section.paragraphs for line in paragraph.splitlines() if line.strip()],
    }


def _end_text(sections: Sequence[Fields], closing: list[str]) -> None:
    """Put the end mark behind the last words of the text, wherever they stand."""
    lists = [closing, *(section["doan"] for section in reversed(sections))]
    last = next((paragraphs for paragraphs in lists if paragraphs), None)
    if last is None:
        closing.append(END_MARK)
    else:
        last[-1] = last[-1].rstrip("./;, ") + END_MARK


def _punctuate(lines: Iterable[str]) -> list[str]:
    """Return a list as official texts close its lines: with a semicolon, the last with a full stop, without a dash in front."""
    plain = [text for line in lines if (text := line.strip().lstrip("-–").strip().rstrip(".;, "))]
    return [f"{line}{'.' if number == len(plain) else ';'}" for number, line in enumerate(plain, 1)]


def _cleaned(value: Any) -> Any:
    """Return the fields with their texts composed (NFC) and without characters that XML or Word would take for something else."""
    if isinstance(value, str):
        return CONTROL_CHARACTERS.sub("", unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\t", " ")))
    if isinstance(value, dict):
        return {name: _cleaned(item) for name, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value
