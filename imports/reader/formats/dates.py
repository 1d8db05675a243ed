"""Which numbers are dates, and what their format shows of them."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from imports.reader.grid import Cell, Moment
from imports.reader.sheet_builder import number_cell

# Formats that a file names by number only (ECMA-376 part 1, 18.8.30); 27 to 58 are dates of East Asia.
_BUILT_IN = {
    14: "m/d/yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
}
_BUILT_IN |= {45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"} | {32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 55: "yyyy/m", 56: "m/d"}
_BUILT_IN |= dict.fromkeys([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58], "yyyy/m/d")

_SIGNS = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p')  # what is printed as it stands, colours, languages
_SIMPLE = re.compile(r"(?:\[\$-[0-9a-f]+\])?(?:d{1,4}|m{1,4}|y{2,4}|[ ,./-]|\\[ ./-])+(?:;@)?")
_LAST_SERIAL = 2_958_466  # 31/12/9999


def built_in(number: int) -> str:
    return _BUILT_IN.get(number, "General")


@lru_cache(maxsize=1024)
def shown_by(number_format: str) -> str:
    """'ymd', 'ym', 'y', 'md', 'd', 'm' or 'time'; '' for the format of a number or a text."""
    plain = _SIGNS.sub("", number_format.lower().split(";")[0])
    if "general" in plain or re.search("[0#?@]", plain.replace("s.0", "").replace(".00", "")):
        return ""
    is_time = bool(re.search("[hs]", plain))
    if is_time:
        plain = re.sub(r"h[^a-z]*m+|m+[^a-z]*s", "", plain)  # minutes, not months
    parts = (
        ("y" if re.search("[ye]", plain) else "") + ("m" if "m" in plain else "") + ("d" if re.search("(?<!d)d{1,2}(?!d)", plain) else "")
    )
    return {"yd": "y"}.get(parts, parts) or ("time" if is_time else "")


def is_simple(number_format: str) -> bool:
    """A date for every reader: no time, no literal text."""
    return bool(_SIMPLE.fullmatch(number_format.lower()))


def is_of_numbers(number_format: str) -> bool:
    """No date for any reader: not even a letter that a date is made of."""
    return not re.search("[dmyhsebg]", _SIGNS.sub("", number_format.lower().replace("general", "")))


def date_cell(serial: float, shows: str, *, is_1904: bool) -> Cell:
    """The number of a spreadsheet as its format shows it. A day without its year is text: '10/1' may be a class."""
    if shows == "time":
        return _clock(serial) if 0 <= serial < 1 else number_cell(serial)
    if not (0 if is_1904 else 1) <= serial < _LAST_SERIAL - (1462 if is_1904 else 0):
        return number_cell(serial)
    return shown_date(_day(serial, is_1904=is_1904), shows, serial)


def shown_date(day: date, shows: str, serial: float | None = None) -> Cell:
    match shows:
        case "md":
            return f"{day.day}/{day.month}"
        case "d":
            return day.day
        case "m":
            return day.month
    number = None if serial is None else number_cell(round(serial, 5))
    return Moment(day.isoformat(), shows, number)  # type: ignore[arg-type]


def serial_of(moment: datetime, *, is_1904: bool) -> float:
    """The number behind it, from March 1900 on."""
    return (moment - (datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30))) / timedelta(days=1)


def _day(serial: float, *, is_1904: bool) -> date:
    if is_1904:
        return date(1904, 1, 1) + timedelta(days=int(serial))
    return date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=int(serial))  # 1900 is taken for a leap year


def _clock(serial: float) -> str:
    seconds = round(serial * 86_400)
    hours, minutes, seconds = seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
