"""Names of the rows of a preview: '<sheet>!<number>' as the file counts, with '.2' for the second person who stands in one row of it.

Several stand in one row where two tables are side by side, and where a cell numbers its names. Pure: imports no Django.
"""

import re
from typing import NamedTuple

_KEY = re.compile(r"(?P<sheet>.*)!(?P<number>[0-9]{1,7})(?:\.(?P<part>[0-9]{1,3}))?", re.DOTALL)


class RowKey(NamedTuple):
    """`part`: which person of the row it is, from 1 in the order in which they are read."""

    sheet: str
    number: int
    part: int = 1

    def __str__(self) -> str:
        return f"{self.sheet}!{self.number}" + (f".{self.part}" if self.part > 1 else "")


def parse_row_key(text: str) -> RowKey | None:
    """Return None for what is no key of a row as `RowKey` writes it."""
    match = _KEY.fullmatch(text)
    key = RowKey(match["sheet"], int(match["number"]), int(match["part"] or 1)) if match else None
    return key if str(key) == text else None
