"""The key of a row of a report, as text in an address: `total` is that of the last line, nothing that of what is not known."""

from typing import Any

TOTAL = "total"
QUOTE = "="  # before a key that could be taken for another


def text_of(key: Any) -> str:
    text = "" if key is None else str(key)
    return QUOTE + text if text == TOTAL or text.startswith(QUOTE) else text


def key_in(text: str) -> str:
    """Return the key of a group, as `text_of` wrote it."""
    return text.removeprefix(QUOTE)
