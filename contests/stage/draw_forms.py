"""Forms of a draw: the order of the teams, and which package of questions each has."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Team
from contests.models.scoring import LONGEST_REASON
from contests.stage.actions import LONGEST_PACKAGE, LONGEST_WITNESSES
from screens.forms import GroupedForm, TextField

BY_MACHINE, BY_HAND = "machine", "hand"


class DrawForm(GroupedForm):
    """What every draw says: who witnessed it; drawn again, why."""

    witnessed_by = TextField(
        label=gettext_lazy("Người chứng kiến"),
        max_length=LONGEST_WITNESSES,
        help_text=gettext_lazy("Ví dụ: Trưởng ban Tổ chức và đội trưởng các đội."),
        error_messages={"required": gettext_lazy("Hãy ghi ai chứng kiến bốc thăm.")},
    )
    reason = TextField(
        label=gettext_lazy("Lý do bốc thăm lại"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Đã bốc thăm rồi. Bốc thăm lại thì phải ghi lý do.")},
    )

    def __init__(self, data: Any, *, teams: Iterable[Team], is_again: bool, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.teams = list(teams)
        if not is_again:
            del self.fields["reason"]

    def field_of(self, team: int) -> str:
        return f"team-{team}"


class OrderForm(DrawForm):
    """The machine draws, or the number that each team drew by hand is typed."""

    method = forms.ChoiceField(
        label=gettext_lazy("Cách bốc thăm"),
        widget=forms.RadioSelect,
        initial=BY_MACHINE,
        choices=[(BY_MACHINE, gettext_lazy("Máy bốc thăm ngẫu nhiên")), (BY_HAND, gettext_lazy("Đã bốc bằng tay, nhập số thứ tự"))],
    )

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        most = len(self.teams)
        message = _("Hãy ghi số từ 1 đến %(most)d.") % {"most": most}
        for team in self.teams:
            self.fields[self.field_of(team.pk)] = forms.IntegerField(
                label=team.name,
                required=False,
                min_value=1,
                max_value=most,
                error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], message),
            )
        numbers = tuple(self.field_of(team.pk) for team in self.teams)
        self.GROUPS = (
            ("", ("method",)),
            (_("Số thứ tự đã bốc (chỉ khi bốc bằng tay)"), numbers),
            (_("Ghi nhận"), ("witnessed_by", "reason")),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("method") == BY_HAND:
            drawn: set[int] = set()
            for team in self.teams:
                name = self.field_of(team.pk)
                number = values.get(name)
                if name in self.errors:
                    continue
                if number is None:
                    self.add_error(name, ValidationError(_("Hãy ghi số mà đội đã bốc."), code="required"))
                elif number in drawn:
                    self.add_error(name, ValidationError(_("Số %(number)d đã là của đội khác.") % {"number": number}, code="taken"))
                else:
                    drawn.add(number)
        return values

    @property
    def order(self) -> list[int] | None:
        """Return the ids of the teams as they were drawn; None: the machine draws. The form must be valid."""
        if self.cleaned_data["method"] == BY_MACHINE:
            return None
        return sorted((team.pk for team in self.teams), key=lambda team: self.cleaned_data[self.field_of(team)])


class PackagesForm(DrawForm):
    """Which package of questions each team drew in a round."""

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        for team in self.teams:
            self.fields[self.field_of(team.pk)] = TextField(
                label=team.name, max_length=LONGEST_PACKAGE, error_messages={"required": _("Hãy ghi gói câu hỏi của đội.")}
            )
        self.GROUPS = (
            (_("Gói câu hỏi của từng đội"), tuple(self.field_of(team.pk) for team in self.teams)),
            (_("Ghi nhận"), ("witnessed_by", "reason")),
        )

    @property
    def packages(self) -> dict[int, str]:
        return {team.pk: self.cleaned_data[self.field_of(team.pk)] for team in self.teams}
