"""Where the roster stands in a sheet: its head, its columns, its people, the lines that name a commune. Pure: imports no Django.

A sheet is read from the top: a row that says several fields is a head and begins a block; the rows below are people, section
lines, totals or the foot. Nothing that could be a person is left out without being told.
"""

import itertools
import re
from dataclasses import dataclass, field

from imports.grid import Cell, Sheet
from imports.heads import GROUPS, IGNORED, LONGEST_HEAD, NAMES, field_of, field_under
from imports.texts import filled, is_ditto, text_of, with_merges_filled
from vietnamese.names import problem_with_name
from vietnamese.text import fold

MOST_HEAD_ROWS = 3  # below the first
Kind = str  # person, section, total, foot, head, index, blank, reserved


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is what the head says, or what a person chose instead; "" when nobody knows."""

    index: int
    head: str
    field: str


@dataclass(frozen=True, slots=True)
class Section:
    """A line that speaks for the rows below it: a commune, a school, or anything else. `numbering`: roman, digits or ""."""

    row: int  # as the file counts, from 1
    text: str
    numbering: str = ""


@dataclass(slots=True)
class RosterRow:
    number: int  # as the file counts, from 1
    cells: list[Cell]
    sections: tuple[Section, ...]  # all lines above it in its block, the nearest last


@dataclass(slots=True)
class Block:
    """One table: its head rows (0-based), columns and people."""

    head: tuple[int, int]  # first and last row
    columns: list[Column]
    rows: list[RosterRow] = field(default_factory=list)
    left_out: list[tuple[int, Kind, str]] = field(default_factory=list)  # (row, why, text): shown, so that nothing vanishes

    @property
    def fields(self) -> dict[str, int]:
        """Field → column index; of two columns of one field the first."""
        return {column.field: column.index for column in reversed(self.columns) if column.field and column.field != IGNORED}


@dataclass(slots=True)
class Layout:
    """What stands in one sheet; `title` are the lines above the first head."""

    sheet: Sheet
    blocks: list[Block]
    title: list[str]

    @property
    def people(self) -> int:
        return sum(len(block.rows) for block in self.blocks)


def layout_of(sheet: Sheet, chosen: dict[int, dict[int, str]] | None = None) -> Layout:
    """`chosen`: block number → column index → field, as a person corrected it."""
    sheet = with_merges_filled(sheet)
    blocks: list[Block] = []
    row = 0
    title_ends: int | None = None
    while row < len(sheet.rows):
        head = _head_at(sheet, row, blocks[-1] if blocks else None)
        if head is None:
            row += 1
            continue
        title_ends = row if title_ends is None else title_ends
        columns = _corrected(head.columns, (chosen or {}).get(len(blocks), {}))
        block = Block(head.head, columns)
        row = _read_block(sheet, block, head.head[1] + 1)
        blocks.append(block)
    title = [text for cells in sheet.rows[: title_ends or 0] for _index, text in filled(cells)]
    return Layout(sheet, [block for block in blocks if block.rows or len(blocks) == 1], title)


def _corrected(columns: list[Column], chosen: dict[int, str]) -> list[Column]:
    return [Column(one.index, one.head, chosen.get(one.index, one.field)) for one in columns]


# --- heads


def _head_at(sheet: Sheet, row: int, before: Block | None) -> Block | None:
    """The head that begins in this row, if one does: it names people and at least one thing more about them."""
    if not _may_be_head(sheet.rows[row]):
        return None
    best: Block | None = None
    for last in range(row, min(row + MOST_HEAD_ROWS, len(sheet.rows))):
        if last > row and not _continues_head(sheet, row, last):
            break
        columns = _columns(sheet, row, last)
        if _says_enough(columns) and (best is None or _worth(columns) >= _worth(best.columns)):
            best = Block((row, last), columns)
    return best


def _may_be_head(cells: list[Cell]) -> bool:
    texts = [text for _index, text in filled(cells)]
    said = {found for text in texts if len(text) <= LONGEST_HEAD and (found := field_of(text))}
    return len(texts) > 1 and len(said - {IGNORED}) > 1 and bool(said & (NAMES | GROUPS | {"male", "family_name"}))


def _says_enough(columns: list[Column]) -> bool:
    fields = {column.field for column in columns}
    return bool(fields & NAMES) and len(fields - {"", IGNORED}) >= 2


def _worth(columns: list[Column]) -> int:
    return len({column.field for column in columns} - {"", IGNORED})


def _continues_head(sheet: Sheet, first: int, row: int) -> bool:
    """Sub-heads: every word of this row stands under a cell merged down from the head, a group ('Năm sinh') or nothing."""
    above, cells = sheet.rows[first], sheet.rows[row]
    own = {index: text for index, text in filled(cells) if not _is_merged_into(sheet, first, row, index)}
    if not own:
        return any(top == first and bottom >= row for top, _left, bottom, _right in sheet.merges)
    if _is_index(cells) or any(len(text) > 60 or re.fullmatch(r"[\d\s./-]+", text) for text in own.values()):
        return False
    return all(_may_stand_under(_group_over(sheet, first, index), text, _head_text(above, index)) for index, text in own.items()) and any(
        field_of(text) for text in own.values()
    )


def _may_stand_under(group: str, text: str, straight_above: str) -> bool:
    if not straight_above:
        return field_of(text) != "" or field_of(group) in GROUPS
    return (field_of(straight_above) in GROUPS and field_of(text) != "") or field_of(straight_above) == IGNORED


def _is_merged_into(sheet: Sheet, first: int, row: int, index: int) -> bool:
    return any(first <= top < row <= bottom and left <= index <= right for top, left, bottom, right in sheet.merges)


def _head_text(cells: list[Cell], index: int) -> str:
    return text_of(cells[index]) if index < len(cells) else ""


def _group_over(sheet: Sheet, row: int, index: int) -> str:
    """What the head says over this column: its own cell, the merged cell that spans it, or the group to its left."""
    cells = sheet.rows[row]
    if own := _head_text(cells, index):
        return own
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left <= index <= right:
            return _head_text(sheet.rows[top], left)
    if any(row <= top <= row + MOST_HEAD_ROWS and left == index and bottom > top for top, left, bottom, _right in sheet.merges):
        return ""
    for left in range(index - 1, max(-1, index - 4), -1):
        if text := _head_text(cells, left):
            return text if field_of(text) in GROUPS else ""
    return ""


def _columns(sheet: Sheet, first: int, last: int) -> list[Column]:
    width = max(len(cells) for cells in sheet.rows[first : last + 1])
    found: list[Column] = []
    for index in range(width):
        heads = _heads_over(sheet, first, last, index)
        found.append(Column(index, " · ".join(heads), field_under(heads)))
    return _named_once(_with_unlabelled_given_name(sheet, first, found))


def _heads_over(sheet: Sheet, first: int, last: int, index: int) -> list[str]:
    """From the top; the word of a cell merged down once. A group stands over its neighbour only where that has a word of its own below."""
    heads: list[str] = []
    for row in range(first, last + 1):
        own = _head_text(sheet.rows[row], index)
        below = any(_head_text(sheet.rows[lower], index) for lower in range(row + 1, last + 1))
        text = own or (_group_over(sheet, row, index) if below and row < last else "")
        if text and text not in heads:
            heads.append(text)
    return heads


def _with_unlabelled_given_name(sheet: Sheet, row: int, columns: list[Column]) -> list[Column]:
    """'Họ và tên' merged over two columns: the family and middle names, then the given name."""
    for top, left, bottom, right in sheet.merges:
        if (
            top <= row <= bottom
            and right == left + 1
            and right < len(columns)
            and columns[left].field == "full_name"
            and not columns[right].head
        ):
            columns[left] = Column(left, columns[left].head, "family_name")
            columns[right] = Column(right, columns[left].head, "given_name")
    return columns


def _named_once(columns: list[Column]) -> list[Column]:
    """A field belongs to its first column; a lone 'Họ' with no 'Tên' beside it is the whole name."""
    seen: set[str] = set()
    kept = []
    fields = {column.field for column in columns}
    for column in columns:
        said = column.field
        if said == "family_name" and "given_name" not in fields:
            said = "full_name"
        if said == "full_name" and {"family_name", "given_name"} <= fields:
            said = ""
        if said in seen and said != IGNORED:
            said = ""
        seen.add(said)
        kept.append(Column(column.index, column.head, said))
    return kept


# --- rows


_NUMBERING = re.compile(
    r"(?P<roman>(?:[ivx]{1,5}|[a-h])(?:\s*[.\-)/:]\s*|\s+))|(?P<digits>\d{1,2}(?:\.\d{1,2})?\s*[.\-)/:]\s*)|[-+*•]\s*", re.IGNORECASE
)
# On the text with its accents: Trương and Đoàn are family names, Trường and Đoàn thanh niên are none.
_SECTION_WORDS = re.compile(
    r"(?:ubnd|uỷ ban|ủy ban|đảng ủy|đảng uỷ|hđnd|các|nhóm|đội|đoàn đại biểu|đơn vị|địa phương)?\s*"
    r"(?:xã|phường|thị trấn|tt\.?|đặc khu|huyện|thị xã|thành phố|tỉnh|trường|khối|phòng|ban|sở|cơ quan|công an|trạm|hội|mttq|ubmttq|mặt trận|"
    r"đoàn (?:thanh|thể|xã|tncs|tn|khối|phường|trường|viên)|đại biểu|thành phần|danh sách|lớp|cụm|tổ chức|trung tâm|chi cục|chi bộ|bch|ban chỉ huy|"
    r"lãnh đạo|khách mời|học viên|báo cáo viên|cấp (?:tỉnh|huyện|xã)|ubnd|hđnd|thôn|đơn vị|nhóm|người có uy tín|già làng|cán bộ|công chức|giáo viên|"
    r"(?:xa|phuong|thi tran|truong (?:th|pt|tieu|mam|mau|cap|pho|dan)\w*|khoi|phong|so|co quan|dai bieu|danh sach)(?=\s))(?:\s|:|$).*"
)
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong|cong cong|tong cong cong)\b.*|cong\s*[:(].*")
_FOOT = re.compile(
    r"(?:danh sach (?:nay |tren |)?(?:co|gom|an dinh)|an dinh|tong cong danh sach|nguoi lap|lap bieu|nguoi lap bieu|thu truong|truong phong|pho truong phong|tm\b|"
    r"kt\b|tl\b|tuq\b|chu tich$|pho chu tich$|giam doc|hieu truong$|pho hieu truong$|noi nhan|\(?ky,? |ky ten|xac nhan cua|ke toan$|luu y|ghi chu\s*:|"
    r"nguoi kiem tra|can bo phu trach|.{0,40}, ngay\s*[\d.…_]*\s*thang)"
)
_NUMBER_OF_SECTION = re.compile(r"[ivx]+|[a-h]|\d{1,2}\.\d{1,2}")
_TYPED = ("birth", "birth_year", "male", "female", "phone", "national_id", "gender")
_OF_SIGNERS = ("position", "organisation", "note")  # columns in which words of office are no signature
_MANY_WORDS = 6  # more than a name has


def _read_block(sheet: Sheet, block: Block, row: int) -> int:
    """Reads rows into the block until another head; answers the row at which that stands."""
    sections: tuple[Section, ...] = ()
    in_foot = False
    words = {fold(column.head) for column in block.columns if column.head}
    has_numbers = _numbers_are_kept(sheet, block, row)
    while row < len(sheet.rows):
        kind, text = _kind(sheet, block, row, words, in_foot=in_foot, has_numbers=has_numbers)
        if kind == "new-head":
            break
        in_foot = kind == "foot" or (in_foot and kind != "person")
        if kind == "section":
            sections = (*sections, _section(row, text))
        if kind == "person":
            block.rows.append(RosterRow(row + 1, sheet.rows[row], sections))
        elif kind != "blank":
            block.left_out.append((row + 1, kind, text))
        row += 1
    _drop_reserved(block)
    return row


def _section(row: int, text: str) -> Section:
    found = _NUMBERING.match(text)
    numbering = "" if not found else "roman" if found["roman"] else "digits" if found["digits"] else ""
    return Section(row + 1, text[found.end() :].strip() if found else text, numbering)


def _kind(sheet: Sheet, block: Block, row: int, words: set[str], *, in_foot: bool, has_numbers: bool) -> tuple[Kind, str]:
    cells = sheet.rows[row]
    texts = dict(filled(cells))
    if not texts:
        return "blank", ""
    joined = " ".join(dict.fromkeys(texts.values()))
    if _is_head_again(texts, words):
        return "head", joined
    if _may_be_head(cells) and _head_at(sheet, row, block):
        return "new-head", joined
    if _is_index(cells):
        return "index", joined
    return _kind_of_line(block.fields, texts, _name_in(cells, block.fields), joined, in_foot=in_foot, has_numbers=has_numbers)


def _kind_of_line(
    fields: dict[str, int], texts: dict[int, str], name: str, joined: str, *, in_foot: bool, has_numbers: bool
) -> tuple[Kind, str]:
    is_numbered = _is_numbered(texts, fields)
    about = any(key in fields and _fits(key, texts.get(fields[key], "")) for key in _TYPED)
    with_group = "ethnic_group" in fields and _fits("ethnic_group", texts.get(fields["ethnic_group"], ""))
    signs = _FOOT.match(fold(joined)) or any(_FOOT.match(fold(text)) for text in _outside(texts, fields, _OF_SIGNERS))
    if _is_total(joined) and not (name and (is_numbered or about)):
        return "total", joined
    if name and about:
        return "person", name
    if (signs and not is_numbered) or (in_foot and not about and not (is_numbered and with_group)):
        return "foot", joined
    if name and with_group:
        return "person", name
    if not about and _is_section(texts, fields, name, has_numbers=has_numbers):
        return "section", _without_count(joined)
    return "person", name


def _outside(texts: dict[int, str], fields: dict[str, int], keys: tuple[str, ...]) -> list[str]:
    columns = {fields[key] for key in keys if key in fields}
    return [text for index, text in texts.items() if index not in columns]


def _name_in(cells: list[Cell], fields: dict[str, int]) -> str:
    parts = [
        text_of(cells[fields[key]]) for key in ("full_name", "family_name", "given_name") if key in fields and fields[key] < len(cells)
    ]
    return " ".join(filter(None, parts))


def _fits(key: str, text: str) -> bool:
    """Whether a cell holds what its column is for: what tells a person from a title or a signature."""
    if not text:
        return False
    if key == "ethnic_group":
        return len(text) <= 20 and not re.search(r"\d", text)
    if key == "gender":
        return fold(text) in ("nam", "nu", "m", "f", "trai", "gai")
    if key in ("male", "female"):
        return bool(re.search(r"\d{2}", text)) or len(text) <= 2
    return len(re.findall(r"\d", text)) >= 2 and len(text) <= 40


def _is_total(joined: str) -> bool:
    words = fold(joined)
    return bool(_TOTAL.fullmatch(words)) and not (
        words.startswith("tong") and re.match(r"tong (thi|van|ngoc|minh|thanh|duc|quoc)\b", words)
    )


def _is_numbered(texts: dict[int, str], fields: dict[str, int]) -> bool:
    return "number" in fields and texts.get(fields["number"], "").rstrip(".").isdecimal()


def _is_section(texts: dict[int, str], fields: dict[str, int], name: str, *, has_numbers: bool) -> bool:
    """A line without anything that only people have: a title, a commune, a school; never a numbered name."""
    number = texts.get(fields.get("number", -1), "").rstrip(".")
    others = [text for index, text in texts.items() if index != fields.get("number")]
    if not others:
        return not number.isdecimal()  # a title in the first column; else a number printed beforehand
    if _SECTION_WORDS.fullmatch(_without_numbering(name or others[0])):
        return True
    if number.isdecimal():
        return False
    if _NUMBER_OF_SECTION.fullmatch(number.casefold()) and len(others) <= 2:
        return True
    if not name or len(others) > 1:
        return not name and len(others) == 1
    return problem_with_name(name) is not None or len(name.split()) > _MANY_WORDS or (has_numbers and len(name.split()) > 4)


def _without_numbering(text: str) -> str:
    lowered = text.casefold()
    found = _NUMBERING.match(lowered)
    return lowered[found.end() :] if found and found.end() < len(lowered) else lowered


def _without_count(text: str) -> str:
    """'II. Xã Ba Tiêu: 12 người' → 'II. Xã Ba Tiêu'."""
    return (
        re.sub(
            r"\s*[:(\-–]?\s*(?:cộng\s*:?\s*)?\(?\d+\s*(?:người|đại biểu|học viên|đ/c|đồng chí|em|hs)?\)?\s*$", "", text, flags=re.IGNORECASE
        )
        or text
    )


def _numbers_are_kept(sheet: Sheet, block: Block, row: int) -> bool:
    """Whether most rows below carry a running number."""
    if (column := block.fields.get("number")) is None:
        return False
    texts = [text_of(cells[column]) for cells in sheet.rows[row : row + 60] if column < len(cells) and _name_in(cells, block.fields)]
    return sum(text.rstrip(".").isdecimal() for text in texts) * 10 >= 7 * len(texts) > 0


def _is_head_again(texts: dict[int, str], words: set[str]) -> bool:
    """The head printed once more at the top of a page."""
    again = sum(fold(text) in words for text in texts.values())
    return again >= 2 and again * 3 >= 2 * len(texts)


def _is_index(cells: list[Cell]) -> bool:
    """'(1) (2) (3)', '1 2 3' or 'A B C' under the head."""
    texts = [text.strip("()[]. ") for _index, text in filled(cells)]
    if len(texts) < 3:
        return False
    if all(text.isdecimal() and len(text) < 3 for text in texts):
        numbers = [int(text) for text in texts]
        return all(0 < after - before <= 2 for before, after in itertools.pairwise(numbers)) and numbers[0] <= 2
    return all(len(text) == 1 and (text.isalpha() or text.isdecimal()) for text in texts) and [fold(t) for t in texts] == sorted(
        map(fold, texts)
    )


def _drop_reserved(block: Block) -> None:
    """Numbers printed beforehand at the end, with nobody beside them, are nobody; with a phone or a birth beside, somebody is missing a name."""
    fields = block.fields
    kept = []
    for row in block.rows:
        texts = dict(filled(row.cells))
        is_empty = not _name_in(row.cells, fields) and not any(
            texts.get(fields[key]) for key in ("birth", "birth_year", "male", "female", "phone", "national_id") if key in fields
        )
        if is_empty or all(is_ditto(text) for text in texts.values()):
            block.left_out.append((row.number, "reserved", " ".join(texts.values())))
        else:
            kept.append(row)
    block.rows[:] = kept
