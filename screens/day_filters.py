"""Days and times, typed or to filter by, in a form and in a FilterSet: in a lifetime's range, so that days can be counted from them."""

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from vietnamese.dates import EARLIEST_DAY, LATEST_DAY

OUT_OF_RANGE = _("Ngày phải từ 01/01/1900 đến 31/12/2100.")


class DayField(forms.DateField):
    """A date from 1900 to 2100."""

    default_validators = [MinValueValidator(EARLIEST_DAY, OUT_OF_RANGE), MaxValueValidator(LATEST_DAY, OUT_OF_RANGE)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"min": EARLIEST_DAY.isoformat(), "max": LATEST_DAY.isoformat()}


class MomentField(forms.DateTimeField):
    """A time on a day from 1900 to 2100."""

    default_validators = [
        MinValueValidator(make_aware(datetime.combine(EARLIEST_DAY, time.min)), OUT_OF_RANGE),
        MaxValueValidator(make_aware(datetime.combine(LATEST_DAY, time.max)), OUT_OF_RANGE),
    ]


class DayFilter(django_filters.DateFilter):
    field_class = DayField
