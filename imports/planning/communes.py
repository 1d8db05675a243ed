"""Which unit a roster means by 'xã Ba Tiêu', 'TT Ba Tơ' or 'Thôn Làng Rêu, Ba Vì': looked for in the activity's place and on its date."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from activities.models import Activity
from places.models import Cover, Unit
from vietnamese.text import clean, fold

_KINDS = {
    "xã": "xã", "x": "xã", "xa": "xã", "phường": "phường", "p": "phường", "phuong": "phường", "thị trấn": "thị trấn", "tt": "thị trấn", "thi tran": "thị trấn",
    "đặc khu": "đặc khu", "dac khu": "đặc khu",
}  # fmt: skip
_KIND = re.compile(r"\b(xã|phường|thị trấn|đặc khu|thi tran|dac khu|phuong|xa|tt|x|p)(?:\.\s*|\s+)(?=[^\W\d_])", re.IGNORECASE)
_DISTRICT = re.compile(r"\b(?:huyện|h\.|thị xã|tx\.?|thành phố|tp\.?|quận|tỉnh|t\.)\s+.*$", re.IGNORECASE)
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
_LONGEST_NAME = 4  # words: Đặng Thùy Trâm, Trương Quang Trọng
_SPELLINGS = (("dac", "dak"), ("ngok", "ngoc"), ("blo", "plo"), ("kroong", "krong"))


@dataclass(frozen=True, slots=True)
class Found:
    """`unit` None with code "": nothing was said. `note` is a word for a warning: renamed, outside, without_accents, village_only."""

    unit: Unit | None = None
    code: str = ""  # unknown_commune, ambiguous_commune
    note: str = ""
    params: dict[str, Any] = field(default_factory=dict)


NOWHERE = Found()


class Communes:
    """The communes around one activity, today's and former ones, loaded once."""

    def __init__(self, activity: Activity) -> None:
        self.activity, self.day = activity, activity.starts_on
        self._known: dict[str, Found] = {}
        own, province = activity.unit, _province_of(activity.unit)
        units = Unit.objects.filter(pk__in=Cover.objects.filter(ancestor=province).values("unit"))
        units = units.filter(current_commune__isnull=False).with_names().select_related("former_district")
        self.districts = {fold(unit.name): unit for unit in Unit.objects.filter(path__startswith=province.path, level=Unit.Level.DISTRICT)}
        for unit in units:
            if (district := unit.former_district) and fold(district.name) not in self.districts:
                self.districts[fold(district.name)] = district
        here = _around(own, self.day)
        self.tiers: list[_Names] = [_Names(), _Names(), _Names()]  # here on the day, elsewhere in the province, of another time
        for unit in units:
            is_valid = unit.is_valid_on(self.day)
            self.tiers[2 if not is_valid else 0 if here(unit) else 1].add(unit)

    def find(self, written: str) -> Found:
        if written not in self._known:
            self._known[written] = self._found(clean(written))
        return self._known[written]

    def named_in(self, lines: Iterable[str]) -> Unit | None:
        """The one commune that the lines above a table name: 'UBND XÃ BA VÌ' in the letterhead before 'xã Ba Xa' in a title; what is held
        'tại thị trấn Ba Tơ' is held there, nobody lives there for that."""
        lines = list(lines)
        lines = [line for line in lines if not _PLACE_OF_EVENT.search(line)]
        letterhead = [line[mark.end() :] for line in lines if (mark := _LETTERHEAD.match(line))]
        for some in (letterhead, [_AT.sub("", line) for line in lines]):
            found = {unit for line in some for mark in _KIND.finditer(line) if (unit := self._at_start(line[mark.end() :]))}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def called(self, name: str) -> Unit | None:
        """By its name alone and exactly, as a sheet is called after it."""
        text = clean(name)
        found = self.tiers[0].get("lowered", _KIND.sub("", text) if _KIND.match(text) else text)
        return found[0] if len(found) == 1 else None

    @property
    def names(self) -> frozenset[str]:
        """Names of the neighbourhood, in lower case."""
        return frozenset(self.tiers[0].by["lowered"]) | frozenset(self.tiers[2].by["lowered"])

    def _at_start(self, text: str) -> Unit | None:
        """'BA VÌ THAM DỰ LỚP TẬP HUẤN' → Ba Vì."""
        words = text.split()[:_LONGEST_NAME]
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length]).strip(" .,:;()-–")
            if units := self.tiers[0].get("lowered", name):
                return units[0] if len(units) == 1 else None
        return None

    def near(self, written: str) -> str:
        """Names of the neighbourhood that may be meant, to suggest; empty when none is near."""
        wanted = fold(_readings(clean(written))[0][1])
        names = self.tiers[1].by["folded"] | self.tiers[0].by["folded"]
        return ", ".join(sorted({names[key][0].name for key in get_close_matches(wanted, names, n=3, cutoff=0.75)}))

    def _found(self, text: str) -> Found:
        if not text:
            return NOWHERE
        district = self._district_in(text)
        for kind, name in _readings(text):
            if hit := (self._named(kind, name, district) if district else None) or self._named(kind, name):
                return hit
        if (hit := self._district_itself(text)) is not None:
            return hit
        if _VILLAGE.match(text) and not _KIND.search(text):
            return Found(note="village_only", params={"value": text})
        return Found(code="unknown_commune", params={"value": text})

    def _district_itself(self, text: str) -> Found | None:
        """'Huyện Ba Tơ': where the district's own people live; once it was abolished, its one successor or the activity's place."""
        said = _DISTRICT.match(text)
        district = self._district_in(text) if said else None
        if district is None:
            return None
        if district.is_valid_on(self.day):
            return Found(district, note="district_only", params={"value": text})
        others = district.holders_on(self.day) if district.current_commune_id else []
        return (
            Found(others[0], note="renamed", params={"value": text, "unit": others[0].full_name})
            if others
            else Found(note="district_only", params={"value": text})
        )

    def _district_in(self, text: str) -> Unit | None:
        """'…, huyện Trà Bồng' or a last part that is a district's name: which of two communes of one name is meant."""
        if said := _DISTRICT.search(text):
            words = fold(re.split(r"[,;(]", said.group(0))[0]).split()
            return next((self.districts[name] for n in (1, 2) if (name := " ".join(words[n:])) in self.districts), None)
        pieces = _pieces(text)
        return next((self.districts[fold(piece)] for piece in reversed(pieces[1:]) if fold(piece) in self.districts), None)

    def _named(self, kind: str, name: str, district: Unit | None = None) -> Found | None:
        """Exact accents anywhere before lost accents here: 'Sơn Hạ' is never read as Sơn Hà. `district`: only what lies or lay there."""
        is_of_old = district is not None and not district.is_valid_on(self.day)
        for ways in (_EXACT_OLD if is_of_old else _EXACT, _INEXACT):
            for needs_kind in (True, False) if kind else (False,):  # a phường that is none today is the old one
                for way, tier in ways:
                    units = self.tiers[tier].get(way, name)
                    if needs_kind:
                        units = [unit for unit in units if unit.kind == kind]
                    if district:
                        units = [unit for unit in units if unit.former_district_id == district.pk]
                    if units:
                        return self._one_of(units, tier, way, f"{kind} {name}".strip())
        return None

    def _one_of(self, units: list[Unit], tier: int, way: str, written: str) -> Found:
        if tier == 2:
            units = list({unit.pk: unit for old in units for unit in self._standing(old)}.values())
        if len(units) != 1:
            return Found(code="ambiguous_commune", params={"value": written, "names": "; ".join(unit.full_name for unit in units)})
        note = "renamed" if tier == 2 and not written.casefold().endswith(units[0].lowered) else ("", "outside_district", "")[tier]
        note = note or ("without_accents" if way == "folded" and _has_accents(written) else "")
        if not note and written.partition(" ")[0] in ("xã", "phường", "thị", "đặc") and not written.startswith(units[0].kind):
            note = "renamed"  # today's xã Ba Tơ for the thị trấn that it was
        return Found(units[0], note=note, params={"value": written, "unit": units[0].full_name})

    def _standing(self, old: Unit) -> list[Unit]:
        """Of a commune that was split the part where it is counted: the default successor comes first."""
        here = [unit for unit in old.holders_on(self.day) if unit.current_commune_id]
        return here[:1] if old.valid_to and old.valid_to < self.day else here


_WAYS = ("lowered", "joined", "folded", "spelling")
# Exact today, exact of another time, then what only lost its accents: 'Sơn Tinh' was a commune and is no Sơn Tịnh without accents.
_EXACT = tuple((way, tier) for tier in (0, 1, 2) for way in ("lowered", "joined"))
_EXACT_OLD = tuple((way, tier) for tier in (2, 0, 1) for way in ("lowered", "joined"))  # who names an abolished district names its communes
_INEXACT = tuple((way, tier) for tier in (0, 1, 2) for way in ("folded", "spelling"))


class _Names:
    def __init__(self) -> None:
        self.by: dict[str, dict[str, list[Unit]]] = {way: defaultdict(list) for way in _WAYS}

    def add(self, unit: Unit) -> None:
        for way in self.by:
            self.by[way][_as(way, unit.name)].append(unit)

    def get(self, way: str, name: str) -> list[Unit]:
        return self.by[way].get(_as(way, name), [])


def _as(way: str, name: str) -> str:
    if way == "lowered":
        return name.casefold().replace("’", "'")
    if way == "joined":
        return "".join(c for c in name.casefold() if c.isalnum())
    if way == "folded":
        return fold(name)
    letters = re.sub(r"[^a-z0-9]", "", fold(name))
    for written, meant in _SPELLINGS:
        letters = letters.replace(written, meant)
    return letters


def _readings(text: str) -> list[tuple[str, str]]:
    """(kind or "", name) in the order of likelihood: what follows a kind, then the whole, then its parts from the smallest on."""
    found: list[tuple[str, str]] = []
    whole = _OFFICE.sub("", text)
    pieces = _pieces(whole)
    for piece in pieces:
        for mark in _KIND.finditer(piece):
            found.append((_KINDS[mark.group(1).casefold()], _without_district(piece[mark.end() :])))
    found += [("", _without_district(whole.strip(" .:")))]
    found += [("", _without_district(piece)) for piece in pieces if not _VILLAGE.match(piece)]
    return [(kind, name) for kind, name in dict.fromkeys(found) if name] or [("", whole)]


def _pieces(text: str) -> list[str]:
    return [piece.strip(" .:") for piece in re.split(r"[,;/\n(]|\s[-–]\s", text) if piece.strip(" .:)")]


def _without_district(text: str) -> str:
    return clean(_DISTRICT.sub("", text).strip(" .,:-–()")) or clean(text)


def _has_accents(text: str) -> bool:
    return fold(text) != text.casefold()


def _province_of(unit: Unit) -> Unit:
    while unit.parent:
        unit = unit.parent
    return unit


def _around(own: Unit, day: Any) -> Any:
    """Whether a unit lies where the activity is at home: its district while there were districts, else its province."""
    home = own.district_on(day) if own.level == Unit.Level.COMMUNE else own
    home = home or _province_of(own)
    return lambda unit: unit.path.startswith(home.path)


def speaks_of_commune(text: str) -> bool:
    """Says 'xã', 'phường', 'thị trấn' or the like before a name."""
    return bool(_KIND.search(text))


def is_village(text: str) -> bool:
    return bool(_VILLAGE.match(text)) and not speaks_of_commune(text)
