"""Names of persons: whether a text can be one, whether two are the same, capitals."""

import unicodedata
from functools import lru_cache

from vietnamese.text import clean, fold

_ALLOWED = " '’‘ʼ-."


def problem_with_name(name: str) -> str | None:
    """Return 'too_short', 'too_long' or 'not_a_name'; None for a name. Hrê, Gia Rai and Ê Đê names are names: A Brol, K'Tiếu, H'Hen Niê."""
    name = clean(name)
    if name.replace(" ", "").isalpha() and 2 < len(name) <= 100:  # nothing but letters: nearly every name
        return None
    letters = sum(map(str.isalpha, name))
    if len(name) > 100:
        return "too_long"
    if name and (not letters or name[0] in "=+-@" or not all(c in _ALLOWED or unicodedata.category(c)[0] in "LM" for c in name)):
        return "not_a_name"
    return "too_short" if letters < 2 else None


_TONES = {"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}


def same_name_key(full_name: str) -> str:
    """Return a key that is equal for names that differ in capitals or in the letter that bears the tone (Thuý, Thúy)."""
    return " ".join(map(_word_key, clean(full_name).casefold().replace("’", "'").split()))


@lru_cache(maxsize=4096)
def _word_key(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(sorted(c for c in decomposed if c in _TONES))


def capitalised_name(name: str) -> str:
    """Return 'Đinh Văn Rê' for 'ĐINH VĂN RÊ', "H'Hen Niê" for "H'HEN NIÊ"; a name with small letters as it is."""
    if any(c.islower() for c in name) or not any(c.isalpha() for c in name):
        return name
    return "".join(c if not index or name[index - 1] in " '’-." else c.lower() for index, c in enumerate(name))


# Family names and first words of Hrê, Co, Xơ Đăng, Gia Rai and Ê Đê names, folded, to tell a name from other words.
FAMILY_NAMES = frozenset(
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh truong lam doan trinh mai dao cao luong to ta chau quach "  # noqa: SIM905
    "tang ha kieu thai nong vi lo a y ro k h ksor rcom siu kpa nay rahlan bloong thach kim danh trieu lu mac phung luu ton dam than chu la "
    "vuong tu bach hua ong nghiem khuc cu che xieng".split()
)
MOST_WORDS = 6
_MIDDLE_NAMES_OF_MOST = {"van", "thi"}


def may_be_a_name(text: str) -> bool:
    """Return whether a text can be a person's name, though its first word may mean something else: 'Đoàn Thanh Việt', 'Ban Văn Chính'."""
    words = fold(text).split()
    return is_like_a_name(text) or (
        2 < len(words) < MOST_WORDS and words[1] in _MIDDLE_NAMES_OF_MOST and text[0].isupper() and problem_with_name(text) is None
    )


def is_like_a_name(text: str) -> bool:
    """Return whether a text reads as a person's name: 'Đinh Văn Rê', "K'Tiếu A", not 'Trưởng thôn'."""
    words = fold(text).split()
    return 1 < len(words) <= MOST_WORDS and words[0].partition("'")[0] in FAMILY_NAMES and problem_with_name(text) is None
