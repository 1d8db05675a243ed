"""Card numbers that stand where none belongs: in a note, in the column of telephones, in a line below the table.

Pure: imports no Django.
"""

import re
from typing import Any

# Twelve digits, in groups or not; or what a spreadsheet left of them when it took the leading zeros away. +84 912… is a telephone.
_NUMBER = re.compile(r"(?<!\d)(?:0\d(?:[ .\-]?\d){10}|(?!84[35789])[1-9]\d{9,10})(?!\d)")


def has_card_number(text: str) -> bool:
    return bool(_NUMBER.search(text))


def mask_card_numbers(text: str) -> str:
    """Keep the last four digits of each: 'CCCD 051080001234' → 'CCCD …1234'."""
    if not _NUMBER.search(text):
        return text
    return _NUMBER.sub(lambda match: "…" + re.sub(r"\D", "", match.group())[-4:], text)


def mask_all(plain: Any) -> Any:
    """Return the same data with every text masked, however deep it lies."""
    match plain:
        case str():
            return mask_card_numbers(plain)
        case list() | tuple():
            return [mask_all(item) for item in plain]
        case dict():
            return {key: mask_all(value) for key, value in plain.items()}
    return plain
