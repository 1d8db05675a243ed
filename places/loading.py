"""From data/vietnam_units.csv to the tables of this app. Run again, it changes only what the file changed; ids stay."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path

from django.db import models, transaction

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
        return [_row(line) for line in csv.DictReader(file)]


@transaction.atomic
def load_units(rows: list[Row]) -> Counts:
    """Units that the file does not name are left as they are."""
    counts = Counts(units=len(rows))
    units = {(unit.code, unit.valid_from): unit for unit in Unit.objects.all()}
    before = {unit.pk: _written(unit) for unit in units.values()}
    units = {row.key: units.get(row.key) or Unit(code=row.code, valid_from=row.valid_from) for row in rows}
    for row in rows:
        _state_facts(units[row.key], row)
    counts.units_added = len(_insert(Unit, [unit for unit in units.values() if unit.pk is None]))

    steps = _steps(rows, units)
    lineage = _lineage(rows, units, steps)
    for unit in units.values():
        _state_answers(unit, lineage)
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


def _row(line: dict[str, str]) -> Row:
    return Row(
        code=line["code"],
        name=clean(line["name"]),
        level=line["level"],
        kind=line["kind"],
        parent_code=line["parent_code"],
        valid_from=_date(line["valid_from"]),
        valid_to=_date(line["valid_to"]),
        successor_codes=tuple(line["successor_codes"].split()),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _state_facts(unit: Unit, row: Row) -> None:
    unit.name, unit.kind, unit.level, unit.valid_to = row.name, row.kind, row.level, row.valid_to
    unit.lowered, unit.folded, unit.sort_key = row.name.casefold(), fold(row.name), sort_key(row.name)


def _state_answers(unit: Unit, lineage: Lineage) -> None:
    answers = lineage.answers(unit.pk)
    unit.parent_id = lineage.places[unit.pk].parent
    unit.path = "".join(f"/{pk}" for pk in lineage.line(unit.pk)) + "/"
    unit.current_commune_id = answers.current_commune
    unit.former_district_id = answers.former_district
    unit.former_province_id = answers.former_province
    unit.spans_districts = answers.spans_districts


def _steps(rows: list[Row], units: dict) -> dict[tuple[int, int], tuple[str, bool]]:
    """(old, new) → (share, is_default). A successor begins on the day after the old unit's last: the same code may be older."""
    steps: dict[tuple[int, int], tuple[str, bool]] = {}
    for row in rows:
        for place, code in enumerate(row.successor_codes):
            new = units[code, row.ended_on]
            alone = len(row.successor_codes) == 1
            # A district's communes each have their own default; a district that held several has none.
            is_default = alone or (place == 0 and row.level == Unit.Level.COMMUNE)
            steps[units[row.key].pk, new.pk] = Succession.Share.WHOLE if alone else Succession.Share.PART, is_default
    return steps


def _lineage(rows: list[Row], units: dict, steps: dict) -> Lineage:
    places = [Place(units[row.key].pk, row.code, row.level, _parent(row, units)) for row in rows]
    return Lineage(places, [Step(old, new, is_default) for (old, new), (_share, is_default) in steps.items()])


def _parent(row: Row, units: dict) -> int | None:
    """The unit of that code in the same period."""
    return units[row.parent_code, row.valid_from].pk if row.parent_code else None


def _replace(model: type[models.Model], names: tuple[str, ...], ids: set[int], wanted: set[tuple]) -> tuple[int, int]:
    """Make the table hold the wanted rows about these units; how many were added and removed."""
    present = {tuple(values): pk for *values, pk in model._default_manager.values_list(*names, "pk")}
    stale = [pk for values, pk in present.items() if values not in wanted and ids.issuperset(values[:2])]
    for start in range(0, len(stale), _BATCH):
        model._default_manager.filter(pk__in=stale[start : start + _BATCH]).delete()
    missing = [model(**dict(zip(names, values, strict=True))) for values in sorted(wanted - present.keys())]
    return len(_insert(model, missing)), len(stale)


def _insert(model: type[models.Model], rows: Iterable[models.Model], **options) -> list:
    return model._default_manager.bulk_create(rows, batch_size=_BATCH, **options)
