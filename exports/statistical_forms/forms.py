from django import forms
from django.utils.translation import gettext_lazy as _


class OfficeFormUpload(forms.Form):
    """The file of a form; what is in it is checked by `take_in_form`."""

    file = forms.FileField(
        label=_("Tệp biểu mẫu (.toml)"),
        help_text=_("Tệp văn bản, mã UTF-8, nhiều nhất 64 KB."),
        allow_empty_file=True,  # the action says what is wrong with it
        widget=forms.FileInput({"accept": ".toml"}),
    )
