"""Find the unit that a roster means by 'xã Ba Tiêu', 'TT Ba Tơ' or 'Thôn Làng Rêu, Ba Vì', in the activity's place and on its date."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from imports.planning.places.other_provinces import OtherProvinces
from imports.planning.places.unit_holders import UnitHolders
from imports.reading.cells.commune_text import (
    COMMUNE_KIND,
    DISTRICT,
    find_names_in_title,
    is_village,
    names_province_alone,
    parse_commune,
    split_address,
)
from places.models import Cover, Unit
from vietnamese.text import clean, fold

_LONGEST_NAME = 4  # words: Đặng Thùy Trâm, Trương Quang Trọng
# Comparing a misspelt name with every commune takes milliseconds: for so many different ones, none longer, a name is suggested.
_MOST_SUGGESTIONS, _LONGEST_SUGGESTED = 200, 40
_SPELLINGS = (("dac", "dak"), ("ngok", "ngoc"), ("blo", "plo"), ("kroong", "krong"))


@dataclass(frozen=True, slots=True)
class CommuneMatch:
    """`unit` None with code "": nothing was said. `note` is a word for a warning: renamed, outside_district, without_accents, village_only,
    district_only, other_province."""

    unit: Unit | None = None
    code: str = ""  # unknown_commune, ambiguous_commune
    note: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    province: Unit | None = None  # another one than the activity's, of today


NO_COMMUNE = CommuneMatch()


class CommuneFinder:
    """The communes around one place on a day, today's and former ones, loaded once."""

    def __init__(self, place: Unit, day: date) -> None:
        self.day = day
        self._cache: dict[str, CommuneMatch] = {}
        self._suggestions: dict[str, str] = {}
        province = place.province
        self.holders = UnitHolders(self.day)
        self.other_provinces = OtherProvinces(province, self.holders)
        units = Unit.objects.filter(pk__in=Cover.objects.filter(ancestor=province).values("unit"))
        communes = units.filter(current_commune__isnull=False).load_with_shared_parents()
        # Of the units that it covers, which an index finds; by the path alone every unit of the country would be read.
        districts = units.filter(path__startswith=province.path, level=Unit.Level.DISTRICT)
        self.districts = {fold(district.name): district for district in districts}
        for unit in communes:
            if (district := unit.former_district) and fold(district.name) not in self.districts:
                self.districts[fold(district.name)] = district
        # The district in which the activity is at home while there were districts, else its province.
        home = place.district_on(day) if place.level == Unit.Level.COMMUNE else place
        home = home or province
        self.tiers = [_NameIndex(), _NameIndex(), _NameIndex()]  # at home on the day, elsewhere in the province, of another time
        for unit in communes:
            tier = 2 if not unit.is_valid_on(self.day) else 0 if unit.path.startswith(home.path) else 1
            self.tiers[tier].add(unit)

    def find(self, written: str) -> CommuneMatch:
        if written not in self._cache:
            text = clean(written)
            match = self._search(text)
            if elsewhere := self.other_provinces.find(text, ends_in_own_place=self._ends_in_own_place):
                unit, province = elsewhere
                match = CommuneMatch(unit, note="other_province", params={"value": text, "unit": unit.full_name}, province=province)
            self._cache[written] = match
        return self._cache[written]

    def _ends_in_own_place(self, text: str) -> bool:
        """Return whether an address ends in a place of the own province: 'thôn Tuyết Diêm, Bình Thuận'. What stands behind a commune or a
        district is larger, and no such place."""
        *smaller, largest = split_address(text) or [text]
        if any(COMMUNE_KIND.search(part) or DISTRICT.match(part) for part in smaller):
            return False
        match = self._search(largest)
        return match.unit is not None and match.note in ("", "renamed")

    def find_in_title(self, lines: Iterable[str]) -> Unit | None:
        """Return the one commune that the lines above a table name."""
        for texts in find_names_in_title(lines):
            units = set()
            for words in (text.split()[:_LONGEST_NAME] for text in texts):  # 'BA VÌ THAM DỰ LỚP TẬP HUẤN': Ba Vì
                names = [" ".join(words[:length]).strip(" .,:;()-–") for length in range(len(words), 0, -1)]
                units_named = next(filter(None, (self.tiers[0].get("lowered", name) for name in names)), [])
                if len(units_named) == 1:
                    units.add(units_named[0])
            if units:
                return units.pop() if len(units) == 1 else None
        return None

    def find_by_name(self, name: str) -> Unit | None:
        """Return the commune after which a sheet is called, by its name alone and exactly."""
        text = clean(name)
        units = self.tiers[0].get("lowered", COMMUNE_KIND.sub("", text) if COMMUNE_KIND.match(text) else text)
        return units[0] if len(units) == 1 else None

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the neighbourhood, in lower case."""
        return frozenset(self.tiers[0].units["lowered"]) | frozenset(self.tiers[2].units["lowered"])

    def suggest(self, written: str) -> str:
        """Return names of the neighbourhood that may be meant; empty when none is near."""
        name = fold(parse_commune(clean(written))[0][1])
        if name not in self._suggestions:
            if len(name) > _LONGEST_SUGGESTED or len(self._suggestions) >= _MOST_SUGGESTIONS:
                return ""
            units = self.tiers[1].units["folded"] | self.tiers[0].units["folded"]
            near = get_close_matches(name, units, n=3, cutoff=0.75)
            self._suggestions[name] = ", ".join(sorted({units[key][0].name for key in near}))
        return self._suggestions[name]

    def _search(self, text: str) -> CommuneMatch:
        if not text or names_province_alone(text):
            return NO_COMMUNE
        district = self.find_district(text)
        for kind, name in parse_commune(text):
            if match := (self._match_name(kind, name, district) if district else None) or self._match_name(kind, name):
                return match
        if district is not None and DISTRICT.match(text):  # 'Huyện Ba Tơ', where the district's own people live
            if district.is_valid_on(self.day):
                return CommuneMatch(district, note="district_only", params={"value": text})
            # Once it was abolished, its one successor or the activity's place.
            successors = self.holders.find(district) if district.current_commune_id else []
            if successors:
                return CommuneMatch(successors[0], note="renamed", params={"value": text, "unit": successors[0].full_name})
            return CommuneMatch(note="district_only", params={"value": text})
        if is_village(text):
            return CommuneMatch(note="village_only", params={"value": text})
        return CommuneMatch(code="unknown_commune", params={"value": text})

    def find_district(self, text: str) -> Unit | None:
        """Return the district of '…, huyện Trà Bồng' or of a last part that is a district's name: which of two communes is meant."""
        if (match := DISTRICT.search(text)) and not names_province_alone(match.group(0)):
            words = fold(re.split(r"[,;(]", match.group(0))[0]).split()
            return next((self.districts[name] for n in (1, 2) if (name := " ".join(words[n:])) in self.districts), None)
        parts = split_address(text)
        return next((self.districts[fold(part)] for part in reversed(parts[1:]) if fold(part) in self.districts), None)

    def _match_name(self, kind: str, name: str, district: Unit | None = None) -> CommuneMatch | None:
        """Match exact accents anywhere before lost accents at home: 'Sơn Hạ' is never read as Sơn Hà. `district`: only what lies or lay
        there."""
        is_former_district = district is not None and not district.is_valid_on(self.day)
        for ways in (_EXACT_FORMER if is_former_district else _EXACT, _INEXACT):
            for needs_kind in (True, False) if kind else (False,):  # a phường that is none today is the old one
                for way, tier in ways:
                    units = self.tiers[tier].get(way, name)
                    if needs_kind:
                        units = [unit for unit in units if unit.kind == kind]
                    if district:
                        units = [unit for unit in units if unit.former_district_id == district.pk]
                    if units:
                        return self._match_one_of(units, tier, way, f"{kind} {name}".strip())
        return None

    def _match_one_of(self, units: list[Unit], tier: int, way: str, written: str) -> CommuneMatch:
        """Return the one unit that is meant and what is to be said of it, or that several may be meant."""
        if tier == 2:
            successors: dict[int, Unit] = {}
            for former in units:
                communes = [unit for unit in self.holders.find(former) if unit.current_commune_id]
                # Of a commune that was split, the part where it is counted: the default successor comes first.
                was_split = former.valid_to and former.valid_to < self.day
                successors |= {unit.pk: unit for unit in (communes[:1] if was_split else communes)}
            units = list(successors.values())
        if len(units) != 1:
            names = "; ".join(unit.full_name for unit in units)
            return CommuneMatch(code="ambiguous_commune", params={"value": written, "names": names})
        unit = units[0]
        is_former_name = tier == 2 and not written.casefold().endswith(unit.lowered)
        has_accents = fold(written) != written.casefold()
        is_other_kind = written.partition(" ")[0] in ("xã", "phường", "thị", "đặc") and not written.startswith(unit.kind)
        if is_former_name:
            note = "renamed"
        elif tier == 1:
            note = "outside_district"
        elif way == "folded" and has_accents:
            note = "without_accents"
        else:
            note = "renamed" if is_other_kind else ""  # today's xã Ba Tơ for the thị trấn that it was
        return CommuneMatch(unit, note=note, params={"value": written, "unit": unit.full_name})


_WAYS = ("lowered", "joined", "folded", "spelling")
# Exact today, exact of another time, then what only lost its accents: 'Sơn Tinh' was a commune and is no Sơn Tịnh without accents.
_EXACT = tuple((way, tier) for tier in (0, 1, 2) for way in ("lowered", "joined"))
# Who names an abolished district names its communes.
_EXACT_FORMER = tuple((way, tier) for tier in (2, 0, 1) for way in ("lowered", "joined"))
_INEXACT = tuple((way, tier) for tier in (0, 1, 2) for way in ("folded", "spelling"))


class _NameIndex:
    """Units by their names, each spelt in several ways."""

    def __init__(self) -> None:
        self.units: dict[str, dict[str, list[Unit]]] = {way: defaultdict(list) for way in _WAYS}

    def add(self, unit: Unit) -> None:
        for way in self.units:
            self.units[way][_spell_unit(way, unit.name)].append(unit)

    def get(self, way: str, name: str) -> list[Unit]:
        return self.units[way].get(_spell(way, name), [])


def _spell(way: str, name: str) -> str:
    if way == "lowered":
        return name.casefold().replace("’", "'")
    if way == "joined":
        return "".join(c for c in name.casefold() if c.isalnum())
    if way == "folded":
        return fold(name)
    letters = re.sub(r"[^a-z0-9]", "", fold(name))
    for spelling, official in _SPELLINGS:
        letters = letters.replace(spelling, official)
    return letters


_spell_unit = lru_cache(maxsize=8192)(_spell)  # names of units alone: what stands in files is long, and about people
