"""Which rows of a sheet are the head of a table, and what each column below them is. Pure: imports no Django."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from imports.reader.grid import Cell, Moment, Sheet
from imports.reading.cell_text import filled, folded, text_of
from imports.reading.heads import GROUPS, IGNORED, LONGEST_HEAD, NAMES, field_of, field_under
from vietnamese.names import is_like_a_name
from vietnamese.text import fold

MOST_ROWS = 4  # of one head
_FAR_LEFT = 4  # columns over which a group without merged cells may stretch
_LONGEST_SUB_HEAD = 60
_LONG_NUMBER = re.compile(r"\d{5}|\d[/.-]\d{4}|^\s*\d{4}\s*$")
_A_TABLE = 4  # fields: with fewer a list is not complete, and what stands behind an empty column belongs to it
_ONE_PER_TABLE = {"number", "full_name", "given_name", "gender"}


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is what the head says, or what a person chose instead; "" when nobody knows."""

    index: int
    head: str
    field: str


@dataclass(frozen=True, slots=True)
class Head:
    """`columns` of one table; two tables beside each other are two heads of the same rows. `span`: columns from, to (not included), where
    something else stands beside the table."""

    first: int
    last: int
    columns: list[Column]
    span: tuple[int, int] | None = None


def heads_at(sheet: Sheet, row: int) -> list[Head]:
    """The heads that begin in this row, left to right: each names people and at least one thing more about them."""
    if not _may_be_head(sheet.rows[row]):
        return []
    best: list[Head] = []
    for last in range(row, min(row + MOST_ROWS, len(sheet.rows))):
        if last > row and not _continues(sheet, row, last):
            break
        whole = _columns(sheet, row, last)
        columns = _without_neighbour(sheet, last, whole)
        is_cut = len(columns) < len(whole)
        found = [head for head in _beside_each_other(columns, row, last, is_cut=is_cut) if _says_enough(head.columns)]
        if found and (not best or sum(map(_worth, found)) >= sum(map(_worth, best))):
            best = found
    return best


def _may_be_head(cells: list[Cell]) -> bool:
    """Quick for people: nearly every one has a number, a date or a telephone beside the name, and no head has."""
    if any(isinstance(cell, (int, float, Moment)) or (isinstance(cell, str) and _LONG_NUMBER.search(cell)) for cell in cells):
        return False
    texts = [text for _index, text in filled(cells)]
    said = {found for text in texts if len(text) <= LONGEST_HEAD and (found := field_of(text))}
    return len(texts) > 1 and len(said - {IGNORED}) > 1 and bool(said & (NAMES | {"birth", "gender", "male", "family_name"}))


def _says_enough(columns: list[Column]) -> bool:
    fields = {column.field for column in columns}
    return bool(fields & NAMES) and len(fields - {"", IGNORED}) > 1


def _worth(head: Head) -> int:
    return len({column.field for column in head.columns} - {"", IGNORED})


# --- heads of several rows


def _continues(sheet: Sheet, first: int, row: int) -> bool:
    """Sub-heads: every word of this row stands below a group ('Năm sinh'), or below nothing and says a field itself."""
    if is_index(sheet.rows[row]):
        return False
    own = {index: text for index, text in filled(sheet.rows[row]) if not _is_merged_from_above(sheet, first, row, index)}
    if not own:
        return any(top == first and bottom >= row for top, _left, bottom, _right in sheet.merges)
    if any(len(text) > _LONGEST_SUB_HEAD or re.fullmatch(r"[\d\s./-]+", text) for text in own.values()):
        return False
    return all(_may_stand_under(_over(sheet, first, row, index), text) for index, text in own.items()) and (
        any(field_of(text) for text in own.values()) or all(field_of(_over(sheet, first, row, index)) for index in own)
    )


def _may_stand_under(above: str, text: str) -> bool:
    said = field_of(above)
    if said in (IGNORED, "ethnic_group"):
        return True
    return field_of(text) != "" and (said == "" or said in GROUPS)


def _is_merged_from_above(sheet: Sheet, first: int, row: int, index: int) -> bool:
    return any(first <= top < row <= bottom and left <= index <= right for top, left, bottom, right in sheet.merges)


def _over(sheet: Sheet, first: int, row: int, index: int) -> str:
    """The nearest word above in the head: its own column's, or that of the group that reaches over it."""
    return next((text for above in range(row - 1, first - 1, -1) if (text := _word_at(sheet, above, index))), "")


def _word_at(sheet: Sheet, row: int, index: int) -> str:
    """What a head row says over a column: its own cell, the merged cell that spans it, or the group to its left."""
    cells = sheet.rows[row]
    if own := _text(cells, index):
        return own
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left <= index <= right:
            return _text(sheet.rows[top], left)
    for left in range(index - 1, max(-1, index - _FAR_LEFT), -1):
        if text := _text(cells, left):
            return text if field_of(text) in GROUPS and not _has_end(sheet, row, left, index) else ""
    return ""


def _has_end(sheet: Sheet, row: int, left: int, index: int) -> bool:
    """Whether the word at `left` is a merged cell that ends before `index`."""
    return any(top <= row <= bottom and first == left and last < index for top, first, bottom, last in sheet.merges)


def _text(cells: list[Cell], index: int) -> str:
    return text_of(cells[index]) if index < len(cells) else ""


# --- columns


def _columns(sheet: Sheet, first: int, last: int) -> list[Column]:
    width = max(len(cells) for cells in sheet.rows[first : last + 1])
    found = []
    for index in range(width):
        words = _words_over(sheet, first, last, index)
        found.append(Column(index, " · ".join(words), field_under(words)))
    return _with_unlabelled_given_name(sheet, first, found)


def _words_over(sheet: Sheet, first: int, last: int, index: int) -> list[str]:
    """From the top, each once. A group counts only over a column that has a word of its own below."""
    words: list[str] = []
    for row in range(first, last + 1):
        below = any(_text(sheet.rows[lower], index) for lower in range(row + 1, last + 1))
        text = _word_at(sheet, row, index) if below else _text(sheet.rows[row], index)
        if text and text not in words:
            words.append(text)
    return words


def _with_unlabelled_given_name(sheet: Sheet, row: int, columns: list[Column]) -> list[Column]:
    """'Họ và tên' merged over two columns without words of their own: the family and middle names, then the given name."""
    for top, left, bottom, right in sheet.merges:
        is_pair = top <= row <= bottom and right == left + 1 and right < len(columns)
        if is_pair and columns[left].field == "full_name" and not columns[right].head:
            columns[left] = Column(left, columns[left].head, "family_name")
            columns[right] = Column(right, columns[left].head, "given_name")
    return columns


def _beside_each_other(columns: list[Column], first: int, last: int, *, is_cut: bool) -> list[Head]:
    """One head, or as many as there are columns for names with other columns between: lists are printed side by side to save paper."""
    starts = _starts([column for column in columns if column.field])
    width = len(columns)
    if len(starts) < 2:
        return [Head(first, last, _named_once(columns), (0, width) if is_cut else None)]
    spans = list(zip(starts, [*starts[1:], width], strict=True))
    return [Head(first, last, _named_once(columns[start:end]), (start, end)) for start, end in spans]


def _without_neighbour(sheet: Sheet, last: int, columns: list[Column]) -> list[Column]:
    """A little table of sums beside the list, behind an empty column: its columns do not fill with the people's."""
    gap = next((at for at in range(1, len(columns) - 1) if _is_gap(sheet, last, columns, at)), None)
    names = [column.index for column in columns if column.field in NAMES]
    own = {column.field for column in columns[:gap]} - {"", IGNORED}
    if gap is None or not names or names[-1] > gap or len(own) < _A_TABLE:
        return columns
    people = [cells for cells in sheet.rows[last + 1 : last + 400] if is_like_a_name(_text(cells, names[0]))]
    beside = sum(any(_text(cells, column.index) for column in columns[gap:]) for cells in people)
    if beside * 5 >= 3 * len(people):
        return columns
    return columns[:gap]


def _is_gap(sheet: Sheet, last: int, columns: list[Column], at: int) -> bool:
    if columns[at].head or not any(column.field for column in columns[at:]):
        return False
    return not any(_text(cells, at) for cells in sheet.rows[last : last + 60])


def _starts(columns: list[Column]) -> list[int]:
    """Where a second table begins: at a running number or a name that was there before, with the same column after it."""
    names = [at for at, column in enumerate(columns) if column.field == "full_name"]
    if len(names) < 2 or Counter(column.field for column in columns)["number"] not in (0, len(names)):
        return []
    has_number = any(column.field == "number" for column in columns)
    starts = [at - 1 if has_number and at and columns[at - 1].field == "number" else at for at in names]
    after = {columns[at + 1].field if at + 1 < len(columns) else "" for at in names}
    return [columns[at].index for at in starts] if len(after) == 1 else []


def _named_once(columns: list[Column]) -> list[Column]:
    """Some things are said once of a person; a lone 'Họ' with no 'Tên' beside it is the whole name."""
    fields = {column.field for column in columns}
    seen: set[str] = set()
    kept = []
    for column in columns:
        said = column.field
        if said == "family_name" and "given_name" not in fields:
            said = "full_name"
        if said == "full_name" and {"family_name", "given_name"} <= fields:
            said = ""
        if said in seen and said in _ONE_PER_TABLE:
            said = ""
        seen.add(said)
        kept.append(Column(column.index, column.head, said))
    return kept


# --- rows that look like heads


def is_index(cells: list[Cell]) -> bool:
    """'(1) (2) (3)', '1 2 3' or 'A B C' under the head."""
    texts = [text.strip("()[]. ") for _index, text in filled(cells)]
    if len(texts) < 3 or any(len(text) > 2 for text in texts):
        return False
    if all(text.isdecimal() and len(text) < 3 for text in texts):
        numbers = [int(text) for text in texts]
        return numbers[0] <= 2 and all(0 < after - before <= 2 for before, after in pairwise(numbers))
    folded = [fold(text) for text in texts]
    return all(len(text) == 1 and text.isalnum() for text in folded) and folded == sorted(folded) and len(set(folded)) == len(folded)


def words_of(columns: list[Column]) -> dict[int, set[str]]:
    """Column → what its head says, folded."""
    return {column.index: {fold(part) for part in column.head.split(" · ")} for column in columns if column.head}


def is_head_again(texts: dict[int, str], words: dict[int, set[str]]) -> bool:
    """The head printed once more at the top of a page: its words, each in its own column."""
    again = sum(folded(text) in words.get(index, ()) for index, text in texts.items())
    return again >= 2 and again * 3 >= 2 * len(texts)


def is_head_of_a_summary(texts: dict[int, str]) -> bool:
    """The head of a table that counts: 'TT | Đơn vị | Tổng số | Trong đó nữ'; names nobody."""
    if len(texts) < 3 or not any(_COUNTS.match(text) for text in texts.values()):
        return False
    words = [folded(text) for text in texts.values()]
    counts = sum(bool(re.fullmatch(r"(tong so.*|so luong.*|so nguoi.*|trong do.*)", word)) for word in words)
    return counts > 0 and not any(field_of(text) in NAMES for text in texts.values())


_COUNTS = re.compile(r"[tTsS][ổoốÔÓỎỐỔr]", re.IGNORECASE)
