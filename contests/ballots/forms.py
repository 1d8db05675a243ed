"""Forms of a sheet copied from paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.scoring.numbers import write_number
from contests.scoring.rules import Round
from screens.forms import TextField

PREFIX = "points."


class SheetForm(forms.Form):
    """A field for each criterion of the round; what is typed stays as it was typed, and is read by the action."""

    ballot_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in round_.criteria:
            limits = {"most": write_number(criterion.max), "step": write_number(criterion.step)}
            self.fields[f"{PREFIX}{criterion.key}"] = forms.CharField(
                label=criterion.name,
                max_length=20,
                error_messages={"required": _("Chưa có điểm %(criterion)s.") % {"criterion": criterion.name}},
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                help_text=_("Từ 0 đến %(most)s, bước %(step)s.") % limits,
            )

    @property
    def points(self) -> dict[str, str]:
        return {name.removeprefix(PREFIX): value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)}


class ReturnForm(forms.Form):
    reason = TextField(label=_("Lý do trả lại"), max_length=500, error_messages={"required": _("Hãy ghi vì sao trả lại phiếu.")})
