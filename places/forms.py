"""A field that offers 14,149 administrative units by search, and the province's own from the start."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from places.models import Unit, UnitQuerySet
from vietnamese.dates import EARLIEST_DAY, LATEST_DAY, read_day
from vietnamese.text import clean

MAX_OFFERED = 20
MAX_ID_DIGITS = 18  # every number of so many digits fits a database's 64-bit id


@dataclass(frozen=True)
class UnitOffer:
    """Units to choose from, grouped by former district; `more`: how many matches are not shown."""

    groups: list[tuple[Unit | None, list[Unit]]]
    more: int = 0


def offer_units(q: str = "", *, on: date | None = None, level: str = "", at_any_time: bool = False) -> UnitOffer:
    """Return the units that `q` finds; for an empty `q` the whole province served, as it was `on` that day (today when None)."""
    q = clean(q)
    units = Unit.objects.all()
    if level in Unit.Level.values:
        units = units.filter(level=level)
    if not (at_any_time and q):
        units = units.valid_on(on or localdate())
    if not q:
        return _offer_by_former_district(units.in_province_served())
    matches = units.with_names().search(q)
    first_matches = list(matches[: MAX_OFFERED + 1])
    more = matches.count() - MAX_OFFERED if len(first_matches) > MAX_OFFERED else 0
    return UnitOffer([(None, first_matches[:MAX_OFFERED])] if first_matches else [], more)


def _offer_by_former_district(units: UnitQuerySet) -> UnitOffer:
    """Return provinces first, then district by district, those of the province's older self before those that joined it."""

    def position(unit: Unit) -> tuple:
        province, district = unit.former_province, unit.former_district
        if not district:
            return (0,)
        has_joined = province is not None and province.code != settings.SERVED_PROVINCE
        return 1, has_joined, district.sort_key, unit.level == Unit.Level.COMMUNE, unit.sort_key

    in_order = sorted(units.load_with_shared_parents(), key=position)
    return UnitOffer([(district, list(group)) for district, group in groupby(in_order, key=lambda unit: unit.former_district)])


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
        context |= options_context(offer, name=name, chosen_id=value)
        return context | {"level": self.level, "at_any_time": self.at_any_time, "day_name": day_name, "none_label": self.none_label}

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # else the browser demands a choice while the search shows nothing to choose

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


def options_context(offer: UnitOffer, *, name: str, chosen_id: Any) -> dict[str, Any]:
    """Return the context of _unit_options.html, which shows the chosen unit whatever the search finds."""
    id_text = str(chosen_id or "")
    is_id = id_text.isdecimal() and len(id_text) <= MAX_ID_DIGITS
    return {"offer": offer, "name": name, "chosen": Unit.objects.with_names().filter(pk=id_text).first() if is_id else None}


class UnitChoiceField(forms.ModelChoiceField):
    """Any unit; that it existed on the day is checked by the action (places.actions.require_valid).

    level: offer this level only. on_field: name of the form's date field, whose day decides which units are offered.
    at_any_time: searches find units that have ceased, too (for filters). empty_label: the words of no choice.
    """

    default_error_messages = {
        "required": _("Hãy chọn địa bàn."),
        "invalid_choice": _("Không có địa bàn này. Hãy tìm và chọn lại."),
    }

    def __init__(self, *, level: str = "", on_field: str = "", at_any_time: bool = False, **kwargs: Any):
        kwargs.setdefault("widget", UnitPicker(level=level, on_field=on_field, at_any_time=at_any_time))
        kwargs.setdefault("empty_label", _("Không chọn"))
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
