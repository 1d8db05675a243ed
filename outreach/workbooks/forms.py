"""Forms of the screens of a workbook of items: a file or pasted rows, and how to read it."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from imports.reading.years.heads import IGNORED
from imports.screens.year_forms import COLUMNS_SHOWN, YearFileForm, YearPasteForm
from outreach.models import Channel
from outreach.workbooks.plan import Choices, ItemPlan
from outreach.workbooks.wording import FIELD_TITLES
from screens.forms import COUNT_ERRORS

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


class ItemsReadingForm(forms.Form):
    """Asks how a workbook is to be read."""

    channel = forms.ModelChoiceField(
        Channel.objects.active(),
        label=_("Hình thức, nếu dòng không ghi"),
        required=False,
        to_field_name="key",
        empty_label=_("Không chọn"),
    )
    year = forms.IntegerField(
        label=_("Năm, nếu tệp không ghi"),
        required=False,
        min_value=1990,
        max_value=2100,
        error_messages=COUNT_ERRORS,
        widget=forms.TextInput,
    )

    def __init__(self, data: Any = None, *, plan: ItemPlan, choices: Choices) -> None:
        super().__init__(data, initial={"channel": choices.channel, "year": choices.year})
        self.fields["year"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.columns: list[tuple[str, int, str]] = []  # (sheet, column, name of the field)
        sheets = list(dict.fromkeys(table.sheet for table in plan.tables))
        for table in {table.sheet: table for table in reversed(plan.tables)}.values():
            for column in [column for column in table.columns if column.head][:COLUMNS_SHOWN]:
                name = f"column-{sheets.index(table.sheet)}-{column.index}"
                self.columns.append((table.sheet, column.index, name))
                self.fields[name] = forms.ChoiceField(
                    label=f"{table.sheet}: {column.head}" if len(sheets) > 1 else column.head,
                    choices=list(FIELD_TITLES.items()),
                    required=False,
                    initial="" if column.field in (IGNORED, "number") else column.field,
                )

    @property
    def settings_fields(self) -> list[forms.BoundField]:
        return [self["channel"], self["year"]]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for _sheet, _index, name in self.columns]

    def clean(self) -> dict[str, Any]:
        uses = Counter((sheet, self.cleaned_data.get(name)) for sheet, _index, name in self.columns)
        if repeated := next((field for (_sheet, field), times in uses.items() if field and times > 1), ""):
            message = _("Hai cột cùng là “%(field)s”. Hãy đặt một cột thành “Không dùng”.")
            raise ValidationError(message, code="twice", params={"field": FIELD_TITLES[repeated]})
        return self.cleaned_data

    def changes(self, choices: Choices) -> dict[str, Any]:
        """Return what was decided, as `choose_for_items` takes it."""
        channel = self.cleaned_data["channel"]
        changes: dict[str, Any] = {"channel": channel.key if channel else "", "year": self.cleaned_data["year"]}
        columns: dict[str, dict[str, str]] = {}
        for sheet, index, name in self.columns:
            if name in self.data and self.cleaned_data[name] != self.fields[name].initial:
                columns.setdefault(sheet, {})[str(index)] = self.cleaned_data[name]
        if columns:
            earlier = {sheet: {str(index): field for index, field in fields.items()} for sheet, fields in choices.columns.items()}
            changes["columns"] = {sheet: earlier.get(sheet, {}) | fields for sheet, fields in columns.items()}
        return changes
