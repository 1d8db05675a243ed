"""How rosters write communes, districts, provinces and villages. Pure: imports no Django."""

import re
from collections.abc import Iterable

from imports.reading.cells.cell_text import folded
from vietnamese.text import clean, fold

_KINDS = {
    "xã": "xã", "x": "xã", "xa": "xã", "phường": "phường", "p": "phường", "phuong": "phường", "thị trấn": "thị trấn", "tt": "thị trấn", "thi tran": "thị trấn",
    "đặc khu": "đặc khu", "dac khu": "đặc khu",
}  # fmt: skip
COMMUNE_KIND = re.compile(r"\b(xã|phường|thị trấn|đặc khu|thi tran|dac khu|phuong|xa|tt|x|p)(?:\.\s*|\s+)(?=[^\W\d_])", re.IGNORECASE)
DISTRICT = re.compile(r"\b(?:huyện|h\.|thị xã|tx\.?|thành phố|tp\.?|quận|tỉnh|t\.)\s+.*$", re.IGNORECASE)
_DISTRICT_KIND = re.compile(r"^(?:huyện|quận|thị xã|thành phố|tx|tp|h|q)\b\.?\s*", re.IGNORECASE)
_PROVINCE_KIND = re.compile(r"^(?:tỉnh|thành phố|tinh|thanh pho|tp\.?|t\.)\s*", re.IGNORECASE)
_SAID_TO_BE_A_PROVINCE = re.compile(
    r"\b(?:tỉnh|tinh)\s+([^,;/\n()]+)|\b(?:thành phố|tp\.?)\s*(hà nội|hồ chí minh|hcm|đà nẵng|hải phòng|cần thơ|huế)\W*$", re.IGNORECASE
)
_SHORT_NAMES = {  # of provinces, and other names, as people write them, with letters alone
    "hcm": "hochiminh", "tphcm": "hochiminh", "saigon": "hochiminh", "hn": "hanoi", "thuathienhue": "hue", "brvt": "bariavungtau",
    "vungtau": "bariavungtau", "daclac": "daklak", "dacnong": "daknong",
}  # fmt: skip
_OFFICE = re.compile(
    r"^[\W_]*(?:đơn vị|địa phương|địa bàn|đảng ủy|đảng uỷ|hđnd|ubnd|uỷ ban nhân dân|ủy ban nhân dân|ubmttq(?:vn)?|ub mttq|mttq|hội \w+|đoàn \w+|công an|"
    r"trường .*?)\s*[-,:]?\s*(?=\b(?:xã|phường|thị trấn|đặc khu|tt|x|p)\b)",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"\b(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân|hđnd|đảng ủy|đảng uỷ)\s+(?=(?:xã|phường|thị trấn|đặc khu)\b)", re.IGNORECASE
)
_PLACE_OF_EVENT = re.compile(r"địa điểm|hội trường|nhà văn hóa|nhà văn hoá", re.IGNORECASE)
_AT = re.compile(r"\btại\b.*", re.IGNORECASE)
_VILLAGE = re.compile(r"^(?:thôn|làng|bản|buôn|plei|tổ|tdp|khu|xóm|kdc|khối (?=phố|\d)|thon|lang|to|nóc)\b", re.IGNORECASE)


def parse_commune(text: str) -> list[tuple[str, str]]:
    """Return (kind or "", name) in the order of likelihood: what follows a kind, then the whole, then its parts from the smallest on."""
    readings: list[tuple[str, str]] = []
    whole = _OFFICE.sub("", text)
    parts = split_address(whole)
    for part in parts:
        for match in COMMUNE_KIND.finditer(part):
            readings.append((_KINDS[match.group(1).casefold()], _without_district(part[match.end() :])))
    readings.append(("", _without_district(whole.strip(" .:"))))
    readings += [("", _without_district(part)) for part in parts if not _VILLAGE.match(part)]
    return [(kind, name) for kind, name in dict.fromkeys(readings) if name] or [("", whole)]


def split_address(text: str) -> list[str]:
    return [part.strip(" .:") for part in re.split(r"[,;/\n(]|\s[-–]\s", text) if part.strip(" .:)")]


def _without_district(text: str) -> str:
    return clean(DISTRICT.sub("", text).strip(" .,:-–()")) or clean(text)


def without_district_kind(district: str) -> str:
    return _DISTRICT_KIND.sub("", district)


def join_address(commune: str, *, district: str, province: str) -> str:
    """Return the text of the commune or the address, with district and province behind it where they have columns of their own: they tell
    which of two communes of one name is meant."""
    district, province = without_district_kind(district), _PROVINCE_KIND.sub("", province)
    if commune and district and folded(district) not in folded(commune):
        commune = f"{commune}, huyện {district}"
    if not province:
        return commune
    _smaller, comma, largest = folded(commune).rpartition(",")
    return commune if comma and folded(province) in largest else ", ".join(filter(None, (commune, f"tỉnh {province}")))


def find_said_province(text: str) -> str:
    """Return what follows 'tỉnh', up to the next part of the address, or the city at its end that is a province; "" where nothing is said to
    be one."""
    match = _SAID_TO_BE_A_PROVINCE.search(text)
    return match[1] or match[2] if match else ""


def names_province_alone(text: str) -> bool:
    """Return whether it is 'tỉnh Quảng Ngãi', and nothing smaller."""
    return bool(re.fullmatch(r"(?:tỉnh|tinh)\s+[^,;/\n()]+", text.strip(), re.IGNORECASE))


def province_key(name: str) -> str:
    """Return the letters alone of a province's name, without accents and kind, the same for a short name: 'TP.HCM' → 'hochiminh'."""
    letters = re.sub(r"[^a-z0-9]", "", fold(_PROVINCE_KIND.sub("", name.strip())))
    return _SHORT_NAMES.get(letters, letters)


def find_names_in_title(lines: Iterable[str]) -> list[list[str]]:
    """Return the texts that follow 'xã', 'phường' … in the lines above a table: those of the letterhead, then those of every line.

    'UBND XÃ BA VÌ' in the letterhead comes before 'xã Ba Xa' in a title; what is held 'tại thị trấn Ba Tơ' is held there, nobody lives
    there for that.
    """
    lines = [line for line in lines if not _PLACE_OF_EVENT.search(line)]
    letterhead = [line[match.end() :] for line in lines if (match := _LETTERHEAD.match(line))]
    without_place = [_AT.sub("", line) for line in lines]
    return [
        [line[match.end() :] for line in candidates for match in COMMUNE_KIND.finditer(line)] for candidates in (letterhead, without_place)
    ]


def mentions_commune(text: str) -> bool:
    """Return whether it says 'xã', 'phường', 'thị trấn' or the like before a name."""
    return bool(COMMUNE_KIND.search(text))


def is_village(text: str) -> bool:
    return bool(_VILLAGE.match(text)) and not mentions_commune(text)
