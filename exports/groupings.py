"""By what a tally can be grouped: each grouping is one expression over activities or registrations, and the words for its keys."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, ExtractMonth, ExtractQuarter, ExtractYear, LPad
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity
from attendance.models import Registration
from people.models import EthnicGroup, Person
from places.models import Unit

Labels = Callable[[Iterable[Any]], dict[Any, str]]


@dataclass(frozen=True)
class Grouping:
    """`key(prefix)`: the expression, where `prefix` leads from a row to its activity ("" or "activity__").

    For a grouping `per_person` the key belongs to a registration, and `prefix` leads there.
    `labels(keys)`: the keys' words, in the order in which their rows stand.
    `target_key`: the same key of a target, where a target has one; `target_levels`: of which units' targets it may speak
    (what was promised for the whole province belongs to no district: it stands in the totals only).
    """

    title: Any
    key: Callable[[str], Combinable]
    labels: Labels
    target_key: Combinable | None = None
    target_levels: tuple[str, ...] = tuple(Unit.Level.values)
    per_person: bool = False


def _units(keys: Iterable[Any]) -> dict[Any, str]:
    """The short name where it says enough, the full one where two share it or the province is another."""
    found = list(Unit.objects.filter(pk__in=[key for key in keys if key]).with_names().order_by("-level", "sort_key", "pk"))
    short = Counter(unit.kind_and_name for unit in found)
    return {unit.pk: unit.kind_and_name if short[unit.kind_and_name] == 1 else unit.label for unit in found}


def _months(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: _("Tháng %(month)s/%(year)s") % {"month": int(key[5:]), "year": key[:4]} for key in sorted(keys)}


def _quarters(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: _("Quý %(quarter)s/%(year)s") % {"quarter": ROMAN[int(key[5:])], "year": key[:4]} for key in sorted(keys)}


def _words(choices: Any) -> Labels:
    def labels(keys: Iterable[Any]) -> dict[Any, str]:
        there = set(keys)
        named = {value: str(label) for value, label in choices if value in there}
        return named | {key: str(NOT_KNOWN) for key in there - set(named)}

    return labels


def _groups(keys: Iterable[Any]) -> dict[Any, str]:
    there = set(keys)
    named = {group.pk: group.name for group in EthnicGroup.objects.filter(pk__in=[key for key in there if key])}
    return named | {key: str(NOT_KNOWN) for key in there - set(named)}


def _lines(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: key or str(NOT_KNOWN) for key in sorted(keys)}


def _place(path: str) -> Callable[[str], Combinable]:
    """Where the place has no such unit (a district has no current commune), the place itself."""
    return lambda prefix: Coalesce(f"{prefix}unit__{path}", f"{prefix}unit", output_field=BigIntegerField())


def _part_of_year(part: Any, digits: int) -> Callable[[str], Combinable]:
    def key(prefix: str) -> Combinable:
        year, number = ExtractYear(f"{prefix}starts_on"), part(f"{prefix}starts_on")
        padded = LPad(Cast(number, CharField()), digits, Value("0"))
        return Concat(Cast(year, CharField()), Value("-"), padded, output_field=CharField())

    return key


NOT_KNOWN = gettext_lazy("Chưa rõ")
BELOW_PROVINCE = (Unit.Level.DISTRICT.value, Unit.Level.COMMUNE.value)
ROMAN = ("", "I", "II", "III", "IV")
GROUPINGS: dict[str, Grouping] = {
    "commune": Grouping(
        gettext_lazy("Xã, phường hiện nay"),
        _place("current_commune"),
        _units,
        target_key=Coalesce("unit__current_commune", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-district": Grouping(
        gettext_lazy("Huyện (trước 01/7/2025)"),
        _place("former_district"),
        _units,
        target_key=Coalesce("unit__former_district", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-province": Grouping(
        gettext_lazy("Tỉnh (trước 01/7/2025)"), _place("former_province"), _units, target_key=Coalesce("unit__former_province", "unit")
    ),
    "month": Grouping(gettext_lazy("Tháng"), _part_of_year(ExtractMonth, 2), _months),
    "quarter": Grouping(gettext_lazy("Quý"), _part_of_year(ExtractQuarter, 1), _quarters),
    "kind": Grouping(
        gettext_lazy("Loại hoạt động"), lambda prefix: F(f"{prefix}kind"), _words(Activity.Kind.choices), target_key=F("kind")
    ),
    "programme-line": Grouping(gettext_lazy("Nguồn kinh phí, dự án"), lambda prefix: F(f"{prefix}programme_line"), _lines),
    "ethnic-group": Grouping(gettext_lazy("Dân tộc"), lambda prefix: F(f"{prefix}person__ethnic_group"), _groups, per_person=True),
    "gender": Grouping(
        gettext_lazy("Giới tính"), lambda prefix: F(f"{prefix}person__gender"), _words(Person.Gender.choices), per_person=True
    ),
    "role": Grouping(gettext_lazy("Vai trò"), lambda prefix: F(f"{prefix}role"), _words(Registration.Role.choices), per_person=True),
}
