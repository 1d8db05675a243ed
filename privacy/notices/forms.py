from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Notice
from screens.day_filters import DayField


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["valid_from", "summary", "text", "summary_en", "text_en"]
        field_classes = {"valid_from": DayField}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "text": forms.Textarea(attrs={"rows": 16}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
            "text_en": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "summary": _("Đủ ngắn để đọc cho người đăng ký nghe. Viết {agency} ở chỗ cần tên cơ quan."),
            "text": _("Các đoạn cách nhau một dòng trống. Viết {agency} ở chỗ cần tên cơ quan."),
        }
