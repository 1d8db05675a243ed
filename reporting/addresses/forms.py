"""The form of recipients and legal bases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.forms import kind_choices
from reporting.models import ReportAddress
from screens.day_filters import DayField


class ReportAddressForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("Loại báo cáo"), choices=kind_choices)
    valid_from = DayField(label=_("Áp dụng từ ngày"))

    class Meta:
        model = ReportAddress
        fields = ["kind", "valid_from", "addressees", "recipients", "legal_bases"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("addressees", "recipients", "legal_bases")}
