"""Forms of the tasks of a year's plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import PlanTask
from activities.plan_tasks.actions import MOST_TASKS
from screens.forms import LinesField, TextField
from screens.revisions.forms import RevisionForm

MAX_TEXT_LENGTH = PlanTask._meta.get_field("text").max_length or 0


class AddTasksForm(forms.Form):
    """Many tasks at once, one a line, as they are pasted from a plan."""

    texts = LinesField(
        label=_("Thêm nhiệm vụ"),
        longest=MAX_TEXT_LENGTH,
        most=MOST_TASKS,
        help_text=_("Mỗi nhiệm vụ một dòng, dán được từ Word hoặc Excel. Số thứ tự ở đầu dòng được bỏ đi."),
        error_messages={"required": _("Hãy ghi ít nhất một nhiệm vụ.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class TaskForm(forms.ModelForm, RevisionForm):
    """A task and what came of it."""

    class Meta:
        model = PlanTask
        fields = ["text", "outcome", "is_done"]
        field_classes = {"text": TextField, "outcome": TextField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "outcome": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "outcome": _("Làm được gì, bao nhiêu; chưa làm được thì vì sao. Câu này vào báo cáo năm."),
            "is_done": _("Nhiệm vụ chưa xong được chuyển sang năm sau."),
        }
        error_messages = {"text": {"required": _("Hãy ghi nhiệm vụ.")}}

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self.ask_about_revision()

    def values(self) -> dict[str, Any]:
        """Return the arguments of revise_task."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
