"""Loads data/vietnam_units.csv into the tables of this app. Loading again changes only what the file changed; ids stay."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path

from django.db import connection, models, transaction

from places.lineage import Lineage, Place, Step
from places.models import Cover, Succession, Unit
from vietnamese.text import clean, fold, sort_key

DATA = Path(__file__).parent / "data" / "vietnam_units.csv"
_BATCH = 2000
_FACTS = ("name", "kind", "level", "valid_to", "lowered", "folded", "sort_key")
_DERIVED = ("parent_id", "path", "current_commune_id", "former_district_id", "former_province_id", "spans_districts")
_WRITTEN = (*_FACTS, *_DERIVED)
_written = attrgetter(*_WRITTEN)


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    level: str
    kind: str
    parent_code: str
    valid_from: date | None
    valid_to: date | None
    successor_codes: tuple[str, ...]

    @property
    def ended_on(self) -> date | None:
        return self.valid_to + timedelta(days=1) if self.valid_to else None

    @property
    def key(self) -> tuple[str, date | None]:
        return self.code, self.valid_from


@dataclass
class Counts:
    units: int = 0
    units_added: int = 0
    units_changed: int = 0
    successions_added: int = 0
    successions_removed: int = 0
    covers_added: int = 0
    covers_removed: int = 0

    @property
    def changes(self) -> int:
        return sum(getattr(self, field.name) for field in fields(self)) - self.units


def read_units(path: Path = DATA) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                code=line["code"],
                name=clean(line["name"]),
                level=line["level"],
                kind=line["kind"],
                parent_code=line["parent_code"],
                valid_from=date.fromisoformat(line["valid_from"]) if line["valid_from"] else None,
                valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
                successor_codes=tuple(line["successor_codes"].split()),
            )
            for line in csv.DictReader(file)
        ]


@transaction.atomic
def load_units(rows: list[Row]) -> Counts:
    """Write units, successions and covers; units that are not in `rows` stay as they are."""
    counts = Counts(units=len(rows))
    units = {(unit.code, unit.valid_from): unit for unit in Unit.objects.all()}
    before = {unit.pk: _written(unit) for unit in units.values()}
    units = {row.key: units.get(row.key) or Unit(code=row.code, valid_from=row.valid_from) for row in rows}
    for row in rows:
        unit = units[row.key]
        unit.name, unit.kind, unit.level, unit.valid_to = row.name, row.kind, row.level, row.valid_to
        unit.lowered, unit.folded, unit.sort_key = row.name.casefold(), fold(row.name), sort_key(row.name)
    counts.units_added = len(_insert(Unit, [unit for unit in units.values() if unit.pk is None]))

    steps = _steps(rows, units)
    lineage = _derive(rows, units, steps)
    changed = [unit for unit in units.values() if before.get(unit.pk) != _written(unit)]
    # One INSERT … ON CONFLICT a batch; bulk_update would write a CASE for every column and row.
    _insert(Unit, changed, update_conflicts=True, unique_fields=["id"], update_fields=[name.removesuffix("_id") for name in _WRITTEN])
    counts.units_changed = len(changed) - counts.units_added

    ids = {unit.pk for unit in units.values()}
    successions = {(old, new, share, default) for (old, new), (share, default) in steps.items()}
    counts.successions_added, counts.successions_removed = _replace(
        Succession, ("old_id", "new_id", "share", "is_default"), ids, successions
    )
    covers = {(ancestor, unit, kind) for (ancestor, unit), kind in lineage.covers().items()}
    counts.covers_added, counts.covers_removed = _replace(Cover, ("ancestor_id", "unit_id", "kind"), ids, covers)
    return counts


def _steps(rows: list[Row], units: dict) -> dict[tuple[int, int], tuple[str, bool]]:
    """Return (old, new) → (share, is_default). A successor begins on the day after the old unit's last: its code may be older."""
    steps: dict[tuple[int, int], tuple[str, bool]] = {}
    for row in rows:
        for position, code in enumerate(row.successor_codes):
            new = units[code, row.ended_on]
            is_only = len(row.successor_codes) == 1
            # Each commune of a district has a default of its own; a district with several communes has none.
            is_default = is_only or (position == 0 and row.level == Unit.Level.COMMUNE)
            steps[units[row.key].pk, new.pk] = Succession.Share.WHOLE if is_only else Succession.Share.PART, is_default
    return steps


def _derive(rows: list[Row], units: dict, steps: dict) -> Lineage:
    """Set on each unit what follows from the facts of all; return the lineage from which it follows."""
    places = []
    for row in rows:
        parent = units[row.parent_code, row.valid_from].pk if row.parent_code else None  # the code's unit of the same period
        places.append(Place(units[row.key].pk, row.code, row.level, parent))
    lineage = Lineage(places, [Step(old, new, is_default) for (old, new), (_share, is_default) in steps.items()])
    for unit in units.values():
        derived = lineage.derive(unit.pk)
        unit.parent_id = lineage.places[unit.pk].parent
        unit.path = "".join(f"/{pk}" for pk in lineage.line(unit.pk)) + "/"
        unit.current_commune_id = derived.current_commune
        unit.former_district_id = derived.former_district
        unit.former_province_id = derived.former_province
        unit.spans_districts = derived.spans_districts
    return lineage


def _replace(model: type[models.Model], names: tuple[str, ...], ids: set[int], target_rows: set[tuple]) -> tuple[int, int]:
    """Make the table hold just these rows about these units; return how many were added and removed."""
    present = {tuple(values): pk for *values, pk in model._default_manager.values_list(*names, "pk")}
    stale = [pk for values, pk in present.items() if values not in target_rows and ids.issuperset(values[:2])]
    for start in range(0, len(stale), _BATCH):
        model._default_manager.filter(pk__in=stale[start : start + _BATCH]).delete()
    missing = sorted(target_rows - present.keys())
    table, columns, placeholders = model._meta.db_table, ", ".join(names), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:  # eighty thousand rows: bulk_create would make an object of each
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({placeholders})", missing)  # noqa: S608  names of this module
    return len(missing), len(stale)


def _insert(model: type[models.Model], rows: Iterable[models.Model], **options) -> list:
    return model._default_manager.bulk_create(rows, batch_size=_BATCH, **options)
