from django import forms
from django.utils.translation import gettext_lazy as _

from exports.models import MAX_DAY, ExportFormat, ExportSchedule


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Kiểu tệp"),
        choices=ExportFormat.choices,
        initial=ExportFormat.XLSX,
        help_text=_("Excel để in và trình ký; CSV cho danh sách rất dài hoặc để nhập vào chương trình khác."),
    )


class ScheduleForm(forms.ModelForm):
    """When a report is exported; which report and which filters is known already."""

    day = forms.IntegerField(
        label=_("Vào ngày"),
        initial=1,
        min_value=1,
        max_value=MAX_DAY,
        help_text=_("Ngày của tháng ngay sau kỳ, từ 1 đến 28. Quý: tháng 1, 4, 7, 10; năm: tháng 1."),
    )
    field_order = ["every", "day", "format"]

    class Meta:
        model = ExportSchedule
        fields = ["every", "day", "format"]
        help_texts = {"every": _("Mỗi lần xuất số liệu của tháng, quý hoặc năm vừa hết.")}
