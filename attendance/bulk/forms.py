"""What each action on many people asks before it is done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Activity
from attendance.models import BulkChange, Registration
from attendance.registrations.forms import NO_CATEGORY

AS_IT_IS = "as-it-is"
LEAVE = (AS_IT_IS, _("Giữ như từng người"))
MOST_TARGETS = 300


class BulkForm(forms.Form):
    """The action and the ids of whom it is done to, as `choice.FIXED` has them."""

    action = forms.CharField(widget=forms.HiddenInput)
    chosen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.activity = user, activity

    def values(self) -> dict[str, Any]:
        """Return what was chosen, as `change_together` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("action", "chosen")}


class BulkReasonForm(BulkForm):
    reason = forms.CharField(label=_("Lý do vắng"), max_length=300, error_messages={"required": _("Hãy ghi lý do vắng.")})


class BulkRoleForm(BulkForm):
    role = forms.ChoiceField(label=_("Vai trò"), choices=[LEAVE, *Registration.Role.choices], initial=AS_IT_IS)
    category = forms.ChoiceField(
        label=_("Đối tượng"),
        choices=[LEAVE, NO_CATEGORY, *Registration.Category.choices],
        required=False,
        initial=AS_IT_IS,
        help_text=_("Để tính vào báo cáo."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["role"] == cleaned["category"] == AS_IT_IS:
            self.add_error("role", _("Hãy chọn vai trò hoặc đối tượng mới."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: None if value == AS_IT_IS else value for name, value in super().values().items()}


class BulkTargetForm(BulkForm):
    target = forms.ModelChoiceField(
        Activity.objects.none(),
        label=_("Hoạt động kia"),
        error_messages={"required": _("Hãy chọn hoạt động."), "invalid_choice": _("Hãy chọn một hoạt động trong danh sách.")},
        help_text=_("Những lớp, hội thi chưa kết thúc mà bạn được đăng ký người."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takes_people = Activity.objects.visible_to(self.user, "register").filter(status__in=[Activity.Status.DRAFT, Activity.Status.OPEN])
        targets = takes_people.exclude(pk=self.activity.pk).order_by("-starts_on", "-pk").with_units()
        field: Any = self.fields["target"]
        field.queryset = targets
        latest = [
            (activity.pk, f"{activity.starts_on:%d/%m/%Y} · {activity.title} · {activity.unit.label}")
            for activity in targets[:MOST_TARGETS]
        ]
        field.choices = [("", _("Chọn hoạt động")), *latest]


FORMS: dict[str, type[BulkForm]] = {
    BulkChange.Action.WITHDRAW: BulkForm,
    BulkChange.Action.CHANGE_ROLE: BulkRoleForm,
    BulkChange.Action.EXCUSE: BulkReasonForm,
    BulkChange.Action.COPY: BulkTargetForm,
    BulkChange.Action.MOVE: BulkTargetForm,
}
