from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        help_text=_("Đừng ghi tên người này: lý do được giữ lại."),
        error_messages={"required": _("Hãy ghi lý do.")},
    )
