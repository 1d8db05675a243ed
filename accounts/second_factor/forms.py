"""Forms of setting up second factors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import TextField


class AuthenticatorForm(forms.Form):
    code = forms.CharField(
        label=_("Mã đang hiện trong ứng dụng"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Hãy nhập mã.")},
    )


class PasskeyForm(forms.Form):
    name = TextField(
        label=_("Tên để nhận ra"),
        max_length=60,
        help_text=_("Ví dụ: điện thoại của tôi, máy ở cơ quan."),
        error_messages={"required": _("Hãy đặt một cái tên.")},
    )
