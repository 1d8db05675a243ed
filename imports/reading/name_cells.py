"""Parse the cell of a name: title, office, year and remarks that people write beside a name. Pure: imports no Django."""

import re
from functools import lru_cache
from typing import NamedTuple

from imports.reader.grid import Cell
from imports.reading.cell_text import cleaned, folded
from vietnamese.names import FAMILY_NAMES, MOST_WORDS, is_like_a_name, may_be_a_name

_HONORIFIC = re.compile(
    r"^(?:ông\s*/\s*bà|ông|bà|đ\s*/\s*c|đ\.\s*c|đc|đồng chí|anh|chị|cô|thầy|em|cháu|ths|ts|bs|ks|ls|cn|gs|pgs|mr|mrs|ms|"
    r"(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy|uý)|(?:thượng|trung|hạ)\s+sĩ|binh\s+(?:nhất|nhì)|tiến\s+sĩ|thạc\s+sĩ|bác\s+sĩ|kỹ\s+sư|luật\s+sư|"
    r"giáo\s+sư|phó\s+giáo\s+sư|cử\s+nhân)\s*[.:]?\s+",
    re.IGNORECASE,
)
_OF_MEN, _OF_WOMEN = ("ông", "anh", "thầy", "mr"), ("bà", "chị", "cô", "mrs", "ms")
_LEADING_NUMBER = re.compile(r"^\(?\d{1,4}\s*[.)\-/:]?\s*(?=\D)")
_NUMBER_BEFORE = re.compile(r"^(\d{1,2})\s*[.)\-]\s*(?=\D)")
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
    if (match := _REMARK.search(name)) and match.start():
        name, remark = name[: match.start()].strip(" *,;:-–"), cleaned(match.group(1))
    if _HONORIFIC.fullmatch(f"{name} "):  # 'Thượng tá', and nobody
        return NameCell("", None, position, remark, birth_year)
    gender, honorific = None, _HONORIFIC.match(name)
    bare_name = name[honorific.end() :].strip() if honorific else ""
    # 'Bà Đinh Thị Mẫu'; a title that may be a family name stays.
    if honorific and len(bare_name.split()) > 1 and folded(bare_name.split()[0]).split("'")[0] in FAMILY_NAMES:
        name, gender = bare_name, gender_of_address(honorific.group(0))
    return NameCell(name, gender, position, remark, birth_year)


def holds_several_names(cell: Cell) -> bool:
    """Return whether two names stand in one cell, one under the other; not a long one that was broken, nor one with a remark."""
    lines = [cleaned(line) for line in cell.split("\n")] if isinstance(cell, str) and "\n" in cell else []
    return sum(is_like_a_name(line) for line in lines) > 1


def gender_of_address(honorific: str) -> str | None:
    """Return M or F as a form of address tells it; None for ranks and degrees, and where nobody chose between 'Ông/Bà'."""
    word = honorific.casefold().strip(" .:")
    return "M" if word in _OF_MEN else "F" if word in _OF_WOMEN else None


def numbered_names(cell: Cell) -> list[str]:
    """Return the names of a cell that numbers them ('1. Đinh Văn Bút', '2. Hồ Thị Liễu'), each on a line; empty for any other cell."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()] if isinstance(cell, str) and "\n" in cell else []
    numbers = [int(match[1]) if (match := _NUMBER_BEFORE.match(line)) else 0 for line in lines]
    names = [cleaned(_NUMBER_BEFORE.sub("", line)) for line in lines]
    is_list = len(lines) > 1 and numbers == list(range(numbers[0], numbers[0] + len(lines)))
    return names if is_list and all(may_be_a_name(parse_name(name).name) for name in names) else []


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
        if separator and is_like_a_name(name.strip()) and is_position(folded(office.strip(" .,;"))):
            return name.strip(), office.strip(" .,;")
    words = written.split()
    for start in range(max(1, len(words) - MOST_WORDS), len(words) - 1):  # what follows is a name only up to so many words
        office, name = " ".join(words[:start]), " ".join(words[start:])
        if _OFFICES_BEFORE.fullmatch(folded(office)) and is_like_a_name(name):
            return name, office
    return written, ""
