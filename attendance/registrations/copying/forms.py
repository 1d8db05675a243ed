"""Forms that register the people of earlier activities again: the part of a copy's form, and the page of a list."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.copying.forms import CopyForm, CopyRowForm
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.copying.actions import PeopleToCopy, count_to_copy
from screens.forms import RowsField


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
        counts = count_to_copy([self.source]).get(self.source.pk, {})
        if not counts or not self.user.can("register", self.source.unit_id):
            del self.fields["people"]
            return
        offered = [(people, f"{PeopleToCopy(people).label} ({number})") for people, number in counts.items()]
        self.fields["people"].choices = [(PeopleToCopy.NONE.value, PeopleToCopy.NONE.label), *offered]  # type: ignore[attr-defined]
        self.fields["people"].help_text = _("Giữ vai trò và đối tượng; mỗi người có thẻ mới. Không lấy người đã xóa danh tính.")

    @property
    def chosen_people(self) -> str:
        return self.cleaned_data.get("people", PeopleToCopy.NONE)

    def check_row(self, row: CopyRowForm) -> None:
        unit = row.cleaned_data["unit"]
        if self.chosen_people != PeopleToCopy.NONE and not self.user.can("register", unit):
            row.add_error("unit", ValidationError(_("Bạn không được đăng ký người ở %(unit)s.") % {"unit": unit}, code="not_yours"))


class EarlierActivitiesForm(forms.Form):
    """Whose people are registered for `activity`, too. `rows`: the activities ticked so far, and those that a search finds."""

    MOST_OFFERED = 30

    sources = RowsField(
        Activity.objects.none(),
        label=gettext_lazy("Hoạt động trước"),
        error_messages={"required": gettext_lazy("Hãy chọn ít nhất một hoạt động.")},
    )
    people = forms.ChoiceField(
        label=gettext_lazy("Đăng ký những ai"),
        widget=forms.RadioSelect,
        initial=PeopleToCopy.ATTENDED,
        choices=[(people.value, people.label) for people in (PeopleToCopy.ATTENDED, PeopleToCopy.REGISTERED)],
        error_messages={"required": gettext_lazy("Hãy chọn một cách."), "invalid_choice": gettext_lazy("Hãy chọn một cách.")},
    )

    def __init__(self, data: Any = None, *, activity: Activity, user: User, q: str, ticked: Collection[int], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        activities = Activity.objects.visible_to(user, "register").exclude(pk=activity.pk).with_units()
        self.fields["sources"].queryset = activities  # type: ignore[attr-defined]
        chosen = list(activities.filter(pk__in=ticked))
        with_people = activities.filter(Exists(Registration.objects.filter(activity=OuterRef("pk"))))
        matches = with_people.matching(q).exclude(pk__in=[source.pk for source in chosen])[: self.MOST_OFFERED]
        offered = [*chosen, *matches]
        counts = count_to_copy(offered)
        self.rows = [(source, source.pk in ticked, counts.get(source.pk, {})) for source in offered]
