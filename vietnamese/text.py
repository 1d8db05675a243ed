"""Vietnamese text: cleaned on input, folded for search, keyed for sorting."""

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

MOST_QUERY_WORDS = 12  # no name has more, and each is a condition of its own in a database
MAX_FILE_NAME = 120  # characters, with which a path stays below what Windows takes

_COMMON_MARKS = re.compile("[\u0300-\u036f]+")  # all that Vietnamese has
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
# Letters of other languages that look like Đ and đ: the Icelandic eth, and the African letter with a hook or a stroke.
_D_WITH_STROKE = str.maketrans("ÐðƉɖ", "ĐđĐđ")


def clean(text: str) -> str:
    """Return the text in NFC, with single spaces, without invisible characters, with Đ (U+0110) for letters that look like it.

    For every text that is typed or uploaded.
    """
    spaced = " ".join(text.split())
    if not spaced.isprintable():
        visible = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
        spaced = " ".join(visible.split())
    return spaced if spaced.isascii() else " ".join(unicodedata.normalize("NFC", spaced.translate(_D_WITH_STROKE)).split())


def clean_lines(text: str) -> str:
    """Return the text with each line cleaned, without empty ones."""
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def uncapitalise(text: str) -> str:
    """Return the text as it stands within a sentence: 'nơi tổ chức' for 'Nơi tổ chức'."""
    return text[:1].lower() + text[1:]


def fold(text: str) -> str:
    """Return the text without accents and case, for search: 'son ha' for 'Sơn Hà' and for 'Sơn Hạ'."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("\x00", ""))  # PostgreSQL takes no NUL
    letters = _COMMON_MARKS.sub("", decomposed).translate(_D_WITH_STROKE).replace("đ", "d").translate(_APOSTROPHES)
    if not letters.isascii():  # marks of other scripts
        letters = "".join(c for c in letters if unicodedata.category(c)[0] != "M")
    return " ".join(letters.split())


def split_query(q: str) -> list[str]:
    """Return the words of what was typed into a search; of very many, the first."""
    return q.split()[:MOST_QUERY_WORDS]


def join_words(words: Iterable[str], *, conjunction: str = "và") -> str:
    """Return 'a', 'a và b' or 'a, b và c'; between parts that hold commas themselves '; ' stands instead of the comma."""
    parts = [word for word in words if word]
    if len(parts) < 2:
        return "".join(parts)
    separator = "; " if any("," in part for part in parts) else ", "
    return f"{separator.join(parts[:-1])} {conjunction} {parts[-1]}"


def to_file_name(text: str) -> str:
    """Return the text in the ASCII letters and digits that every file system takes, case kept: 'huyen-Ba-To' for 'huyện Ba Tơ'."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D_WITH_STROKE)).replace("đ", "d").replace("Đ", "D")
    return "-".join(re.findall(r"[A-Za-z0-9]+", "".join(c for c in decomposed if not unicodedata.combining(c))))


def clean_file_name(name: str) -> str:
    """Return the name under which a file was sent, without the folders that a browser or Windows put before it."""
    return clean(PurePosixPath(name.replace("\\", "/")).name)


def join_file_name(words: Iterable[str], extension: str) -> str:
    """Return 'danh-sach-lop-2026-Q3.xlsx' for ['danh sách lớp', '2026-Q3'], short enough for a path that Windows takes."""
    name = "-".join(filter(None, map(to_file_name, words)))
    return f"{name[:MAX_FILE_NAME].rstrip('-')}.{extension}"


# Sorted by the letters of all syllables, then by all tones, then by the text itself, as ICU's collation `vi` does.
# Keys hold only 0-9 and a-z, which Python, SQLite and PostgreSQL order alike under any collation.
_SYMBOLS = string.digits + string.ascii_lowercase
_END, _BETWEEN, _DIGIT, _LEVEL = "0", "1", "2", "1"  # end of a section, between syllables, any digit, no tone mark
_LETTERS = dict(zip("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", [*_SYMBOLS[3:35], "z0"], strict=True))
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}


def sort_key(text: str) -> str:
    """Return a key to store beside the text and to order by."""
    return _words_key(text) + _raw_key(text)


def name_sort_key(full_name: str) -> str:
    """Return a key like sort_key that orders by given name (the last word), then by family and middle names."""
    *other_names, given_name = full_name.split() or [""]
    return _words_key(given_name) + _words_key(" ".join(other_names)) + _raw_key(full_name)


def _words_key(text: str) -> str:
    codes = [_word_codes(word) for word in text.split()]
    tones = "".join(tones for _, tones in codes)
    # Dropping level tones at the end shortens the key and keeps the order: _END sorts before every tone.
    return _BETWEEN.join(letters for letters, _ in codes) + _END + tones.rstrip(_LEVEL) + _END


@lru_cache(maxsize=4096)
def _word_codes(word: str) -> tuple[str, str]:
    """Return codes of the letters and codes of their tones; a mark that forms no letter with the one before it is ignored."""
    letters: list[str] = []
    tones: list[str] = []
    for c in unicodedata.normalize("NFD", word.casefold()):
        if letters and c in _TONES:
            tones[-1] = _TONES[c]
        elif letters and c in _LETTER_MARKS:
            composed = unicodedata.normalize("NFC", letters[-1] + c)
            letters[-1] = composed if len(composed) == 1 else letters[-1]
        elif not unicodedata.combining(c):
            letters.append(c)
            tones.append(_LEVEL)
    codes = [_DIGIT if letter.isdigit() else _LETTERS.get(letter) or "z1" + _hexadecimal(ord(letter)) for letter in letters]
    return "".join(codes), "".join(tones)


def _raw_key(text: str) -> str:
    codes = []
    for point in map(ord, text):
        high, low = divmod(point, 36)
        codes.append(_SYMBOLS[high] + _SYMBOLS[low] if high < 35 else "z" + _hexadecimal(point))
    return "".join(codes)


def _hexadecimal(point: int) -> str:
    """Return a code of a length that keeps the order: 'g' sorts after every hexadecimal digit."""
    return f"{point:04x}" if point < 0x10000 else f"g{point:06x}"
