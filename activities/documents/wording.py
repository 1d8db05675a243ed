"""A document's number as it is stored, and how an official text cites it. Pure: imports no Django.

Vietnamese whatever the console speaks: it is quoted in documents of the agency.
"""

import re
from datetime import date

from vietnamese.dates import official_date, short_date
from vietnamese.text import clean, fold

KIND_WORDS = {
    "plan": "Kế hoạch",
    "decision": "Quyết định",
    "rules": "Thể lệ",
    "contract": "Hợp đồng",
    "report": "Báo cáo",
    "letter": "Công văn",
}
LEADING_WORDS = re.compile(r"^(?:số|so|no\.?)\s*:?\s*(?=\d)", re.IGNORECASE)
AROUND_SEPARATORS = re.compile(r"\s*([/\-])\s*")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
ABOUT = ("ve ", "v/v ")  # folded


def normalise_number(text: str) -> str:
    """Return '05/KH-BDT' for 'Số: 05 / KH – BDT'; the letters stay as they were typed."""
    return AROUND_SEPARATORS.sub(r"\1", LEADING_WORDS.sub("", clean(text).translate(DASHES)))


def name_document(*, kind: str, number: str, dated: date, issuer: str) -> str:
    """Return 'Kế hoạch số 40/KH-UBND ngày 01/3/2023 của UBND tỉnh Quảng Ngãi'."""
    return " ".join(_head(kind, number, f"ngày {short_date(dated)}", issuer))


def cite(*, kind: str, number: str, dated: date, issuer: str, title: str) -> str:
    """Return 'Kế hoạch số 40/KH-UBND ngày 01 tháng 3 năm 2023 của UBND tỉnh Quảng Ngãi về phổ biến, giáo dục pháp luật năm 2023'."""
    parts = _head(kind, number, official_date(dated), issuer)
    if title:
        words = title.split()
        begins_with_name = words[0].isupper() or (len(words) > 1 and words[1][:1].isupper())  # or an abbreviation: it keeps its capital
        spelled = title if begins_with_name else title[0].lower() + title[1:]
        parts.append(spelled if fold(title).startswith(ABOUT) else f"về {spelled}")
    return " ".join(parts)


def _head(kind: str, number: str, day: str, issuer: str) -> list[str]:
    return [KIND_WORDS[kind], *([f"số {number}"] if number else []), day, *([f"của {issuer}"] if issuer else [])]
