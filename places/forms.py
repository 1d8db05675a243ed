from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from places.models import Unit
from vietnamese.text import clean

MOST_FOUND = 20

LONGEST_ID = 19  # digits of the largest id that a database holds, and one


@dataclass(frozen=True)
class Offer:
    """Units to choose from, under their former districts; `more` is how many matches are not shown."""

    groups: list[tuple[Unit | None, list[Unit]]]
    more: int = 0


def offer(q: str = "", *, on: date | None = None, level: str = "", at_any_time: bool = False) -> Offer:
    """What q finds; for an empty q the whole province served, as it stands `on` that day (today when None)."""
    q = clean(q)
    units = Unit.objects.with_names()
    if level in Unit.Level.values:
        units = units.filter(level=level)
    if not (at_any_time and q):
        units = units.valid_on(on or localdate())
    return _found(units.search(q)) if q else _by_former_district(units.in_province_served())


def _found(units) -> Offer:
    found = list(units[: MOST_FOUND + 1])
    more = units.count() - MOST_FOUND if len(found) > MOST_FOUND else 0
    return Offer([(None, found[:MOST_FOUND])] if found else [], more)


def _by_former_district(units) -> Offer:
    ordered = sorted(units.select_related("parent__parent", "former_district__parent", "former_province"), key=_place_in_list)
    return Offer([(district, list(group)) for district, group in groupby(ordered, key=lambda unit: unit.former_district)])


def _place_in_list(unit: Unit) -> tuple:
    """Provinces first, then district by district, those of the province's older self before those that joined it."""
    province, district = unit.former_province, unit.former_district
    if not district:
        return (0,)
    joined = province is not None and province.code != settings.SERVED_PROVINCE
    return 1, joined, district.sort_key, unit.level == Unit.Level.COMMUNE, unit.sort_key


class UnitPicker(forms.Widget):
    """A search box above radio buttons. The province's own units are there from the start, so it works without a script, too."""

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
        context |= options(offer(on=self.on, level=self.level, at_any_time=self.at_any_time), name=name, chosen=value)
        return context | {"level": self.level, "at_any_time": self.at_any_time, "day_name": day_name, "none_label": self.none_label}

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # the browser would demand a radio button while the search shows none

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


def options(offered: Offer, *, name: str, chosen: Any) -> dict[str, Any]:
    """Context of _unit_options.html; what is chosen stays in sight, whatever the search finds."""
    unit = Unit.objects.with_names().filter(pk=chosen).first() if str(chosen or "").isdecimal() and len(str(chosen)) < LONGEST_ID else None
    return {"offer": offered, "name": name, "chosen": unit}


class UnitChoiceField(forms.ModelChoiceField):
    """Any unit there is; whether it was there on the day is judged by the action (places.actions.require_valid).

    level: offer this level only. on_field: the form's date field whose day decides which units are offered.
    at_any_time: searches find units that have ceased, too (for filters). empty_label: how an optional field offers no unit.
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
                self.widget.on = day_written(form[self.widget.on_field].value())
        return super().get_bound_field(form, field_name)


def day_written(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return parse_date(value or "")
    except ValueError:
        return None
