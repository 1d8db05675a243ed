"""The form of a target of the plan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR, MOST_TARGET_ACTIVITIES, MOST_TARGET_PARTICIPANTS, TARGET_KEY
from activities.documents.fields import DocumentField
from activities.forms import DOCUMENT_HINT, PLAN_HINT
from activities.models import Activity, Target
from places.forms import UnitChoiceField
from places.models import Unit
from screens.forms import COUNT_ERRORS, TextField
from screens.revisions.forms import RevisionForm


class TargetForm(RevisionForm):
    """What the plan promises for a year or a quarter, a kind and a unit; of an existing target these cannot be changed."""

    year = forms.IntegerField(
        label=_("Năm"), min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR, error_messages={"required": _("Hãy nhập năm.")}
    )
    quarter = forms.TypedChoiceField(
        label=_("Kỳ"),
        required=False,
        choices=[("", _("Cả năm")), *Target.Quarter.choices],
        coerce=int,
        empty_value=None,
        help_text=_("Kế hoạch chia theo quý thì nhập từng quý. Có cả hai thì báo cáo cả năm theo chỉ tiêu cả năm."),
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=Activity.Kind.choices)
    unit = UnitChoiceField(label=_("Địa bàn"), at_any_time=True, help_text=_("Kế hoạch toàn tỉnh thì chọn tỉnh."))
    planned_activities = forms.IntegerField(
        label=_("Số cuộc theo kế hoạch"),
        min_value=0,
        max_value=MOST_TARGET_ACTIVITIES,
        error_messages=COUNT_ERRORS | {"required": _("Hãy nhập số cuộc.")},
    )
    planned_participants = forms.IntegerField(
        label=_("Số lượt người theo kế hoạch"), required=False, min_value=0, max_value=MOST_TARGET_PARTICIPANTS, error_messages=COUNT_ERRORS
    )
    document = DocumentField(help_text=DOCUMENT_HINT)
    plan_reference = TextField(label=_("Căn cứ kế hoạch"), required=False, max_length=200, help_text=PLAN_HINT)

    def __init__(self, *args: Any, user: User, target: Target | None = None, **kwargs: Any) -> None:
        self.user, self.target = user, target
        if target:
            kwargs["initial"] = self.stored_values | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["document"].offer_to(user, stored_id=target.document_id if target else None)  # type: ignore[attr-defined]
        if target:
            for name in TARGET_KEY:
                del self.fields[name]

    @property
    def stored_values(self) -> dict[str, Any]:
        names = ("planned_activities", "planned_participants", "document", "plan_reference") if self.target else ()
        return {name: getattr(self.target, name) for name in names}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            self.ask_about_revision()
        return values

    def clean_unit(self) -> Unit:
        unit = self.cleaned_data["unit"]
        if not self.user.can("record", unit):
            raise ValidationError(_("Bạn không được nhập chỉ tiêu ở %(unit)s."), code="not_yours", params={"unit": unit})
        return unit

    def values(self) -> dict[str, Any]:
        """Return the arguments of set_target."""
        key = {name: getattr(self.target, name) for name in TARGET_KEY} if self.target else {}
        typed = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return key | typed | {"replace": self.target is not None}
