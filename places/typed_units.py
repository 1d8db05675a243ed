"""A unit by its typed name, for tables in which a picker in each row would be too much."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from places.models import Unit
from places.offered_units import Offered, find_by_names_of_other_times, find_served_ids
from vietnamese.text import clean, fold

MOST_MATCHES = 50
MOST_NAMED = 6  # in an error


class UnitNameInput(forms.TextInput):
    """A text input that offers what the datalist `units` of its page holds: one list for all rows."""

    def __init__(self) -> None:
        super().__init__({"list": "units", "autocomplete": "off"})


def suggest_unit_names() -> list[str]:
    """Return the full names of today's units of the province served, for a datalist."""
    units = Unit.objects.valid_on(localdate()).in_province_served()
    return [unit.full_name for unit in units.load_with_shared_parents()]


def find_typed_unit(typed: str, *, on: date) -> Offered:
    """Return the unit in use `on` that day that a typed name means, 'Ba Vì', 'xã Ba Vì' or 'xã Ba Vì, tỉnh Quảng Ngãi'.

    A name of another time leads to the unit that was in its place; `name_of` then says whose name it is. The province served comes before
    others. Raise ValidationError (`several`, `unknown_unit`) naming whom it may mean, when it is not one.
    """
    name, *places = [part for part in (clean(part) for part in typed[:300].partition(" (")[0].split(",")) if part] or [""]
    in_use = list(Unit.objects.valid_on(on).with_names().search(name, others_last=True)[:MOST_MATCHES]) if name else []
    of_other_times = find_by_names_of_other_times(name, day=on) if name else []
    exact = [_rows_named(name, places, among=rows) for rows in ([Offered(unit) for unit in in_use], of_other_times)]
    served_ids = find_served_ids(row for rows in exact for row in rows)
    by_preference = [[row for row in rows if (row.unit.pk in served_ids) == is_served] for is_served in (True, False) for rows in exact]
    candidates: list[Offered] = next((rows for rows in by_preference if rows), [])
    if len(candidates) == 1:
        return candidates[0]
    values: dict[str, Any] = {"typed": typed[:60]}
    if candidates:
        values["names"] = "; ".join(row.unit.full_name for row in candidates[:MOST_NAMED])
        raise ValidationError(_("Có nhiều nơi tên “%(typed)s”. Hãy ghi rõ một nơi: %(names)s.") % values, code="several")
    values["names"] = "; ".join(unit.full_name for unit in in_use[:MOST_NAMED])
    if in_use:
        raise ValidationError(_("Không có nơi nào tên “%(typed)s” vào ngày này. Gần giống: %(names)s.") % values, code="unknown_unit")
    raise ValidationError(_("Không tìm thấy địa bàn “%(typed)s”. Hãy ghi tên xã, huyện hoặc tỉnh.") % values, code="unknown_unit")


def _rows_named(name: str, places: list[str], *, among: Iterable[Offered]) -> list[Offered]:
    """Return the rows of which the unit, or the one whose name leads to it, is called `name` and lies in all of `places`.

    Accents are ignored where nobody's name has just these: 'Ba Tơ' is not 'Ba Tô', 'ba to' may be both.
    """
    alike: list[tuple[Offered, bool]] = []
    for row in among:
        unit = row.name_of or row.unit
        names, full_name = (unit.name, unit.kind_and_name), fold(unit.full_name)
        if fold(name) in map(fold, names) and all(fold(place) in full_name for place in places):
            alike.append((row, name.casefold() in map(str.casefold, names)))
    same_accents = [row for row, is_same in alike if is_same]
    return same_accents or [row for row, _is_same in alike]
