"""What became of each unit, and what each unit covers through time. Pure: ids in, ids out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

Covers = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Place:
    id: int
    code: str
    level: str  # province, district, commune
    parent: int | None


@dataclass(frozen=True)
class Step:
    old: int
    new: int
    is_default: bool


@dataclass(frozen=True)
class Derived:
    """What Unit stores beside the facts."""

    current_commune: int | None
    former_district: int | None
    former_province: int | None
    spans_districts: bool


class Lineage:
    def __init__(self, places: Iterable[Place], steps: Iterable[Step]):
        self.places: Mapping[int, Place] = {place.id: place for place in places}
        self._holding = {place.parent for place in self.places.values()}
        self._incoming: dict[int, list[Step]] = defaultdict(list)
        self._default: dict[int, int] = {}
        for step in steps:
            self._incoming[step.new].append(step)
            if step.is_default:
                self._default[step.old] = step.new
        self.former_districts = cache(self._former_districts)

    def derive(self, unit: int) -> Derived:
        """Return the derived columns of a unit."""
        districts = self.former_districts(unit)
        successor = unit
        while successor in self._default:
            successor = self._default[successor]
        return Derived(
            current_commune=successor if self._is_small(unit) else None,
            former_district=districts[0] if districts else None,
            former_province=self.places[districts[0]].parent if districts else self._former_province(unit),
            spans_districts=len(districts) > 1,
        )

    def covers(self) -> Covers:
        """Return (ancestor, unit) → 'now', 'past' or 'future', as places.models.Cover explains."""
        below = defaultdict(list)
        for unit in self.places:
            for ancestor in self.line(unit):
                below[ancestor].append(unit)
        covers: Covers = {(ancestor, unit): "now" for ancestor, units in below.items() for unit in units}
        for ancestor, units in below.items():
            origins: set[int] = set()  # all that became, over any number of steps, part of these units
            pending = list(units)
            while pending:
                new = {step.old for step in self._origins(pending.pop())} - origins
                origins |= new
                pending += new
            for origin in origins:
                for unit in below[origin]:
                    covers.setdefault((ancestor, unit), "past")
        for unit in self.places:
            derived = self.derive(unit)
            for former in filter(None, (derived.former_district, derived.former_province)):
                covers.setdefault((former, unit), "future")
        return covers

    def line(self, unit: int) -> list[int]:
        """Return the unit's ancestors from the top, and itself."""
        line = [unit]
        while parent := self.places[line[0]].parent:
            line.insert(0, parent)
        return line

    def _is_small(self, unit: int) -> bool:
        """Return whether a unit is a commune, or a district without communes like Lý Sơn: it can become part of one commune."""
        return self.places[unit].level == "commune" or (self.places[unit].level == "district" and unit not in self._holding)

    def _origins(self, unit: int) -> list[Step]:
        """Return the steps into this unit, without those of districts of which only some communes became part of it."""
        level = self.places[unit].level
        return [step for step in self._incoming[unit] if self.places[step.old].level == level or self._is_small(step.old)]

    def _former_districts(self, unit: int) -> list[int]:
        """Return the district of most of the unit's parts first; ties by the part whose code it has, then by code."""
        place = self.places[unit]
        if place.level == "district":
            return [unit]
        if place.level == "province":
            return []
        if place.parent and self.places[place.parent].level == "district":
            return [place.parent]
        votes: Counter[int] = Counter()
        gave_code = set()
        for step in self._origins(unit):
            district = self.former_districts(step.old)[0]
            votes[district] += step.is_default
            if self.places[step.old].code == place.code:
                gave_code.add(district)
        return sorted(votes, key=lambda district: (-votes[district], district not in gave_code, self.places[district].code))

    def _former_province(self, unit: int) -> int | None:
        origins = self._origins(unit)
        if not origins:
            return unit if unit in self._default else None
        return self._former_province(origins[0].old) if len(origins) == 1 else None
