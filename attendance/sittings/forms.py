"""Forms of a sitting: the reason of a correction, the new day of an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, error_messages={"required": _("Hãy ghi lý do.")})

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}


class PostponeForm(forms.Form):
    starts_on = forms.DateField(
        label=_("Ngày bắt đầu mới"),
        help_text=_("Mọi buổi dời theo cùng số ngày, giờ giữ nguyên. Người đã đăng ký và thẻ của họ không đổi."),
    )
