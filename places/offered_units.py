"""Units to choose from: by a name of any time, as they are on a day, those of the province served before others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from places.models import Unit, UnitQuerySet, ids_in_province_served
from vietnamese.text import clean

MAX_OFFERED = 20
MAX_RENAMED = 10


@dataclass(frozen=True)
class Offered:
    """A unit to choose; name_of: the one of another time whose name leads to it."""

    unit: Unit
    name_of: Unit | None = None

    @property
    def words(self) -> str:
        """Return the unit's label; where a name leads to it 'xã Sơn Mùa, huyện Sơn Tây (cũ) → nay là xã Sơn Tây Thượng, …'."""
        if self.name_of is None:
            return self.unit.label
        names = {"name": self.name_of.name_in_district, "unit": self.unit.label}
        if self.name_of.valid_to is None:
            return _("%(name)s (tên mới) → khi đó là %(unit)s") % names
        return (
            _("%(name)s (cũ) → nay là %(unit)s") % names if self.unit.valid_to is None else _("%(name)s (cũ) → khi đó là %(unit)s") % names
        )


@dataclass(frozen=True)
class UnitOffer:
    """Units to choose from.

    groups: of the province served, by former district. renamed: those of it to which names lead that are not in use that day.
    elsewhere: of other provinces. more: how many matches are not shown.
    """

    groups: list[tuple[Unit | None, list[Offered]]]
    renamed: list[Offered] = field(default_factory=list)
    elsewhere: list[Offered] = field(default_factory=list)
    more: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.renamed or self.elsewhere)


def offer_units(q: str = "", *, on: date | None = None, level: str = "", at_any_time: bool = False) -> UnitOffer:
    """Return the units that `q` finds; for an empty `q` the whole province served, as it was `on` that day (today when None).

    A name that is no longer, or not yet, in use that day leads to the units that were in its place. at_any_time: units of all times, and
    former communes lead to today's as well.
    """
    q, day = clean(q), on or localdate()
    units = Unit.objects.filter(level=level) if level in Unit.Level.values else Unit.objects.all()
    in_use = units if at_any_time and q else units.valid_on(day)
    if not q:
        return UnitOffer(_group_by_former_district(in_use.in_province_served()))
    matches = in_use.with_names().search(q, others_last=True)
    first_matches = list(matches[: MAX_OFFERED + 1])
    renamed = [
        row
        for row in find_by_names_of_other_times(q, day=day)
        if row.unit not in first_matches
        and level in ("", row.unit.level)
        and not (at_any_time and row.name_of and not row.name_of.current_commune_id)
    ]
    direct_matches = [Offered(unit) for unit in first_matches]
    served_ids = find_served_ids([*direct_matches, *renamed])
    offered: list[list[Offered]] = []  # in the order in which they stand on the screen, no more than MAX_OFFERED together
    for is_served in (True, False):
        for rows in (direct_matches, renamed):
            limit = MAX_OFFERED - sum(map(len, offered))
            offered.append([row for row in rows if (row.unit.pk in served_ids) == is_served][:limit])
    served, renamed_served, elsewhere, renamed_elsewhere = offered
    direct_count = len(served) + len(elsewhere)
    return UnitOffer(
        [(None, served)] if served else [],
        renamed_served,
        elsewhere + renamed_elsewhere,
        more=matches.count() - direct_count if len(first_matches) > direct_count else 0,
    )


def find_by_names_of_other_times(q: str, *, day: date) -> list[Offered]:
    """Return what was on that day in the place of units that `q` finds and that were not there that day: ceased by then, or yet to come."""
    return follow_names(Unit.objects.with_names().outside(day).search(q, others_last=True)[:MAX_RENAMED], day=day)


def follow_names(units: Iterable[Unit], *, day: date) -> list[Offered]:
    """Return what was in the place of each unit on that day; each of these once."""
    by_id: dict[int, Offered] = {}
    for unit in units:
        for holder in unit.holders_on(day):
            by_id.setdefault(holder.pk, Offered(holder, name_of=unit))
    return list(by_id.values())


def find_served_ids(rows: Iterable[Offered]) -> set[int]:
    """Return the ids of those of the units that lie in the province served, as it is today, or lay in it before."""
    return set(ids_in_province_served().filter(unit__in=[row.unit.pk for row in rows]).values_list("unit", flat=True))


def _group_by_former_district(units: UnitQuerySet) -> list[tuple[Unit | None, list[Offered]]]:
    """Return provinces first, then district by district, those of the province's older self before those that joined it."""

    def position(unit: Unit) -> tuple:
        province, district = unit.former_province, unit.former_district
        if not district:
            return (0,)
        has_joined = province is not None and province.code != settings.SERVED_PROVINCE
        return 1, has_joined, district.sort_key, unit.level == Unit.Level.COMMUNE, unit.sort_key

    in_order = sorted(units.load_with_shared_parents(), key=position)
    return [(district, list(map(Offered, group))) for district, group in groupby(in_order, key=lambda unit: unit.former_district)]
