from django import forms
from django.utils.translation import gettext_lazy as _

from exports.models import DocumentSigner
from screens.forms import TextField


class SignerForm(forms.ModelForm):
    class Meta:
        model = DocumentSigner
        fields = ["authority", "title", "name", "preparer"]
        field_classes = dict.fromkeys(fields, TextField)
        help_texts = {
            "authority": _("TM., KT. hoặc TL., ví dụ: KT. Giám đốc. Để trống nếu người đứng đầu trực tiếp ký."),
            "title": _("Ví dụ: Giám đốc, Trưởng ban, Phó Giám đốc."),
            "name": _("Không ghi học hàm, học vị. Để trống thì chừa chỗ viết tay."),
            "preparer": _("Để trống thì ghi tên người tải văn bản."),
        }
