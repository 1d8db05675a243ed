"""Number formats of spreadsheets: which numbers are dates, and what their format shows of them."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from imports.reader.grid import Cell, DateCell
from imports.reader.sheet_builder import number_cell, whole_number

# Formats that a file names by number only (ECMA-376 part 1, 18.8.30); 27 to 58 are dates of East Asia.
_BUILTIN = {
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
_BUILTIN |= {45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"} | {32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 55: "yyyy/m", 56: "m/d"}
_BUILTIN |= dict.fromkeys([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58], "yyyy/m/d")

_SIGNS = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p')  # what is printed as it stands, colours, languages
_SIMPLE = re.compile(r"(?:\[\$-[0-9a-f]+\])?(?:d{1,4}|m{1,4}|y{2,4}|[ ,./-]|\\[ ./-])+(?:;@)?")
_LAST_SERIAL = 2_958_466  # 31/12/9999
_DAYS_TO_1904 = 1462


def builtin_format(number: int) -> str:
    return _BUILTIN.get(number, "General")


@lru_cache(maxsize=1024)
def date_parts_shown(number_format: str) -> str:
    """Return 'ymd', 'ym', 'y', 'md', 'd', 'm' or 'time'; '' for the format of a number or a text."""
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


def is_simple_date_format(number_format: str) -> bool:
    """Return whether every parser sees a date in it: no time, no literal text."""
    return bool(_SIMPLE.fullmatch(number_format.lower()))


def is_number_format(number_format: str) -> bool:
    """Return whether no parser sees a date in it: not even a letter that a date is made of."""
    return not re.search("[dmyhsebg]", _SIGNS.sub("", number_format.lower().replace("general", "")))


def date_cell(serial: float, shows: str, *, is_1904: bool) -> Cell:
    """Return the number of a spreadsheet as its format shows it. A day without its year is text: '10/1' may be a class."""
    if shows == "time":
        if not 0 <= serial < 1:
            return number_cell(serial)
        minutes, seconds = divmod(round(serial * 86_400), 60)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if not (0 if is_1904 else 1) <= serial < _LAST_SERIAL - (_DAYS_TO_1904 if is_1904 else 0):
        return number_cell(serial)
    epoch = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if serial < 60 else 30)  # 1900 is taken for a leap year
    return shown_date(epoch + timedelta(days=int(serial)), shows, serial)


def shown_date(day: date, shows: str, serial: float | None = None) -> Cell:
    """Return as much of the date as its format shows."""
    match shows:
        case "md":
            return f"{day.day}/{day.month}"
        case "d":
            return day.day
        case "m":
            return day.month
    return DateCell(day.isoformat(), shows, None if serial is None else whole_number(round(serial, 5)))


def serial_number(moment: datetime, *, is_1904: bool) -> float:
    """Return the spreadsheet's number of a date, right from March 1900 on."""
    return (moment - (datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30))) / timedelta(days=1)
