"""Numbers of people and of classes as offices write them: 1200, '1.200 lượt', '50 người', '03 lớp', 'khoảng 100'. Pure: imports no
Django."""

import re
from dataclasses import dataclass

from imports.reader.grid import Cell
from imports.reading.cells.cell_text import is_nothing, text_of
from vietnamese.text import fold

HIGHEST = 1_000_000
_NUMBER = re.compile(
    r"(?P<about>khoang|uoc|gan|tren|~|≈|>|hon)?\s*(?P<number>\d{1,3}(?:[.,\s]\d{3})+|\d{1,9})(?:[.,]0)?\s*(?P<unit>[a-z/&(),\s]*)[.]?"
)
_PER_CLASS = re.compile(r"/\s*(?:lop|cuoc|doi|hoi thi|buoi|ngay|xa)|moi (?:lop|cuoc)|tung lop")


@dataclass(frozen=True, slots=True)
class Count:
    """`is_estimated`: the text says about how many. `is_per_class`: so many in each of several classes."""

    number: int
    is_estimated: bool = False
    is_per_class: bool = False


class UnclearCount(ValueError):
    """A text that is no number of people, or one that nobody can have counted."""


def parse_count(cell: Cell) -> Count | None:
    """Return the number in a cell, None for an empty one or a dash. Raise UnclearCount for anything else."""
    if isinstance(cell, bool):
        raise UnclearCount
    if isinstance(cell, int | float):
        if cell != int(cell) or not 0 <= cell <= HIGHEST:
            raise UnclearCount
        return Count(int(cell))
    text = text_of(cell)
    if text != "0" and is_nothing(text):
        return None
    folded = fold(text)
    match = _NUMBER.fullmatch(folded)
    if match is None or int(number := re.sub(r"[.,\s]", "", match["number"])) > HIGHEST:
        raise UnclearCount
    return Count(int(number), bool(match["about"]), bool(_PER_CLASS.search(folded)))


def split_evenly(number: int | None, parts: int) -> list[int | None]:
    """Return `number` as the sum of so many nearly equal parts, the larger ones first; None stays unknown in each."""
    if number is None:
        return [None] * parts
    share, larger_parts = divmod(number, parts)
    return [share + (position < larger_parts) for position in range(parts)]
