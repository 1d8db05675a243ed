"""Forms of a sitting: the reason of a correction, the new day of an activity."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.forms import past_day_question
from attendance.models import Attendance
from people.identity.namesakes import in_one_line, tell_apart
from screens.day_filters import DayField
from screens.forms import AskingForm


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, error_messages={"required": _("Hãy ghi lý do.")})

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}


class BatchAnnulmentForm(ReasonForm):
    """Whom of `attendances` to annul, all of them unless some are unticked, and why."""

    people = forms.MultipleChoiceField(
        label=_("Những người"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Hãy chọn ít nhất một người.")}
    )
    field_order = ["people", "reason"]

    def __init__(self, *args: Any, attendances: Iterable[Attendance], **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = {str(attendance.pk): attendance.registration.person for attendance in attendances}
        differences = tell_apart(people.values())
        choices = [(pk, f"{person} · {in_one_line(person, differences)}") for pk, person in people.items()]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]
        self.fields["people"].initial = [pk for pk, _name in choices]


class PostponeForm(AskingForm):
    starts_on = DayField(
        label=_("Ngày bắt đầu mới"),
        help_text=_("Mọi buổi dời theo cùng số ngày, giờ giữ nguyên. Người đã đăng ký và thẻ của họ không đổi."),
    )

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if question := past_day_question(starts_on, today=timezone.localdate()):
            self.ask(question)
        return starts_on
