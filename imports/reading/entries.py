"""Read one row of a roster as a person's particulars, with what is wrong in it. Pure: imports no Django; places and groups come later."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from imports.reader.grid import Cell, DateCell, FormulaError, LongText
from imports.reading.blocks import NAME_PARTS, Block, Section, TableRow
from imports.reading.cells.births import Birth, DayOrder, count_from_1904, is_ambiguous, parse_birth, parse_birth_parts, write_day_first
from imports.reading.cells.cell_text import LONGEST_TEXT, cleaned, folded, is_ditto, is_nothing, text_at, text_of
from imports.reading.cells.commune_text import join_address
from imports.reading.cells.name_cells import gender_of_address, holds_several_names, is_position, numbered_names, parse_name
from imports.reading.grouped_values import find_grouped_fields
from imports.reading.heads import names_card
from vietnamese.names import capitalised_name, problem_with_name
from vietnamese.phones import normalise_phone

MALE_WORDS, FEMALE_WORDS = {"nam", "m", "male", "trai", "ong", "con trai"}, {"nu", "f", "female", "gai", "ba", "con gai", "phu nu"}
_NEVER_REPEATED = {"number", "full_name", "given_name", "family_name", "middle_name", "phone", "national_id"}
_FOR_ALL_OF_A_ROW = {
    "number",
    "commune",
    "district",
    "province",
    "village",
    "organisation",
    "class_name",
    "ethnic_group",
    "position",
    "note",
}
NOTHING_TYPED: Mapping[tuple[int, int], dict[str, str]] = MappingProxyType({})
_LINE_NUMBER = re.compile(r"^\s*\d{1,2}\s*[.)]\s+")
_MARK = re.compile(r"[xXvV✓✔+*]|có|1")
_DAY_AND_MONTH, _YEAR = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}"), re.compile(r"(?:19|20)\d\d")
_SEPARATORS = str.maketrans("", "", " .-'")
_BETWEEN_PHONES = re.compile(r"[/;,\n|&]|\s[-–]\s|\b(?:hoặc|và|hoac|va)\b|(?<=\d{9})\s*[-–]\s*(?=0)|\s{2,}")
_NO_PHONE = re.compile(r"[^\d+().\-\s]")
_TEN_DIGITS = re.compile(r"(?<!\d)0\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """`code`: a closed word with its sentence in imports.problem_messages; `column`: index of the cell, None for the row as a whole."""

    code: str
    field: str
    column: int | None = None
    severity: Literal["error", "warning"] = "error"
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class RosterEntry:
    """One person as a row describes them. `national_id` is never stored as it is; texts of place and group are still to be looked up."""

    number: int
    part: int = 1  # which person of the row, where several stand in it
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
    section: Section | None = None
    problems: list[Problem] = dataclasses.field(default_factory=list)


def read_entries(
    block: Block, today: date, typed: Mapping[tuple[int, int], dict[str, str]] = NOTHING_TYPED, people_read: Counter[int] | None = None
) -> Iterator[RosterEntry]:
    """Yield the people of a block.

    `typed`: (row number, part) → field → text that a person typed instead of the cell. `people_read`: row number → how many people of the
    row were read in the tables before this one of the sheet; those of this one are added.
    """
    reader, fields = _EntryReader(block, today), block.fields
    people_read = Counter() if people_read is None else people_read
    for row in block.rows:
        people = split_row(fields, row)
        for texts in people:
            people_read[row.number] += 1
            part = people_read[row.number]
            entry = reader.read(row, texts, typed.get((row.number, part), {}))
            entry.part = part
            if texts:
                entry.problems.append(Problem("split_from_cell", "full_name", fields["full_name"], "warning", {"count": len(people)}))
            yield entry


def split_row(fields: dict[str, int], row: TableRow) -> list[dict[str, str]]:
    """Return field → text for each person whom a row numbers in its cell of names: the line of a cell beside the name, or what holds for
    all of them. For a row of one person an empty dict: its cells are read as they are. `fields`: those of its block."""
    name_column = fields.get("full_name", -1)
    names = numbered_names(row.cells[name_column]) if 0 <= name_column < len(row.cells) else []
    if not names:
        return [{}]
    people: list[dict[str, str]] = [{} for _name in names]
    for key, column in fields.items():
        cell = row.cells[column] if column < len(row.cells) else None
        lines = [line for line in cell.split("\n") if line.strip()] if isinstance(cell, str) else []
        for position, texts in enumerate(people):
            if len(lines) == len(names):
                texts[key] = cleaned(_LINE_NUMBER.sub("", lines[position]))
            elif key not in _FOR_ALL_OF_A_ROW:
                texts[key] = ""
    return [texts | {"full_name": name} for texts, name in zip(people, names, strict=True)]


class _EntryReader:
    """Knows the block's columns, and the row above for ditto marks."""

    def __init__(self, block: Block, today: date) -> None:
        self.columns, self.fields, self.today = block.columns_of, block.fields, today
        self.group_columns = {column.index: column.head.rpartition(" · ")[2] for column in block.columns if column.field == "ethnic_mark"}
        self.above: dict[str, Cell] = {}
        self.is_card_column = any(names_card(column.head) for column in block.columns if column.field == "national_id")
        self.birth_order, self.is_1904 = block.day_order, block.is_1904
        self.is_swapped = _has_swapped_days(block, self.fields.get("birth"))
        self.carried_down = find_grouped_fields(block)
        sex_columns = {key for key in ("male", "female") if key in self.fields}
        self.lone_sex = sex_columns.pop() if len(sex_columns) == 1 and "gender" not in self.fields else ""

    def read(self, row: TableRow, lines: dict[str, str], typed: dict[str, str]) -> RosterEntry:
        """Return the person of a row. `lines`: their line of each cell, as `split_row` has them; what was `typed` goes before it."""
        entry = RosterEntry(row.number, section=row.section)
        if row.is_struck_out:
            entry.problems.append(Problem("struck_out", "", severity="warning"))
        if row.is_hidden:
            entry.problems.append(Problem("hidden_row", "", severity="warning"))
        cells, repeated = self.cells_by_field(row, lines | typed)
        texts, width = {}, len(row.cells)
        for key, cell in cells.items():
            if isinstance(cell, FormulaError | LongText):
                cells[key] = cell = self.judge_unread_cell(entry, key, cell)
            column = self.fields.get(key, width)
            is_as_written = column < width and cell is row.cells[column]
            texts[key] = row.texts.get(column, "") if is_as_written else text_of(cell)
        self.read_name(entry, cells, texts)
        self.read_gender(entry, texts.get("gender", ""))
        entry.gender = entry.gender or gender_of_address(texts.get("honorific", ""))
        self.read_sex_columns(entry, cells, texts)
        self.read_birth(entry, cells, texts, order=DayOrder.DAY_FIRST if "birth" in typed else self.birth_order)
        self.read_phone(entry, cells.get("phone"), texts.get("phone", ""))
        self.read_national_id(entry, cells.get("national_id"), texts.get("national_id", ""))
        self.read_words(entry, texts)
        for key in sorted(repeated):
            self.add_problem(entry, "carried_down", key, "warning", value=text_of(cells[key]))
        return entry

    def judge_unread_cell(self, entry: RosterEntry, key: str, cell: FormulaError | LongText) -> Cell:
        """Add the problem of a cell that is no text; return None where nothing is read of it."""
        if key == "number" or (key == "note" and isinstance(cell, FormulaError)):
            return cell
        if isinstance(cell, FormulaError):
            self.add_problem(entry, "formula_failed", key, "error" if "name" in key else "warning", value=cell.text)
            return None
        severity: Literal["error", "warning"] = "warning" if key == "note" else "error"
        self.add_problem(entry, "text_too_long", key, severity, value=_shortened(text_of(cell), 60), most=LONGEST_TEXT)
        return cell if key == "note" else None

    def cells_by_field(self, row: TableRow, replaced: dict[str, str]) -> tuple[dict[str, Cell], set[str]]:
        """Return field → cell, or the text that replaces it, with ditto marks filled from the row above, and the fields of empty cells that
        were filled so."""
        cells: dict[str, Cell] = {}
        width = len(row.cells)
        for key, columns in self.columns.items():
            if len(columns) == 1:
                cells[key] = row.cells[columns[0]] if columns[0] < width else None
            elif key == "middle_name":
                cells[key] = " ".join(filter(None, (text_at(row.cells, column) for column in columns)))
            else:  # of several columns of one field, the first in which something stands
                candidates = [row.cells[column] for column in columns if column < width] or [None]
                texts = ((cell, text_of(cell)) for cell in candidates)
                cells[key] = next((cell for cell, text in texts if not (is_nothing(text) or _MARK.fullmatch(text))), candidates[0])
        if len(births := self.columns.get("birth", [])) > 1:
            texts_of_births = [text_at(row.cells, column) for column in births]
            day_and_month = next(filter(_DAY_AND_MONTH.fullmatch, texts_of_births), None)
            year = next(filter(_YEAR.fullmatch, texts_of_births), None)
            cells["birth"] = f"{day_and_month}/{year}" if day_and_month and year else cells["birth"]
        repeated = set()
        for key, cell in cells.items():
            has_ditto = key not in _NEVER_REPEATED and isinstance(cell, str) and is_ditto(cleaned(cell))
            if has_ditto or (key in self.carried_down and cell is None):
                cells[key] = self.above.get(key)
            if cell is None and cells[key] is not None:
                repeated.add(key)
        self.above = cells
        if self.group_columns:
            ticked = {index for index, text in row.texts.items() if not is_nothing(text) and _is_mark(row.cells[index])}
            groups = [head for index, head in self.group_columns.items() if index in ticked]
            if groups:
                cells = cells | {"ethnic_group": groups[0] if len(groups) == 1 else ", ".join(groups)}
        return cells | replaced, repeated

    def add_problem(self, entry: RosterEntry, code: str, key: str, severity: Literal["error", "warning"] = "error", **params: Any) -> None:
        entry.problems.append(Problem(code, key, self.fields.get(key), severity, params))

    # --- the name

    def read_name(self, entry: RosterEntry, cells: dict[str, Cell], texts: dict[str, str]) -> None:
        written = " ".join(filter(None, map(texts.get, NAME_PARTS)))
        key = "full_name" if "full_name" in self.fields else "given_name"
        if holds_several_names(cells.get(key)):
            self.add_problem(entry, "several_people", key, value=written)
        name, entry.gender, entry.position, entry.note, birth_year = parse_name(written)
        if birth_year:
            self.take_birth(entry, parse_birth(birth_year, self.today), key, str(birth_year))
        entry.full_name = capitalised_name(name)
        if name != entry.full_name:
            self.add_problem(entry, "was_in_small_letters" if name.islower() else "was_in_capitals", key, "warning")
        if not entry.full_name and not any(
            problem.severity == "error" and problem.code in ("formula_failed", "text_too_long") for problem in entry.problems
        ):
            self.add_problem(entry, "name_missing", key)
        elif entry.full_name and (problem := problem_with_name(entry.full_name)):
            self.add_problem(entry, problem, key, value=entry.full_name)

    # --- birth and gender

    def read_gender(self, entry: RosterEntry, written: str) -> None:
        words = folded(written).strip(" .")
        if not words or is_nothing(written):
            return
        if words in MALE_WORDS:
            entry.gender = "M"
        elif words in FEMALE_WORDS:
            entry.gender = "F"
        else:
            self.add_problem(entry, "unknown_gender", "gender", value=written)

    def read_sex_columns(self, entry: RosterEntry, cells: dict[str, Cell], texts: dict[str, str]) -> None:
        """Read Nam and Nữ as two columns that hold the birth or a mark; of one alone, an empty cell means the other."""
        filled = {key: cells.get(key) for key in ("male", "female") if not is_nothing(texts.get(key, ""))}
        if len(filled) > 1:
            self.add_problem(entry, "both_genders", "female")
            return
        for key, cell in filled.items():
            entry.gender = "M" if key == "male" else "F"
            if not _is_mark(cell):
                self.take_birth(entry, parse_birth(cell, self.today), key, text_of(cell))
        if not filled and self.lone_sex and entry.gender is None:
            entry.gender = "F" if self.lone_sex == "male" else "M"

    def read_birth(self, entry: RosterEntry, cells: dict[str, Cell], texts: dict[str, str], *, order: DayOrder) -> None:
        if "birth_year" in cells and ("birth_day" in cells or "birth_month" in cells or "birth" not in cells):
            key = "birth_year"
            birth = parse_birth_parts(cells.get("birth_day"), cells.get("birth_month"), cells.get("birth_year"), self.today)
        else:
            key = "birth"
            cell = count_from_1904(cells.get("birth")) if self.is_1904 else cells.get("birth")
            day_first = write_day_first(cell, order)
            birth = parse_birth(day_first, self.today)
            if self.is_1904 and cell is not cells.get("birth"):
                birth = replace(birth, warnings=(*birth.warnings, "serial_number"))
            if birth.day and order == DayOrder.MIXED and day_first != cell:
                birth = replace(birth, warnings=(*birth.warnings, "month_before_day"))
            elif birth.day and (self.is_swapped or order == DayOrder.MIXED) and is_ambiguous(cell):
                birth = Birth(birth.year, None, (*birth.warnings, "day_or_month"))
        if key in self.fields or key in cells:
            self.take_birth(entry, birth, key, texts.get(key, ""))

    def take_birth(self, entry: RosterEntry, birth: Birth, key: str, written: str) -> None:
        if birth.error:
            self.add_problem(entry, birth.error, key, value=written)
        for warning in birth.warnings:
            day = birth.day.strftime("%d/%m/%Y") if birth.day else ""
            self.add_problem(entry, warning, key, "warning", value=written, year=birth.year, day=day)
        if birth.year:
            entry.birth_year, entry.birth_date = birth.year, birth.day

    # --- numbers

    def read_phone(self, entry: RosterEntry, cell: Cell, written: str) -> None:
        if is_nothing(written):
            return
        # '0912 345 678 - 0368 403 885', one under the other, or side by side; '.0' as a program writes numbers.
        whole = (cell if isinstance(cell, str) else written).strip().removesuffix(".0")
        numbers = _parse_phones([whole]) or _parse_phones(_BETWEEN_PHONES.split(whole)) or _parse_phones(_TEN_DIGITS.findall(whole))
        if not numbers:
            self.add_problem(entry, "not_a_phone", "phone", value=written)
            return
        entry.phone = numbers[0]
        if len(numbers) > 1:
            self.add_problem(entry, "several_phones", "phone", "warning", value=numbers[0], others=", ".join(numbers[1:]))

    def read_national_id(self, entry: RosterEntry, cell: Cell, written: str) -> None:
        """Read a card's number. A problem shows no more than its last four digits."""
        if is_nothing(written):
            return
        written = written.removesuffix(".0")  # as a program writes numbers
        digits = written.translate(_SEPARATORS)
        masked = "…" + written[-4:] if len(written) > 4 else written
        has_lost_zero = self.is_card_column and not digits.startswith("0")
        if has_lost_zero and len(digits) in (8, 11):
            digits = "0" + digits  # a spreadsheet took it for a number
        if not digits.isdecimal() or not digits.isascii() or len(digits) not in (9, 12):
            is_rounded = re.search(r"\dE\+\d", written, re.IGNORECASE)
            self.add_problem(entry, "lost_digits" if is_rounded else "not_a_national_id", "national_id", value=masked)
        elif len(digits) == 9:
            self.add_problem(entry, "old_identity_card", "national_id", "warning")
        else:
            entry.national_id = digits
            self.compare_with_card(entry, entry.national_id)

    def compare_with_card(self, entry: RosterEntry, national_id: str) -> None:
        """Warn where the card tells another birth year or gender (NĐ 137/2015, Điều 13: the fourth digit is century and sex, the next
        two the year). Only a warning: cards have been issued wrong. Another century is a mistyped number."""
        century_and_sex, year = int(national_id[3]), int(national_id[4:6])
        birth_year, gender = 1900 + 100 * (century_and_sex // 2) + year, "F" if century_and_sex % 2 else "M"
        if birth_year > self.today.year or (entry.birth_year and abs(entry.birth_year - birth_year) >= 90):
            entry.national_id = None
            self.add_problem(entry, "card_of_other_century", "national_id", year=birth_year)
            return
        if entry.birth_year and entry.birth_year != birth_year:
            self.add_problem(entry, "card_says_other_year", "national_id", "warning", year=birth_year, written=entry.birth_year)
        if entry.gender and entry.gender != gender:
            self.add_problem(entry, "card_says_other_gender", "national_id", "warning")

    # --- words

    def read_words(self, entry: RosterEntry, texts: dict[str, str]) -> None:
        for key in ("position", "organisation", "class_name", "village"):
            if text := _shortened(texts.get(key, ""), 200):
                setattr(entry, key, text)
        if len(entry.position) < 3 and _MARK.fullmatch(entry.position):  # of a group with rights of its own, and no office
            entry.position = ""
        entry.ethnic_text = _shortened(texts.get("ethnic_group", ""), 60)
        commune, district, province = (
            _shortened(texts.get(key, ""), most) for key, most in (("commune", 160), ("district", 40), ("province", 40))
        )
        entry.commune_text = join_address(commune, district=district, province=province)
        if note := _shortened(texts.get("note", ""), 300):
            entry.note = "; ".join(filter(None, (entry.note, note)))
        if entry.organisation and not entry.position and is_position(folded(entry.organisation)):
            entry.position, entry.organisation = entry.organisation, ""  # online forms ask for the one and are given the other


def _has_swapped_days(block: Block, column: int | None) -> bool:
    """Return whether dates were typed day first into a computer that reads the month first: those up to the twelfth became dates,
    months and days swapped, the others stayed text."""
    cells = [row.cells[column] for row in block.rows if column is not None and column < len(row.cells)]
    dates = [cell for cell in cells if isinstance(cell, DateCell) and cell.shows == "ymd"]
    late_texts = [cell for cell in cells if isinstance(cell, str) and re.match(r"\s*(1[3-9]|2\d|3[01])\s*[/.-]", cell)]
    early_texts = [cell for cell in cells if isinstance(cell, str) and re.match(r"\s*0?\d\s*[/.-]", cell)]
    # One early day as a text is somebody who typed an apostrophe before it.
    return len(dates) >= 2 and len(late_texts) >= 2 and len(early_texts) <= 1 and all(int(cell.iso[8:]) <= 12 for cell in dates)


def _is_mark(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    return text == "1" or (not any(c.isdigit() for c in text) and len(text) <= 4)


def _parse_phones(texts: list[str]) -> list[str]:
    """Return the telephone numbers among the texts, each once."""
    numbers = []
    for text in texts:
        try:
            number = normalise_phone(_NO_PHONE.sub(" ", text).strip())
        except ValueError:
            continue
        if number and number not in numbers:
            numbers.append(number)
    return numbers


def _shortened(text: str, limit: int) -> str:
    return "" if is_nothing(text) else text[:limit]
