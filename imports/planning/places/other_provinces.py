"""Find where somebody lives whose address names another province than the activity's: 'Phường An Phú, TP Thuận An, tỉnh Bình Dương'."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Q

from imports.planning.places.unit_holders import UnitHolders
from imports.reading.cells.commune_text import (
    DISTRICT,
    find_said_province,
    parse_commune,
    province_key,
    split_address,
    without_district_kind,
)
from places.models import Cover, Unit
from vietnamese.text import fold


class OtherProvinces:
    """The provinces of today and of before that the activity's own province has nothing to do with; their communes are loaded when one is
    named."""

    def __init__(self, own_province: Unit, holders: UnitHolders) -> None:
        covered, covering = Cover.objects.filter(ancestor=own_province), Cover.objects.filter(unit=own_province)
        self.holders = holders
        self.provinces: dict[str, list[Unit]] = defaultdict(list)
        for province in Unit.objects.filter(level=Unit.Level.PROVINCE, parent=None).exclude(
            Q(pk__in=covered.values("unit")) | Q(pk__in=covering.values("ancestor"))
        ):
            self.provinces[province_key(province.name)].append(province)
        self._communes: dict[int, dict[str, list[Unit]]] = {}

    def find(self, text: str, *, ends_in_own_place: Callable[[str], bool]) -> tuple[Unit, Unit] | None:
        """Return (where the person lives, today's province of it); None when no other province is named.

        `ends_in_own_place` returns whether the last part names a place of the own province, too, so that without 'tỉnh' it proves
        nothing. The place is the commune where the address names one of that province, else the province.
        """
        named = self._find_province(text, ends_in_own_place)
        if named is None:
            return None
        holders = [unit for unit in self.holders.find(named) if unit.level == Unit.Level.PROVINCE]
        province = holders[0] if holders else named
        if self._called(text) is named:
            return province, province
        communes = self._communes_of(named)
        smaller = [part for part in split_address(text) if self._called(part) is not named]
        districts = {fold(without_district_kind(part)) for part in smaller}
        for _kind, name in parse_commune(", ".join(part for part in smaller if not DISTRICT.match(part))):
            same_name = communes.get(name.casefold(), [])
            in_district = [unit for unit in same_name if unit.former_district and fold(unit.former_district.name) in districts]
            today = {unit.pk: unit for former in in_district or same_name for unit in self.holders.find(former)[:1]}
            if len(today) == 1:
                return next(iter(today.values())), province
        return province, province

    def _find_province(self, text: str, ends_in_own_place: Callable[[str], bool]) -> Unit | None:
        if name := find_said_province(text):
            return self._called(name)
        parts = split_address(text)
        province = self._called(parts[-1]) if parts else None
        return province if province and not ends_in_own_place(text) else None

    def _called(self, name: str) -> Unit | None:
        provinces = self.provinces.get(province_key(name), [])
        # Of one name before and after a merger, the one of the day; an abolished name means the province that it was.
        return next((unit for unit in provinces if unit.is_valid_on(self.holders.day)), provinces[0] if provinces else None)

    def _communes_of(self, province: Unit) -> dict[str, list[Unit]]:
        if province.pk not in self._communes:
            communes: dict[str, list[Unit]] = defaultdict(list)
            ids = Cover.objects.filter(ancestor=province).values("unit")
            for unit in Unit.objects.filter(pk__in=ids, current_commune__isnull=False).load_with_shared_parents():
                communes[unit.name.casefold()].append(unit)
            self._communes[province.pk] = communes
        return self._communes[province.pk]
