"""The form in which a headcount is typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities.models import Sitting
from attendance.headcounts.records import SUGGESTED, spell_as_before
from attendance.headcounts.uploads import HIGHEST_COUNT
from attendance.models import Headcount
from screens.forms import COUNT_ERRORS, SuggestedInput, TextField


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
        self.fields["count"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        if self.initial.get("category"):
            self.fields["count"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None or self.errors:
            return cleaned
        self.earlier = self.sitting.headcounts.filter(category=spell_as_before(self.sitting, cleaned["category"])).first()
        if self.earlier is not None:
            self.total = self.earlier.count + cleaned["count"]
            if self.answer == "add":
                try:
                    cleaned["count"] = self.fields["count"].clean(self.total)
                except ValidationError as error:
                    self.add_error("count", error)
        return cleaned

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
