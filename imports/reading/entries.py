"""One row of a roster as a person's particulars, with what is wrong in it. Pure: imports no Django; places and groups come later."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from imports.reader.grid import Cell, Fault, Moment
from imports.reading.births import Birth, birth_in, birth_of_parts
from imports.reading.cell_text import cleaned, folded, is_ditto, is_nothing, text_of
from imports.reading.layout import Block, RosterRow, Section
from vietnamese.names import FAMILY_NAMES, capitalised_name, is_like_a_name, problem_with_name
from vietnamese.phones import normalise_phone

# What is written and is no particular of the person.
_HONORIFIC = re.compile(
    r"^(?:ông\s*/\s*bà|ông|bà|đ\s*/\s*c|đ\.\s*c|đc|đồng chí|anh|chị|cô|thầy|em|cháu|ths|ts|bs|cn)\s*[.:]?\s+", re.IGNORECASE
)
_OF_MEN, _OF_WOMEN = ("ông", "anh", "thầy"), ("bà", "chị", "cô")
_LEADING_NUMBER = re.compile(r"^\d{1,4}\s*[.)\-/:]?\s*(?=\D)")
_ASIDE = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?\s*$")
MALE_WORDS, FEMALE_WORDS = {"nam", "m", "male", "trai", "ong", "con trai"}, {"nu", "f", "female", "gai", "ba", "con gai", "phu nu"}
_POSITIONS = re.compile(
    r"(?:pho |quyen )?(?:chu tich|bi thu|truong (?:thon|ban|phong|khoi|lang|xom|nhom|cong an|tram|to|dai|doan)|giam doc|hieu truong|cong chuc|can bo|giao vien|nguoi co uy tin|gia lang|hoa giai vien|"
    r"tuyen truyen vien|"
    r"chi hoi|hoi vien|pct|ct |pbt|bt |chuyen vien|nhan vien|van thu|ke toan|ban dai bieu|doan vien|dang vien|hoc sinh|nong dan|ho dan|dai bieu|"
    r"chi huy|trung doi|xa doi|can su|ban can su|uy vien|ubvt|thon truong|to truong|nguoi dan|dan quan)\b.*"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`code`: a closed word with its sentence in imports.problem_messages; `column`: index of the cell, None for the row as a whole."""

    code: str
    field: str
    column: int | None = None
    severity: Literal["error", "warning"] = "error"
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """What a row says about one person. `national_id` is never stored as it is; texts of place and group are still to be looked up."""

    number: int
    full_name: str = ""
    gender: str | None = None
    birth_year: int | None = None
    birth_date: date | None = None
    ethnic_text: str = ""
    phone: str | None = None
    national_id: str | None = None
    commune_text: str = ""
    village: str = ""
    position: str = ""
    organisation: str = ""
    class_name: str = ""
    note: str = ""
    sections: tuple[Section, ...] = ()
    problems: list[Problem] = dataclasses.field(default_factory=list)

    @property
    def has_error(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


def entries_of(block: Block, today: date, typed: dict[int, dict[str, str]] | None = None) -> Iterator[Entry]:
    """`typed`: row number → field → text that a person typed instead of the cell."""
    reader = _Reader(block, today)
    for row in block.rows:
        yield reader.read(row, (typed or {}).get(row.number, {}))


class _Reader:
    """Knows the block's columns, and the row above for ditto marks."""

    def __init__(self, block: Block, today: date) -> None:
        self.columns, self.fields, self.today = block.columns_of, block.fields, today
        self.marks = {column.index: column.head.rpartition(" · ")[2] for column in block.columns if column.field == "ethnic_mark"}
        self.above: dict[str, Cell] = {}
        self.taken_over: set[str] = set()
        self.is_swapped = _has_swapped_days(block, self.fields.get("birth"))
        self.carried = {key for key in ("commune", "organisation", "class_name") if _is_written_once(block, self.fields.get(key))}
        marked = {key for key in ("male", "female") if key in self.fields}
        self.lone_sex = marked.pop() if len(marked) == 1 and "gender" not in self.fields else ""

    def read(self, row: RosterRow, typed: dict[str, str]) -> Entry:
        entry = Entry(row.number, sections=row.sections)
        cells = self._cells(row, typed)
        self._refuse_faults(entry, cells)
        texts = {key: text_of(cell) if cell is not None else "" for key, cell in cells.items()}
        self._name(entry, cells, texts)
        self._birth_and_gender(entry, cells, texts)
        self._numbers(entry, cells, texts)
        self._words(entry, texts)
        for key in sorted(self.taken_over):
            self._problem(entry, "carried_down", key, "warning", value=text_of(cells[key]))
        return entry

    def _cells(self, row: RosterRow, typed: dict[str, str]) -> dict[str, Cell]:
        """Field → cell, ditto marks filled from the row above."""
        cells = {key: _best(row.cells, places) for key, places in self.columns.items()}
        self.taken_over = set()
        for key, cell in cells.items():
            is_repeated = isinstance(cell, str) and key not in _NEVER_REPEATED and is_ditto(cleaned(cell))
            if is_repeated or (key in self.carried and cell is None):
                cells[key] = self.above.get(key)
            if cell is None and cells[key] is not None:
                self.taken_over.add(key)
        self.above = cells
        if self.marks and (marked := [head for at, head in self.marks.items() if at < len(row.cells) and _is_marked(row.cells[at])]):
            cells = cells | {"ethnic_group": marked[0] if len(marked) == 1 else ", ".join(marked)}
        return cells | typed

    def _problem(self, entry: Entry, code: str, key: str, severity: Literal["error", "warning"] = "error", **params: Any) -> None:
        entry.problems.append(Problem(code, key, self.fields.get(key), severity, params))

    def _refuse_faults(self, entry: Entry, cells: dict[str, Cell]) -> None:
        for key, cell in cells.items():
            if isinstance(cell, Fault) and key not in ("number", "note"):
                self._problem(entry, "formula_failed", key, "error" if "name" in key else "warning", value=cell.text)
                cells[key] = None

    # --- the name

    def _name(self, entry: Entry, cells: dict[str, Cell], texts: dict[str, str]) -> None:
        written = " ".join(filter(None, (texts.get(key) for key in ("full_name", "family_name", "middle_name", "given_name"))))
        key = "full_name" if "full_name" in self.fields else "given_name"
        if _several_in(cells.get(key)):
            self._problem(entry, "several_people", key, value=written)
        written, year = _without_year(written)
        if year:
            self._take_birth(entry, birth_in(year, self.today), key, str(year))
        written, entry.position = _without_office(written)
        name, entry.note = _bare_name(written)
        name, entry.gender = _without_honorific(name)
        if name != (proper := capitalised_name(name)):
            self._problem(entry, "was_in_capitals", key, "warning")
        entry.full_name = proper
        if not entry.full_name and not any(problem.code == "formula_failed" and problem.severity == "error" for problem in entry.problems):
            self._problem(entry, "name_missing", key)
        elif entry.full_name and (problem := problem_with_name(entry.full_name)):
            self._problem(entry, problem, key, value=entry.full_name)

    # --- birth and gender

    def _birth_and_gender(self, entry: Entry, cells: dict[str, Cell], texts: dict[str, str]) -> None:
        self._gender(entry, texts.get("gender", ""))
        self._sex_columns(entry, cells, texts)
        if "birth_year" in cells and ("birth_day" in cells or "birth_month" in cells or "birth" not in cells):
            birth, key = birth_of_parts(cells.get("birth_day"), cells.get("birth_month"), cells.get("birth_year"), self.today), "birth_year"
        else:
            birth, key = birth_in(cells.get("birth"), self.today), "birth"
        if key in self.fields or key in cells:
            self._take_birth(entry, birth, key, texts.get(key, ""))

    def _take_birth(self, entry: Entry, birth: Birth, key: str, written: str) -> None:
        if birth.error:
            self._problem(entry, birth.error, key, value=written)
        for warning in birth.warnings:
            self._problem(entry, warning, key, "warning", value=written, year=birth.year)
        if birth.year:
            entry.birth_year, entry.birth_date = birth.year, birth.day
        if birth.day and self.is_swapped and key == "birth":
            entry.birth_date = None
            self._problem(entry, "day_or_month", key, "warning", year=birth.year)

    def _gender(self, entry: Entry, written: str) -> None:
        words = folded(written).strip(" .")
        if not words or is_nothing(written):
            return
        if words in MALE_WORDS:
            entry.gender = "M"
        elif words in FEMALE_WORDS:
            entry.gender = "F"
        else:
            self._problem(entry, "unknown_gender", "gender", value=written)

    def _sex_columns(self, entry: Entry, cells: dict[str, Cell], texts: dict[str, str]) -> None:
        """Nam and Nữ as two columns that hold the birth or a mark; of one alone, an empty cell means the other."""
        says = {key: cells.get(key) for key in ("male", "female") if not is_nothing(texts.get(key, ""))}
        if len(says) > 1:
            self._problem(entry, "both_genders", "female")
            return
        for key, cell in says.items():
            entry.gender = "M" if key == "male" else "F"
            if not _is_mark(cell):
                self._take_birth(entry, birth_in(cell, self.today), key, text_of(cell))
        if not says and self.lone_sex and entry.gender is None:
            entry.gender = "F" if self.lone_sex == "male" else "M"

    # --- numbers

    def _numbers(self, entry: Entry, cells: dict[str, Cell], texts: dict[str, str]) -> None:
        self._phone(entry, cells.get("phone"), texts.get("phone", ""))
        self._national_id(entry, cells.get("national_id"), texts.get("national_id", ""))

    def _phone(self, entry: Entry, cell: Cell, written: str) -> None:
        if is_nothing(written):
            return
        numbers = _phones_in(cell if isinstance(cell, str) else written)
        if not numbers:
            self._problem(entry, "not_a_phone", "phone", value=written)
            return
        entry.phone = numbers[0]
        if len(numbers) > 1:
            self._problem(entry, "several_phones", "phone", "warning", value=numbers[0], others=", ".join(numbers[1:]))

    def _national_id(self, entry: Entry, cell: Cell, written: str) -> None:
        if is_nothing(written):
            return
        digits = written.translate(_SEPARATORS)
        may_have_lost_zeros = isinstance(cell, int | float) or not digits.startswith("0")
        if not digits.isdecimal() or not digits.isascii() or len(digits) not in (9, 10, 11, 12):
            self._problem(
                entry,
                "lost_digits" if re.search(r"\dE\+\d", written, re.IGNORECASE) else "not_a_national_id",
                "national_id",
                value=_masked(written),
            )
        elif len(digits) == 9:
            self._problem(entry, "old_identity_card", "national_id", "warning")
        elif len(digits) < 12 and not may_have_lost_zeros:
            self._problem(entry, "not_a_national_id", "national_id", value=_masked(written))
        else:
            entry.national_id = digits.zfill(12)  # 001… of Hà Nội loses two zeros in a spreadsheet
            self._check_card(entry)

    def _check_card(self, entry: Entry) -> None:
        """NĐ 137/2015, Điều 13: the fourth digit is century and sex, the next two the year. Only a warning: cards have been issued wrong."""
        assert entry.national_id
        century_and_sex, year = int(entry.national_id[3]), int(entry.national_id[4:6])
        born, gender = 1900 + 100 * (century_and_sex // 2) + year, "F" if century_and_sex % 2 else "M"
        if entry.birth_year and entry.birth_year != born:
            self._problem(entry, "card_says_other_year", "national_id", "warning", year=born, written=entry.birth_year)
        if entry.gender and entry.gender != gender:
            self._problem(entry, "card_says_other_gender", "national_id", "warning")

    # --- words

    def _words(self, entry: Entry, texts: dict[str, str]) -> None:
        for key in ("position", "organisation", "class_name", "village"):
            setattr(entry, key, _kept(texts.get(key, ""), 200) or getattr(entry, key))
        entry.ethnic_text = _kept(texts.get("ethnic_group", ""), 60)
        entry.commune_text = _in_district(_kept(texts.get("commune", ""), 160), _kept(texts.get("district", ""), 40))
        entry.note = "; ".join(filter(None, (entry.note, _kept(texts.get("note", ""), 300))))
        if entry.organisation and not entry.position and _POSITIONS.fullmatch(folded(entry.organisation)):
            entry.position, entry.organisation = entry.organisation, ""  # online forms ask for the one and are given the other


_NEVER_REPEATED = {"number", "full_name", "given_name", "family_name", "middle_name", "phone", "national_id"}


def _best(cells: list[Cell], places: list[int]) -> Cell:
    """Of several columns of one field the first in which something stands."""
    if len(places) == 1:
        return cells[places[0]] if places[0] < len(cells) else None
    found = [cells[at] for at in places if at < len(cells)]
    return next((cell for cell in found if not is_nothing(text_of(cell))), found[0] if found else None)


def _is_written_once(block: Block, at: int | None) -> bool:
    """A commune that stands beside the first of its people only: the first row has it, most have not."""
    if at is None or not block.rows:
        return False
    texts = [text_of(row.cells[at]) if at < len(row.cells) else "" for row in block.rows]
    written = sum(bool(text) for text in texts)
    return bool(texts[0]) and written * 2 < len(texts) and not any(row.sections for row in block.rows)


def _has_swapped_days(block: Block, at: int | None) -> bool:
    """Dates typed day first into a computer that reads the month first: those up to the twelfth became dates, months and days swapped,
    the others stayed text."""
    cells = [row.cells[at] for row in block.rows if at is not None and at < len(row.cells)]
    dates = [cell for cell in cells if isinstance(cell, Moment) and cell.shows == "ymd"]
    texts = [cell for cell in cells if isinstance(cell, str) and re.match(r"\s*(1[3-9]|2\d|3[01])\s*[/.-]", cell)]
    others = [cell for cell in cells if isinstance(cell, str) and re.match(r"\s*0?\d\s*[/.-]", cell)]
    return len(dates) >= 3 and len(texts) >= 3 and not others and all(int(cell.iso[8:]) <= 12 for cell in dates)


def _is_marked(cell: Cell) -> bool:
    return not is_nothing(text_of(cell)) and _is_mark(cell)


def _several_in(cell: Cell) -> bool:
    """Two names in one cell, one under the other; not a long one that was broken, nor one with an aside."""
    lines = [cleaned(line) for line in cell.split("\n")] if isinstance(cell, str) and "\n" in cell else []
    return sum(is_like_a_name(line) for line in lines) > 1


_YEAR_BEHIND = re.compile(r"[\s,;\-–(]+(?:sn|s\.n\.?|sinh(?: năm)?|ns|năm sinh)?\s*:?\s*((?:19|20)\d\d)\s*\)?$", re.IGNORECASE)


def _without_year(written: str) -> tuple[str, int | None]:
    """'Phạm Văn Rê, SN 1958' → ('Phạm Văn Rê', 1958)."""
    found = _YEAR_BEHIND.search(written)
    return (written[: found.start()].strip(" ,;-–("), int(found.group(1))) if found else (written, None)


def _bare_name(written: str) -> tuple[str, str]:
    """Without a running number in front and what stands in parentheses behind: ('Đinh Văn Rê', 'Bă Đông')."""
    name = _LEADING_NUMBER.sub("", written).strip(" *,;:.-–")
    aside = _ASIDE.search(name)
    return (name[: aside.start()].strip(" *,;:-–"), cleaned(aside.group(1))) if aside and aside.start() else (name, "")


def _without_honorific(name: str) -> tuple[str, str | None]:
    found = _HONORIFIC.match(name)
    rest = name[found.end() :].strip() if found else ""
    if not found or len(rest.split()) < 2 or folded(rest.split()[0]).split("'")[0] not in FAMILY_NAMES:
        return name, None
    word = found.group(0).casefold().strip(" .:")
    return rest, "M" if word in _OF_MEN else "F" if word in _OF_WOMEN else None


def _is_mark(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    return text == "1" or (not any(c.isdigit() for c in text) and len(text) <= 4)


def _in_district(commune: str, district: str) -> str:
    """A column of its own for the district tells which of two communes of one name is meant."""
    bare = re.sub(r"^(?:huyện|thị xã|thành phố|tx|tp|quận|h)\b\.?\s*", "", district, flags=re.IGNORECASE)
    return f"{commune}, huyện {bare}" if commune and bare and folded(bare) not in folded(commune) else commune


def _without_office(written: str) -> tuple[str, str]:
    """'Đinh Văn Lía - Bí thư chi bộ' and 'Già làng Đinh Văn Tuôn' → the name, and the office."""
    first = folded(written.partition(" ")[0])
    if first not in _FIRST_WORDS_OF_OFFICES and not any(mark in written for mark in ("-", "–", ",")):
        return written, ""
    for mark in (" - ", " – ", ","):
        name, found, office = written.partition(mark)
        if found and is_like_a_name(name.strip()) and _POSITIONS.fullmatch(folded(office.strip(" .,;"))):
            return name.strip(), office.strip(" .,;")
    words = written.split()
    for start in range(1, len(words) - 1):
        office, name = " ".join(words[:start]), " ".join(words[start:])
        if _OFFICES_BEFORE.fullmatch(folded(office)) and is_like_a_name(name):
            return name, office
    return written, ""


_FIRST_WORDS_OF_OFFICES = frozenset(("pho", "chu", "bi", "truong", "thon", "gia", "cong", "can", "giao", "nguoi", "hoa", "chi"))
_OFFICES_BEFORE = re.compile(
    r"(pho )?(chu tich|bi thu|truong thon|thon truong|gia lang|cong chuc|can bo|giao vien|nguoi co uy tin|hoa giai vien|truong ban|chi hoi truong)( .*)?"
)


_BETWEEN_PHONES = re.compile(r"[/;,\n|&]|\s[-–]\s|\b(?:hoặc|và|hoac|va)\b|(?<=\d{9})\s*[-–]\s*(?=0)|\s{2,}")
_NO_PHONE = re.compile(r"[^\d+().\-\s]")
_WHOLE_NUMBERS = re.compile(r"(?<!\d)0\d{9}(?!\d)")


def _phones_in(written: str) -> list[str]:
    """All numbers in one cell: '0912 345 678 - 0368 403 885', one under the other, or side by side."""
    whole = written.strip().removesuffix(".0")  # as a program writes numbers
    if number := _phone(whole):
        return [number]
    found = list(dict.fromkeys(filter(None, map(_phone, _BETWEEN_PHONES.split(whole)))))
    return found or list(dict.fromkeys(filter(None, map(_phone, _WHOLE_NUMBERS.findall(whole)))))


def _phone(written: str) -> str | None:
    try:
        return normalise_phone(_NO_PHONE.sub(" ", written).strip())
    except ValueError:
        return None


def _kept(text: str, most: int) -> str:
    return "" if is_nothing(text) else text[:most]


_SEPARATORS = str.maketrans("", "", " .-'")


def _masked(number: str) -> str:
    """A card's number in a message: its last four characters."""
    return "…" + number[-4:] if len(number) > 4 else number
