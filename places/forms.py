"""A field that offers 14,149 administrative units by search, and the province's own from the start."""

from dataclasses import replace
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from places.models import Unit
from places.offered_units import UnitOffer, follow_names, offer_units
from screens.query_strings import parse_id
from vietnamese.dates import EARLIEST_DAY, LATEST_DAY, read_day

UNSETTLED = "?"  # before the id of the unit that was chosen when something was typed that finds nothing: no choice, until one is made


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
    unit_id = parse_id(id_text)
    chosen = Unit.objects.with_names().filter(pk=unit_id).first() if unit_id is not None else None
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


class UnitChoiceFilter(django_filters.Filter):
    """A filter by unit that offers units by search instead of 14,149 options."""

    field_class = UnitChoiceField


def parse_day(value: Any) -> date | None:
    """Return a form's date, cleaned or as typed; None for anything else, and for a day on which no unit is asked for."""
    day = value if isinstance(value, date) else read_day(value or "", near=localdate())
    return day if day and EARLIEST_DAY <= day <= LATEST_DAY else None
