"""Finding a person's names and telephone numbers in texts, however they are written: pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vietnamese.text import fold

HIDDEN = "…"
_NO_LETTER_BEFORE, _NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"


@dataclass(frozen=True)
class Traces:
    """By what a person is recognised in a text: `names`, past ones too, and `phones` as '0912345678'."""

    names: frozenset[str]
    phones: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what matches a whole name or number in folded text; a name of one word says too little to be looked for."""
        folded_names = {fold(name) for name in self.names}
        names = [_spaced(name) for name in sorted(folded_names) if " " in name]
        phones = [rf"(?<!\d)(?:\+?84[\s.()-]*)?0?{_digits(phone[1:])}(?!\d)" for phone in sorted(self.phones)]
        return re.compile("|".join([*names, *phones]) or r"(?!)")

    @cached_property
    def given_names(self) -> re.Pattern[str]:
        """Return what matches a given name: enough in a text about the person alone, 'bà Hoa báo nhầm'."""
        words = {fold(name).split()[-1] for name in self.names if fold(name)}
        return re.compile("|".join(f"{_NO_LETTER_BEFORE}{re.escape(word)}{_NO_LETTER_AFTER}" for word in sorted(words)) or r"(?!)")

    def has(self, text: str) -> bool:
        """Return whether a text, of whatever length, holds a name or a number."""
        return bool(self.pattern.search(fold(text)))

    def spans(self, text: str, *, is_about_person: bool = False) -> list[tuple[int, int]]:
        """Return where in the text, as (start, end), something names the person."""
        folded, origins = _fold_with_origins(text)
        patterns = [self.pattern, self.given_names] if is_about_person else [self.pattern]
        hits = sorted(match.span() for pattern in patterns for match in pattern.finditer(folded))
        spans: list[tuple[int, int]] = []
        for first, last in hits:
            start, end = origins[first], origins[last - 1] + 1
            while end < len(text) and unicodedata.category(text[end])[0] == "M":
                end += 1
            if spans and start < spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        return spans

    def hide(self, text: str, *, is_about_person: bool = False) -> str:
        """Return the text with “…” where the person is named."""
        for start, end in reversed(self.spans(text, is_about_person=is_about_person)):
            text = text[:start] + HIDDEN + text[end:]
        return text


def change_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return JSON with every text in it changed, the keys of objects too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [change_texts(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): change_texts(item, change) for key, item in value.items()}
    return value


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in JSON, the keys of objects too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, Iterable):
        for item in value:
            yield from texts_in(item)


def _spaced(name: str) -> str:
    """Return a pattern for a folded name with anything or nothing between its words: 'nguyen_thi_hoa.xlsx', 'NguyenThiHoa'."""
    return _NO_LETTER_BEFORE + r"[\W_]*".join(map(re.escape, name.split())) + _NO_LETTER_AFTER


def _digits(number: str) -> str:
    return r"[\s.()-]*".join(number)


def _fold_with_origins(text: str) -> tuple[str, list[int]]:
    """Return the text folded letter by letter, and for each letter of it the place in `text` that it comes from."""
    folded: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        letters = fold(character) or (" " if character.isspace() else "")
        folded.append(letters)
        origins += [place] * len(letters)
    return "".join(folded), origins
