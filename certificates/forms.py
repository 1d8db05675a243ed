"""Forms of the choice of people, and of the texts of certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateTexts, Share
from certificates.wording import find_mistakes, placeholders_of
from screens.forms import TextField


class ShareForm(forms.Form):
    share = forms.ChoiceField(label=_("Cấp cho người dự ít nhất"), choices=Share.choices)


class ReissueForm(forms.Form):
    """Why a certificate is issued again; of one that was revoked already, its reason stands."""

    reason = TextField(
        label=_("Lý do cấp lại"),
        max_length=300,
        help_text=_("Ví dụ: Sửa họ tên ghi sai. Giấy cũ bị thu hồi với lý do này."),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


class TextsForm(forms.ModelForm):
    """The wording of one kind; an empty field has the usual words, which stand in it when the form is opened."""

    class Meta:
        model = CertificateTexts
        fields = ["title", "heading", "details", "body", "place", "signer_authority", "signer_title", "signer_name"]
        field_classes = dict.fromkeys(("title", "heading", "place", "signer_authority", "signer_title", "signer_name"), TextField)
        widgets = {"details": forms.Textarea({"rows": 3}), "body": forms.Textarea({"rows": 4})}
        help_texts = {
            "details": _("Mỗi dòng một ý. Dòng có chỗ điền mà hồ sơ không ghi thì không in."),
            "body": _("Chỗ điền mà hồ sơ không ghi in thành dấu chấm, để viết tay."),
            "place": _("Để trống: theo trang Cơ quan."),
            "signer_title": _("Để trống cả ba ô về người ký: theo trang Cơ quan, hoặc người ký mà người cấp giấy đã chọn."),
        }

    def clean(self) -> dict[str, Any]:
        values, placeholders = super().clean() or {}, placeholders_of(self.instance.kind)
        for name in ("title", "heading", "details", "body"):
            unknown, unpaired = find_mistakes(values.get(name, ""), placeholders)
            if unknown:
                message = _("Không có chỗ điền %(unknown)s. Chỉ dùng: %(placeholders)s.")
                params = {"unknown": ", ".join(unknown), "placeholders": ", ".join(f"[{placeholder}]" for placeholder in placeholders)}
                self.add_error(name, forms.ValidationError(message, code="unknown_placeholder", params=params))
            if unpaired:
                message = _("Chỗ điền thiếu dấu mở hoặc đóng ngoặc ở “%(text)s”.")
                self.add_error(name, forms.ValidationError(message, code="unpaired_bracket", params={"text": "”, “".join(unpaired)}))
        if any(values.get(name) for name in ("signer_authority", "signer_name")) and not values.get("signer_title"):
            self.add_error("signer_title", forms.ValidationError(_("Hãy ghi chức vụ người ký."), code="required"))
        return values
