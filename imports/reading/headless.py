"""Recognise a list that has no head: columns by what stands in them. Pure: imports no Django."""

import re
from collections import Counter

from imports.reader.grid import Sheet
from imports.reading.blocks import Block, Lexicon
from imports.reading.cells.cell_text import filled_cells
from imports.reading.head_rows import Column
from imports.reading.heads import NAMES, field_of
from vietnamese.names import is_like_a_name
from vietnamese.text import fold

_ENOUGH_PEOPLE, _SAMPLE = 3, 200


def guess_block(sheet: Sheet, lexicon: Lexicon) -> tuple[int, Block] | None:
    """Return (first row, block), or None where nothing looks like a list."""
    rows = [(number, dict(filled_cells(cells))) for number, cells in enumerate(sheet.rows)]
    people = [(number, texts) for number, texts in rows if len(texts) > 1][:_SAMPLE]
    votes: dict[int, Counter[str]] = {}
    for _number, texts in people:
        for index, text in texts.items():
            votes.setdefault(index, Counter())[_guess_field(text, lexicon)] += 1
    lines = sum(bool(texts) for _number, texts in rows)
    enough = lines if 0 < lines == len(people) < _ENOUGH_PEOPLE else _ENOUGH_PEOPLE  # one or two rows pasted, and nothing beside them
    fields: dict[int, str] = {}
    for index, counter in sorted(votes.items()):
        field, times = counter.most_common(1)[0]
        if field and times * 3 >= 2 * counter.total() and times >= enough and field not in fields.values():
            fields[index] = field
    if not NAMES & set(fields.values()) or len(fields) < 2:
        return None
    name_column = next(index for index, field in fields.items() if field in NAMES)
    first_row = next(number for number, texts in people if is_like_a_name(texts.get(name_column, "")))
    heads = dict(filled_cells(sheet.rows[first_row - 1])) if first_row else {}  # words that nobody knows, but words
    if len(heads) < 3:
        heads = {}
    columns = []
    for index in range(max(votes) + 1):
        known_field = field_of(heads.get(index, ""))  # of a head that says something no other meaning is guessed
        columns.append(Column(index, heads.get(index, ""), known_field or fields.get(index, ""), is_guessed=not known_field))
    return first_row, Block(columns)


def _guess_field(text: str, lexicon: Lexicon) -> str:
    """Return the field that one text may belong to, "" when it tells nothing."""
    digits = re.sub(r"[\s.\-+()]", "", text)
    words = fold(text)
    if words in ("nam", "nu"):
        return "gender"
    if words in lexicon.groups:
        return "ethnic_group"
    if re.fullmatch(r"(?:xã|phường|thị trấn|tt\.?)\s.*", text.casefold()) or text.casefold() in lexicon.communes:
        return "commune"
    if digits.isdecimal():
        if len(digits) < 4:
            return "number"
        return "birth" if len(digits) == 4 else "national_id" if len(digits) in (11, 12) and not digits.startswith("84") else "phone"
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", text):
        return "birth"
    return "full_name" if is_like_a_name(text) else ""
