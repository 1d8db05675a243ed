"""What a sheet's title or name, or a line between the people, says of everybody below it: their class, their school. Pure: imports no
Django."""

import re
from collections.abc import Iterable

_SUBJECTS = "toán|lý|hóa|hoá|sinh|văn|sử|địa|anh|tin|pháp|nga|trung|nhật"
_GRADE = r"(?:1[0-2]|0?[1-9])"
_CLASS = rf"{_GRADE}(?:[a-zđ]{{1,2}}\d{{0,2}}|\s?[/.]\s?\d{{1,2}}|\s[a-zđ]\d{{0,2}}|\s(?:{_SUBJECTS})(?:\s?\d)?)(?![\w/])"
# A grade alone is a class where nothing else follows that it could count: 'LỚP 5 NĂM HỌC 2025-2026', not 'LỚP 2 NGÀY'.
_GRADE_ALONE = rf"{_GRADE}(?=\s*(?:$|[-–(,;:|]|năm học|niên|nh\b|gvcn|trường|sĩ số))"
_IN_TITLE = re.compile(rf"\b(?:lớp|lop|class)\s*:?\s*({_CLASS}|{_GRADE_ALONE})", re.IGNORECASE)
_SHEET_NAME = re.compile(rf"(?:lớp|lop|class|l)?\s*\.?({_CLASS})|(?:lớp|lop|class)\s*({_GRADE})", re.IGNORECASE)
_SCHOOL = re.compile(
    r"(?:trường|(?:th\s*[&-]\s*)?thcs|thpt|tiểu học|mầm non|mẫu giáo|ptdt\w*|phổ thông|trung học|"
    r"th(?=\s+[^\W\d])|mn(?=\s+[^\W\d]))\s+\S.{2,80}",
    re.IGNORECASE,
)


def class_in_line(text: str) -> str:
    """Return the class that a title or a line names: 'DANH SÁCH LỚP 9A NĂM HỌC 2025-2026' → '9A'; else ""."""
    match = _IN_TITLE.search(text)
    return match[1].strip() if match else ""


def class_of_sheet(title: Iterable[str], sheet_name: str) -> str:
    """Return the class of all people of a sheet, by the lines above its first head, then by its name: '10 Toán', 'Lớp 6A', 'L12A3'."""
    match = _SHEET_NAME.fullmatch(sheet_name.strip())
    return next(filter(None, map(class_in_line, title)), "") or ((match[1] or match[2]).strip() if match else "")


def school_in_line(text: str) -> str:
    """Return the line where it is the name of a school, else ""."""
    return text.strip() if _SCHOOL.fullmatch(text.strip()) else ""
