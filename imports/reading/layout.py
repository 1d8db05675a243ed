"""Where the roster stands in a sheet: its tables, their people, the lines that name a commune. Pure: imports no Django.

A sheet is read from the top: a row that says several fields is a head and begins a block; the rows below are people, section
lines, totals or the foot. Nothing that could be a person is left out without being told.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from imports.reader.grid import Cell, Sheet
from imports.reading.cell_text import filled, folded, is_ditto, is_nothing, text_of, with_merges_filled
from imports.reading.head_rows import Column, Head, heads_at, is_head_again, is_head_of_a_summary, is_index, words_of
from imports.reading.heads import IGNORED, NAMES, field_of
from vietnamese.names import is_like_a_name, problem_with_name
from vietnamese.text import fold

__all__ = ["Block", "Column", "Layout", "Lexicon", "RosterRow", "Section", "layout_of"]

Kind = str  # person, section, total, foot, head, index, page, blank, reserved
GUESSED = -1  # row of a head that there is not


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that only a database knows: names of communes (lower case) and of ethnic groups (folded)."""

    communes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A line that speaks for the rows below it: a commune, a school, or anything else. `level`: 0 for A., 1 for I., 2 for 1., else 3."""

    row: int  # as the file counts, from 1
    text: str
    level: int = 3


@dataclass(slots=True)
class RosterRow:
    number: int  # as the file counts, from 1
    cells: list[Cell]
    sections: tuple[Section, ...]  # all lines above it in its block, the nearest last
    texts: dict[int, str]  # column → text of the cells in which something stands


@dataclass(slots=True)
class Block:
    """One table: its head rows (0-based, GUESSED for none), columns and people."""

    head: tuple[int, int]
    columns: list[Column]
    rows: list[RosterRow] = field(default_factory=list)
    number: int = 0  # among the tables of its sheet, also those without people
    left_out: list[tuple[int, Kind, str]] = field(default_factory=list)  # (row, why, text): shown, so that nothing vanishes

    @property
    def fields(self) -> dict[str, int]:
        """Field → column index; of several columns of one field the best."""
        return {name: indexes[0] for name, indexes in self.columns_of.items()}

    @property
    def columns_of(self) -> dict[str, list[int]]:
        """Field → its columns, the best first: a mobile number before an office's, 'Xã' before 'Địa chỉ', a date before a year."""
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            if column.field and column.field != IGNORED:
                found.setdefault(column.field, []).append(column)
        return {name: [one.index for one in sorted(columns, key=_rank)] for name, columns in found.items()}

    @property
    def is_guessed(self) -> bool:
        return self.head[0] == GUESSED


@dataclass(slots=True)
class Layout:
    """What stands in one sheet; `title` are the lines above the first head."""

    sheet: Sheet
    blocks: list[Block]
    title: list[str]

    @property
    def people(self) -> int:
        return sum(len(block.rows) for block in self.blocks)


def _rank(column: Column) -> tuple[bool, int]:
    """Secondary columns last; otherwise as they stand."""
    words = fold(column.head)
    is_second = re.search(r"co quan|ban\b|dia chi|nam sinh|cmnd|noi o|thuong tru", words)
    return bool(is_second and not re.search(r"ngay|cccd|dinh danh", words)), column.index


NO_WORDS = Lexicon()


def layout_of(sheet: Sheet, chosen: dict[int, dict[int, str]] | None = None, lexicon: Lexicon = NO_WORDS) -> Layout:
    """`chosen`: block number → column index → field, as a person corrected it."""
    sheet = with_merges_filled(sheet)
    blocks: list[Block] = []
    row = 0
    title_ends: int | None = None
    while row < len(sheet.rows):
        heads = heads_at(sheet, row)
        if not heads:
            row += 1
            continue
        title_ends = row if title_ends is None else title_ends
        row = _read_beside(sheet, heads, blocks, chosen or {}, lexicon)
    if not blocks and (guess := _guessed(sheet, lexicon)):
        title_ends, block = guess
        block.columns = _corrected(block.columns, (chosen or {}).get(0, {}))
        _read_block(sheet, block, title_ends, lexicon)
        blocks = [block]
    title = [text for cells in sheet.rows[: title_ends or 0] for _index, text in filled(cells)]
    return Layout(sheet, [block for block in blocks if block.rows or len(blocks) == 1], title)


def _read_beside(sheet: Sheet, heads: list[Head], blocks: list[Block], chosen: dict[int, dict[int, str]], lexicon: Lexicon) -> int:
    """Reads the tables that begin in the same row, the left one first; answers the row at which the next head stands."""
    ends = []
    for head in heads:
        block = Block((head.first, head.last), _corrected(head.columns, chosen.get(len(blocks), {})), number=len(blocks))
        own = _only(sheet, *head.span) if head.span else sheet
        ends.append(_read_block(own, block, head.last + 1, lexicon))
        blocks.append(block)
    return max(ends)


def _only(sheet: Sheet, start: int, end: int) -> Sheet:
    """The sheet with the cells of one table alone."""
    rows = [[cell if start <= index < end else None for index, cell in enumerate(cells)] for cells in sheet.rows]
    return Sheet(sheet.name, rows, sheet.merges, sheet.is_hidden)


def _corrected(columns: list[Column], chosen: dict[int, str]) -> list[Column]:
    return [Column(one.index, one.head, chosen.get(one.index, one.field)) for one in columns]


# --- rows

_NUMBERING = re.compile(
    r"(?P<letter>[a-h](?:\s*[.\-)/:]\s*|\s+))|(?P<roman>(?:[ivx]{1,5})(?:\s*[.\-)/:]\s*|\s+))|(?P<digits>\d{1,2}(?:\.\d{1,2})?\s*[.\-)/:]\s*)|[-+*•]\s*",
    re.IGNORECASE,
)
# On the text with its accents: Trương and Đoàn are family names, Trường and Đoàn thanh niên are none.
_SECTION_WORDS = re.compile(
    r"(?:ubnd|uỷ ban|ủy ban|đảng ủy|đảng uỷ|hđnd|các|nhóm|đội|đoàn đại biểu|đơn vị|địa phương)?\s*:?\s*"
    r"(?:xã|phường|thị trấn|tt\.?|đặc khu|huyện|thị xã|thành phố|tỉnh|trường|khối|phòng|ban|sở|cơ quan|công an|trạm|hội|mttq|ubmttq|"
    r"mặt trận|đoàn (?:thanh|thể|xã|tncs|tn|khối|phường|trường|viên)|đại biểu|thành phần|danh sách|lớp|cụm|tổ chức|trung tâm|chi cục|"
    r"chi bộ|bch|ban chỉ huy|lãnh đạo|khách mời|học viên|báo cáo viên|cấp (?:tỉnh|huyện|xã)|ubnd|hđnd|thôn|đơn vị|nhóm|người có uy tín|"
    r"già làng|cán bộ|công chức|giáo viên|xa|phuong|thi tran|truong (?:th|pt|tieu|mam|mau|cap|pho|dan)\w*|khoi|phong|so|co quan|"
    r"dai bieu|danh sach)(?:\s|:|$).*"
)
_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng|tong cong|tong so|cong)(?:\s|:|$|\d).*")
_FOOT = re.compile(
    r"(?:danh sach (?:nay |tren |)?(?:co|gom|an dinh)|an dinh|nguoi lap|lap bieu|thu truong|truong phong|pho truong phong|tm\b|"
    r"kt\b|tl\b|tuq\b|chu tich$|pho chu tich$|giam doc|hieu truong$|pho hieu truong$|noi nhan|\(?ky,? |ky ten|xac nhan cua|ke toan$|"
    r"nguoi kiem tra|can bo phu trach|.{0,40}, ngay\s*[\d.…_]*\s*thang)"
)
_HINT = re.compile(r"\(.*\)|[dmyn]{1,4}([/.-][dmyn]{1,4}){1,2}|(ghi rõ|chữ in|nam/nữ|10 số|viết).*", re.IGNORECASE)
_EXAMPLE = re.compile(r"\(?(vd|vi du|mau|v d|vidu)\.?\)?:?")
_INVENTED = {"nguyen van a", "nguyen thi b", "tran van b", "nguyen van b", "ho va ten", "nguyen thi a"}  # as forms show how to fill them in
_NOTE = re.compile(r"(ghi chu|luu y|chu thich|chu y)\s*:.*")
_PAGE = re.compile(r"(?:trang|page)\s*(?:so\s*)?\d+.*")
_NUMBER_OF_SECTION = re.compile(r"[ivx]+|[a-h]|\d{1,2}\.\d{1,2}")
_TYPED = ("birth", "birth_year", "male", "female", "phone", "national_id", "gender")
_OF_SIGNERS = ("position", "organisation", "note")  # columns in which words of office are no signature
_MANY_WORDS = 6  # more than a name has
_NAME_PARTS = ("full_name", "family_name", "middle_name", "given_name")


def _read_block(sheet: Sheet, block: Block, row: int, lexicon: Lexicon) -> int:
    """Reads rows into the block until another head; answers the row at which that stands."""
    sections: tuple[Section, ...] = ()
    in_foot = False
    judge = _Judge(sheet, block, row, lexicon)
    while row < len(sheet.rows):
        kind, text = judge.kind(row, in_foot=in_foot)
        if kind == "new-head":
            break
        in_foot = kind == "foot" or (in_foot and kind != "person")
        if kind == "section":
            sections = (*sections, _section(row, text))
        if kind == "person":
            block.rows.append(RosterRow(row + 1, sheet.rows[row], sections, judge.texts))
        elif kind != "blank":
            block.left_out.append((row + 1, kind, text))
        row += 1
    _drop_reserved(block)
    return row


def _section(row: int, text: str) -> Section:
    found = _NUMBERING.match(text)
    level = next((n for n, name in enumerate(("letter", "roman", "digits")) if found and found[name]), 3)
    return Section(row + 1, text[found.end() :].strip() if found else text, level)


class _Judge:
    """Tells people from everything else below one head."""

    def __init__(self, sheet: Sheet, block: Block, row: int, lexicon: Lexicon) -> None:
        self.sheet, self.block, self.fields, self.lexicon = sheet, block, block.fields, lexicon
        self.words, self.first = words_of(block.columns), row
        self.texts: dict[int, str] = {}  # of the row last judged
        self.has_numbers = self._numbers_are_kept(row)

    def kind(self, row: int, *, in_foot: bool) -> tuple[Kind, str]:
        cells = self.sheet.rows[row]
        self.texts = texts = dict(filled(cells))
        if not texts:
            return "blank", ""
        if row > self.first + 1 and not in_foot and self._is_plainly_a_person(texts):
            return "person", ""
        joined = " ".join(dict.fromkeys(texts.values()))
        if is_head_again(texts, self.words):
            return "head", joined
        if heads_at(self.sheet, row):
            return "new-head", joined
        if is_index(cells):
            return "index", joined
        if is_head_of_a_summary(texts):
            return "foot", joined
        if len(texts) == 1 and _NOTE.fullmatch(folded(joined)):
            return "note", joined
        if len(texts) == 1 and _PAGE.fullmatch(folded(joined)):
            return "page", joined
        others = [text for index, text in texts.items() if index != self.fields.get("number")]
        if others and all(map(is_nothing, others)):
            return "reserved", joined
        if row == self.first and others and all(_HINT.fullmatch(text) for text in others):
            return "hint", joined
        if _EXAMPLE.fullmatch(folded(texts.get(self.fields.get("number", -1), ""))) or (
            row <= self.first + 1 and folded(self._name_in(cells)) in _INVENTED
        ):
            return "example", joined
        return self._kind_of_line(texts, self._name_in(cells), joined, in_foot)

    def _is_plainly_a_person(self, texts: dict[int, str]) -> bool:
        """A running number, letters where the name is, and a whole year or telephone number: nearly every row, told without more ado."""
        name = texts.get(self.fields.get("full_name", -1), "")
        return " " in name and name[0].isalpha() and self._is_numbered(texts) and self._says(texts, _surely_fits)

    def _kind_of_line(self, texts: dict[int, str], name: str, joined: str, in_foot: bool) -> tuple[Kind, str]:
        is_numbered = self._is_numbered(texts)
        if self._only_counts(texts) and (line := self._line_that_counts(texts, name)):
            return line
        about = self._says(texts, _fits)
        with_group = _fits_group(texts.get(self.fields.get("ethnic_group", -1), ""))
        signs = _FOOT.match(folded(joined)) or any(_FOOT.match(folded(text)) for text in self._outside(texts, _OF_SIGNERS))
        if _TOTAL.fullmatch(joined.casefold()) and not is_numbered:
            return "total", joined
        if name and about and (not in_foot or self._says(texts, _surely_fits)):
            return "person", name
        if (signs and not is_numbered) or (in_foot and not (is_numbered and (with_group or is_like_a_name(name)))):
            return "foot", joined
        if name and with_group:
            return "person", name
        if not about and self._is_section(texts, name):
            return "section", _without_count(joined)
        return "person", name

    def _only_counts(self, texts: dict[int, str]) -> bool:
        """Small numbers beside a line of words: how many men and women a commune sends."""
        apart = {self.fields.get("number"), *(self.fields[key] for key in _NAME_PARTS if key in self.fields)}
        counts = [text for index, text in texts.items() if index not in apart]
        return bool(counts) and all(text.isdecimal() and len(text) < 4 for text in counts)

    def _line_that_counts(self, texts: dict[int, str], name: str) -> tuple[Kind, str] | None:
        number = texts.get(self.fields.get("number", -1), "").rstrip(".")
        words = name or (number if not number.isdecimal() else "")
        if _TOTAL.fullmatch(words.casefold()):
            return "total", " ".join(texts.values())
        is_place = bool(_SECTION_WORDS.fullmatch(_without_numbering(words))) or _without_numbering(words) in self.lexicon.communes
        return ("section", f"{number}. {name}" if name and number else words) if is_place else None

    def _says(self, texts: dict[int, str], fits: Callable[[str, str], bool]) -> bool:
        return any(fits(key, texts.get(self.fields[key], "")) for key in _TYPED if key in self.fields)

    def _outside(self, texts: dict[int, str], keys: tuple[str, ...]) -> list[str]:
        columns = {self.fields[key] for key in keys if key in self.fields}
        return [text for index, text in texts.items() if index not in columns]

    def _name_in(self, cells: list[Cell]) -> str:
        places = [self.fields[key] for key in _NAME_PARTS if key in self.fields]
        return " ".join(filter(None, (text_of(cells[at]) for at in places if at < len(cells))))

    def _is_numbered(self, texts: dict[int, str]) -> bool:
        return "number" in self.fields and texts.get(self.fields["number"], "").rstrip(".").isdecimal()

    def _is_section(self, texts: dict[int, str], name: str) -> bool:
        """A line without anything that only people have: a title, a commune, a school; never a numbered name."""
        number = texts.get(self.fields.get("number", -1), "").rstrip(".")
        others = [text for index, text in texts.items() if index != self.fields.get("number")]
        if not others:
            return not number.isdecimal()  # a title in the first column; else a number printed beforehand
        if _SECTION_WORDS.fullmatch(_without_numbering(name or others[0])):
            return True
        if number.isdecimal():
            return False
        if len(others) == 1 and _without_numbering(others[0]) in self.lexicon.communes:
            return True
        if _NUMBER_OF_SECTION.fullmatch(number.casefold()) and len(others) <= 2:
            return True
        if not name or len(others) > 1:
            return not name and len(others) == 1
        return problem_with_name(name) is not None or len(name.split()) > _MANY_WORDS or (self.has_numbers and len(name.split()) > 4)

    def _numbers_are_kept(self, row: int) -> bool:
        """Whether most rows below carry a running number."""
        if (column := self.fields.get("number")) is None:
            return False
        below = [cells for cells in self.sheet.rows[row : row + 60] if column < len(cells) and self._name_in(cells)]
        texts = [text_of(cells[column]) for cells in below]
        return sum(text.rstrip(".").isdecimal() for text in texts) * 10 >= 7 * len(texts) > 0


def _fits(key: str, text: str) -> bool:
    """Whether a cell holds what its column is for: what tells a person from a title or a signature."""
    if not text:
        return False
    if key == "gender":
        return folded(text) in ("nam", "nu", "m", "f", "trai", "gai")
    if len(text) > 40:
        return False
    if key in ("male", "female"):
        return (len(text) <= 20 and bool(re.search(r"\d{2}", text))) or (len(text) <= 2 and not text.isdecimal()) or text == "1"
    return len(re.findall(r"\d", text)) >= 2


_WHOLE_BIRTH = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d\d")


def _surely_fits(key: str, text: str) -> bool:
    """As below a signature nothing stands by chance: a whole year, a telephone number."""
    if not text:
        return False
    if key in ("phone", "national_id"):
        return sum(map(str.isdigit, text)) >= 9
    return _fits(key, text) if key == "gender" else bool(_WHOLE_BIRTH.search(text))


def _fits_group(text: str) -> bool:
    return 0 < len(text) <= 20 and not re.search(r"\d", text)


def _without_numbering(text: str) -> str:
    lowered = text.casefold()
    found = _NUMBERING.match(lowered)
    return lowered[found.end() :] if found and found.end() < len(lowered) else lowered


def _without_count(text: str) -> str:
    """'II. Xã Ba Tiêu: 12 người' → 'II. Xã Ba Tiêu'."""
    counted = r"\s*[:(\-–]?\s*(?:cộng\s*:?\s*)?\(?\d+\s*(?:người|đại biểu|học viên|đ/c|đồng chí|em|hs)?\)?\s*$"
    return re.sub(counted, "", text, flags=re.IGNORECASE) or text


def _drop_reserved(block: Block) -> None:
    """Numbers printed beforehand, with nobody beside them, are nobody; with a phone or a birth beside, somebody is missing a name."""
    fields = block.fields
    kept = []
    names = [fields[key] for key in _NAME_PARTS if key in fields]
    tell = [fields[key] for key in ("birth", "birth_year", "male", "female", "phone", "national_id") if key in fields]
    for row in block.rows:
        texts = row.texts
        is_empty = not any(texts.get(at) for at in names) and not any(texts.get(at) for at in tell)
        if is_empty or all(is_ditto(text) for text in texts.values()):
            block.left_out.append((row.number, "reserved", " ".join(texts.values())))
        else:
            kept.append(row)
    block.rows[:] = kept


# --- a list without a head

_ENOUGH_PEOPLE, _SAMPLE = 3, 200


def _guessed(sheet: Sheet, lexicon: Lexicon) -> tuple[int, Block] | None:
    """(first row, block) of a list that has no head: columns by what stands in them. Somebody has to look at it: Block.is_guessed."""
    rows = [(number, dict(filled(cells))) for number, cells in enumerate(sheet.rows)]
    people = [(number, texts) for number, texts in rows if len(texts) > 1][:_SAMPLE]
    votes: dict[int, Counter[str]] = {}
    for _number, texts in people:
        for index, text in texts.items():
            votes.setdefault(index, Counter())[_content(text, lexicon)] += 1
    fields: dict[int, str] = {}
    for index, counted in sorted(votes.items()):
        said, times = counted.most_common(1)[0]
        if said and times * 3 >= 2 * counted.total() and times >= _ENOUGH_PEOPLE and said not in fields.values():
            fields[index] = said
    if not NAMES & set(fields.values()) or len(fields) < 2:
        return None
    name_at = next(index for index, said in fields.items() if said in NAMES)
    first = next(number for number, texts in people if is_like_a_name(texts.get(name_at, "")))
    heads = dict(filled(sheet.rows[first - 1])) if first else {}  # words that nobody knows, but words
    if len(heads) < 3 or any(re.search(r"\d", text) for text in heads.values()):
        heads = {}
    columns = [
        Column(index, heads.get(index, ""), field_of(heads.get(index, "")) or fields.get(index, "")) for index in range(max(votes) + 1)
    ]
    return first, Block((GUESSED, GUESSED), columns)


def _content(text: str, lexicon: Lexicon) -> str:
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
