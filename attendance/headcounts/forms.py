"""The form in which a headcount is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.headcounts.records import SUGGESTED
from attendance.headcounts.uploads import HIGHEST_COUNT
from attendance.models import Headcount
from screens.forms import COUNT_ERRORS, SuggestedInput, TextField


class HeadcountForm(forms.Form):
    category = TextField(
        label=_("Đối tượng"),
        max_length=60,
        widget=SuggestedInput({"autocapitalize": "sentences"}, SUGGESTED),
        help_text=_("Ví dụ: Khán giả, Học sinh, Đại biểu, Phụ huynh."),
        error_messages={"required": _("Hãy ghi đối tượng, ví dụ Khán giả.")},
    )
    count = forms.IntegerField(
        label=_("Số người"),
        min_value=0,
        max_value=HIGHEST_COUNT,
        error_messages=COUNT_ERRORS | {"required": _("Hãy ghi số người. Không có ai thì ghi 0.")},
    )
    basis = forms.ChoiceField(
        label=_("Cách đếm"),
        choices=Headcount.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn: đếm thực tế hay ước tính.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        if self.initial.get("category"):
            self.fields["count"].widget.attrs["autofocus"] = True
