"""Days and times, typed or to filter by, in a form and in a FilterSet: in a lifetime's range, so that days can be counted from them.

They are typed as people write them (vietnamese.dates), and the day of the week stands beside. No native inputs: a browser in another
language shows 03/09 for the ninth of March.
"""

from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from vietnamese.dates import EARLIEST_DAY, LATEST_DAY, read_day, read_moment, read_time

OUT_OF_RANGE = _("Ngày phải từ 01/01/1900 đến 31/12/2100.")
LONGEST_QUOTE = 40
# As an office writes them; Django's Vietnamese has “Thứ 2”. Monday first, as date.weekday() counts.
WEEKDAYS = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))


def say_weekday(day: date) -> str:
    return str(WEEKDAYS[day.weekday()])


def say_day(day: date) -> str:
    """Return 'Thứ Ba, 15/12/2026'."""
    return f"{say_weekday(day)}, {day:%d/%m/%Y}"


class TypedInput(forms.TextInput):
    """A text input that shows a day or time in full, and says it beside: by the server and, while it is typed, by typed-dates.js."""

    template_name = "screens/_typed_input.html"
    kind = ""  # day, time or moment
    keyboard = "numeric"  # of a phone: digits say a day and a time
    written_format = ""
    not_understood: Any = ""
    near: date | None = None  # whose year is meant where none is typed; today's when None
    near_field = ""  # name of the form's field whose day stands for `near` in the browser

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "inputmode": self.keyboard, "maxlength": LONGEST_QUOTE} | (attrs or {}))

    def read(self, text: str) -> Any:
        """Return what `text` means, None where it means nothing."""
        raise NotImplementedError

    def say(self, value: Any) -> str:
        """Return what stands beside the field for a value that was read."""
        return f"{say_weekday(value)}, {value.strftime(self.written_format)}"

    def format_value(self, value: Any) -> str | None:
        parsed_value = self.read(value) if isinstance(value, str) else value
        return parsed_value.strftime(self.written_format) if isinstance(parsed_value, date | time) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {"data-typed": self.kind, "data-not-understood": self.not_understood}
        if self.near:
            context["widget"]["attrs"]["data-near"] = self.near.isoformat()
        if self.near_field:
            context["widget"]["attrs"]["data-near-field"] = name.removesuffix(name.rpartition("-")[2]) + self.near_field
        parsed_value = self.read(context["widget"]["value"] or "")
        return context | {"said": "" if parsed_value is None else self.say(parsed_value)}


class DayInput(TypedInput):
    kind, written_format = "day", "%d/%m/%Y"
    not_understood = _("Ghi ngày như 15/12/2026, 15-12 hoặc 151226.")

    def read(self, text: str) -> date | None:
        return read_day(text, near=self.near or localdate())


class ClockInput(TypedInput):
    kind, written_format = "time", "%H:%M"
    not_understood = _("Ghi giờ như 8h30, 8:30 hoặc 0830.")

    def read(self, text: str) -> time | None:
        return read_time(text)

    def say(self, value: Any) -> str:
        return ""


class MomentInput(TypedInput):
    kind, written_format = "moment", "%d/%m/%Y %H:%M"
    keyboard = "text"  # a phone's digits have no space to stand between day and time
    not_understood = _("Ghi ngày và giờ như 15/12/2026 8h30.")

    def read(self, text: str) -> datetime | None:
        return read_moment(text, near=self.near or localdate())


class TypedField(forms.Field):
    """A field whose text is read by its TypedInput. Stands before the field of Django that takes what was read."""

    widget: Any

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, date | time):
            return super().to_python(value)
        parsed_value = self.widget.read(str(value))
        if parsed_value is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"text": str(value)[:LONGEST_QUOTE]})
        return super().to_python(parsed_value)


class DayField(TypedField, forms.DateField):
    """A date from 1900 to 2100, typed as in 15/12/2026, 15-12 or 151226."""

    widget: Any = DayInput
    default_error_messages = {"invalid": _("“%(text)s” không phải là một ngày. Ghi như 15/12/2026, 15-12 hoặc 151226.")}
    default_validators = [MinValueValidator(EARLIEST_DAY, OUT_OF_RANGE), MaxValueValidator(LATEST_DAY, OUT_OF_RANGE)]


class ClockField(TypedField, forms.TimeField):
    """A time of day, typed as in 8h30, 8:30 or 0830."""

    widget: Any = ClockInput
    default_error_messages = {"invalid": _("“%(text)s” không phải là giờ. Ghi như 8h30, 8:30 hoặc 0830.")}


class MomentField(TypedField, forms.DateTimeField):
    """A time on a day from 1900 to 2100, typed as in 15/12/2026 8h30."""

    widget: Any = MomentInput
    default_error_messages = {"invalid": _("“%(text)s” không phải là ngày và giờ. Ghi như 15/12/2026 8h30.")}
    default_validators = [
        MinValueValidator(make_aware(datetime.combine(EARLIEST_DAY, time.min)), OUT_OF_RANGE),
        MaxValueValidator(make_aware(datetime.combine(LATEST_DAY, time.max)), OUT_OF_RANGE),
    ]

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = parse_datetime(value.strip()) if isinstance(value, str) else value
        except ValueError:
            moment = None
        return super().to_python(moment or value)


class DayFilter(django_filters.DateFilter):
    field_class = DayField
