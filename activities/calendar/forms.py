"""Forms of the calendar: its filter, and the place of a private address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.forms import ActivityListFilter
from activities.models import Activity
from places.forms import UnitChoiceField
from places.models import Unit


class CalendarFilter(ActivityListFilter):
    """ActivityListFilter without what the calendar's own month or week says."""

    vars().update(dict.fromkeys(["status", "q", "from", "to"]))

    class Meta:
        model = Activity
        fields = ["kind"]


class FeedForm(forms.Form):
    unit = UnitChoiceField(
        label=_("Địa bàn"),
        required=False,
        at_any_time=True,
        empty_label=_("Mọi địa bàn được phân công"),
        help_text=_("Để trống: lịch của mọi địa bàn được phân công."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_unit(self) -> Unit | None:
        unit: Unit | None = self.cleaned_data["unit"]
        if unit and not self.user.can("view", unit):
            raise ValidationError(_("Bạn không được xem hoạt động ở %(unit)s."), code="not_yours", params={"unit": unit})
        return unit
