"""Forms of what happened on the stage."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import Performance
from screens.forms import TextField

CLOCK = re.compile(r"(?:(\d{1,3})\s*(?::|ph|'|phút)\s*)?(\d{1,5})?\s*(?:s|giây|'')?")


class DurationField(forms.CharField):
    """A time of a performance, typed as 4:35 or 275; becomes whole seconds."""

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        match = CLOCK.fullmatch(text)
        if match is None or not any(match.groups()) or (match[1] and int(match[2] or 0) > 59):
            raise ValidationError(_("Hãy ghi phút:giây, ví dụ 4:35, hoặc số giây."), code="invalid")
        return int(match[1] or 0) * 60 + int(match[2] or 0)

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, int) else value


def write_duration(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


class PerformanceForm(forms.Form):
    status = forms.ChoiceField(label=_("Trạng thái"), choices=Performance.Status.choices)
    elapsed_seconds = DurationField(label=_("Thời gian thi"), required=False, help_text=_("Phút:giây, ví dụ 4:35."))
    decided_penalty = forms.DecimalField(
        label=_("Điểm trừ do Ban Tổ chức quyết định"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        localize=True,
        help_text=_("Để trống: trừ theo thời gian như thể lệ. Ghi 0: không trừ."),
    )
    reason = TextField(
        label=_("Lý do"), required=False, max_length=500, help_text=_("Cần khi đội không thi, rút, bị loại, hoặc trừ khác thể lệ.")
    )
