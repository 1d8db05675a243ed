"""Forms of the inbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Sitting
from attendance.inbox.decisions import LONGEST_REASON
from attendance.inbox.undecided import Case
from attendance.inbox.wording import ACCEPT_REASONS, DISMISS_REASONS, OTHER, usual_accept, usual_dismiss
from screens.day_filters import MomentField

OTHER_CHOICE = (OTHER, _("Lý do khác…"))
IRRELEVANT_FIELDS = {"accept": ("dismiss_reason",), "dismiss": ("accept_reason", "sitting")}
FORM = "decide"  # id of the form, which each field names: they are in several places of the page


class DecisionForm(forms.Form):
    """A decision about a case. `verb` is that of the button pressed, and says which fields count; empty before one was pressed."""

    scans = forms.MultipleChoiceField(label=_("Những lượt quét"), error_messages={"required": _("Hãy chọn ít nhất một lượt quét.")})
    sitting = forms.ModelChoiceField(Sitting.objects.none(), label=_("Buổi"), required=False)
    accept_reason = forms.ChoiceField(label=_("Lý do nhận"), choices=[*ACCEPT_REASONS.items(), OTHER_CHOICE])
    accept_other = forms.CharField(label=_("Ghi rõ, nếu là lý do khác"), required=False, max_length=LONGEST_REASON)
    dismiss_reason = forms.ChoiceField(label=_("Lý do bỏ qua"), choices=[*DISMISS_REASONS.items(), OTHER_CHOICE])
    dismiss_other = forms.CharField(label=_("Ghi rõ, nếu là lý do khác"), required=False, max_length=LONGEST_REASON)

    def __init__(self, data: Any = None, *, activity: Activity, case: Case, verb: str, initial: Mapping[str, Any]):
        item = case.first
        defaults: dict[str, Any] = {"accept_reason": usual_accept(item.why), "dismiss_reason": usual_dismiss(item)}
        defaults["sitting"] = item.suggested.pk if item.suggested and (item.registration or len(case.items) == 1) else None
        super().__init__(data, initial=defaults | dict(initial))
        self.verb = verb
        self.fields["scans"].choices = [(str(scan.pk), "") for scan in case.scans]  # type: ignore[attr-defined]
        self.fields["sitting"].queryset = activity.sittings.all()  # type: ignore[attr-defined]
        self.fields["sitting"].required = item.registration is not None
        self.fields["sitting"].empty_label = None if item.registration else _("Theo giờ của từng lượt quét")  # type: ignore[attr-defined]
        self.fields["accept_other"].widget.attrs["autocomplete"] = self.fields["dismiss_other"].widget.attrs["autocomplete"] = "off"
        for name, field in self.fields.items():
            field.widget.attrs["form"] = FORM
            if verb and name in IRRELEVANT_FIELDS[verb]:
                field.required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get(f"{self.verb}_reason") == OTHER and not self.cleaned_data.get(f"{self.verb}_other"):
            self.add_error(f"{self.verb}_other", ValidationError(_("Hãy ghi lý do."), code="required"))
        return cleaned

    @property
    def reason(self) -> str:
        chosen = self.cleaned_data[f"{self.verb}_reason"]
        reasons = ACCEPT_REASONS if self.verb == "accept" else DISMISS_REASONS
        return self.cleaned_data[f"{self.verb}_other"] if chosen == OTHER else str(reasons[chosen])


class PeriodForm(forms.Form):
    """When the scans to dismiss arrived."""

    since = MomentField(label=_("Máy gửi lên từ"))
    until = MomentField(label=_("đến"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and self.cleaned_data["until"] < self.cleaned_data["since"]:
            self.add_error("until", ValidationError(_("Giờ sau phải muộn hơn giờ trước."), code="times_reversed"))
        return cleaned

    @property
    def period(self) -> tuple[datetime, datetime]:
        return self.cleaned_data["since"], self.cleaned_data["until"]


class DismissalForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=LONGEST_REASON, error_messages={"required": _("Hãy ghi lý do.")})

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
