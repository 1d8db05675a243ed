"""The form in which a headcount is typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities.models import Sitting
from attendance.headcounts.actions import refuse_larger_shares
from attendance.headcounts.records import SUGGESTED, spell_as_before
from attendance.headcounts.uploads import HIGHEST_COUNT
from attendance.models import Headcount
from screens.forms import COUNT_ERRORS, SuggestedInput, TextField, add_errors

SHARES = ("women", "minorities")
COUNT_INPUT = forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"})


class HeadcountForm(forms.Form):
    """A count of a category; of one that has a count already, `earlier`, it asks whether to replace that or to add to it."""

    category = TextField(
        label=_("Đối tượng"),
        max_length=60,
        widget=SuggestedInput({"autocapitalize": "sentences"}, SUGGESTED),
        help_text=_("Ví dụ: Khán giả, Học sinh, Đại biểu, Phụ huynh."),
        error_messages={"required": _("Hãy ghi đối tượng, ví dụ Khán giả.")},
    )
    count = forms.IntegerField(
        label=_("Số người"),
        min_value=0,
        max_value=HIGHEST_COUNT,
        error_messages=COUNT_ERRORS | {"required": _("Hãy ghi số người. Không có ai thì ghi 0.")},
        widget=COUNT_INPUT,
    )
    women = forms.IntegerField(
        label=_("Trong đó nữ"), required=False, min_value=0, max_value=HIGHEST_COUNT, error_messages=COUNT_ERRORS, widget=COUNT_INPUT
    )
    minorities = forms.IntegerField(
        label=_("Trong đó dân tộc thiểu số"),
        required=False,
        min_value=0,
        max_value=HIGHEST_COUNT,
        error_messages=COUNT_ERRORS,
        widget=COUNT_INPUT,
        help_text=_("Không đếm riêng thì để trống."),
    )
    basis = forms.ChoiceField(
        label=_("Cách đếm"),
        choices=Headcount.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn: đếm thực tế hay ước tính.")},
    )

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sitting = sitting
        self.earlier: Headcount | None = None
        self.total: int | None = None  # of both counts
        if self.initial.get("category"):
            self.fields["count"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None or self.errors:
            return cleaned
        try:
            refuse_larger_shares(cleaned["count"], {name: cleaned[name] for name in SHARES})
        except ValidationError as error:
            add_errors(self, error)
            return cleaned
        self.earlier = self.sitting.headcounts.filter(category=spell_as_before(self.sitting, cleaned["category"])).first()
        if self.earlier is not None:
            self.total = self.earlier.count + cleaned["count"]
            if self.answer == "add":
                for name in SHARES:  # what one of both counts says nothing of, nobody knows of their sum
                    numbers = [getattr(self.earlier, name), cleaned[name]]
                    cleaned[name] = None if None in numbers else sum(numbers)
                try:
                    cleaned["count"] = self.fields["count"].clean(self.total)
                except ValidationError as error:
                    self.add_error("count", error)
        return cleaned

    @property
    def has_shares(self) -> bool:
        """Return whether the earlier count or the typed one says how many are women or of ethnic minorities."""
        return any(self.cleaned_data[name] is not None or getattr(self.earlier, name, None) is not None for name in SHARES)

    @property
    def answer(self) -> str:
        """Return "replace" or "add"; empty where nobody was asked yet, or the earlier count has changed since."""
        answer, _space, count = str(self.data.get("earlier", "")).partition(" ")
        is_of_earlier = self.earlier is not None and count == str(self.earlier.count)
        return answer if is_of_earlier and answer in ("replace", "add") else ""

    @property
    def is_answered(self) -> bool:
        """Return whether it is known what happens to the earlier count."""
        return self.earlier is None or bool(self.answer)
