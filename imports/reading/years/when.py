"""When something is planned or was held, as plans write it: 'Tháng 3', 'Quý II', '15-16/3/2023', 'từ 10/5 đến 12/5/2024'. Pure: imports
no Django."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from imports.reader.grid import Cell, DateCell
from imports.reading.cells.cell_text import text_of
from vietnamese.text import fold

Precision = Literal["day", "month", "quarter", "year"]
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_CLOCK = re.compile(r"\b\d{1,2}\s*(?:h|g|gio)\s*\d{0,2}\b|\b\d{1,2}:\d{2}\b")
_IN_WORDS = re.compile(r"(\d{1,2}) thang (\d{1,2})(?: (?:nam )?(\d{4}))?")
_DOTTED = re.compile(r"\b(\d{1,2})\s*[.-]\s*(\d{1,2})\s*[.-]\s*(\d{4})\b")
_TO = r"\s*(?:-|–|—|,|;|&|\+|\bva\b|\bden\b|\bden het\b)\s*(?:(?:het )?ngay\s*)?"
_DAYS = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:\s*/\s*(?P<m1>\d{{1,2}})(?:\s*/\s*(?P<y1>\d{{4}}|\d{{2}}))?)?(?:{_TO}\d{{1,2}}(?![\d/]))*?"
    rf"{_TO}(?P<d2>\d{{1,2}})\s*/\s*(?P<m2>\d{{1,2}})(?:\s*/\s*(?P<y2>\d{{4}}|\d{{2}}))?(?![\d/])"
)
_DAY = re.compile(r"(?P<d1>\d{1,2})\s*/\s*(?P<m1>\d{1,2})(?:\s*/\s*(?P<y1>\d{4}|\d{2}))?(?![\d/])")
_MONTH_OF_YEAR = re.compile(r"(?:thang\s*|t\.?\s*)?(?P<m1>\d{1,2})\s*[/.-]\s*(?P<y1>\d{4})")
_MONTHS = re.compile(
    rf"(?:cac )?(?:thang|t\.?)\s*0?(?P<m1>\d{{1,2}})(?:{_TO}(?:thang|t\.?)?\s*0?(?P<m2>\d{{1,2}}))?(?:\s*(?:/|nam)?\s*(?P<y1>\d{{4}}))?\b"
)
_QUARTERS = re.compile(
    rf"quy\s*(?P<q1>iv|i{{1,3}}|[1-4])(?:{_TO}(?:quy\s*)?(?P<q2>iv|i{{1,3}}|[1-4]))?(?:\s*(?:/|nam)?\s*(?P<y1>\d{{4}}))?\b"
)
_HALF = re.compile(r"(?:6|sau) thang (?P<half>dau|cuoi)(?: nam)?(?:\s*(?P<y1>\d{4}))?")
_WHOLE_YEAR = re.compile(r"(?:ca|trong|hang) nam(?:\s*(?P<y1>\d{4}))?|(?:nam )?(?P<y2>\d{4})|thuong xuyen(?: trong nam)?")
_YEAR = re.compile(r"\b(199\d|20\d\d)\b")
_YEAR_IN_WORDS = re.compile(r"\bnam\s*:?\s*(199\d|20\d\d)\b")


@dataclass(frozen=True, slots=True)
class When:
    """The days that a text names; of a month, a quarter or a year all its days. `precision`: how exactly the text says them."""

    first: date
    last: date
    precision: Precision = "day"


class UnclearTime(ValueError):
    """A text that names no days; `code`: unknown_time, no_such_day or no_year."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_when(cell: Cell, *, year: int | None) -> When | None:
    """Return what a cell says, None for an empty one. `year`: of days without one. Raise UnclearTime for any other text."""
    if isinstance(cell, DateCell) and cell.shows in ("ymd", "ym"):
        day = date.fromisoformat(cell.iso)
        return When(day, day) if cell.shows == "ymd" else _months(day.year, day.month, day.month)
    text = _CLOCK.sub(" ", fold(text_of(cell)))
    text = " ".join(_DOTTED.sub(r"\1/\2/\3", text).split())
    text = _IN_WORDS.sub(lambda match: "/".join(filter(None, match.groups())), text)
    if not text.strip(" .-–"):
        return None
    if match := _DAYS.search(text):
        return _days(match, year)
    if match := _DAY.search(text):
        day = _make_day(_year_of(match["y1"], year), match["m1"], match["d1"])
        return When(day, day)
    return _parse_longer_time(text, year)


def parse_month(cell: Cell, *, year: int | None) -> When | None:
    """Return what a cell under 'Tháng' says, where a number alone is a month."""
    text = text_of(cell)
    return parse_when(f"tháng {int(text)}" if text.isdecimal() and len(text) <= 2 else cell, year=year)


def parse_quarter(cell: Cell, *, year: int | None) -> When | None:
    """Return what a cell under 'Quý' says, where a number alone is a quarter."""
    text = text_of(cell)
    return parse_when(f"quý {text}" if text.casefold() in (*_ROMAN, "1", "2", "3", "4") else cell, year=year)


def find_year(lines: list[str]) -> int | None:
    """Return the one year that lines name, one after 'năm' before any other; None where they name none or several."""
    for pattern in (_YEAR_IN_WORDS, _YEAR):
        years = {int(text) for line in lines for text in pattern.findall(fold(line))}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def _parse_longer_time(text: str, year: int | None) -> When:
    if match := _HALF.search(text):
        first = 1 if match["half"] == "dau" else 7
        return _months(_year_of(match["y1"], year), first, first + 5)
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return _months(int(match["y1"]), int(match["m1"]), int(match["m1"]))
    if match := _QUARTERS.search(text):
        first, last = (_ROMAN.get(quarter) or int(quarter) for quarter in (match["q1"], match["q2"] or match["q1"]))
        return _months(_year_of(match["y1"], year), 3 * first - 2, 3 * last, "quarter")
    if match := _MONTHS.search(text):
        return _months(_year_of(match["y1"], year), int(match["m1"]), int(match["m2"] or match["m1"]))
    if match := _WHOLE_YEAR.fullmatch(text):
        return _months(_year_of(match["y1"] or match["y2"], year), 1, 12, "year")
    raise UnclearTime("unknown_time")


def _days(match: re.Match[str], year: int | None) -> When:
    last_year = _year_of(match["y2"] or match["y1"], year)
    last = _make_day(last_year, match["m2"], match["d2"])
    first = _make_day(_year_of(match["y1"], last_year), match["m1"] or match["m2"], match["d1"])
    if first > last and not match["y1"]:  # from December to January
        first = _make_day(last_year - 1, match["m1"] or match["m2"], match["d1"])
    if first > last or (last - first).days > 366:
        raise UnclearTime("no_such_day")
    return When(first, last)


def _months(year: int, first: int, last: int, precision: Precision = "month") -> When:
    if not 1 <= first <= last <= 12:
        raise UnclearTime("no_such_day")
    return When(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), precision)


def _year_of(text: str | None, year: int | None) -> int:
    if text:
        return int(text) + (2000 if len(text) == 2 else 0)
    if year is None:
        raise UnclearTime("no_year")
    return year


def _make_day(year: int, month: str, day: str) -> date:
    try:
        return date(year, int(month), int(day))
    except ValueError as error:
        raise UnclearTime("no_such_day") from error
