from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from accounts.navigation import covers, sections
from people.models import AgencyPeriod
from privacy.requests.actions import overdue


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every page; also of error pages, whose request may have no user yet, and of fragments, which name no agency."""
    return {
        "nav": navigation(request),
        "agency_name": SimpleLazyObject(agency_name_today),
        "overdue_requests": SimpleLazyObject(lambda: overdue(request.user, localdate())),  # asked for by the administration's first page
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the registered sections that there are and that the user may use, as the template draws them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = []
    for section in sections():
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        if user.can_anywhere(section.verb):
            entries.append({"label": section.label, "url": url, "is_current": covers(section, url, request.path)})
    return entries


def agency_name_today() -> str:
    """Empty until the agency's settings are written."""
    period = AgencyPeriod.on(localdate())
    return period.name if period else ""


# What a browser's own date and time fields read and send, in any language.
NATIVE_INPUTS = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}


class HouseField(forms.BoundField):
    """A field drawn the house's way: native date and time inputs, and a place for the error summary to link to."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        for widget in (field.widget, *getattr(field.widget, "widgets", ())):
            _make_native(widget)

    @property
    def target_id(self) -> str:
        """Id of the first control; a group of choices has none of its own."""
        if self.use_fieldset and self.auto_id:
            return f"{self.auto_id}_0"
        return self.id_for_label

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)


def _make_native(widget: forms.Widget) -> None:
    for kind, (input_type, written_as) in NATIVE_INPUTS.items():
        if isinstance(widget, kind) and widget.input_type == "text" and not widget.format:
            widget.input_type, widget.format = input_type, written_as


class FormRenderer(DjangoTemplates):
    """Makes `{{ form }}` draw an error summary and fields in the house style; its engine also finds our apps' templates."""

    form_template_name = "console/_form.html"
    formset_template_name = "console/_formset.html"
    field_template_name = "console/_field.html"
    bound_field_class = HouseField
