"""Numbers of identity cards that stand where none belongs: in a note, in the column of telephones, in a line below the table.

Pure: imports no Django.
"""

import re
from typing import Any

# Twelve digits, in groups or not; or what a spreadsheet left of them when it took the leading zeros away. +84 912… is a telephone.
_NUMBER = re.compile(r"(?<!\d)(?:0\d(?:[ .\-]?\d){10}|(?!84[35789])[1-9]\d{9,10})(?!\d)")


def has_card_number(text: str) -> bool:
    return bool(_NUMBER.search(text))


def masked(text: str) -> str:
    """With the last four digits of each: 'CCCD 051080001234' → 'CCCD …1234'."""
    return _NUMBER.sub(lambda found: "…" + re.sub(r"\D", "", found.group())[-4:], text) if _NUMBER.search(text) else text


def all_masked(plain: Any) -> Any:
    """The same data with every text masked, however deep it lies."""
    match plain:
        case str():
            return masked(plain)
        case list() | tuple():
            return [all_masked(one) for one in plain]
        case dict():
            return {key: all_masked(one) for key, one in plain.items()}
    return plain
