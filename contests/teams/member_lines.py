"""Members of a team as people type or paste them, one per line: "Phạm Văn Rê; 2010; Nam; Hrê". Pure.

What stands after the name is told apart by what it is, not by its place: a paste from a workbook has its own order.
"""

import re
from dataclasses import dataclass

from vietnamese.text import clean, fold

SEPARATOR = re.compile(r"\s*[;\t|,]\s*")
NUMBERED = re.compile(r"^\s*(?:\d{1,3}\s*[.):]\s+|\d{1,3}\s*[;\t|,]\s*|[-–—•*+]\s+)")  # "1. ", "1<tab>" as in a workbook's TT column, "- "
BIRTH = re.compile(r"\d[\d\s/.-]*")
GENDERS = {"nam": "M", "nu": "F"}
PARTS = {"doi truong": "captain", "chinh thuc": "official", "du bi": "reserve", "phu dien": "support"}
HEADS = {"ho ten", "ho va ten", "tt", "stt", "ten"}  # a workbook's head row, pasted along


@dataclass(frozen=True, slots=True)
class MemberLine:
    """What a line says, still as written. `part` is a value of TeamMember.Part; `unread` is what nobody can place."""

    written: str
    full_name: str = ""
    birth: str = ""
    gender: str = ""
    group: str = ""
    part: str = ""
    unread: tuple[str, ...] = ()


def read_lines(text: str) -> list[MemberLine]:
    """Return the lines in order, without empty ones and without a head row."""
    lines = [parse(line) for line in text.splitlines() if clean(line)]
    return [line for line in lines if fold(line.full_name) not in HEADS]


def parse(line: str) -> MemberLine:
    name, *pieces = SEPARATOR.split(NUMBERED.sub("", line.strip(), count=1))
    fields: dict[str, str] = {}
    unread = []
    for piece in filter(None, map(clean, pieces)):
        word = fold(piece)
        if word in GENDERS:
            field, value = "gender", GENDERS[word]
        elif word in PARTS:
            field, value = "part", PARTS[word]
        else:
            field, value = "birth" if BIRTH.fullmatch(piece) else "group", piece
        if field in fields:
            unread.append(piece)
        fields.setdefault(field, value)
    return MemberLine(written=clean(line), full_name=clean(name), unread=tuple(unread), **fields)
