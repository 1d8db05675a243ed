from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from places.forms import UnitChoiceField
from privacy.models import DataRequest
from screens.day_filters import DayField

CHOOSE = ("", _("Hãy chọn"))


class DataRequestForm(forms.ModelForm):
    """A request as it is taken down."""

    unit = UnitChoiceField(label=_("Địa bàn"), at_any_time=True)

    class Meta:
        model = DataRequest
        fields = ["kind", "name", "representative", "contact", "text", "way", "received_on", "through_others", "unit"]
        field_classes = {"received_on": DayField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": _("Người có dữ liệu, kể cả khi người khác nói thay."),
            "representative": _("Cha, mẹ hoặc người giám hộ, nếu là trẻ em dưới 16 tuổi."),
            "contact": _("Điện thoại hoặc địa chỉ để trả lời."),
            "through_others": _("Thời hạn dài hơn: 15 ngày thay vì 10, 20 thay vì 15, 30 thay vì 20."),
        }

    def __init__(self, data: Any = None, *, person: Person | None = None, initial: dict[str, Any] | None = None) -> None:
        of_person = {"name": person.full_name, "unit": person.unit_id} if person else {}
        super().__init__(data, initial={"received_on": localdate(), "way": DataRequest.Way.IN_PERSON} | of_person | (initial or {}))
        self.fields["kind"].choices = [CHOOSE, *DataRequest.Kind.choices]  # type: ignore[attr-defined]
        if person:
            self.fields["name"].disabled = True


class ExtensionForm(forms.Form):
    reason = forms.CharField(label=_("Lý do gia hạn"), max_length=300, error_messages={"required": _("Hãy ghi lý do gia hạn.")})


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=pgettext_lazy("one", "Kết quả"), choices=DataRequest.Outcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Đã trả lời thế nào"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Từ chối thì phải nêu lý do và điều luật (Luật 91/2025/QH15, Điều 14, Điều 19)."),
    )
