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
from exports.periods import ROMAN
from exports.table import capitalised
from people.models import EthnicGroup, Person
from places.models import Unit
from vietnamese.dates import short_date

Labels = Callable[[Iterable[Any]], dict[Any, str]]
ALL = "all"  # the one key of ALTOGETHER


@dataclass(frozen=True)
class Grouping:
    """`key(prefix)`: the expression, where `prefix` leads from a row to its activity ("" or "activity__").

    For a grouping `per_person` the key belongs to a registration, and `prefix` leads there.
    `labels(keys)`: the keys' words, in the order in which their rows stand; no key is left out.
    `target_key`: the same key of a target, where a target has one; `target_levels`: of which units' targets it may speak
    (what was promised for the whole province belongs to no district: it stands in the totals only).
    """

    title: Any
    key: Callable[[str], Combinable]
    labels: Labels
    target_key: Combinable | None = None
    target_levels: tuple[str, ...] = tuple(Unit.Level.values)
    per_person: bool = False


def _units(keys: Iterable[Any], name: Callable[[Unit], str]) -> dict[Any, str]:
    """By level and name. The short name where it says enough, the full one where two share it."""
    found = list(Unit.objects.filter(pk__in=list(keys)).with_names().order_by("-level", "sort_key", "pk"))
    short = Counter(name(unit) for unit in found)
    return {unit.pk: capitalised(name(unit) if short[name(unit)] == 1 else unit.label) for unit in found}


def _named(keys: Iterable[Any]) -> dict[Any, str]:
    return _units(keys, lambda unit: unit.kind_and_name)


def _named_and_dated(keys: Iterable[Any]) -> dict[Any, str]:
    """Among today's communes an old district says that it is one: 18 communes carry a former district's name."""

    def name(unit: Unit) -> str:
        ended = _(" (trước %(day)s)") % {"day": short_date(unit.ended_on)} if unit.ended_on else ""
        return unit.kind_and_name + ended

    return _units(keys, name)


def _months(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: _("Tháng %(month)s/%(year)s") % {"month": int(key[5:]), "year": key[:4]} for key in sorted(keys)}


def _quarters(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: _("Quý %(quarter)s/%(year)s") % {"quarter": ROMAN[int(key[5:])], "year": key[:4]} for key in sorted(keys)}


def _words(choices: Any) -> Labels:
    def labels(keys: Iterable[Any]) -> dict[Any, str]:
        return _unknown_last(keys, {value: str(label) for value, label in choices})

    return labels


def _groups(keys: Iterable[Any]) -> dict[Any, str]:
    return _unknown_last(keys, dict(EthnicGroup.objects.values_list("pk", "name")))


def _lines(keys: Iterable[Any]) -> dict[Any, str]:
    return _unknown_last(keys, {key: key for key in sorted(keys) if key})


def _unknown_last(keys: Iterable[Any], names: dict[Any, str]) -> dict[Any, str]:
    there = set(keys)
    return {key: name for key, name in names.items() if key in there} | {key: str(NOT_KNOWN) for key in there - names.keys()}


def _place(path: str) -> Callable[[str], Combinable]:
    """Where the place has no such unit (a district has no current commune), the place itself."""
    return lambda prefix: Coalesce(f"{prefix}unit__{path}", f"{prefix}unit", output_field=BigIntegerField())


def _part_of_year(part: Any, digits: int) -> Callable[[str], Combinable]:
    def key(prefix: str) -> Combinable:
        year, number = ExtractYear(f"{prefix}starts_on"), part(f"{prefix}starts_on")
        padded = LPad(Cast(number, CharField()), digits, Value("0"))
        return Concat(Cast(year, CharField()), Value("-"), padded, output_field=CharField())

    return key


def _own(path: str) -> Callable[[str], Combinable]:
    return lambda prefix: F(f"{prefix}{path}")


NOT_KNOWN = gettext_lazy("Chưa rõ")
BELOW_PROVINCE = (Unit.Level.DISTRICT.value, Unit.Level.COMMUNE.value)
ALTOGETHER = Grouping("", lambda _prefix: Value(ALL), lambda keys: {}, target_key=Value(ALL))
GROUPINGS: dict[str, Grouping] = {
    "commune": Grouping(
        gettext_lazy("Xã, phường hiện nay"),
        _place("current_commune"),
        _named_and_dated,
        target_key=Coalesce("unit__current_commune", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-district": Grouping(
        gettext_lazy("Huyện trước 01/7/2025"),
        _place("former_district"),
        _named,
        target_key=Coalesce("unit__former_district", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-province": Grouping(
        gettext_lazy("Tỉnh trước 01/7/2025"), _place("former_province"), _named, target_key=Coalesce("unit__former_province", "unit")
    ),
    "month": Grouping(gettext_lazy("Tháng"), _part_of_year(ExtractMonth, 2), _months),
    "quarter": Grouping(gettext_lazy("Quý"), _part_of_year(ExtractQuarter, 1), _quarters),
    "kind": Grouping(gettext_lazy("Loại hoạt động"), _own("kind"), _words(Activity.Kind.choices), target_key=F("kind")),
    "programme-line": Grouping(gettext_lazy("Nguồn kinh phí, dự án"), _own("programme_line"), _lines),
    "ethnic-group": Grouping(gettext_lazy("Dân tộc"), _own("person__ethnic_group"), _groups, per_person=True),
    "gender": Grouping(gettext_lazy("Giới tính"), _own("person__gender"), _words(Person.Gender.choices), per_person=True),
    "role": Grouping(gettext_lazy("Vai trò"), _own("role"), _words(Registration.Role.choices), per_person=True),
}
