"""Tell the rows below a head apart: people, section lines, totals, the foot, hints. Pure: imports no Django."""

import re
from collections.abc import Callable

from imports.reader.grid import Cell, Sheet
from imports.reading.blocks import NAME_PARTS, Block, Lexicon, Section
from imports.reading.cells.cell_text import filled_cells, folded, is_nothing, text_at, text_of
from imports.reading.cells.name_cells import is_position
from imports.reading.head_rows import find_heads, is_head_of_a_summary, is_index, is_repeated_head, words_by_column
from vietnamese.names import MIDDLE_NAMES_OF_MOST, MOST_WORDS, is_like_a_name, is_name_like_an_office, may_be_a_name, problem_with_name

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
    r"tổ (?:dân phố|hòa giải|hoà giải|công tác|tự quản)|khu (?:phố|dân cư)|xóm|"
    r"già làng|cán bộ|công chức|giáo viên|xa|phuong|thi tran|truong (?:th|pt|tieu|mam|mau|cap|pho|dan)\w*|khoi|phong|so|co quan|"
    r"dai bieu|danh sach)(?:\s|:|$).*"
)
# Behind a first word that may be a family name, too.
_OFFICE_NOT_NAME = re.compile(r"\w+ văn (?:hóa|hoá|nghệ|phòng|thư|học)\b.*|đoàn (?:thanh niên|thể|tncs|tn|xã|khối|phường)\b.*")
_NUMBER_BEFORE_NAME = re.compile(r"(?:\(?\d{1,4}\s*[.)\-/:]?|[-+*•])\s*(?=\D)")
_OF_PEOPLE_ONLY = ("class_name", "ethnic_group", "ethnic_mark")  # columns that say nothing of an office
_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng|tong cong|tong so|cong)(?:\s|:|$|\d).*")
_COUNTED = re.compile(r"nam|nu|si so|trong do.*|dan toc.*|dtts|(?:dang|doan|hoi|hoc) vien|vang.*|co mat|hien dien")  # beside a number
_COUNT_BEHIND = re.compile(r"\s*[:(\-–]?\s*(?:cộng\s*:?\s*)?\(?\d+\s*(?:người|đại biểu|học viên|đ/c|đồng chí|em|hs)?\)?\s*$", re.IGNORECASE)
_NAMED_BY_NUMBER = re.compile(r"\b(?:lớp|tổ|khối|thôn|đội|nhóm|phường|khu|số)\s*\d+$", re.IGNORECASE)
FOOT = re.compile(
    r"(?:danh sach (?:nay |tren |)?(?:co|gom|an dinh)|an dinh|nguoi lap|lap bieu|thu truong|truong phong|pho truong phong|tm\b|"
    r"kt\b|tl\b|tuq\b|chu tich$|pho chu tich$|giam doc|hieu truong$|pho hieu truong$|noi nhan|gvcn$|giao vien chu nhiem$|tong phu trach|"
    r"bgh$|ban giam hieu$|bi thu\b|to truong$|truong thon$|lanh dao|nguoi (?:duyet|tong hop|thuc hien|phu trach)|"
    r"\(?ky(?:,| ten| ghi| nhan| va ghi| dong dau)|xac nhan cua|ke toan$|"
    r"nguoi kiem tra|can bo phu trach|.{0,40}, ngay\s*(?:[\d.…_]*\s*thang|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$))"
)
_HINT = re.compile(r"\(.*\)|[dmyn]{1,4}([/.-][dmyn]{1,4}){1,2}|(ghi rõ|chữ in|nam/nữ|10 số|viết).*", re.IGNORECASE)
_EXAMPLE = re.compile(r"\(?(vd|vi du|mau|v d|vidu)\.?\)?:?")
_INVENTED = {"nguyen van a", "nguyen thi b", "tran van b", "nguyen van b", "ho va ten", "nguyen thi a"}  # as forms show how to fill them in
_NOTE = re.compile(r"(ghi chu|luu y|chu thich|chu y)\s*:.*")
_PAGE = re.compile(r"(?:trang|page)\s*(?:so\s*)?\d+.*")
_NUMBER_OF_SECTION = re.compile(r"[ivx]+|[a-h]|\d{1,2}\.\d{1,2}")
_PERSONAL = ("birth", "birth_year", "male", "female", "phone", "national_id", "gender")
_OFFICES = ("position", "organisation", "note")  # columns in which words of office are no signature
_WHOLE_BIRTH = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d\d")
_SAMPLE = 60  # rows by which it is found what the people's rows have


def parse_section(row: int, text: str, *, above: Section | None) -> Section:
    """Return the section line with its numbering cut off. `row` counts from 0."""
    numbering = _NUMBERING.match(text)
    level = next((level for level, name in enumerate(("letter", "roman", "digits")) if numbering and numbering[name]), 3)
    return Section(row + 1, text[numbering.end() :].strip() if numbering else text, level, above)


class RowClassifier:
    """Tells people from everything else below one head. `texts` are those of the row classified last."""

    def __init__(self, sheet: Sheet, block: Block, first_row: int, lexicon: Lexicon) -> None:
        self.sheet, self.fields, self.lexicon = sheet, block.fields, lexicon
        self.head_words, self.first_row = words_by_column(block.columns), first_row
        self.texts: dict[int, str] = {}
        self.columns_beside = [index for field, index in self.fields.items() if field not in (*NAME_PARTS, "number", *_OFFICES)]
        self.has_numbers = False  # most rows carry a running number
        below = sheet.rows[first_row : first_row + _SAMPLE]
        column = self.fields.get("number")
        if column is not None:
            numbers = [text_of(cells[column]) for cells in below if column < len(cells) and self._name_in(cells)]
            self.has_numbers = sum(number.rstrip(".").isdecimal() for number in numbers) * 10 >= 7 * len(numbers) > 0
        texts_beside = [len(dict(filled_cells(cells))) for cells in below if may_be_a_name(self._name_in(cells))]
        self.are_names_bare = texts_beside.count(1) * 10 >= 7 * len(texts_beside) > 0  # most stand alone in their rows

    def classify(self, row: int, *, in_foot: bool) -> tuple[str, str]:
        """Return the kind of the row and its text. Kinds: person, section, total, foot, head, new-head, index, note, page, hint,
        example, reserved (printed beforehand) and blank."""
        cells = self.sheet.rows[row]
        self.texts = texts = dict(filled_cells(cells))
        if not texts:
            return "blank", ""
        if row > self.first_row + 1 and not in_foot:  # nearly every row is a person, told without more ado
            full_name = texts.get(self.fields.get("full_name", -1), "")
            has_name = " " in full_name and full_name[0].isalpha()
            if has_name and self._is_numbered(texts) and self._has_personal(texts, _surely_fits):
                return "person", ""
        joined = " ".join(dict.fromkeys(texts.values()))
        if is_repeated_head(texts, self.head_words):
            return "head", joined
        if find_heads(self.sheet, row):
            return "new-head", joined
        if is_index(cells):
            return "index", joined
        if is_head_of_a_summary(texts):
            return "foot", joined
        if len(texts) == 1 and _NOTE.fullmatch(folded(joined)):
            return "note", joined
        if len(texts) == 1 and _PAGE.fullmatch(folded(joined)):
            return "page", joined
        number = texts.get(self.fields.get("number", -1), "")
        unnumbered = [text for index, text in texts.items() if index != self.fields.get("number")]
        if unnumbered and all(map(is_nothing, unnumbered)):
            return "reserved", joined
        if row == self.first_row and unnumbered and all(_HINT.fullmatch(text) for text in unnumbered):
            return "hint", joined
        name = self._name_in(cells)
        if _EXAMPLE.fullmatch(folded(number)) or (row <= self.first_row + 1 and folded(name) in _INVENTED):
            return "example", joined
        if self._begins_section(row, texts, name):
            return "section", joined
        return self._classify_line(row, texts, name, joined, in_foot)

    def _classify_line(self, row: int, texts: dict[int, str], name: str, joined: str, in_foot: bool) -> tuple[str, str]:
        """Return person, section, total or foot."""
        if kind_and_text := self._classify_counting_line(texts, name):
            return kind_and_text
        is_numbered = self._is_numbered(texts)
        has_personal = self._has_personal(texts, _fits)
        is_of_the_list = self._is_of_the_list(row, texts, name, in_foot)
        if _TOTAL.fullmatch(joined.casefold()) and not is_numbered and not is_of_the_list:
            return "total", joined
        if not is_numbered and self._is_office_with_a_phone(texts, name):
            return "section", " ".join(filter(None, (texts.get(self.fields.get("number", -1)), name)))
        if name and has_personal and (not in_foot or self._has_personal(texts, _surely_fits)):
            return "person", name
        if is_of_the_list and not FOOT.match(folded(name)) and not self._is_signed(texts, name):
            return "person", name
        group = texts.get(self.fields.get("ethnic_group", -1), "")
        has_group = 0 < len(group) <= 20 and not re.search(r"\d", group) and not is_like_a_name(group)
        is_foot = self._is_signature(texts, name, joined) or self._is_signed(texts, name)
        if (is_foot and not is_numbered) or (in_foot and not (is_numbered and (has_group or is_like_a_name(name)))):
            return "foot", joined
        if name and has_group:
            return "person", name
        if not has_personal and self._is_section(texts, name):
            if _NAMED_BY_NUMBER.search(joined):  # 'Tổ 12', and not twelve people
                return "section", joined
            return "section", _COUNT_BEHIND.sub("", joined) or joined  # 'Xã Ba Tiêu: 12 người' → 'Xã Ba Tiêu'
        return "person", name

    def _classify_counting_line(self, texts: dict[int, str], name: str) -> tuple[str, str] | None:
        """Return total or section for a line of words with small numbers beside: how many men and women a commune sends."""
        word_columns = {self.fields.get("number"), *(self.fields[key] for key in NAME_PARTS if key in self.fields)}
        counts = [text for index, text in texts.items() if index not in word_columns]
        if not counts or not all(text.isdecimal() and len(text) < 4 for text in counts):
            return None
        is_counted = bool(_COUNTED.fullmatch(folded(name))) and not texts.get(self.fields.get("number", -1))
        if may_be_a_name(name) and not is_counted:
            return None
        number = texts.get(self.fields.get("number", -1), "").rstrip(".")
        words = name or (number if not number.isdecimal() else "")
        if _TOTAL.fullmatch(words.casefold()) or is_counted:
            return "total", " ".join(texts.values())
        if _SECTION_WORDS.fullmatch(_without_numbering(words)) or _without_numbering(words) in self.lexicon.communes:
            return "section", f"{number}. {name}" if name and number else words
        return ("total", " ".join(texts.values())) if name and not number and self.has_numbers else None

    def _is_signature(self, texts: dict[int, str], name: str, joined: str) -> bool:
        """Return whether words below which one signs stand in the row, and not beside a name in a column of offices."""
        office_columns = {self.fields[key] for key in _OFFICES if key in self.fields}
        is_name = may_be_a_name(name) and not is_position(folded(name))
        if FOOT.match(folded(joined)) and not (is_name and next(iter(texts)) in office_columns):
            return True
        return not is_name and any(FOOT.match(folded(text)) for index, text in texts.items() if index not in office_columns)

    def _is_signed(self, texts: dict[int, str], name: str) -> bool:
        """Return whether nothing but names stand beside each other in a row without a number, where the numbered people have something
        else: those who signed."""
        known_columns = {index for index in self.columns_beside if index in texts}
        if not self.has_numbers or self._is_numbered(texts) or not known_columns or not is_like_a_name(name):
            return False
        beside = [text for index, text in texts.items() if text != name]
        return all(is_like_a_name(text) and len(text.split()) > 2 and text.casefold() not in self.lexicon.communes for text in beside)

    def _is_of_the_list(self, row: int, texts: dict[int, str], name: str, in_foot: bool) -> bool:
        """Return whether a name is one of the list's: it is numbered, or words or numbers stand beside it, or all names stand alone;
        below a signature only names and offices do."""
        bare_name = _without_number(name)
        is_like_an_office = is_name_like_an_office(bare_name) and not may_be_a_name(bare_name)
        if not is_like_an_office and not may_be_a_name(bare_name):
            return False
        if _names_office(bare_name):
            return any(texts.get(self.fields[key]) for key in _OF_PEOPLE_ONLY if key in self.fields)
        if is_like_an_office and (self._is_numbered(texts) or bare_name.casefold().startswith(("thôn ", "tổ "))):
            return self._is_numbered_in_turn(row)
        if self._is_numbered(texts) or (bare_name != name and bare_name.casefold() not in self.lexicon.communes):
            return True
        if self.are_names_bare and not in_foot and len(texts) == 1 and len(bare_name.split()) > 2:
            return True
        offices = [text for key in _OFFICES if key in self.fields and (text := texts.get(self.fields[key]))]
        if in_foot:
            return bool(self._count_words(self.columns_beside, texts)) or sum(map(_is_word, offices)) > 1
        return bool(self._count_words(self.columns_beside, texts)) or any(not is_like_a_name(text) for text in offices)

    def _is_numbered_in_turn(self, row: int) -> bool:
        """Return whether the number of a row continues that of the row above, or the row below continues it."""
        number = text_at(self.sheet.rows[row], self.fields["number"]).rstrip(".") if "number" in self.fields else ""
        if not number.isdecimal():
            return False
        return self._number_near(row, -1) == str(int(number) - 1) or self._number_near(row, 1) == str(int(number) + 1)

    def _count_words(self, columns: list[int], texts: dict[int, str]) -> int:
        """Return in how many of the columns something stands that is no name and no word below which one signs."""
        return sum(map(_is_word, filter(None, (texts.get(index) for index in columns))))

    def _is_office_with_a_phone(self, texts: dict[int, str], name: str) -> bool:
        """Return whether a commune or an office has its telephone beside, and nothing that people alone have."""
        bare_name = _without_number(name)
        is_office = _SECTION_WORDS.fullmatch(bare_name.casefold()) and (not may_be_a_name(bare_name) or _names_office(bare_name))
        if not is_office or not texts.get(self.fields.get("phone", -1)):
            return False
        return not any(_fits(key, texts.get(self.fields[key], "")) for key in _PERSONAL if key in self.fields and key != "phone")

    def _begins_section(self, row: int, texts: dict[int, str], name: str) -> bool:
        """Return whether numbers begin anew below a number with nothing but words beside: '2 | Kho bạc' above '1 | Đinh Văn Bút'."""
        if not self._is_numbered(texts) or not name or len(texts) != 2:
            return False
        number = texts[self.fields["number"]].rstrip(".")
        above, below = self._number_near(row, -1), self._number_near(row, 1)
        words, is_commune = name.split(), name.casefold() in self.lexicon.communes
        if below == "":  # the people below have no numbers
            return is_commune and not is_like_a_name(name)
        if below is None or (below != "1" and not below.startswith(f"{number}.")):
            return False
        has_small_letters = any(word.islower() for word in words[1:] if folded(word) not in MIDDLE_NAMES_OF_MOST)
        if above and above.isdecimal() and number == str(int(above) + 1):
            return (has_small_letters or is_commune) and not is_like_a_name(name)
        return is_commune or has_small_letters or (len(words) > 1 and not may_be_a_name(name))

    def _number_near(self, row: int, step: int) -> str | None:
        """Return the running number of the nearest filled row above (-1) or below (1); None where the list ends."""
        row += step
        while self.first_row <= row < len(self.sheet.rows) and not any(map(text_of, self.sheet.rows[row])):
            row += step
        is_below_head = self.first_row <= row < len(self.sheet.rows)
        return text_at(self.sheet.rows[row], self.fields["number"]).rstrip(".") if is_below_head else None

    def _has_personal(self, texts: dict[int, str], fits: Callable[[str, str], bool]) -> bool:
        return any(fits(key, texts.get(self.fields[key], "")) for key in _PERSONAL if key in self.fields)

    def _name_in(self, cells: list[Cell]) -> str:
        columns = [self.fields[key] for key in NAME_PARTS if key in self.fields]
        return " ".join(filter(None, (text_of(cells[column]) for column in columns if column < len(cells))))

    def _is_numbered(self, texts: dict[int, str]) -> bool:
        return "number" in self.fields and texts.get(self.fields["number"], "").rstrip(".").isdecimal()

    def _is_section(self, texts: dict[int, str], name: str) -> bool:
        """Return whether a line has nothing that only people have: a title, a commune, a school; never a numbered name."""
        number = texts.get(self.fields.get("number", -1), "").rstrip(".")
        unnumbered = [text for index, text in texts.items() if index != self.fields.get("number")]
        if not unnumbered:
            return not number.isdecimal()  # a title in the first column; else a number printed beforehand
        if _SECTION_WORDS.fullmatch(_without_numbering(name or unnumbered[0])):
            return True
        if number.isdecimal():
            return False
        if len(unnumbered) == 1 and _without_numbering(unnumbered[0]) in self.lexicon.communes:
            return True
        if _NUMBER_OF_SECTION.fullmatch(number.casefold()) and len(unnumbered) <= 2:
            return True
        if not name or len(unnumbered) > 1:
            return not name and len(unnumbered) == 1
        words = len(name.split())
        return problem_with_name(name) is not None or words > MOST_WORDS or (self.has_numbers and words > 4)


def _is_word(text: str) -> bool:
    """Return whether it is no name and no word below which one signs."""
    return not is_like_a_name(text) and not FOOT.match(folded(text))


def _fits(key: str, text: str) -> bool:
    """Return whether a cell holds what its column is for: what tells a person from a title or a signature."""
    if not text:
        return False
    if key == "gender":
        return folded(text) in ("nam", "nu", "m", "f", "trai", "gai")
    if len(text) > 40:
        return False
    if key in ("male", "female"):
        return (len(text) <= 20 and bool(re.search(r"\d{2}", text))) or (len(text) <= 2 and not text.isdecimal()) or text == "1"
    return len(re.findall(r"\d", text)) >= 2


def _surely_fits(key: str, text: str) -> bool:
    """Return whether it is what stands below a signature never by chance: a whole year, a telephone number."""
    if not text:
        return False
    if key in ("phone", "national_id"):
        return sum(map(str.isdigit, text)) >= 9
    return _fits(key, text) if key == "gender" else bool(_WHOLE_BIRTH.search(text))


def _names_office(name: str) -> bool:
    """Return whether a text that may be a name is one of an office, a school or a group: 'Trường Tiểu học Ba Vì', 'Đoàn thanh niên'."""
    lowered = name.casefold()
    words = folded(name).split()
    if is_name_like_an_office(name):
        return False
    if _OFFICE_NOT_NAME.fullmatch(lowered) and (words[0] == "doan" or not is_like_a_name(name)):
        return True
    if lowered.startswith("đoàn "):
        return name.split()[1].islower() and words[1] not in MIDDLE_NAMES_OF_MOST
    return bool(_SECTION_WORDS.fullmatch(lowered)) and words[1] not in MIDDLE_NAMES_OF_MOST


def _without_number(name: str) -> str:
    """Return a name without the number or the dash that its cell puts before it."""
    number = _NUMBER_BEFORE_NAME.match(name)
    return name[number.end() :] if number else name


def _without_numbering(text: str) -> str:
    lowered = text.casefold()
    numbering = _NUMBERING.match(lowered)
    return lowered[numbering.end() :] if numbering and numbering.end() < len(lowered) else lowered
