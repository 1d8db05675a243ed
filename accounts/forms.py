"""Forms about users; accounts.actions decides what is allowed."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from accounts.roles import MEANING, Role
from accounts.sign_in.credentials import check_credentials, check_own_password
from places.forms import UnitChoiceField
from vietnamese.text import clean

LONGEST_PASSWORD = 1000


def password_field(label: Any, *, autocomplete: str = "new-password", **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget, **options)


def role_choices() -> list[tuple[str, str]]:
    """Return the roles, the smallest first, each with its meaning below its name."""
    return [(role.value, format_html("<span><strong>{}</strong><br>{}</span>", role.label, MEANING[role])) for role in reversed(Role)]


class SignInForm(AuthenticationForm):
    username = UsernameField(
        label=_("Tên đăng nhập"),
        max_length=150,
        widget=forms.TextInput(attrs={"autofocus": True, "autocorrect": "off", "spellcheck": "false"}),
        error_messages={"required": _("Hãy nhập tên đăng nhập.")},
    )
    password = password_field(_("Mật khẩu"), autocomplete="current-password", error_messages={"required": _("Hãy nhập mật khẩu.")})

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password and self.request:
            self.user_cache = check_credentials(self.request, username=username, password=password, at=timezone.now())
        return self.cleaned_data


class OwnPasswordForm(forms.Form):
    old_password = password_field(
        _("Mật khẩu đang dùng"), autocomplete="current-password", error_messages={"required": _("Hãy nhập mật khẩu đang dùng.")}
    )
    password = password_field(
        _("Mật khẩu mới"),
        help_text=_("Ít nhất 10 ký tự. Ba, bốn từ không liên quan đến nhau là vừa dễ nhớ vừa khó đoán."),
        error_messages={"required": _("Hãy nhập mật khẩu mới.")},
    )
    repeated = password_field(_("Nhập lại mật khẩu mới"), error_messages={"required": _("Hãy nhập lại mật khẩu mới.")})

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self) -> str:
        check_own_password(self.user, self.cleaned_data["old_password"], at=timezone.now())
        return self.cleaned_data["old_password"]

    def clean_password(self) -> str:
        if self.cleaned_data["password"] == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."), code="same")
        return self.cleaned_data["password"]

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("Hai lần nhập không giống nhau. Hãy nhập lại."), code="different")
        return self.cleaned_data["repeated"]


class NewPasswordForm(forms.Form):
    """A password for somebody else, to whom it is then told: typed in plain sight, or left to be generated."""

    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}),
        help_text=_("Để trống thì hệ thống tự đặt một mật khẩu và hiện ra một lần ở trang sau. Nếu tự đặt: ít nhất 10 ký tự."),
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=role_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn vai trò.")},
    )
    unit = UnitChoiceField(
        label=_("Địa bàn"),
        help_text=_("Vai trò có hiệu lực ở địa bàn này và mọi nơi bên dưới, kể cả các đơn vị cũ đã nhập vào đó."),
    )


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email"]
        labels = {"email": _("Email")}

    def clean_full_name(self) -> str:
        return clean(self.cleaned_data["full_name"])


class NewUserForm(GrantForm, NewPasswordForm):
    username = UsernameField(
        label=_("Tên đăng nhập"),
        max_length=150,
        help_text=_("Chữ không dấu, chữ số và . _ - @ +, ví dụ lan.nguyen. Sau này không đổi được."),
        error_messages={"required": _("Hãy nhập tên đăng nhập.")},
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=150, error_messages={"required": _("Hãy nhập họ và tên.")})
    email = forms.EmailField(label=_("Email"), required=False)

    field_order = ["full_name", "username", "email", "role", "unit", "password"]


class UserFilterForm(forms.Form):
    STATES = {"active": Q(is_active=True), "disabled": Q(is_active=False), "without_role": Q(grants=None)}

    q = forms.CharField(
        label=_("Tìm theo họ tên hoặc tên đăng nhập"), required=False, max_length=150, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Tất cả")), ("active", _("Đang dùng")), ("disabled", _("Đã khóa")), ("without_role", _("Chưa có vai trò"))],
    )

    def narrow(self, users: UserQuerySet) -> UserQuerySet:
        if not self.is_valid():
            return users
        return users.filter(self.STATES.get(self.cleaned_data["state"], Q())).named_like(self.cleaned_data["q"])
