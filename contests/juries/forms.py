"""Forms of the jury: judges added by name, replaced, excused from a team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.juries.actions import LONGEST_NAME
from contests.models import JurySeat, Team
from contests.models.scoring import LONGEST_REASON
from screens.forms import LinesField, TextField

MOST_JUDGES = 30


class JudgesForm(forms.Form):
    """Judges to be seated, a line for each."""

    names = LinesField(
        label=_("Họ tên các giám khảo"),
        longest=LONGEST_NAME,
        most=MOST_JUDGES,
        help_text=_("Mỗi dòng một người."),
        error_messages={"required": _("Hãy ghi ít nhất một người.")},
    )
    has_head = forms.BooleanField(label=_("Người ở dòng đầu là Trưởng ban giám khảo"), required=False)
    is_shadow = forms.BooleanField(label=_("Những người này chấm thử, điểm không tính"), required=False)

    def __init__(self, data: Any, *, needs_head: bool) -> None:
        super().__init__(data, initial={"has_head": True}, use_required_attribute=False)
        if not needs_head:
            del self.fields["has_head"]


class ReplacementForm(forms.Form):
    name = TextField(
        label=_("Họ tên giám khảo thay thế"), max_length=LONGEST_NAME, error_messages={"required": _("Hãy ghi họ tên giám khảo.")}
    )


class RecusalForm(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Đội"), empty_label=_("Chọn đội"), error_messages={"required": _("Hãy chọn đội.")}
    )
    reason = TextField(
        label=_("Lý do không chấm"),
        max_length=LONGEST_REASON,
        help_text=_("Ví dụ: là giáo viên của trường có đội dự thi."),
        error_messages={"required": _("Hãy ghi vì sao giám khảo không chấm đội này.")},
    )

    def __init__(self, data: Any, *, seat: JurySeat) -> None:
        super().__init__(data, use_required_attribute=False)
        excused = seat.recusals.values("team")
        self.fields["team"].queryset = Team.objects.filter(contest=seat.contest_id).exclude(pk__in=excused)  # type: ignore[attr-defined]
