"""The groupings of a tally: each is one expression over activities or registrations, and the labels of its keys."""

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
    `labels(keys)`: the keys' labels, in the order of their rows; no key is left out.
    `target_key`: the same key of a target, where a target has one; `target_levels`: of which units' targets it may speak
    (what was promised for the whole province belongs to no district: it stands in the totals only).
    """

    title: Any
    key: Callable[[str], Combinable]
    labels: Labels
    target_key: Combinable | None = None
    target_levels: tuple[str, ...] = tuple(Unit.Level.values)
    per_person: bool = False


def unit_labels(keys: Iterable[Any], name: Callable[[Unit], str]) -> dict[Any, str]:
    """Label units, ordered by level and name. The short name where it says enough, the full one where two share it."""
    units = list(Unit.objects.filter(pk__in=list(keys)).with_names().order_by("-level", "sort_key", "pk"))
    short_names = Counter(name(unit) for unit in units)
    return {unit.pk: capitalised(name(unit) if short_names[name(unit)] == 1 else unit.label) for unit in units}


def former_unit_labels(keys: Iterable[Any]) -> dict[Any, str]:
    return unit_labels(keys, lambda unit: unit.kind_and_name)


def commune_labels(keys: Iterable[Any]) -> dict[Any, str]:
    """Label today's communes; an old district among them says that it is one: 18 communes carry a former district's name."""

    def dated_name(unit: Unit) -> str:
        ended = _(" (trước %(day)s)") % {"day": short_date(unit.ended_on)} if unit.ended_on else ""
        return unit.kind_and_name + ended

    return unit_labels(keys, dated_name)


def month_labels(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: _("Tháng %(month)s/%(year)s") % {"month": int(key[5:]), "year": key[:4]} for key in sorted(keys)}


def quarter_labels(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: _("Quý %(quarter)s/%(year)s") % {"quarter": ROMAN[int(key[5:])], "year": key[:4]} for key in sorted(keys)}


def choice_labels(choices: Any) -> Labels:
    return lambda keys: ordered_labels(keys, {value: str(label) for value, label in choices})


def ethnic_group_labels(keys: Iterable[Any]) -> dict[Any, str]:
    return ordered_labels(keys, dict(EthnicGroup.objects.values_list("pk", "name")))


def programme_line_labels(keys: Iterable[Any]) -> dict[Any, str]:
    return ordered_labels(keys, {key: key for key in sorted(keys) if key})


def ordered_labels(keys: Iterable[Any], labels: dict[Any, str]) -> dict[Any, str]:
    """Label the keys in the order of `labels`; a key that has none is not known, and comes last."""
    keys = set(keys)
    return {key: label for key, label in labels.items() if key in keys} | {key: str(NOT_KNOWN) for key in keys - labels.keys()}


def unit_key(path: str) -> Callable[[str], Combinable]:
    """Group by a unit that the place belongs to; by the place itself where it has none (a district has no current commune)."""
    return lambda prefix: Coalesce(f"{prefix}unit__{path}", f"{prefix}unit", output_field=BigIntegerField())


def part_of_year_key(part: Any, digits: int) -> Callable[[str], Combinable]:
    """Group by year and month or quarter of the first day, as '2026-03'."""

    def key(prefix: str) -> Combinable:
        year, number = ExtractYear(f"{prefix}starts_on"), part(f"{prefix}starts_on")
        padded = LPad(Cast(number, CharField()), digits, Value("0"))
        return Concat(Cast(year, CharField()), Value("-"), padded, output_field=CharField())

    return key


def column_key(path: str) -> Callable[[str], Combinable]:
    return lambda prefix: F(f"{prefix}{path}")


NOT_KNOWN = gettext_lazy("Chưa rõ")
BELOW_PROVINCE = (Unit.Level.DISTRICT.value, Unit.Level.COMMUNE.value)
ALTOGETHER = Grouping("", lambda _prefix: Value(ALL), lambda keys: {}, target_key=Value(ALL))
GROUPINGS: dict[str, Grouping] = {
    "commune": Grouping(
        gettext_lazy("Xã, phường hiện nay"),
        unit_key("current_commune"),
        commune_labels,
        target_key=Coalesce("unit__current_commune", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-district": Grouping(
        gettext_lazy("Huyện trước 01/7/2025"),
        unit_key("former_district"),
        former_unit_labels,
        target_key=Coalesce("unit__former_district", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-province": Grouping(
        gettext_lazy("Tỉnh trước 01/7/2025"),
        unit_key("former_province"),
        former_unit_labels,
        target_key=Coalesce("unit__former_province", "unit"),
    ),
    "month": Grouping(gettext_lazy("Tháng"), part_of_year_key(ExtractMonth, 2), month_labels),
    "quarter": Grouping(gettext_lazy("Quý"), part_of_year_key(ExtractQuarter, 1), quarter_labels),
    "kind": Grouping(gettext_lazy("Loại hoạt động"), column_key("kind"), choice_labels(Activity.Kind.choices), target_key=F("kind")),
    "programme-line": Grouping(gettext_lazy("Nguồn kinh phí, dự án"), column_key("programme_line"), programme_line_labels),
    "ethnic-group": Grouping(gettext_lazy("Dân tộc"), column_key("person__ethnic_group"), ethnic_group_labels, per_person=True),
    "gender": Grouping(gettext_lazy("Giới tính"), column_key("person__gender"), choice_labels(Person.Gender.choices), per_person=True),
    "role": Grouping(gettext_lazy("Vai trò"), column_key("role"), choice_labels(Registration.Role.choices), per_person=True),
}
