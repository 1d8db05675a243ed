"""What can be a person's name."""

import unicodedata

from vietnamese.text import clean

_ALLOWED = " '’‘ʼ-."


def problem_with_name(name: str) -> str | None:
    """'too_short', 'too_long' or 'not_a_name'; None for a name. Hrê, Gia Rai and Ê Đê names are names: A Brol, K'Tiếu, H'Hen Niê."""
    name = clean(name)
    letters = sum(map(str.isalpha, name))
    if len(name) > 100:
        return "too_long"
    if name and (not letters or name[0] in "=+-@" or not all(map(_may_stand, name))):
        return "not_a_name"
    return "too_short" if letters < 2 else None


def _may_stand(c: str) -> bool:
    return c in _ALLOWED or unicodedata.category(c)[0] in "LM"


_TONES = {"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}


def same_name_key(full_name: str) -> str:
    """Equal for one name in other capitals or with the tone mark on another letter (Thuý, Thúy); not for Hoa and Hòa, as folding is."""
    return " ".join(map(_word_key, clean(full_name).casefold().replace("’", "'").split()))


def _word_key(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(sorted(c for c in decomposed if c in _TONES))


def capitalised_name(name: str) -> str:
    """'ĐINH VĂN RÊ' → 'Đinh Văn Rê', "H'HEN NIÊ" → "H'Hen Niê"; a name that has small letters already is left as it was written."""
    if any(c.islower() for c in name) or not any(c.isalpha() for c in name):
        return name
    return "".join(c if not index or name[index - 1] in " '’-." else c.lower() for index, c in enumerate(name))
