"""A field that offers 14,149 administrative units by search, and the province's own from the start."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.models import Unit, UnitQuerySet, ids_in_province_served
from vietnamese.dates import EARLIEST_DAY, LATEST_DAY, read_day
from vietnamese.text import clean

MAX_OFFERED = 20
MAX_RENAMED = 10
UNSETTLED = "?"  # before the id of the unit that was chosen when something was typed that finds nothing: no choice, until one is made
MAX_ID_DIGITS = 18  # every number of so many digits fits a database's 64-bit id


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

    groups: list[tuple[Unit | None, list[Unit]]]
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
        for row in follow_names(Unit.objects.with_names().outside(day).search(q, others_last=True)[:MAX_RENAMED], day=day)
        if row.unit not in first_matches
        and level in ("", row.unit.level)
        and not (at_any_time and row.name_of and not row.name_of.current_commune_id)
    ]
    served_ids = set(
        ids_in_province_served().filter(unit__in=[*first_matches, *(row.unit for row in renamed)]).values_list("unit", flat=True)
    )
    here = [unit for unit in first_matches if unit.pk in served_ids][:MAX_OFFERED]
    renamed_here = [row for row in renamed if row.unit.pk in served_ids][: MAX_OFFERED - len(here)]
    direct = [Offered(unit) for unit in first_matches if unit.pk not in served_ids][: MAX_OFFERED - len(here) - len(renamed_here)]
    elsewhere = [*direct, *(row for row in renamed if row.unit.pk not in served_ids)][: MAX_OFFERED - len(here) - len(renamed_here)]
    shown = len(here) + len(direct)
    more = matches.count() - shown if len(first_matches) > shown else 0
    return UnitOffer([(None, here)] if here else [], renamed_here, elsewhere, more)


def follow_names(units: Iterable[Unit], *, day: date) -> list[Offered]:
    """Return what was in the place of each unit on that day; each of these once."""
    by_id: dict[int, Offered] = {}
    for unit in units:
        for holder in unit.holders_on(day):
            by_id.setdefault(holder.pk, Offered(holder, name_of=unit))
    return list(by_id.values())


def _group_by_former_district(units: UnitQuerySet) -> list[tuple[Unit | None, list[Unit]]]:
    """Return provinces first, then district by district, those of the province's older self before those that joined it."""

    def position(unit: Unit) -> tuple:
        province, district = unit.former_province, unit.former_district
        if not district:
            return (0,)
        has_joined = province is not None and province.code != settings.SERVED_PROVINCE
        return 1, has_joined, district.sort_key, unit.level == Unit.Level.COMMUNE, unit.sort_key

    in_order = sorted(units.load_with_shared_parents(), key=position)
    return [(district, list(group)) for district, group in groupby(in_order, key=lambda unit: unit.former_district)]


class UnitPicker(forms.Widget):
    """A search box above radio buttons; without a script, the province's own units can be chosen."""

    template_name = "places/_unit_picker.html"
    use_fieldset = True

    def __init__(self, *, level: str = "", on_field: str = "", at_any_time: bool = False, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.level, self.on_field, self.at_any_time = level, on_field, at_any_time
        self.on: date | None = None
        self.none_label: Any = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        day_name = name.removesuffix(name.rpartition("-")[2]) + self.on_field if self.on_field else ""
        offer = offer_units(on=self.on, level=self.level, at_any_time=self.at_any_time)
        context |= options_context(offer, name=name, chosen_id=value, on=None if self.at_any_time else self.on or localdate())
        return context | {"level": self.level, "at_any_time": self.at_any_time, "day_name": day_name, "none_label": self.none_label}

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # else the browser demands a choice while the search shows nothing to choose

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


def options_context(offer: UnitOffer, *, name: str, chosen_id: Any, on: date | None = None) -> dict[str, Any]:
    """Return the context of _unit_options.html, which shows the unit chosen so far whatever the search finds.

    on: the day on which the unit has to exist; one that does not is followed by those in its place.
    """
    id_text = str(chosen_id or "").removeprefix(UNSETTLED)
    is_id = id_text.isdecimal() and len(id_text) <= MAX_ID_DIGITS
    chosen = Unit.objects.with_names().filter(pk=id_text).first() if is_id else None
    if chosen and on and not chosen.is_valid_on(on):
        in_its_place = follow_names([chosen], day=on)
        ids = {row.unit.pk for row in in_its_place}
        offer = replace(offer, renamed=in_its_place + [row for row in offer.renamed if row.unit.pk not in ids])
    return {
        "offer": offer,
        "name": name,
        "chosen": chosen,
        "is_unsettled": str(chosen_id or "").startswith(UNSETTLED),
        "unsettled": f"{UNSETTLED}{chosen.pk if chosen else ''}",
    }


class UnitChoiceField(forms.ModelChoiceField):
    """Any unit; that it existed on the day is checked by the action (places.actions.require_valid).

    level: offer this level only. on_field: name of the form's date field, whose day decides which units are offered.
    at_any_time: searches find units that have ceased, too (for filters). empty_label: the words of no choice.
    """

    default_error_messages = {
        "required": gettext_lazy("Hãy chọn địa bàn."),
        "invalid_choice": gettext_lazy("Không có địa bàn này. Hãy tìm và chọn lại."),
    }

    def __init__(self, *, level: str = "", on_field: str = "", at_any_time: bool = False, **kwargs: Any):
        kwargs.setdefault("widget", UnitPicker(level=level, on_field=on_field, at_any_time=at_any_time))
        kwargs.setdefault("empty_label", gettext_lazy("Không chọn"))
        super().__init__(Unit.objects.with_names(), **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        if isinstance(self.widget, UnitPicker):
            self.widget.none_label = "" if self.required else self.empty_label
            if self.widget.on_field:
                self.widget.on = parse_day(form[self.widget.on_field].value())
        return super().get_bound_field(form, field_name)


def parse_day(value: Any) -> date | None:
    """Return a form's date, cleaned or as typed; None for anything else, and for a day on which no unit is asked for."""
    day = value if isinstance(value, date) else read_day(value or "", near=localdate())
    return day if day and EARLIEST_DAY <= day <= LATEST_DAY else None
