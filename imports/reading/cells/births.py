"""Parse a birth date or year from a cell. A day is never invented: of '…/…/1985' the year is kept. Pure: imports no Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from imports.reader.grid import Cell, DateCell
from imports.reading.cells.cell_text import is_nothing, text_of
from vietnamese.text import fold

OLDEST, YOUNGEST = 120, 3  # years, as people.actions has them
_EPOCH = date(1899, 12, 30)  # of spreadsheet serials after February 1900
_EPOCH_1904 = date(1904, 1, 1)
_SERIALS = range(7_000, 60_000)  # 1919 to 2064: a bare number in a birth column that can only be a date without its format

_DAY = re.compile(r"(\d{1,2})\s*[/.\-\s\\]\s*(\d{1,2})\s*[/.\-\s\\]\s*(\d{4}|\d{2})")
_WORDS_BEHIND = re.compile(r"[\s,;(-]+[^\d]+")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTH = re.compile(r"(?:thang |t)?(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{4})-\d{2}")
_ONLY_YEAR = re.compile(r"\D*(\d{4})\D*")
_MONTHS = {
    name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_MONTH_IN_WORDS = rf"({'|'.join(_MONTHS)})[a-z]*\.?|(?:thg|th|t)\.?\s?(\d{{1,2}})"
_DAY_MONTH_IN_WORDS = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s/.,-]*(?:{_MONTH_IN_WORDS})[\s/.,-]*(\d{{4}}|\d{{2}})")
_MONTH_IN_WORDS_DAY = re.compile(rf"(?:{_MONTH_IN_WORDS})\s*(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(\d{{4}})")
_TWO_DIGITS = re.compile(r"['’]?(\d{2})")


class DayOrder(StrEnum):
    """In which order a column writes day and month, seen from all its values together."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"  # forms in American English: 12/16/2000
    MIXED = "mixed"  # some values can only be the one, some only the other


@dataclass(frozen=True, slots=True)
class Birth:
    """`warnings` and `error` are closed words; imports.problem_messages has their sentences. `day` is None when it is not known."""

    year: int | None = None
    day: date | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


NOTHING = Birth()
_TWO_PARTS = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(?:\d{4}|\d{2})(?!\d)")


def find_day_order(cells: Iterable[Cell]) -> DayOrder:
    """Return the order that the texts of a column prove: one value above 12 in a place says that days stand there."""
    pairs = [tuple(map(int, match.groups())) for cell in cells if isinstance(cell, str) and (match := _TWO_PARTS.match(cell))]
    month_first = any(first <= 12 < second for first, second in pairs)
    day_first = any(second <= 12 < first for first, second in pairs)
    if month_first:
        return DayOrder.MIXED if day_first else DayOrder.MONTH_FIRST
    return DayOrder.DAY_FIRST


def count_from_1904(cell: Cell) -> Cell:
    """Return the day of a serial number without a date's format, in a file of the Macintosh, whose days are counted from 1904."""
    if not isinstance(cell, int | float) or isinstance(cell, bool) or cell not in _SERIALS:
        return cell
    return DateCell((_EPOCH_1904 + timedelta(days=int(cell))).isoformat())


def write_day_first(cell: Cell, order: DayOrder) -> Cell:
    """Return the text of a column of that order with the day before the month; of a mixed column only what cannot be read otherwise."""
    match = _TWO_PARTS.match(cell) if isinstance(cell, str) and order != DayOrder.DAY_FIRST else None
    if not match or (order == DayOrder.MIXED and int(match[2]) <= 12):
        return cell
    return f"{match[2]}/{match[1]}/{str(cell)[match.end(2) :].lstrip(' /.-')}"


def is_ambiguous(cell: Cell) -> bool:
    """Return whether a date can be read day first and month first, as two days."""
    if isinstance(cell, DateCell):
        return int(cell.iso[8:]) <= 12 and cell.iso[5:7] != cell.iso[8:]
    match = _TWO_PARTS.match(cell) if isinstance(cell, str) else None
    first, second = (int(match[1]), int(match[2])) if match else (0, 0)
    return 0 < first <= 12 and 0 < second <= 12 and first != second


@lru_cache(maxsize=4096, typed=True)  # typed: True is no 1
def parse_birth(cell: Cell, today: date) -> Birth:
    """Return the birth in a cell. The error is `not_a_birth` (nothing can be made of it) or `implausible` (a year in which no
    participant was born)."""
    match cell:
        case DateCell():
            day = date.fromisoformat(cell.iso)
            if cell.serial is not None and 1900 <= cell.serial <= 2100 and cell.serial == int(cell.serial):
                birth = Birth(int(cell.serial), warnings=("year_shown_as_date",))  # 1985 typed into a cell that shows dates: 07/06/1905
            else:
                birth = Birth(day.year, day if cell.shows == "ymd" else None)
        case bool():
            return Birth(error="not_a_birth")
        case int() | float():
            birth = _parse_number(cell, today)
        case _:
            text = text_of(cell)
            birth = NOTHING if is_nothing(text) else _parse_text(text, today)
    if birth.year is None or today.year - OLDEST <= birth.year <= today.year - YOUNGEST:
        return birth
    return Birth(error="implausible")


def parse_birth_parts(day: Cell, month: Cell, year: Cell, today: date) -> Birth:
    """Return the birth in three columns. Without day or month the year alone is kept."""
    day_text, month_text, year_text = text_of(day), text_of(month), text_of(year)
    if is_nothing(year_text):
        return NOTHING if is_nothing(day_text) else Birth(error="not_a_birth")
    birth = parse_birth(year, today)
    if birth.error or birth.year is None or is_nothing(day_text) or is_nothing(month_text):
        return birth
    if not (day_text.isdecimal() and month_text.isdecimal()):
        return Birth(birth.year, warnings=(*birth.warnings, "day_unknown"))
    return _dated(int(day_text), int(month_text), birth.year, birth.warnings)


def _parse_number(number: float, today: date) -> Birth:
    if number != int(number):
        return _parse_text(repr(number), today)
    whole = int(number)
    if whole == 0:
        return NOTHING
    if whole < 100:
        return Birth(_full_year(whole, today), warnings=("two_digit_year",))
    if 1800 <= whole <= 2200:
        return Birth(whole)
    if whole in _SERIALS:
        day = _EPOCH + timedelta(days=whole)
        return Birth(day.year, day, ("serial_number",))
    digits = str(whole)
    return _parse_text(digits.zfill(8), today) if len(digits) in (7, 8) else Birth(error="not_a_birth")


def _parse_text(text: str, today: date) -> Birth:
    if re.fullmatch(r"\d+\.0+", text):  # as a program writes numbers
        return _parse_number(float(text), today)
    words = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?$", "", fold(text))
    words = words.strip(" .,;")
    for unsure in ("?", "khoang", "~", "uoc"):
        if unsure in words:
            birth = _parse_text(words.replace(unsure, " ").strip(), today)
            return Birth(birth.year, None, (*birth.warnings, "unsure"), birth.error)
    words = re.sub(r"^(sinh )?(ngay|nam|sn|sinh)\s*:?\s*(?=[\d.…_/])", "", words).strip()
    words = _with_number_of_month(words)
    words = re.sub(r"^ngay\s*|\s*(thang|nam)\s*", lambda match: "/" if match.group(1) else "", words) if "thang" in words else words
    if match := _DAY.fullmatch(words):
        day, month, year = map(int, match.groups())
        warnings: tuple[str, ...] = ()
        if len(match[3]) == 2:
            year, warnings = _full_year(year, today), ("two_digit_year",)
        if not day or not month:  # 00/00/1985: as identity cards write an unknown day
            return Birth(year, warnings=warnings)
        return _dated(day, month, year, warnings)
    if (match := _DAY.match(words)) and _WORDS_BEHIND.fullmatch(words[match.end() :]):  # 'Ngày sinh, nơi sinh': 05/03/1980, Quảng Ngãi
        return _parse_text(match[0], today)
    if match := _ISO.fullmatch(words):
        year, month, day = map(int, match.groups())
        return _dated(day, month, year, ())
    if match := _RUN.fullmatch(words):
        day, month, year = map(int, match.groups())
        if month <= 12 and year >= 1900:
            return _dated(day, month, year, ())
        year, month, day = int(words[:4]), int(words[4:6]), int(words[6:])
        return _dated(day, month, year, ()) if 1900 <= year <= 2100 else Birth(error="not_a_birth")
    if match := _MONTH.fullmatch(words.strip("/ ")):
        return Birth(int(match.group(2) or match.group(3)))
    if words.isdecimal() and len(words) == 5:  # a serial number that became text
        return _parse_number(int(words), today)
    if match := _ONLY_YEAR.fullmatch(words):
        return Birth(int(match.group(1)))
    if match := _TWO_DIGITS.fullmatch(words.strip(" /.…-_")):
        return Birth(_full_year(int(match.group(1)), today), warnings=("two_digit_year",))
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words))
    return Birth(int(years.pop()), warnings=("unsure",)) if len(years) == 1 else Birth(error="not_a_birth")


def _with_number_of_month(words: str) -> str:
    """Return '25/3/1980' for '25-mar-1980', 'mar 25, 1980' and '25/th3/1980'; other words as they are."""
    if match := _DAY_MONTH_IN_WORDS.fullmatch(words):
        day, name, number, year = match.groups()
    elif match := _MONTH_IN_WORDS_DAY.fullmatch(words):
        name, number, day, year = match.groups()
    else:
        return words
    return f"{day}/{number or _MONTHS[name]}/{year}"


def _dated(day: int, month: int, year: int, warnings: tuple[str, ...]) -> Birth:
    """Return the birth with its day. A day that there is not costs the day, not the year, and not the person."""
    try:
        return Birth(year, date(year, month, day), warnings)
    except ValueError:
        return Birth(year, None, (*warnings, "no_such_day"))


def _full_year(two_digits: int, today: date) -> int:
    """Return 1978 for 78, and 2012 for 12, since nobody of 114 comes: the youngest that can be meant."""
    century = today.year // 100 * 100
    return century + two_digits if century + two_digits <= today.year - YOUNGEST else century - 100 + two_digits
