"""The part of a copy's form that asks whether the people of the activity are registered again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.copy_forms import CopyForm, CopyRowForm
from attendance.registrations.copying import PeopleToCopy, registrations_to_copy


class PeopleCopyForm(CopyForm):
    """A CopyForm that asks for people, too, where there are any whom the user may register."""

    people = forms.ChoiceField(
        label=gettext_lazy("Đăng ký lại người của hoạt động này"),
        widget=forms.RadioSelect,
        initial=PeopleToCopy.NONE,
        error_messages={"required": gettext_lazy("Hãy chọn một cách."), "invalid_choice": gettext_lazy("Hãy chọn một cách.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = {people: registrations_to_copy(self.source, people).count() for people in (PeopleToCopy.ATTENDED, PeopleToCopy.REGISTERED)}
        if not any(counts.values()) or not self.user.can("register", self.source.unit_id):
            del self.fields["people"]
            return
        offered = [(people.value, f"{people.label} ({number})") for people, number in counts.items() if number]
        self.fields["people"].choices = [(PeopleToCopy.NONE.value, PeopleToCopy.NONE.label), *offered]  # type: ignore[attr-defined]
        self.fields["people"].help_text = _("Giữ vai trò và đối tượng; mỗi người có thẻ mới. Không lấy người đã xóa danh tính.")

    @property
    def chosen_people(self) -> str:
        return self.cleaned_data.get("people", PeopleToCopy.NONE)

    def check_row(self, row: CopyRowForm) -> None:
        unit = row.cleaned_data["unit"]
        if self.chosen_people != PeopleToCopy.NONE and not self.user.can("register", unit):
            row.add_error("unit", ValidationError(_("Bạn không được đăng ký người ở %(unit)s.") % {"unit": unit}, code="not_yours"))
