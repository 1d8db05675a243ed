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
