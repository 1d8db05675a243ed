"""Converts text in encodings older than Unicode, TCVN3 (fonts .VnTime …) and VNI (fonts VNI-Times …), read as Windows-1252.

Convert before `vietnamese.text.clean`, which drops the soft hyphen: it is TCVN3's letter ư.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Literal

# TCVN 5712:1993, third set. Capitals with a tone mark do not exist: they are small letters in a font that draws capitals (.VnTimeH).
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_FROM_TCVN3 = str.maketrans(_TCVN3)
_WITHOUT_CAPITAL = frozenset(_TCVN3.values()) - set("ăâêôơưđĂÂÊÔƠƯĐ")

# VNI-Windows: a letter and then its mark; ñ í ì æ ó ò î ô ö stand by themselves.
_VNI_ALONE = dict(zip("ñíìæóòîôö", "đíìỉĩịỵơư", strict=True))
_VNI_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ON_A_E_O = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_ON_A = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


_VNI_SMALL = (
    _VNI_ALONE
    | {base + mark: _composed(_VNI_ALONE.get(base, base) + tone) for base in "aeouyôö" for mark, tone in _VNI_MARKS.items()}
    | {base + mark: _composed(base + "\u0302" + tone) for base in "aeo" for mark, tone in _VNI_ON_A_E_O.items()}
    | {"a" + mark: _composed("a\u0306" + tone) for mark, tone in _VNI_ON_A.items()}
)
_VNI = (
    _VNI_SMALL
    | {written[0].upper() + written[1:]: letter.upper() for written, letter in _VNI_SMALL.items()}
    | {written.upper(): letter.upper() for written, letter in _VNI_SMALL.items()}
)
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str, is_capitals: bool = False) -> str:
    """Return 'Nguyễn Văn Nam' for 'NguyÔn V¨n Nam'. is_capitals: the font draws capitals (its name ends in H).

    A capital with a tone mark, which TCVN3 lacks, is restored where the text shows that it was meant: 'NGUYỄN' for 'NGUYÔN'.
    """
    converted = text.translate(_FROM_TCVN3)
    if is_capitals:
        return converted.upper()
    if not _WITHOUT_CAPITAL.intersection(converted):
        return converted
    words = re.split(r"(\s+)", converted)
    if any(map(_is_in_capitals, words)) and all(map(str.isupper, _letters_with_case(converted))):
        return converted.upper()
    words = [word.upper() if _is_in_capitals(word) else word for word in words]
    firsts = _letters_with_case("".join(word[:1] for word in words))
    return "".join(word[:1].upper() + word[1:] for word in words) if firsts and all(map(str.isupper, firsts)) else "".join(words)


def from_vni(text: str) -> str:
    """Return 'Đinh Thị Mẫu' for 'Ñinh Thò Maãu'."""
    return _VNI_LETTER.sub(lambda match: _VNI[match[0]], text)


def _is_in_capitals(word: str) -> bool:
    with_case = _letters_with_case(word)
    return len(with_case) > 1 and all(map(str.isupper, with_case))


def _letters_with_case(text: str) -> list[str]:
    """Return the letters whose case TCVN3 can show."""
    return [c for c in text if c.isalpha() and c not in _WITHOUT_CAPITAL]


# The syllables of Vietnamese without tones: a conversion has to yield them, and text that needs none consists of them.
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap "
    "oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt "
    "ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh "
    "uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y ych yêm yên yêng yêt yêu yn ynh yp yt yu"
)
_NEVER = re.compile("(?:c|ng)[eêiy]|g[eêy]|(?:k|gh|ngh)[^eêiy]|(?:b|m|p|ph|v)o[aăe]")  # orthography, and what no mouth says
_SYLLABLES = frozenset(word for word in map("".join, product(["", *_ONSETS.split()], _RHYMES.split())) if not _NEVER.match(word))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPPED = re.compile(r"(?:c|ch|p|t)$")  # these syllables bear the tones sắc and nặng only
_ONE_BEAT = re.compile(r"['bcdđfghjklmnpqrstvwxz]*[aăâeêioôơuưy]+['bcdđfghjklmnpqrstvwxz]*")  # also of Hrê, Xơ Đăng, Gia Rai: Brôl, Ngọk
_BETWEEN_WORDS = re.compile(r"[\x00-&(-@\[-`{-~\s]+")
# Letters that Windows-1252 lacks: where they stand, the text is Unicode.
_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300-\u036f]")
_ONLY_TCVN3 = re.compile("[A-Za-z][¡-¿×÷]|[¡-¿×÷][A-Za-z]")  # a sign beside a letter
_ONLY_VNI = re.compile("[aeo]â|aê", re.IGNORECASE)
_CAPITAL_INSIDE = re.compile("[a-z].*[À-ÖØ-Þ]|.[À-ÖØ-Þ].*[a-z]")  # 'CÈm', 'thÞ': no name is written so
_MOST_WORDS = 5_000  # different ones by which an encoding is judged
_NO_VIETNAMESE_LETTER = re.compile("[^a-zàáâãèéêìíòóôõùúý']")


def is_syllable(word: str) -> bool:
    """Return whether a word can be one syllable of Vietnamese, in any case, the tone mark on the letter of the old or the new rule."""
    base, tones = _split(word)
    return len(tones) <= 1 and base in _SYLLABLES and (not _STOPPED.search(base) or tones in ("\u0301", "\u0323"))


def has_unicode_letters(text: str) -> bool:
    """Return whether a text holds a letter that only Unicode has."""
    return bool(_UNICODE_ONLY.search(text))


def looks_like(texts: Iterable[str]) -> Literal["tcvn3", "vni", ""]:
    """Return the encoding of a whole column or sheet; at least three words have to show it.

    A word counts for an encoding when only its conversion is Vietnamese, or when it holds signs that only that encoding puts into words;
    against it, when even its conversion can be no syllable of any language of the country. Words with letters that only Unicode has
    count against both.
    """
    counts: Counter[str] = Counter()
    for word in words_beyond_ascii(texts):
        if word in counts or len(counts) < _MOST_WORDS:
            counts[word] += 1
    old = {word: times for word, times in counts.items() if not has_unicode_letters(word)}
    tcvn3, vni = _evidence(old, "tcvn3"), _evidence(old, "vni")
    evidence = max(tcvn3, vni)
    if evidence < 3 or (counts.total() - sum(old.values())) * 3 > evidence:
        return ""
    return "tcvn3" if tcvn3 > vni else "vni"


def words_beyond_ascii(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of two letters or more that are not plain ASCII; only they can show an encoding."""
    for text in texts:
        if not text.isascii():
            yield from (word for word in _BETWEEN_WORDS.split(_composed(text)) if len(word) > 1 and not word.isascii())


def _evidence(counts: dict[str, int], encoding: str) -> int:
    """Return how many words count for an encoding; 0 when a third as many count against it. `counts`: word → how often it stands."""
    votes = against = 0
    for word, times in counts.items():
        vote = _vote(word, encoding)
        votes += times * (vote > 0)
        against += times * (vote < 0)
    return votes if against * 3 <= votes else 0


@lru_cache(maxsize=16_384)
def _vote(word: str, encoding: str) -> int:
    """Return 1 for a word that counts for an encoding, -1 for one that counts against it, else 0."""
    converted = word.translate(_FROM_TCVN3) if encoding == "tcvn3" else from_vni(word)
    base, tones = _split(converted)
    if len(tones) > 1 or not _ONE_BEAT.fullmatch(base):
        return -1
    if (_ONLY_TCVN3 if encoding == "tcvn3" else _ONLY_VNI).search(word):
        return 1
    if not is_syllable(converted):
        return 0
    base, tones = _split(word)  # 'Lôc', a tone forgotten, is no text of another encoding
    is_written_so = not _NO_VIETNAMESE_LETTER.search(word.lower()) and not _CAPITAL_INSIDE.search(word)
    is_vietnamese_already = is_written_so and len(tones) <= 1 and base in _SYLLABLES
    return 0 if is_vietnamese_already else 1


def _split(word: str) -> tuple[str, str]:
    """Return a word in small letters without its tone marks, and the tone marks."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return _composed("".join(c for c in decomposed if c not in _TONES)), "".join(c for c in decomposed if c in _TONES)
