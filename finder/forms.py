"""The form that renames a saved filter."""

from django import forms
from django.utils.translation import gettext_lazy

from finder.models import SavedFilter
from screens.forms import TextField


class FilterNameForm(forms.Form):
    name = TextField(
        label=gettext_lazy("Tên bộ lọc"),
        max_length=SavedFilter._meta.get_field("name").max_length,
        help_text=gettext_lazy("Không đặt theo tên hay số điện thoại của một người."),
    )
