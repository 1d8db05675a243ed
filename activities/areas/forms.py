"""The form of an area, and the field by which reports are narrowed to one."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.areas.actions import MOST_UNITS
from places.forms import UnitChoiceField
from places.models import Area, Unit
from places.typed_units import find_typed_unit
from screens.day_filters import DayField
from screens.forms import LinesField, RowsField, TextField
from screens.query_strings import parse_id
from screens.revisions.forms import RevisionForm


class AreaChoiceField(forms.ModelChoiceField):
    """Any area; whether the reader may report about it is asked by `require_readable`. A screen offers those in use by `offer_areas`."""

    default_error_messages = {"invalid_choice": gettext_lazy("Không có khu vực này.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Khu vực"))
        super().__init__(Area.objects.all(), required=False, empty_label=gettext_lazy("Tất cả"), **kwargs)


def require_readable(area: Area, user: User) -> None:
    """Raise ValidationError keyed `area` for one about which `user` may not report."""
    if not Area.objects.visible_to(user, "report").filter(pk=area.pk).exists():
        raise ValidationError({"area": ValidationError(AreaChoiceField.default_error_messages["invalid_choice"], code="invalid_choice")})


def offer_areas(form: forms.BaseForm, user: User) -> None:
    """Offer the areas in use that `user` may read, and the one that is chosen; without any, the form's page has no such field."""
    chosen = form["area"].value()
    areas = list(Area.objects.in_use().visible_to(user, "report"))
    chosen_id = parse_id(str(chosen or ""))
    if chosen_id is not None and chosen_id not in {area.pk for area in areas}:
        areas += Area.objects.visible_to(user, "report").filter(pk=chosen_id)
    if areas or chosen:
        form.fields["area"].widget = forms.Select(choices=[("", _("Tất cả")), *((area.pk, area.in_words) for area in areas)])
    else:
        form.fields["area"].widget = forms.HiddenInput()


class AreaForm(RevisionForm):
    """An area with its units: those chosen so far, one to add by the picker, more to add by name, one a line."""

    name = TextField(
        label=gettext_lazy("Tên khu vực"),
        max_length=100,
        help_text=gettext_lazy("Ví dụ: Các huyện miền núi; Xã khu vực III."),
        error_messages={"required": gettext_lazy("Hãy đặt tên khu vực.")},
    )
    valid_from = DayField(
        label=gettext_lazy("Áp dụng từ ngày"),
        required=False,
        help_text=gettext_lazy("Hoạt động bắt đầu từ ngày này mới được tính vào khu vực. Để trống nếu không giới hạn."),
    )
    valid_to = DayField(label=gettext_lazy("Áp dụng đến hết ngày"), required=False, help_text=gettext_lazy("Để trống nếu còn áp dụng."))
    units = RowsField(
        Unit.objects.with_names(),
        label=gettext_lazy("Các đơn vị trong khu vực"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Thêm đơn vị ở ô tìm hoặc ô dán bên dưới; bỏ dấu ở đơn vị không thuộc khu vực."),
    )
    added = UnitChoiceField(label=gettext_lazy("Thêm một đơn vị"), required=False, at_any_time=True)
    names = LinesField(
        label=gettext_lazy("Hoặc dán danh sách tên"),
        required=False,
        most=MOST_UNITS,
        help_text=gettext_lazy("Mỗi đơn vị một dòng, như trong quyết định. Tên cũ dẫn đến đơn vị ngày nay; đơn vị cũ thì chọn ở ô tìm."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any) -> None:
        self.area = area
        super().__init__(*args, **kwargs)
        typed_ids = self["units"].value() or [] if self.is_bound else []
        ids = [unit_id for unit_id in map(parse_id, typed_ids) if unit_id is not None]
        units = Unit.objects.with_names().filter(pk__in=ids).order_by("-level", "sort_key", "pk")
        chosen = list(units) if self.is_bound else self.initial.get("units", [])
        self.fields["units"].widget.choices = [(unit.pk, unit.label) for unit in chosen]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        units = dict.fromkeys(values.get("units", ()))
        if values.get("added"):
            units[values["added"]] = None
        for name in dict.fromkeys(values.get("names", ())):
            try:
                units[find_typed_unit(name, on=timezone.localdate()).unit] = None
            except ValidationError as error:
                self.add_error("names", error)
        values["all_units"] = list(units)
        if not self.errors:
            self.ask_about_revision()
        return values

    @staticmethod
    def values_of(area: Area) -> dict[str, Any]:
        """Return what stands on record, by field."""
        return {"name": area.name, "valid_from": area.valid_from, "valid_to": area.valid_to, "units": list(area.units.all())}

    @property
    def stored_values(self) -> dict[str, Any]:
        return self.values_of(self.area) if self.area else {}

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the names of the fields that were typed otherwise; units that are added change the units."""
        names = [bound.name for bound in self if bound._has_changed()]  # type: ignore[attr-defined]
        return list(dict.fromkeys([*names, "units"])) if {"added", "names"} & set(names) else names

    def values(self) -> dict[str, Any]:
        """Return the arguments of save_area."""
        return {name: self.cleaned_data[name] for name in ("name", "valid_from", "valid_to")} | {"units": self.cleaned_data["all_units"]}
