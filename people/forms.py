from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import AgencyPeriod
from screens.day_filters import DayField
from vietnamese.text import clean


class AgencyPeriodForm(forms.ModelForm):
    class Meta:
        model = AgencyPeriod
        fields = [
            "valid_from",
            "parent_name",
            "name",
            "abbreviation",
            "place",
            "signatory_authority",
            "signatory_title",
            "signatory_name",
            "preparer_name",
        ]
        field_classes = {"valid_from": DayField}
        labels = {"signatory_authority": _("Thẩm quyền ký")}
        help_texts = {
            "valid_from": _("Văn bản từ ngày này mang các tên dưới đây, cho đến ngày bắt đầu của thời kỳ sau."),
            "parent_name": _("Dòng trên cùng bên trái, ví dụ: UBND tỉnh Quảng Ngãi. Khi in tự viết hoa."),
            "abbreviation": _("Phần cuối của số, ký hiệu. Ví dụ BDT thì văn bản ghi: Số: …/BC-BDT."),
            "place": _("Ghi trước ngày tháng, ví dụ: Quảng Ngãi."),
            "signatory_authority": _("TM., KT. hoặc TL., ví dụ: KT. Giám đốc. Để trống nếu người đứng đầu trực tiếp ký."),
            "signatory_title": _("Ví dụ: Giám đốc, Trưởng ban, Phó Giám đốc."),
            "signatory_name": _("Không ghi học hàm, học vị. Để trống thì chừa chỗ viết tay."),
            "preparer_name": _("Để trống thì ghi tên người tải văn bản."),
        }
        error_messages = {"valid_from": {"unique": _("Đã có một thời kỳ bắt đầu từ ngày này. Hãy sửa thời kỳ đó, hoặc chọn ngày khác.")}}

    def clean(self) -> dict[str, Any]:
        return {name: clean(value) if isinstance(value, str) else value for name, value in (super().clean() or {}).items()}
