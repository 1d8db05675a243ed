"""The form of a new template."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.composing.report_kinds import report_kinds
from screens.day_filters import DayField


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.title) for kind in report_kinds().values()]


class TemplateForm(forms.Form):
    """A file with the days for which it serves; what is in the file is checked by `take_in_template`."""

    kind = forms.ChoiceField(label=_("Loại báo cáo"), choices=kind_choices)
    valid_from = DayField(label=_("Áp dụng từ ngày"), help_text=_("Theo ngày của báo cáo. Báo cáo đã ban hành giữ nguyên tệp."))
    valid_to = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống: đến khi có mẫu mới."))
    file = forms.FileField(
        label=_("Tệp mẫu (.docx)"),
        help_text=_("Sửa từ mẫu chuẩn bằng Word; nhiều nhất 5 MB, không có macro."),
        allow_empty_file=True,  # the action says what is wrong with it
        widget=forms.FileInput({"accept": ".docx"}),
    )
