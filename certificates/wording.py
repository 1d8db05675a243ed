"""Texts of certificates: their placeholders and the usual wording. Pure: imports no Django.

Vietnamese whatever the console speaks: it is a document of the agency. A placeholder stands in square brackets, as in messages; braces are
read alike.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date

from vietnamese.dates import short_date
from vietnamese.text import clean

PLACEHOLDERS = ("họ tên", "năm sinh", "đơn vị", "tên hoạt động", "ngày", "số buổi", "cơ quan")
PRIZE_PLACEHOLDERS = (*PLACEHOLDERS, "tên đội", "giải")  # of a prize's certificate
ALIASES = {"tên lớp": "tên hoạt động", "tên hội thi": "tên hoạt động"}
PLACEHOLDER = re.compile(r"[\[{]([^\[\]{}\n]*)[\]}]")
TO_BE_WRITTEN = "…………"  # where nothing is on record: the pen fills it in
USUAL_TEXTS: dict[str, dict[str, str]] = {
    "training-session": {
        "title": "GIẤY CHỨNG NHẬN",
        "heading": "Chứng nhận ông (bà)",
        "details": "Sinh năm: [năm sinh]\nĐơn vị: [đơn vị]",
        "body": "Đã tham dự [tên hoạt động], [ngày] ([số buổi] buổi).",
    },
    "contest": {
        "title": "GIẤY CHỨNG NHẬN",
        "heading": "Chứng nhận thí sinh",
        "details": "Sinh năm: [năm sinh]\nĐơn vị: [đơn vị]",
        "body": "Đã tham gia [tên hoạt động], [ngày].",
    },
    "prize": {
        "title": "GIẤY CHỨNG NHẬN",
        "heading": "Chứng nhận",
        "details": "Đơn vị: [đơn vị]",
        "body": "Đạt [giải] [tên hoạt động], [ngày].",
    },
}


def values_of(*, full_name: str, birth_year: int | None, unit: str, activity: str, days: str, sittings: str, agency: str) -> dict[str, str]:
    """Return {placeholder: value}; `sittings`: attended of held, '4/5'."""
    birth_in_words = str(birth_year or "")
    return dict(zip(PLACEHOLDERS, (full_name, birth_in_words, unit, activity, days, sittings, agency), strict=True))


def placeholders_of(kind: str) -> tuple[str, ...]:
    """Return the placeholders that texts of this kind may have."""
    return PRIZE_PLACEHOLDERS if kind == "prize" else PLACEHOLDERS


def find_mistakes(template: str, placeholders: Collection[str] = PLACEHOLDERS) -> tuple[list[str], list[str]]:
    """Return what stands in brackets and is no placeholder, and the brackets that are not closed or not opened, with their neighbours."""
    unknown = [match[0] for match in PLACEHOLDER.finditer(template) if _name(match) not in placeholders]
    without_placeholders = PLACEHOLDER.sub("\n", template)
    brackets = re.finditer(r"[\[\]{}]", without_placeholders)
    return unknown, [clean(without_placeholders[max(match.start() - 10, 0) : match.end() + 15]) for match in brackets]


def fill(template: str, values: Mapping[str, str]) -> list[str]:
    """Return the lines of a text with its placeholders filled; dots stand for a value that is not on record."""
    return [PLACEHOLDER.sub(lambda match: values.get(_name(match), "") or TO_BE_WRITTEN, line).strip() for line in template.splitlines()]


def fill_known(template: str, values: Mapping[str, str]) -> list[str]:
    """Return the lines of a text with its placeholders filled, without those lines for which a value is not on record."""
    lines = [line for line in template.splitlines() if all(values.get(_name(match)) for match in PLACEHOLDER.finditer(line))]
    return fill("\n".join(lines), values)


def say_days(starts_on: date, ends_on: date) -> str:
    """Return 'ngày 20/5/2024' or 'từ ngày 20/5/2024 đến ngày 21/5/2024', each day on one line."""
    first, last = (f"ngày\u00a0{short_date(day)}" for day in (starts_on, ends_on))
    return first if starts_on == ends_on else f"từ {first} đến {last}"


def _name(match: re.Match[str]) -> str:
    name = clean(match[1]).lower()
    return ALIASES.get(name, name)
