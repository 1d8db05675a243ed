"""Forms of what people decide about results."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import Team, TieResolution
from contests.scoring.rules import BY_PEOPLE, Rules
from screens.forms import TextField


class TieForm(forms.Form):
    """A place for each team that is tied, and how it was decided."""

    method = forms.ChoiceField(label=_("Cách phân định"))
    note = TextField(
        label=_("Cách làm, người chứng kiến"), max_length=500, error_messages={"required": _("Hãy ghi cách làm và người chứng kiến.")}
    )

    def __init__(self, *args: Any, teams: Sequence[Team], place: int, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        labels = dict(TieResolution.Method.choices)
        methods: Any = self.fields["method"]
        methods.choices = [(name, labels[name]) for name in rules.tie_breaks if name in BY_PEOPLE]
        places = [(str(number), str(place + number)) for number in range(len(teams))]
        for number, team in enumerate(teams):
            self.fields[f"place_{team.pk}"] = forms.ChoiceField(
                label=_("Hạng của %(team)s") % {"team": team.name_in_sentence}, choices=places, initial=str(number)
            )
        self.order_fields(["method", *(f"place_{team.pk}" for team in teams), "note"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        places = [values.get(f"place_{team.pk}") for team in self.teams]
        if values.get("method") != TieResolution.Method.SHARE and None not in places and len(set(places)) < len(places):
            raise ValidationError(_("Mỗi đội một hạng khác nhau; nếu cùng hạng thì chọn đồng giải."), code="same_place")
        return values

    @property
    def order(self) -> list[int]:
        """Return the teams, the best first."""
        return [team.pk for team in sorted(self.teams, key=lambda team: int(self.cleaned_data[f"place_{team.pk}"]))]


class NoteForm(forms.Form):
    note = TextField(
        label=_("Ý kiến của Trưởng ban giám khảo"),
        max_length=500,
        error_messages={"required": _("Hãy ghi ý kiến của Trưởng ban giám khảo.")},
        help_text=_("Ví dụ: giữ nguyên điểm. Nếu cần chấm lại thì trả lại phiếu cho giám khảo."),
    )


class ReopenForm(forms.Form):
    reason = TextField(label=_("Lý do mở lại"), max_length=500, error_messages={"required": _("Hãy ghi vì sao mở lại kết quả.")})
