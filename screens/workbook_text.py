"""Text as the cells of a workbook hold it. Pure: imports no Django."""

import re

_SPELT_CHARACTER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def spell_low_lines(text: str) -> str:
    """Return the text for a cell: '_x0041_' would be shown as 'A' (ECMA-376 part 1, 22.9.2.19), unless its first low line is spelt."""
    return _SPELT_CHARACTER.sub("_x005F_", text) if "_x" in text else text
