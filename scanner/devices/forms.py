"""Forms about paired phones."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeviceForm(forms.Form):
    name = forms.CharField(
        label=_("Tên máy"),
        max_length=60,
        help_text=_("Để biết máy nào ở cửa nào. Ví dụ: Máy 1, Cửa trước."),
        error_messages={"required": _("Hãy đặt tên cho máy, ví dụ Máy 1.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
