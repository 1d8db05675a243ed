"""Forms of the screens of a year's workbook: a file or pasted rows, how to read it, what stands in a row."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import roles_with
from activities.models import Activity
from imports.planning.years.choices import TYPED_FIELDS, YearChoices
from imports.planning.years.plan import YearPlan
from imports.planning.years.row_values import RowValues
from imports.planning.years.wording import COUNT_TITLES, FIELD_TITLES
from imports.screens.forms import FileForm, PasteForm
from places.models import Unit
from screens.forms import COUNT_ERRORS, NOT_KEPT, TextField

LONGEST_TEXT = 300
COLUMNS_SHOWN = 40


def units_to_record_in(user: User) -> list[Unit]:
    """Return the units for which the user may hand in a workbook: the province served where the whole of it is theirs, then the units of
    their grants."""
    served = Unit.objects.with_names().filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE, valid_to=None)
    granted = Unit.objects.with_names().filter(grants__user=user, grants__role__in=roles_with("record")).distinct()
    return list(dict.fromkeys([*served.filter(pk__in=user.reach("record")), *granted.order_by("path")]))


class UnitOfYearForm(forms.Form):
    """Asks for the unit whose plan or figures they are; not shown where the user has one only."""

    unit = forms.ChoiceField(
        label=_("Kế hoạch, số liệu của"),
        error_messages={"required": _("Hãy chọn địa bàn."), "invalid_choice": _("Bạn không được nhập kế hoạch, số liệu của nơi này.")},
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(pk, unit.label) for pk, unit in self.units.items()]  # type: ignore[attr-defined]
        self.fields["unit"].initial = next(iter(self.units), None)
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()

    def chosen_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class YearFileForm(UnitOfYearForm, FileForm):
    field_order = ["unit", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Tệp kế hoạch, số liệu")


class YearPasteForm(UnitOfYearForm, PasteForm):
    field_order = ["unit", "rows"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].help_text = _("Chép cả dòng tiêu đề: tên lớp, hội thi; thời gian; địa điểm; số người.")


class WorkbookReadingForm(forms.Form):
    """Asks how a workbook is to be read: the year where the file names none, and what each column is.

    `settings_names`: its fields that are no columns, in their order. `field_titles`: what a column may be, and its word. `repeatable`: of
    what there may be several columns.
    """

    settings_names: tuple[str, ...] = ("year",)
    field_titles: dict[str, Any] = {}
    repeatable: frozenset[str] = frozenset()

    year = forms.IntegerField(
        label=_("Năm, nếu tệp không ghi"),
        required=False,
        min_value=1990,
        max_value=2100,
        error_messages=COUNT_ERRORS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, tables: Sequence[Any], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.columns: list[tuple[str, int, str]] = []  # (sheet, column, name of the field)
        sheets = list(dict.fromkeys(table.sheet for table in tables))
        for table in {table.sheet: table for table in reversed(tables)}.values():
            for column in [column for column in table.columns if column.head][:COLUMNS_SHOWN]:
                name = f"column-{sheets.index(table.sheet)}-{column.index}"
                self.columns.append((table.sheet, column.index, name))
                self.fields[name] = forms.ChoiceField(
                    label=f"{table.sheet}: {column.head}" if len(sheets) > 1 else column.head,
                    choices=list(self.field_titles.items()),
                    required=False,
                    initial=column.field if column.field in self.field_titles else "",
                )

    @property
    def settings_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.settings_names if name in self.fields]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for _sheet, _index, name in self.columns]

    def clean(self) -> dict[str, Any]:
        uses = Counter((sheet, self.cleaned_data.get(name)) for sheet, _index, name in self.columns)
        repeated = [field for (_sheet, field), times in uses.items() if field and field not in self.repeatable and times > 1]
        if repeated:
            message = _("Hai cột cùng là “%(field)s”. Hãy đặt một cột thành “Không dùng”.")
            raise ValidationError(message, code="twice", params={"field": self.field_titles[repeated[0]]})
        return self.cleaned_data

    def changed_columns(self, earlier: dict[str, dict[int, str]]) -> dict[str, Any]:
        """Return {columns: sheet → column → field} with those chosen `earlier`, or nothing where no column was chosen otherwise."""
        columns: dict[str, dict[str, str]] = {}
        for sheet, index, name in self.columns:
            if name in self.data and self.cleaned_data[name] != self.fields[name].initial:
                columns.setdefault(sheet, {})[str(index)] = self.cleaned_data[name]
        if not columns:
            return {}
        texts = {sheet: {str(index): field for index, field in fields.items()} for sheet, fields in earlier.items()}
        return {"columns": {sheet: texts.get(sheet, {}) | fields for sheet, fields in columns.items()}}


class YearReadingForm(WorkbookReadingForm):
    settings_names = ("meaning", "drafts", "year", "sheet")
    field_titles = FIELD_TITLES
    repeatable = frozenset({"note"})

    meaning = forms.ChoiceField(
        label=_("Tệp là"),
        widget=forms.RadioSelect,
        choices=[
            ("plan", _("Kế hoạch năm: ghi vào chỉ tiêu")),
            ("past", _("Số liệu đã tổ chức: ghi thành hoạt động đã kết thúc, với số người")),
        ],
    )
    drafts = forms.BooleanField(
        label=_("Dòng kế hoạch có ngày thì lập luôn hoạt động nháp"),
        required=False,
        help_text=_("Chỉ với dòng một lớp, một hội thi. Dòng chỉ ghi tháng, quý được tính vào chỉ tiêu; lập hoạt động khi biết ngày."),
    )
    sheet = forms.ChoiceField(label=_("Trang tính"), required=False)

    def __init__(self, data: Any = None, *, plan: YearPlan, choices: YearChoices) -> None:
        initial = {"meaning": plan.meaning, "drafts": choices.drafts, "year": choices.year, "sheet": choices.sheet}
        super().__init__(data, tables=plan.tables, initial=initial)
        if plan.meaning != "plan":
            del self.fields["drafts"]
        if len(plan.sheets) < 2:
            del self.fields["sheet"]
        else:
            self.fields["sheet"].choices = [("", _("Tất cả")), *((sheet, sheet) for sheet in plan.sheets)]  # type: ignore[attr-defined]

    def changes(self, choices: YearChoices) -> dict[str, Any]:
        """Return what was decided, as `choose_for_year` takes it."""
        settings = {name: self.cleaned_data[name] for name in self.settings_names if name in self.fields}
        return settings | self.changed_columns(choices.columns)


class YearRowForm(forms.Form):
    """Asks for the values of one row, to be typed over those of the file."""

    title = TextField(label=_("Tên lớp, hội thi"), required=False, max_length=LONGEST_TEXT)
    kind = forms.ChoiceField(label=_("Loại"), required=False, choices=[("", _("Theo tệp")), *Activity.Kind.choices])
    when = TextField(label=_("Thời gian"), required=False, max_length=100)
    place = TextField(label=_("Địa điểm"), required=False, max_length=LONGEST_TEXT)

    def __init__(self, data: Any = None, *, in_file: RowValues, current: RowValues, typed_kind: str) -> None:
        self.in_file = describe_values(in_file) | {"kind": ""}
        super().__init__(data, initial=describe_values(current) | {"kind": typed_kind})
        for name, title in COUNT_TITLES.items():
            self.fields[name] = TextField(label=title, required=False, max_length=20)
        self.fields["when"].help_text = _("Ví dụ: 15/3/2024; 15-16/3/2024; tháng 3/2024.")
        self.fields["place"].help_text = _("Xã, phường hoặc huyện theo tên gọi vào ngày đó.")
        for field in self.fields.values():
            field.widget.attrs |= NOT_KEPT

    def values(self) -> dict[str, str]:
        """Return what was typed otherwise than it stands in the file."""
        typed = {name: self.cleaned_data[name] for name in TYPED_FIELDS}
        return {name: text for name, text in typed.items() if text != self.in_file[name]}


def describe_values(values: RowValues) -> dict[str, str]:
    """Return the texts of a row as its form shows them."""
    numbers = {name: getattr(values, name) for name in COUNT_TITLES}
    place = ", ".join(filter(None, (values.place, values.district)))
    texts = {name: "" if number is None else str(number) for name, number in numbers.items()}
    return texts | {"title": values.title, "when": values.when_text, "place": place}
