"""Parse the cell of a name: title, office, year and remarks that people write beside a name. Pure: imports no Django."""

import re
from functools import lru_cache
from typing import NamedTuple

from imports.reader.grid import Cell
from imports.reading.cells.cell_text import cleaned, folded
from vietnamese.names import MIDDLE_NAMES_OF_MOST, MOST_WORDS, is_like_a_name, may_be_a_name

# Forms of address, ranks and degrees, alone or in a row: 'Đ/c', 'ThS.BS', '(Bà)', 'Thượng úy CN'. The first kind may also be names.
_ADDRESS = r"ông|anh|cô|em|chú|bác|cháu"
_TITLE = (
    r"ông\s*[/(,]\s*bà\)?|bà|chị|thầy(?:\s+giáo)?|cô\s+giáo|đ\s*/\s*c|đ\.\s*c|đc|đồng\s+chí|mr|mrs|ms|sư\s+(?:cô|thầy)|linh\s+mục|mục\s+sư|đại\s+đức|"
    r"thượng\s+tọa|hòa\s+thượng|ni\s+sư|(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy|uý)(?:\s+(?:cn|qncn))?|(?:thượng|trung|hạ)\s+sĩ|"
    r"binh\s+(?:nhất|nhì)|tiến\s+sĩ|thạc\s+sĩ|bác\s+sĩ|dược\s+sĩ|kỹ\s+sư|luật\s+sư|luật\s+gia|giáo\s+sư|phó\s+giáo\s+sư|cử\s+nhân|điều\s+dưỡng|"
    r"nhà\s+giáo(?:\s+(?:ưu\s+tú|nhân\s+dân))?|nghệ\s+nhân|th\.?s|tskh|ts|bs\s?ck\s?(?:i{1,2}|[12])|bs|cki{1,2}|ck\s?[12]|ks|ls|cn|ds|đd|pgs|gs|"
    r"ngưt|ngnd|nsưt|nsnd|ktv"
)
_HONORIFIC = re.compile(rf"^(?:\(?(?:{_TITLE}|{_ADDRESS})\)?(?:\s*[.,:]\s*|\s+|$))+", re.IGNORECASE)
_SURE_TITLE = re.compile(rf"\(?(?:{_TITLE})\b", re.IGNORECASE)
_OF_MEN, _OF_WOMEN = ("ông", "anh", "thầy", "mr"), ("bà", "chị", "cô", "mrs", "ms")
_LEADING_NUMBER = re.compile(r"^\(?\d{1,4}\s*[.)\-/:]?\s*(?=\D)")
_MARK_BEFORE = re.compile(r"^(?:\(?(\d{1,2})\s*[.)\-/:]|[-–+*•])\s*(?=\D)")
_BEFORE_NUMBER = re.compile(r"[\s;,]+(?=\d{1,2}\s*[.)/]\s*[^\W\d_])")
_REMARK = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?\s*$")
_YEAR_BEHIND = re.compile(r"[\s,;\-–(]+(?:sn|s\.n\.?|sinh(?: năm)?|ns|năm sinh)?\s*:?\s*((?:19|20)\d\d)\s*\)?$", re.IGNORECASE)
_FIRST_WORDS_OF_OFFICES = frozenset(("pho", "chu", "bi", "truong", "thon", "gia", "cong", "can", "giao", "nguoi", "hoa", "chi"))
_OFFICES_BEFORE = re.compile(
    r"(pho )?(chu tich|bi thu|truong thon|thon truong|gia lang|cong chuc|can bo|giao vien|nguoi co uy tin|hoa giai vien|truong ban|chi hoi truong)( .*)?"
)
_POSITIONS = re.compile(
    r"(?:pho |quyen )?(?:chu tich|bi thu|truong (?:thon|ban|phong|khoi|lang|xom|nhom|cong an|tram|to|dai|doan)|giam doc|hieu truong|cong chuc|can bo|giao vien|nguoi co uy tin|gia lang|hoa giai vien|"
    r"tuyen truyen vien|"
    r"chi hoi|hoi vien|pct|ct |pbt|bt |chuyen vien|nhan vien|van thu|ke toan|ban dai bieu|doan vien|dang vien|hoc sinh|nong dan|ho dan|dai bieu|"
    r"chi huy|trung doi|xa doi|can su|ban can su|uy vien|ubvt|thon truong|to truong|nguoi dan|dan quan)\b.*"
)


class NameCell(NamedTuple):
    name: str
    gender: str | None = None  # as a title before the name tells it: M or F
    position: str = ""
    remark: str = ""  # in parentheses behind the name
    birth_year: int | None = None


@lru_cache(maxsize=4096)
def parse_name(written: str) -> NameCell:
    """Separate the name from what stands beside it: '1. Ông Phạm Văn Rê, SN 1958' → ('Phạm Văn Rê', 'M', '', '', 1958)."""
    birth_year = None
    if match := _YEAR_BEHIND.search(written):
        written, birth_year = written[: match.start()].strip(" ,;-–("), int(match.group(1))
    written, position = _split_office(written)
    name, remark = _LEADING_NUMBER.sub("", written).strip(" *,;:.-–"), ""
    gender = None
    if (match := _REMARK.search(name)) and match.start():
        name, remark = name[: match.start()].strip(" *,;:-–"), cleaned(match.group(1))
        if folded(remark) in ("nam", "nu"):
            gender, remark = ("M" if folded(remark) == "nam" else "F"), ""
    honorific = _HONORIFIC.match(name)
    if honorific and honorific.end() == len(name):  # 'Thượng tá', and nobody; 'Anh' and 'Ông Anh' are names, too
        is_name = len(name.split()) > 1 and not _SURE_TITLE.search(name)
        return NameCell(name if is_name else "", None, position, remark, birth_year)
    bare_name = name[honorific.end() :].strip(" .,:") if honorific else ""
    if honorific and _is_title(honorific.group(0), bare_name):
        name, gender = bare_name, gender_of_address(honorific.group(0)) or gender
    return NameCell(name, gender, position, remark, birth_year)


def _is_title(honorific: str, name: str) -> bool:
    """Return whether what stands before a name is a title: 'Bà Đinh Thị Mẫu', 'ThS. Trang Thanh Tú', 'Ông Quảng Đức Minh'; a title that
    may be a family name stays before one word ('Anh Đức'), and before a middle name ('Ông Thị Kim Liên')."""
    words = name.split()
    if len(words) < 2:
        return False
    if is_like_a_name(name) or _SURE_TITLE.match(honorific):
        return True
    return len(words) > 2 and folded(words[0]) not in MIDDLE_NAMES_OF_MOST


def holds_several_names(cell: Cell) -> bool:
    """Return whether two names stand in one cell, one under the other; not a long one that was broken, nor one with a remark."""
    lines = [cleaned(line) for line in cell.split("\n")] if isinstance(cell, str) and "\n" in cell else []
    return sum(is_like_a_name(line) for line in lines) > 1


def gender_of_address(honorific: str) -> str | None:
    """Return M or F as a form of address tells it; None for ranks and degrees, and where nobody chose between 'Ông/Bà'."""
    words = re.split(r"[\s.:,()]+", honorific.casefold())
    return next(("M" if word in _OF_MEN else "F" for word in words if word in (*_OF_MEN, *_OF_WOMEN)), None)


def numbered_names(cell: Cell) -> list[str]:
    """Return the names of a cell that numbers them or puts a mark before each ('1. Đinh Văn Bút', '- Hồ Thị Liễu'), on lines of their own
    or one behind the other; empty for any other cell."""
    text = cell if isinstance(cell, str) else ""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        lines = [line.strip(" ;,") for line in _BEFORE_NUMBER.split(text) if line.strip(" ;,")] if _BEFORE_NUMBER.search(text) else []
    marks = [_MARK_BEFORE.match(line) for line in lines]
    if len(lines) < 2 or None in marks:
        return []
    numbers = [match[1] for match in marks if match]
    is_counted = numbers == [str(number) for number in range(int(numbers[0] or 0), int(numbers[0] or 0) + len(lines))]
    names = [cleaned(_MARK_BEFORE.sub("", line)) for line in lines]
    are_names = all(may_be_a_name(bare_name) and not is_position(folded(bare_name)) for bare_name, *_rest in map(parse_name, names))
    return names if are_names and (is_counted or not any(numbers)) else []


def is_position(words: str) -> bool:
    """Return whether the folded words are an office that somebody holds."""
    return bool(_POSITIONS.fullmatch(words))


def _split_office(written: str) -> tuple[str, str]:
    """Split 'Đinh Văn Lía - Bí thư chi bộ' and 'Già làng Đinh Văn Tuôn' into the name and the office."""
    first_word = folded(written.partition(" ")[0])
    if first_word not in _FIRST_WORDS_OF_OFFICES and not any(mark in written for mark in ("-", "–", ",")):
        return written, ""
    for mark in (" - ", " – ", ","):
        name, separator, office = written.partition(mark)
        name, office = name.strip(), office.strip(" .,;")
        if separator and is_like_a_name(name):
            honorific = _HONORIFIC.match(office)
            is_title = honorific and honorific.end() == len(office) and _SURE_TITLE.match(office)
            if is_title or is_position(folded(office)):
                return name, office
    words = written.split()
    for start in range(max(1, len(words) - MOST_WORDS), len(words) - 1):  # what follows is a name only up to so many words
        office, name = " ".join(words[:start]), " ".join(words[start:])
        if _OFFICES_BEFORE.fullmatch(folded(office)) and is_like_a_name(name):
            return name, office
    return written, ""
