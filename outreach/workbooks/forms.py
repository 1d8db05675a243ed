"""Forms of the screens of a workbook of items: a file or pasted rows, and how to read it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from imports.screens.year_forms import WorkbookReadingForm, YearFileForm, YearPasteForm
from outreach.models import Channel
from outreach.workbooks.plan import Choices, ItemPlan
from outreach.workbooks.wording import FIELD_TITLES

UNIT_LABEL = _("Địa bàn, nếu dòng không ghi")


class ItemsFileForm(YearFileForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = UNIT_LABEL
        self.fields["file"].label = _("Tệp")


class ItemsPasteForm(YearPasteForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = UNIT_LABEL
        self.fields["rows"].help_text = _("Chép cả dòng tiêu đề: hình thức, nội dung, thời gian, số lượng.")


class ItemsReadingForm(WorkbookReadingForm):
    settings_names = ("channel", "year")
    field_titles = FIELD_TITLES

    channel = forms.ModelChoiceField(
        Channel.objects.active(),
        label=_("Hình thức, nếu dòng không ghi"),
        required=False,
        to_field_name="key",
        empty_label=_("Không chọn"),
    )

    def __init__(self, data: Any = None, *, plan: ItemPlan, choices: Choices) -> None:
        super().__init__(data, tables=plan.tables, initial={"channel": choices.channel, "year": choices.year})

    def changes(self, choices: Choices) -> dict[str, Any]:
        """Return what was decided, as `choose_for_items` takes it."""
        channel = self.cleaned_data["channel"]
        settings = {"channel": channel.key if channel else "", "year": self.cleaned_data["year"]}
        return settings | self.changed_columns(choices.columns)
