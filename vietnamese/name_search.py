"""Which people a name typed into a search means: the same on every screen. `scanner/static/scanner/rules/names.js` does it on phones."""

from vietnamese.text import clean, fold, split_query

MARKS = ("'", "-")  # in K'Tiếu and Ma-ri-a: whoever searches may leave them out, or type a space


def query_words(q: str) -> list[str]:
    """Return the first words that are looked for; no word means everybody."""
    return split_query(_without_marks(fold(clean(q)).replace(",", " ")))


def matches_name(q: str, full_name: str) -> bool:
    """Return whether every word typed begins a word of the name: in any order, middle names left out, without accents and marks.

    Words with marks are searched in parts, too: "k'tieu" is found as ktieu, k and tieu.
    """
    folded_name = apart = fold(full_name)
    for mark in MARKS:
        apart = apart.replace(mark, " ")
    words = [_without_marks(word) for word in folded_name.split()] + apart.split()
    return all(any(word.startswith(part) for word in words) for part in query_words(q))


def _without_marks(text: str) -> str:
    for mark in MARKS:
        text = text.replace(mark, "")
    return text
