"""The form of copies of an activity: its head, and a table with a date, a unit and a venue for each copy.

A kind's own copy form subclasses this one before its form: `class TrainingSessionCopyForm(CopyForm, TrainingSessionForm)`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.actions import check
from activities.copying.actions import MOST_COPIES, is_organised_by_agency, plan_copy
from activities.forms import ActivityForm, past_day_question, twin_question
from activities.models import Activity
from places.models import Unit
from places.typed_units import UnitNameInput, find_typed_unit, suggest_unit_names
from screens.day_filters import DayField
from screens.forms import Question, TextField, add_errors
from screens.query_strings import parse_id

EMPTY_ROWS = 6
DECIDED_IN_ROWS = ("starts_on", "ends_on", "unit", "venue")


class CopyRowForm(forms.Form):
    """When and where one copy is held. `copy`: the unsaved activity, once the form around is valid."""

    starts_on = DayField(label=gettext_lazy("Ngày bắt đầu"), error_messages={"required": gettext_lazy("Hãy chọn ngày bắt đầu.")})
    ends_on = DayField(label=gettext_lazy("Đến ngày"), required=False)
    unit = forms.CharField(
        label=gettext_lazy("Địa bàn"),
        max_length=300,
        widget=UnitNameInput,
        error_messages={"required": gettext_lazy("Hãy ghi tên xã, huyện hoặc tỉnh.")},
    )
    venue = TextField(label=gettext_lazy("Địa điểm"), required=False, max_length=Activity._meta.get_field("venue").max_length)

    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.copy: Activity | None = None
        self.fields["ends_on"].widget.near_field = "starts_on"
        self.followed_name = ""  # the unit's name of another time, as it was typed

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        self.fields["ends_on"].widget.near = starts_on
        return starts_on

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if {"starts_on", "unit"} <= values.keys():
            try:
                offered = find_typed_unit(values["unit"], on=values["starts_on"])
            except ValidationError as error:
                self.add_error("unit", error)
                return values
            values["unit"] = offered.unit
            self.followed_name = offered.words if offered.name_of else ""
            if not self.user.can("record", offered.unit):
                self.add_error("unit", ValidationError(_("Bạn không được lập hoạt động ở %(unit)s.") % values, code="not_yours"))
        return values


class CopyRows:
    """The rows of the table; those left empty make no copy. Has what screens/_errors.html reads of a formset."""

    def __init__(self, data: Any = None, *, user: User, initial: Sequence[Mapping[str, Any]], number: int = EMPTY_ROWS) -> None:
        number = min((parse_id(data.get("rows")) or number) if data else max(number, len(initial)), MOST_COPIES)
        self.non_form_errors: list[str] = []
        self.forms = [
            CopyRowForm(
                data,
                prefix=f"copies-{index}",
                initial=initial[index] if index < len(initial) else None,
                empty_permitted=bool(index),  # the first row has the place of the activity that is copied
                user=user,
            )
            for index in range(number)
        ]

    def __iter__(self) -> Iterator[CopyRowForm]:
        return iter(self.forms)

    @property
    def filled(self) -> list[CopyRowForm]:
        """Return the rows in which something was typed, and the first, which is asked for."""
        return [row for row in self.forms if row.has_changed() or not row.empty_permitted]

    @property
    def total_error_count(self) -> int:
        return sum(len(row.errors) for row in self.forms)

    def values_as_typed(self) -> list[dict[str, Any]]:
        return [{name: row[name].data for name in row.fields} for row in self.forms]


class CopyForm(ActivityForm):
    """A new activity like `source` for each filled row; `copies` are unsaved ones. Asks about each what is asked about a new activity."""

    SOURCE_FIELDS: tuple[str, ...] = (
        "title", "target_group", "walk_ins", "planned_participants", "programme_line", "document", "plan_reference"
    )  # fmt: skip
    MORE_ROWS = "more_rows"  # name of the button that adds empty rows

    def __init__(
        self,
        data: Any = None,
        *,
        source: Any,
        user: User,
        initial: Mapping[str, Any] | None = None,
        row_initial: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        organiser = "" if is_organised_by_agency(source) else source.organiser
        from_source = {name: getattr(source, name) for name in self.SOURCE_FIELDS} | {"organiser": organiser}
        super().__init__(data, user=user, initial=from_source | self.kind_initial(source) | dict(initial or {}))
        self.source = source
        self.fields["document"].offer_to(user, stored_id=source.document_id)  # type: ignore[attr-defined]
        # So long a copy is, and so the agency was called; its own days stand in its row.
        self.instance.starts_on, self.instance.ends_on = source.starts_on, source.ends_on
        for name in DECIDED_IN_ROWS:
            del self.fields[name]
        place = {"unit": describe_place(source.unit), "venue": source.venue}
        self.rows = CopyRows(
            data,
            user=user,
            initial=row_initial or [place],
            number=len(row_initial) + EMPTY_ROWS if row_initial else EMPTY_ROWS,
        )
        self.unit_names = suggest_unit_names()

    def kind_initial(self, source: Any) -> dict[str, Any]:
        """Return the values of the fields that the kind of activity adds."""
        return {}

    def prepare_copy(self, copy: Any) -> None:
        """Set what the kind of activity decides for each copy, by its place."""

    def check_row(self, row: CopyRowForm) -> None:
        """Add errors to a row whose copy is right in itself."""

    @property
    def can_have_more_rows(self) -> bool:
        return len(self.rows.forms) < MOST_COPIES

    @property
    def wants_more_rows(self) -> bool:
        return self.MORE_ROWS in self.data

    def with_more_rows(self) -> Self:
        """Return the form as it was typed, not judged yet, with more empty rows."""
        typed = {name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()}
        return type(self)(source=self.source, user=self.user, initial=typed, row_initial=self.rows.values_as_typed())

    @property
    def copies(self) -> list[Any]:
        return [row.copy for row in self.rows.filled]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.rows.total_error_count

    def check_instance(self) -> None:
        """Plan a copy for each row, check it as new activities are, and ask what is asked about these."""
        for row in self.rows.filled:
            if row.is_valid():
                try:
                    row.copy = plan_copy(self.instance, **row.cleaned_data)
                    self.prepare_copy(row.copy)
                    check(row.copy)
                except ValidationError as error:
                    self.refuse(row, error)
                else:
                    self.check_row(row)
        self._refuse_repeated_rows()
        if not self.errors and not self.rows.total_error_count:
            for number, row in enumerate(self.rows.forms, 1):
                if row.copy:
                    self._ask_about(row.copy, number=number, followed_name=row.followed_name)

    def refuse(self, row: CopyRowForm, error: ValidationError) -> None:
        """Show what an action refused about a row's copy: beside the row's fields, or the field of the form that all rows share."""
        for name, errors in error.error_dict.items():
            form, field = (self, name) if name in self.fields else (row, name)
            add_errors(form, ValidationError({field: errors}))

    def refuse_copies(self, error: ValidationError) -> None:
        """Show what was refused when the copies were saved: `copies.<n>.<field>` beside its row."""
        rows = self.rows.filled
        for name, errors in error.error_dict.items():
            _copies, number, field = name.split(".", 2)
            self.refuse(rows[int(number)], ValidationError({field: errors}))

    def _refuse_repeated_rows(self) -> None:
        numbers: dict[Any, int] = {}
        for number, row in enumerate(self.rows.forms, 1):
            if row.copy:
                first = numbers.setdefault((row.copy.starts_on, row.copy.unit_id, row.copy.folded), number)
                if first != number:
                    message = _("Dòng này giống dòng %(number)d: cùng ngày, cùng nơi.") % {"number": first}
                    row.add_error("starts_on", ValidationError(message, code="repeated"))

    def _ask_about(self, copy: Activity, *, number: int, followed_name: str) -> None:
        questions = [
            past_day_question(copy.starts_on, today=timezone.localdate()),
            Question(f"name:{copy.unit_id}", followed_name) if followed_name else None,
            twin_question(copy, user=self.user),
        ]
        for question in filter(None, questions):
            text = _("Dòng %(number)d: %(question)s") % {"number": number, "question": question.text}
            self.ask(Question(question.key, text, link=question.link))


def describe_place(unit: Unit) -> str:
    """Return the full name of what is in the unit's place today, or of the unit itself where that is not one."""
    holders = unit.holders_on(timezone.localdate())
    return (holders[0] if len(holders) == 1 else unit).full_name
