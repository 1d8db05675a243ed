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
        # Anything or nothing stands between the words of a name: 'nguyen_thi_hoa.xlsx', 'NguyenThiHoa'.
        spaced = [r"[\W_]*".join(map(re.escape, name.split())) for name in sorted(folded_names) if " " in name]
        names = [_NO_LETTER_BEFORE + name + _NO_LETTER_AFTER for name in spaced]
        digits = [r"[\s.()-]*".join(phone[1:]) for phone in sorted(self.phones)]
        phones = [rf"(?<!\d)(?:\+?84[\s.()-]*)?0?{digits_of_phone}(?!\d)" for digits_of_phone in digits]
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
        letters: list[str] = []
        origins: list[int] = []  # the place in the text of each letter of its folded form
        for place, character in enumerate(text):
            folded = fold(character) or (" " if character.isspace() else "")
            letters.append(folded)
            origins += [place] * len(folded)
        patterns = [self.pattern, self.given_names] if is_about_person else [self.pattern]
        hits = sorted(match.span() for pattern in patterns for match in pattern.finditer("".join(letters)))
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
