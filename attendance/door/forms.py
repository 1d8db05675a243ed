"""The form at a door."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DoorForm(forms.Form):
    """A phone number or a short code, by which attendance.door.entry identifies a person."""

    who = forms.CharField(
        label=_("Số điện thoại hoặc mã trên thẻ"),
        max_length=40,
        error_messages={"required": _("Hãy nhập số điện thoại hoặc mã trên thẻ.")},
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        required=False,
        min_value=1900,
        max_value=2100,
        error_messages={name: _("Hãy nhập năm sinh bằng 4 chữ số, ví dụ 1985.") for name in ("invalid", "min_value", "max_value")},
    )

    @property
    def asks_birth_year(self) -> bool:
        """Return whether the birth year is needed: a shared number was typed."""
        return self.is_bound and ("birth_year" in self.data or self.has_error("birth_year"))

    @property
    def is_unknown(self) -> bool:
        return self.is_bound and self.has_error("who", "unknown")
