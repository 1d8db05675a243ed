"""Text in the encodings of before Unicode, as an old machine typed it."""

import unicodedata

_SMALL = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
_TCVN3 = dict(zip(_SMALL + "ĂÂĐÊÔƠƯ", "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ®¡¢§£¤¥¦", strict=True))
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_BREVE = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë", "": "ê"}
_VNI_HAT = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä", "": "â"}
_VNI_ALONE = dict(zip("đíìỉĩịỵ", "ñíìæóòî", strict=True))


def tcvn3(text: str) -> str:
    """As .VnTime stores it, seen through CP1252. It has no capital vowels with a tone: 'Ánh' is typed 'ánh'."""
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower()) or c for c in text)


def vni(text: str) -> str:
    """As VNI-Times stores it: the bare letter, then a letter for its marks."""
    return "".join(_vni_letter(c) for c in unicodedata.normalize("NFC", text))


def _vni_letter(letter: str) -> str:
    small = letter.lower()
    if small in _VNI_ALONE:
        return _as_in(letter, _VNI_ALONE[small])
    base, *marks = unicodedata.normalize("NFD", small)
    tone = next((m for m in marks if m in _VNI_TONES), "")
    if "\u0306" in marks:
        return _as_in(letter, base + _VNI_BREVE[tone])
    if "\u0302" in marks:
        return _as_in(letter, base + _VNI_HAT[tone])
    if "\u031b" in marks:
        base = {"o": "ô", "u": "ö"}[base]
    return _as_in(letter, base + _VNI_TONES.get(tone, ""))


def _as_in(letter: str, written: str) -> str:
    return written.upper() if letter.isupper() else written


def cp1258(text: str) -> bytes:
    """Windows' own Vietnamese code page keeps most tones apart from their letters."""
    return "".join(_apart(c) for c in unicodedata.normalize("NFC", text)).encode("cp1258")


def _apart(letter: str) -> str:
    try:
        letter.encode("cp1258")
        return letter
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tone = next(m for m in marks if m in _VNI_TONES)
        return unicodedata.normalize("NFC", marks.replace(tone, "")) + tone
