"""Sentences of a report, made from templates and facts; pure.

A template holds names of facts in braces, '{contest.activities}'. A figure is marked with the words around it that belong to it:
'[{contest.activities} hội thi]' becomes '10 hội thi', which opens its rows. A part in angle brackets is left out where a fact in it is
zero or empty: 'đã phát <, bằng {languages}>'; outside them such a fact leaves the whole sentence out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vietnamese.numbers import official_number

Facts = Mapping[str, int | str]  # figures are int, words are str
NAME = re.compile(r"\{([a-z0-9_.-]+)\}")
PARTS = re.compile(r"<([^<>]*)>|([^<>]+)")
SPACES = re.compile(" {2,}")  # where parts were left out
MARKS = re.compile(r"\[([^\[\]]*)\]|\{([a-z0-9_.-]+)\}")


@dataclass(frozen=True)
class Mark:
    """A figure as it stands in a text: `text` is '10 hội thi', `name` the fact that it says."""

    name: str
    text: str


@dataclass(frozen=True)
class Sentence:
    text: str
    marks: tuple[Mark, ...] = ()


def names_in(template: str) -> list[str]:
    """Return the names of the facts that a template asks for."""
    return NAME.findall(template)


def check_template(template: str, *, figures: Iterable[str] = ()) -> None:
    """Raise ValueError for brackets that do not pair, and for a marked part that does not hold exactly one figure of `figures`."""
    figure_names = set(figures)
    unpaired = NAME.sub("", re.sub(r"\[([^\[\]]*)\]", r"\1", re.sub(r"<([^<>]*)>", r"\1", template)))
    if re.search(r"[\[\]<>{}]", unpaired):
        raise ValueError(f"brackets do not pair in {template!r}")
    for marked in re.findall(r"\[([^\[\]]*)\]", template):
        if sum(name in figure_names for name in names_in(marked)) != 1:
            raise ValueError(f"[{marked}] in {template!r} holds not exactly one figure")


def write_sentence(template: str, facts: Facts) -> Sentence | None:
    """Return the sentence, None when a fact that it cannot do without is zero or empty."""
    text = ""
    marks: list[Mark] = []
    for optional, required in PARTS.findall(template):
        part = _fill(required or optional, facts)
        if part is not None:
            text += part.text
            marks += part.marks
        elif required:
            return None
    text = SPACES.sub(" ", text.strip())
    return Sentence(text[:1].upper() + text[1:], tuple(marks))


def _fill(part: str, facts: Facts) -> Sentence | None:
    """Return the part with its facts in it, None when one is zero or empty."""
    if not all(facts[name] for name in names_in(part)):
        return None
    text, marks, end = "", [], 0
    for match in MARKS.finditer(part):
        text += part[end : match.start()]
        end = match.end()
        inside = match[1] if match[1] is not None else match[0]
        filled = SPACES.sub(" ", NAME.sub(lambda name: write_fact(facts[name[1]]), inside))
        figure_names = [name for name in names_in(inside) if isinstance(facts[name], int)]
        marks += [Mark(name, filled) for name in figure_names[:1]]
        text += filled
    return Sentence(text + part[end:], tuple(marks))


def write_fact(fact: int | str) -> str:
    return official_number(fact) if isinstance(fact, int) else fact


def write_paragraph(templates: Sequence[str], facts: Facts) -> Sentence | None:
    """Return the sentences that can be written, one after the other; None where none can."""
    sentences = [sentence for template in templates if (sentence := write_sentence(template, facts))]
    if not sentences:
        return None
    return Sentence(" ".join(sentence.text for sentence in sentences), tuple(mark for sentence in sentences for mark in sentence.marks))


def find_marks(text: str, marks: Sequence[str]) -> list[tuple[int, int] | None]:
    """Return where each marked text stands in `text`, in their order; None for one whose text stands there no more.

    A number is not found within a longer one: '6 lớp' stands not in '16 lớp'.
    """
    places: list[tuple[int, int] | None] = []
    spans_used: list[tuple[int, int]] = []
    for mark in marks:
        pattern = re.compile(rf"(?<![\d.,]){re.escape(mark)}(?![\d]|[.,]\d)") if mark else None
        spans = [match.span() for match in pattern.finditer(text)] if pattern else []
        free = [span for span in spans if all(span[1] <= start or span[0] >= end for start, end in spans_used)]
        following = [span for span in free if not spans_used or span[0] >= spans_used[-1][1]]
        place = next(iter(following or free), None)
        places.append(place)
        if place:
            spans_used.append(place)
    return places
