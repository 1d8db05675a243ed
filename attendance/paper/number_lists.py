"""Numbers as a person writes them from a paper list: "1-15, 17, 20 22", "tất cả trừ 3, 8", "-3". Imports no Django."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from vietnamese.text import fold

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
LONGEST_PIECE = 20  # characters of what was not understood, to be shown again
TOKEN = re.compile(
    r"""(?P<all>(?:tat\ ca|het|all)\b)
      | (?P<but>(?:ngoai\ )?tru\b)
      | (?P<between>[,;\s]|va\b|\.(?=\s|$))
      | (?P<minus>-\s*)?(?P<first>[0-9]{1,9})(?:(?P<left>\s*)(?:-|den\b|toi\b)(?P<right>\s*)(?P<last>[0-9]{1,9}))?(?![0-9a-z-])""",
    re.VERBOSE,
)


class NotANumberList(ValueError):
    """A text that is no list of numbers. `piece`: the wrong part.

    `code`: not_a_number, backwards, ambiguous, mixed, nothing_taken_out or not_among.
    """

    def __init__(self, code: str, piece: str) -> None:
        super().__init__(f"{code}: {piece}")
        self.code, self.piece = code, piece[:LONGEST_PIECE]


@dataclass(frozen=True, slots=True)
class NumbersRead:
    """Numbers that a text means. `unknown`: those that the list does not have, as texts ("0", "201–210")."""

    numbers: frozenset[int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    first: int
    last: int
    is_excluded: bool
    text: str


def read(text: str, *, size: int) -> NumbersRead:
    """Return the numbers that a text means. `size`: the list's last number; its first is 1.

    Raises NotANumberList for what can be understood in two ways, or in none.

    A number with a dash before it, or after "trừ", is taken out; where only such numbers are written, everybody else is meant.
    """
    folded = fold(unicodedata.normalize("NFKC", text).translate(DASHES))
    means_all, spans = _parse(folded)
    included = [span for span in spans if not span.is_excluded]
    excluded = [span for span in spans if span.is_excluded]
    if excluded and included and not means_all and spans[0].is_excluded:
        raise NotANumberList("mixed", included[0].text)
    starts_full = means_all or (bool(excluded) and not included)
    numbers = _within(included, size) | (set(range(1, size + 1)) if starts_full else set())
    for span in excluded:
        if not _within([span], size) <= numbers:
            raise NotANumberList("not_among", span.text)
    unknown: list[str] = []
    for span in spans:
        if span.first < 1:
            unknown.append("0")
        if span.last > size:
            first = max(span.first, size + 1)
            unknown.append(str(first) if first == span.last else f"{first}–{span.last}")
    return NumbersRead(frozenset(numbers - _within(excluded, size)), tuple(dict.fromkeys(unknown)))


def write(numbers: Iterable[int]) -> str:
    """Return the numbers in their shortest spelling: "1-15, 17"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _parse(text: str) -> tuple[bool, list[_Span]]:
    means_all, is_after_but, spans, position = False, False, list[_Span](), 0
    while position < len(text):
        token = TOKEN.match(text, position)
        if token is None:
            raise NotANumberList("not_a_number", text[position:])
        if token["all"]:
            if spans or is_after_but:
                raise NotANumberList("mixed", token["all"])
            means_all = True
        elif token["but"]:
            is_after_but = True
        elif token["first"]:
            first, last = int(token["first"]), int(token["last"] or token["first"])
            if token["last"] and token["left"] and not token["right"]:  # "1 -15": from 1 to 15, or 1 without 15?
                raise NotANumberList("ambiguous", token[0])
            if last < first:
                raise NotANumberList("backwards", token[0])
            spans.append(_Span(first, last, is_after_but or bool(token["minus"]), token[0]))
        position = token.end()
    if is_after_but and not any(span.is_excluded for span in spans):
        raise NotANumberList("nothing_taken_out", text)
    return means_all, spans


def _within(spans: Iterable[_Span], size: int) -> set[int]:
    return {number for span in spans for number in range(max(span.first, 1), min(span.last, size) + 1)}
