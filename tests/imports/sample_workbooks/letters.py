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
    typed = []
    for letter in unicodedata.normalize("NFC", text):
        base, *marks = unicodedata.normalize("NFD", letter.lower())
        tone = next((mark for mark in marks if mark in _VNI_TONES), "")
        if letter.lower() in _VNI_ALONE:
            written = _VNI_ALONE[letter.lower()]
        elif "\u0306" in marks:
            written = base + _VNI_BREVE[tone]
        elif "\u0302" in marks:
            written = base + _VNI_HAT[tone]
        else:
            horned = {"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base
            written = horned + _VNI_TONES.get(tone, "")
        typed.append(written.upper() if letter.isupper() else written)
    return "".join(typed)


def cp1258(text: str) -> bytes:
    """Windows' own Vietnamese code page keeps most tones apart from their letters."""
    encoded = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            encoded += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in _VNI_TONES)
            encoded += (unicodedata.normalize("NFC", marks.replace(tone, "")) + tone).encode("cp1258")
    return encoded
