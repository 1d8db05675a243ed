"""Reading of text from a camera, a wedge scanner or a keyboard: a pass, an identity card, or something else of a known kind.

Imports no Django; scanner/static/scanner/rules/reading.js is its twin, kept equal by tests/attendance/reading_vectors.json.
Of an identity card only the fields of `Reading` are kept: address, old number and other persons are dropped.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from attendance.passes.codes import ALPHABET, SHORT_ALPHABET, read_code, read_short_code
from vietnamese.names import problem_with_name
from vietnamese.text import clean, fold

Kind = Literal[
    "pass", "short", "card", "number", "pairing", "door", "health_card", "vneid", "wifi", "contact", "address", "other",
]  # fmt: skip
Warning_ = Literal["birth_date_unreadable", "birth_date_impossible", "sex_unreadable", "birth_year_differs", "sex_differs"]

LONGEST = 8000  # characters; a QR code holds 4,296 at most
DOOR_TOKEN_LENGTH = 16
PAIRING_LENGTH = 8
# Characters typed for | by another keyboard layout or without Shift; none of them occurs in a name or a date.
SEPARATORS = r"|\\¦｜│~*£#"

_EDGES = "\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff"
_AROUND = re.compile(rf"^[{_EDGES}]+|[{_EDGES}]+\Z")
_SCANNER_PREFIX = re.compile(r"^\][A-Za-z][0-9A-Za-z]")  # AIM identifier, ]Q1 for a QR code
_PAIRING = re.compile(rf"/SCAN/?#PAIR=([{SHORT_ALPHABET}\-]{{{PAIRING_LENGTH},{PAIRING_LENGTH + 1}}})\Z")
_DOOR = re.compile(rf"/D/[0-9]+/[{ALPHABET}]{{{DOOR_TOKEN_LENGTH}}}/?\Z")
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_CARD = re.compile(rf"[0-9]{{12}} *[{SEPARATORS}]")
_DATE = re.compile(r"(?:([0-9]{2})([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/|)([0-9]{4})\Z")
_WIFI = re.compile(r"wifi[:;]", re.IGNORECASE | re.ASCII)
_CONTACT = re.compile(r"(?:begin[:;]vcard|mecard[:;]|bizcard[:;]|tel[:;]|mailto[:;]|sms(?:to)?[:;]|matmsg[:;])", re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(
    r"(?:https?|ftp)[:;]//([^/?#\\\x00-\x20]+)|(www\.[^/?#\\\x00-\x20]+)|((?:[a-z0-9-]+\.)+[a-z]{2,})/", re.IGNORECASE | re.ASCII
)
_VNEID_HOST = re.compile(r"vneid|dancuquocgia")
_OPAQUE = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])(?!0002)[A-Za-z0-9+/=_.\-]{40,}\Z")  # 0002…: a payment code (EMVCo)
_GARBLED = re.compile(r"(^|/P/)([0-9A-ZÀ-Ỹ]{16,26})/?\Z")
# Keys of Telex that no input method converted: vowels doubled, đ as dd, a tone key at the end of a syllable.
_TELEX = re.compile(r"aa|ee|oo|dd|[aou]w|[aeiouy](?:ch|c|m|ng|nh|n|p|t)?[sfrxj](?![a-z])")
# Windows-1252 and 1258 (Vietnamese) where they are not Latin-1: how wedge scanners type the bytes of UTF-8.
_WINDOWS = dict(
    zip(
        "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸĂ\u0300Đ\u0309ƠƯ\u0303ă\u0301đ\u0323ơư₫",
        bytes.fromhex("8082838485868788898a8b8c8e9192939495969798999a9b9c9e9fc3ccd0d2d5dddee3ecf0f2f5fdfe"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is. `code`: of a pass (26), typed (6) or pairing (8), upper case. `host`: of an address. Further fields: of a card."""

    kind: Kind
    code: str | None = None
    host: str | None = None
    garbled: bool = False  # an input method was on while a scanner typed a pass: it cannot be read
    number: str | None = field(default=None, repr=False)
    full_name: str | None = field(default=None, repr=False)
    name_doubtful: bool = False
    birth_year: int | None = None
    birth_date: date | None = None  # None for those born in a year whose day nobody knows
    gender: Literal["M", "F"] | None = None
    warnings: tuple[Warning_, ...] = ()


def read(text: str) -> Reading:
    """Return what a text is, `other` where it is unknown. Never raises; the text itself is not kept."""
    text = _AROUND.sub("", _repair_utf8(text[:LONGEST]))
    text = unicodedata.normalize("NFC", _AROUND.sub("", _SCANNER_PREFIX.sub("", text)))
    if code := read_code(text):
        return Reading("pass", code=code)
    pairing = _PAIRING.search(text.upper())
    code = pairing.group(1).replace("-", "") if pairing else _without_spacing(text)
    if len(code) == PAIRING_LENGTH and set(code) <= set(SHORT_ALPHABET):
        return Reading("pairing", code=code)
    if _DOOR.search(re.split(r"[?#]", text.upper())[0]):
        return Reading("door")
    separator = _SEPARATOR.search(text)  # the first: a keyboard changes every | in the same way
    fields = [clean(part) for part in re.sub("[\r\n\ufeff]", "", text).split(separator.group() if separator else "|")]
    if _is_health_card(fields):
        return Reading("health_card")
    if _CARD.match(text):
        return _read_card(fields) or Reading("other")
    if code := read_short_code(text):
        return Reading("short", code=code)
    if re.fullmatch(r"[0-9]{12}", number := _without_spacing(text)):
        return Reading("number", number=number)
    return _read_other(text)


def _repair_utf8(text: str) -> str:
    """Return text whose UTF-8 was typed byte by byte in Windows-1252 as it was meant ('LÃª' → 'Lê'); any other text unchanged."""
    try:
        return bytes(_WINDOWS.get(character) or ord(character) for character in text).decode()
    except ValueError:
        return text


def _without_spacing(text: str) -> str:
    return re.sub(r"[\s\-.]", "", text).upper()


def _is_health_card(fields: list[str]) -> bool:
    """Return whether the fields are those of a health insurance card: number, name in hexadecimal UTF-8, birth, sex (1, 2), …"""
    if len(fields) < 4 or not re.fullmatch(r"[A-Za-z0-9]{10,15}", fields[0]) or not re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", fields[1]):
        return False
    try:
        bytes.fromhex(fields[1]).decode()
    except ValueError:
        return False
    return bool(_DATE.match(fields[2])) and fields[3] in ("1", "2")


def _read_card(fields: list[str]) -> Reading | None:
    """Return the reading of number | old number | name | birth | sex | address | issued | …, perhaps without the old number; else None."""
    if len(fields) < 6:
        return None
    lacks_old_number = bool(_DATE.match(fields[2])) and not re.fullmatch(r"[0-9]*", fields[1])
    number, (name, birth, sex) = fields[0], fields[1:4] if lacks_old_number else fields[2:5]
    gender: Literal["M", "F"] | None = None
    if fold(sex) == "nam":
        gender = "M"
    elif re.fullmatch(r"n(?:u.*|[^a-z]*)", fold(sex)):  # a wedge scanner often types Nữ without its second letter
        gender = "F"
    has_birth = bool(_DATE.match(birth))
    if not (has_birth and gender if len(fields) == 6 else has_birth or gender):
        return None
    year, day, birth_warnings = _read_birth(birth)
    # Digit 4 of the number: century and sex; digits 5 and 6: year of birth (TT 59/2021/TT-BCA Đ4). A contradiction never refuses a card.
    number_year, number_gender = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]), "MF"[int(number[3]) % 2]
    warnings = [*birth_warnings]
    if gender is None:
        warnings.append("sex_unreadable")
    if year not in (None, number_year):
        warnings.append("birth_year_differs")
    if gender not in (None, number_gender):
        warnings.append("sex_differs")
    return Reading(
        "card", number=number, full_name=name, name_doubtful=_is_doubtful(name), birth_year=year, birth_date=day, gender=gender,
        warnings=tuple(warnings),
    )  # fmt: skip


def _read_birth(field: str) -> tuple[int | None, date | None, tuple[Warning_, ...]]:
    match = _DATE.match(field)
    if not match or not 1900 <= int(match.group(5)) <= 2100:
        return None, None, ("birth_date_unreadable",)
    day, month, year = int(match.group(1) or match.group(3) or 0), int(match.group(2) or match.group(4) or 0), int(match.group(5))
    if not (day and month):
        return year, None, ()
    try:
        return year, date(year, month, day), ()
    except ValueError:
        return year, None, ("birth_date_impossible",)


def _is_doubtful(name: str) -> bool:
    """Return whether a wedge scanner may have spoilt the name: digits or symbols, no vowels, or keys of Telex."""
    folded = fold(name)
    words = [folded, *(word for word in folded.split() if len(word) > 1)]
    is_spoilt = not re.fullmatch("[a-z' .-]*", folded) or not all(re.search("[aeiouy]", word) for word in words)
    return problem_with_name(name) is not None or is_spoilt or (name.isascii() and bool(_TELEX.search(folded)))


def _read_other(text: str) -> Reading:
    garbled = _GARBLED.search(text.upper())
    if garbled and not garbled.group(2).isascii() and (garbled.group(1) or re.search("[2-7]", garbled.group(2))):
        return Reading("other", garbled=True)
    if _WIFI.match(text):
        return Reading("wifi")
    if _CONTACT.match(text):
        return Reading("contact")
    address = _ADDRESS.match(text)
    host = next(filter(None, address.groups())) if address else ""
    host = re.sub(r":[0-9]*\Z", "", host.rpartition("@")[2].lower())
    if text[:6].lower() == "vneid:" or (host and _VNEID_HOST.search(host)):
        return Reading("vneid")
    if host:
        return Reading("address", host=host)
    return Reading("vneid" if _OPAQUE.match(text) else "other")
