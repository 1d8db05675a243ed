"""The map of a province's communes as tiles, grouped by the districts of before July 2025: its figures are those of the table."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext as _

from exports.charts.chart import Value, is_number
from exports.charts.tiles import Shade, Tile, TileGroup, break_name, quantile_shades, shade_of
from exports.counting.scope import Scope
from exports.table import Table, capitalised
from places.models import Unit, UnitQuerySet

MIN_TILES = 2


@dataclass(frozen=True)
class CommuneMap:
    """`off_map`: how much of the table's figures stands at no tile, such as people from other provinces."""

    title: str
    groups: list[TileGroup]
    shades: list[Shade]
    has_hidden: bool
    off_map: int


def map_communes(title: str, table: Table, column: str, scope: Scope, *, shows_others_places: bool, rows_url: str) -> CommuneMap | None:
    """Return the map of the communes of the scope's unit, else of the province served; None where there is nothing to compare.

    `shows_others_places`: the figures are about homes, so also communes in which the reader may not report have one, if only zero.
    """
    position = [item.key for item in table.columns].index(column)
    values: dict[str, Value] = {key: row[position] for key, row in zip(table.row_keys, table.rows, strict=True)}
    communes = list(_communes(scope, list(values), shows_others_places=shows_others_places))
    shades = quantile_shades([values.get(str(commune.pk)) for commune in communes])
    if len(communes) < MIN_TILES or not shades:
        return None
    on_map = {str(commune.pk) for commune in communes}
    groups = [
        TileGroup(
            capitalised(district.kind_and_name) if district else _("Không thuộc huyện nào"),
            [_tile(commune, values.get(str(commune.pk), 0), shades, rows_url, column) for commune in members],
        )
        for district, members in groupby(communes, key=lambda commune: commune.former_district)
    ]
    others = [value for key, value in values.items() if key not in on_map]
    hidden = any(tile.shade is None for group in groups for tile in group.tiles)
    return CommuneMap(title, groups, shades, hidden, sum(value for value in others if isinstance(value, int)))


def _communes(scope: Scope, keys: list[str], *, shows_others_places: bool) -> UnitQuerySet:
    units = Unit.objects.covered_by(scope.unit) if scope.unit else Unit.objects.in_province_served()
    communes = units.filter(level=Unit.Level.COMMUNE).valid_on(timezone.localdate())
    if scope.area:
        communes = communes.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    if not shows_others_places:
        communes = communes.filter(pk__in=scope.user.reach(scope.verb))
    own_first = Case(When(former_province__code=F("parent__code"), then=0), default=1)  # then the provinces that were merged into it
    order = (own_first, "former_province__sort_key", "former_district__sort_key", "former_district", "sort_key", "pk")
    return communes.select_related("former_district").order_by(*order)


def _tile(commune: Unit, value: Value, shades: list[Shade], rows_url: str, column: str) -> Tile:
    has_rows = rows_url and is_number(value) and value
    url = f"{rows_url}&{urlencode({'row': commune.pk, 'column': column})}" if has_rows else ""
    return Tile(capitalised(commune.kind_and_name), break_name(commune.name), value, shade_of(value, shades), url)
