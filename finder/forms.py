"""The form that renames a saved filter, and says where a question is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from finder.models import SavedFilter
from finder.question_lists import find_question_lists, sharing_units
from places.models import Unit
from screens.forms import TextField


class UnitLabelField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Any) -> str:
        return unit.label


class FilterNameForm(forms.Form):
    name = TextField(
        label=gettext_lazy("Tên bộ lọc"),
        max_length=SavedFilter._meta.get_field("name").max_length,
        help_text=gettext_lazy("Không đặt theo tên hay số điện thoại của một người."),
    )
    shared_in = UnitLabelField(
        Unit.objects.none(),
        label=gettext_lazy("Ai thấy câu hỏi này"),
        required=False,
        empty_label=gettext_lazy("Chỉ người lưu"),
        help_text=gettext_lazy("Đồng nghiệp được xem báo cáo này ở đơn vị đã chọn; mỗi người chỉ thấy số liệu theo quyền của mình."),
    )

    def __init__(self, data: Any, *, saved: SavedFilter) -> None:
        super().__init__(data, initial={"name": saved.name, "shared_in": saved.shared_in_id})
        if find_question_lists(saved.list_name) is None:
            del self.fields["shared_in"]
        else:
            self.fields["name"].label = gettext_lazy("Tên câu hỏi")
            units = sharing_units(saved.user, saved.list_name) | Unit.objects.filter(pk__in=[saved.shared_in_id or 0]).with_names()
            self.fields["shared_in"].queryset = units  # type: ignore[attr-defined]
