"""When somebody was born, from what stands in a cell. A day is never invented: of '…/…/1985' the year is kept. Pure: imports no Django."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from imports.reader.grid import Cell, Moment
from imports.reading.cell_text import is_nothing, text_of
from vietnamese.text import fold

OLDEST, YOUNGEST = 120, 3  # years, as people.actions has them
_EPOCH = date(1899, 12, 30)  # of spreadsheet serials after February 1900
_SERIALS = range(7_000, 60_000)  # 1919 to 2064: a bare number in a birth column that can only be a date without its format

_DAY = re.compile(r"(\d{1,2})\s*[/.\-\s\\]\s*(\d{1,2})\s*[/.\-\s\\]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTH = re.compile(r"(?:thang |t)?(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{4})-\d{2}")
_ONLY_YEAR = re.compile(r"\D*(\d{4})\D*")
_TWO_DIGITS = re.compile(r"['’]?(\d{2})")


@dataclass(frozen=True, slots=True)
class Birth:
    """`warnings` and `error` are closed words; imports.problem_messages has their sentences. `day` is None when it is not known."""

    year: int | None = None
    day: date | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


NOTHING = Birth()


def birth_in(cell: Cell, today: date) -> Birth:
    """The error is `not_a_birth` (nothing can be made of it) or `implausible` (a year in which no participant was born)."""
    match cell:
        case Moment():
            return _plausible(_of_moment(cell), today)
        case bool():
            return Birth(error="not_a_birth")
        case int() | float():
            return _plausible(_of_number(cell, today), today)
    text = text_of(cell)
    return NOTHING if is_nothing(text) else _plausible(_of_text(text, today), today)


def birth_of_parts(day: Cell, month: Cell, year: Cell, today: date) -> Birth:
    """Three columns. Without day or month the year alone is kept."""
    texts = [text_of(part) for part in (day, month, year)]
    if is_nothing(texts[2]):
        return NOTHING if is_nothing(texts[0]) else Birth(error="not_a_birth")
    found = birth_in(year, today)
    if found.error or found.year is None or is_nothing(texts[0]) or is_nothing(texts[1]):
        return found
    if not (texts[0].isdecimal() and texts[1].isdecimal()):
        return Birth(found.year, warnings=(*found.warnings, "day_unknown"))
    return _dated(int(texts[0]), int(texts[1]), found.year, found.warnings)


def _of_moment(moment: Moment) -> Birth:
    year, month, day = map(int, moment.iso.split("-"))
    if moment.serial is not None and 1900 <= moment.serial <= 2100 and moment.serial == int(moment.serial):
        return Birth(int(moment.serial), warnings=("year_shown_as_date",))  # 1985 typed into a cell that shows dates: 07/06/1905
    return Birth(year, date(year, month, day)) if moment.shows == "ymd" else Birth(year)


def _of_number(number: float, today: date) -> Birth:
    if number != int(number):
        return _of_text(repr(number), today)
    whole = int(number)
    if whole == 0:
        return NOTHING
    if whole < 100:
        return Birth(_in_full(whole, today), warnings=("two_digit_year",))
    if 1800 <= whole <= 2200:
        return Birth(whole)
    if whole in _SERIALS:
        born = _EPOCH + timedelta(days=whole)
        return Birth(born.year, born, ("serial_number",))
    digits = str(whole)
    return _of_text(digits.zfill(8), today) if len(digits) in (7, 8) else Birth(error="not_a_birth")


def _of_text(text: str, today: date) -> Birth:
    if re.fullmatch(r"\d+\.0+", text):  # as a program writes numbers
        return _of_number(float(text), today)
    words = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?$", "", fold(text))
    words = words.strip(" .,;")
    for unsure in ("?", "khoang", "~", "uoc"):
        if unsure in words:
            sure = _of_text(words.replace(unsure, " ").strip(), today)
            return Birth(sure.year, None, (*sure.warnings, "unsure"), sure.error)
    words = re.sub(r"^(sinh )?(ngay|nam|sn|sinh)\s*:?\s*(?=[\d.…_/])", "", words).strip()
    words = re.sub(r"^ngay\s*|\s*(thang|nam)\s*", lambda m: "/" if m.group(1) else "", words) if "thang" in words else words
    if found := _DAY.fullmatch(words):
        return _of_day(found[1], found[2], found[3], today)
    if found := _ISO.fullmatch(words):
        year, month, day = map(int, found.groups())
        return _dated(day, month, year, ())
    if found := _RUN.fullmatch(words):
        day, month, year = map(int, found.groups())
        return _dated(day, month, year, ()) if month <= 12 and year >= 1900 else _reversed_run(words)
    if found := _MONTH.fullmatch(words.strip("/ ")):
        return Birth(int(found.group(2) or found.group(3)))
    if found := _ONLY_YEAR.fullmatch(words):
        return Birth(int(found.group(1)))
    if found := _TWO_DIGITS.fullmatch(words.strip(" /.…-_")):
        return Birth(_in_full(int(found.group(1)), today), warnings=("two_digit_year",))
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words))
    return Birth(int(years.pop()), warnings=("unsure",)) if len(years) == 1 else Birth(error="not_a_birth")


def _of_day(day: str, month: str, year: str, today: date) -> Birth:
    whole, warnings = int(year), ()
    if len(year) == 2:
        whole, warnings = _in_full(whole, today), ("two_digit_year",)  # type: ignore[assignment]
    if not int(day) or not int(month):  # 00/00/1985: as identity cards write an unknown day
        return Birth(whole, warnings=warnings)
    return _dated(int(day), int(month), whole, warnings)


def _reversed_run(digits: str) -> Birth:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return _dated(day, month, year, ()) if 1900 <= year <= 2100 else Birth(error="not_a_birth")


def _dated(day: int, month: int, year: int, warnings: tuple[str, ...]) -> Birth:
    """A day that there is not costs the day, not the year, and not the person."""
    if month > 12 >= day:  # 02/28/1985, typed on a computer that speaks American: the others in its column cannot be trusted either
        return Birth(year, None, (*warnings, "month_before_day"))
    try:
        return Birth(year, date(year, month, day), warnings)
    except ValueError:
        return Birth(year, None, (*warnings, "no_such_day"))


def _in_full(two: int, today: date) -> int:
    """78 → 1978; 12 → 2012, since nobody of 114 comes: the youngest that can be meant."""
    century = today.year // 100 * 100
    return century + two if century + two <= today.year - YOUNGEST else century - 100 + two


def _plausible(birth: Birth, today: date) -> Birth:
    if birth.year is None or today.year - OLDEST <= birth.year <= today.year - YOUNGEST:
        return birth
    return Birth(error="implausible")
