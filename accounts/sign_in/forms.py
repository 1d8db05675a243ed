"""Forms of signing in after the password, and of confirming who is there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import password_field
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.second_factor.actions import has_second_factor, verify_code
from accounts.second_factor.passkeys import verify_passkey
from accounts.sign_in.credentials import check_own_password

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
CODE_HELP = _("6 chữ số đang hiện trong ứng dụng trên điện thoại, hoặc một mã dự phòng.")


class CodeForm(forms.Form):
    """A code of the app, a recovery code, or what a passkey answered; used up when the form is valid."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=40,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES | {"autofocus": True}),
        help_text=CODE_HELP,
        error_messages={"required": _("Hãy nhập mã.")},
    )

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request
        if self.data.get("passkey"):
            self.fields["code"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if credential := self.data.get("passkey"):
            verify_passkey(self.request, self.user, credential=credential, at=timezone.now())
        elif "code" in values:
            try:
                verify_code(self.user, values["code"], at=timezone.now())
            except ValidationError as error:
                self.add_error("code", error)
        return values


class ConfirmForm(forms.Form):
    """The signed-in user's password, and their second factor where they have one; that is asked only after the right password."""

    confirm_password = password_field(_("Mật khẩu"), autocomplete="current-password", error_messages={"required": _("Hãy nhập mật khẩu.")})
    confirm_code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=40,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
        help_text=CODE_HELP,
        error_messages={"required": _("Hãy nhập mã.")},
    )

    def __init__(self, *args: Any, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not has_second_factor(request.user):
            del self.fields["confirm_code"]
        elif self.data.get("confirm_passkey"):
            self.fields["confirm_code"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        user, field = self.request.user, "confirm_password"
        try:
            check_own_password(user, values["confirm_password"], at=timezone.now())
            if "confirm_code" in self.fields:
                field = "confirm_code"
                if credential := self.data.get("confirm_passkey"):
                    verify_passkey(self.request, user, credential=credential, at=timezone.now())
                else:
                    verify_code(user, values["confirm_code"], at=timezone.now())
        except ValidationError as error:
            self.add_error(field, error)
        return values
