"""Forms of every room: what they are bound to, errors of an action on a form, grouped fields, cleaned text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from screens.query_strings import parse_id
from vietnamese.text import clean

Group = tuple[Any, tuple[Any, ...]]  # (legend or "", names of fields; those in an inner tuple stand side by side)
COUNT_ERRORS = {"min_value": _("Hãy nhập số từ 0 trở lên."), "invalid": _("Hãy nhập một số, không có chữ.")}
NOT_KEPT = {"data-draft": "off"}  # of an input whose text no browser keeps as a draft, such as a card's number (console/drafts.js)
LIST_MARKER = re.compile(r"^(?:[-–—•*+]\s+|\d{1,2}[.)]\s+)")  # as pasted from a plan: "1. Luật Đất đai", "- Luật Hôn nhân"


def posted_data(request: HttpRequest) -> QueryDict | None:
    """Return what a form of this request is bound to: the posted fields, None (unbound) for a GET.

    `request.POST or None` would leave a form unbound that was posted without any field.
    """
    return request.POST if request.method == "POST" else None


def add_errors(form: forms.BaseForm, error: ValidationError, *, field_names: Mapping[str, str] | None = None) -> None:
    """Show what an action refused: beside the form's fields that it names, else above the form.

    A field that has an error already keeps that one. field_names: the form's field for each name that the form does not have.
    """
    errors_by_name = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, errors in errors_by_name.items():
        field = (field_names or {}).get(name, name)
        if field not in form.errors:
            form.add_error(field if field in form.fields else None, errors)


@dataclass(frozen=True)
class Question:
    """What is asked before a form is saved, because it may be a slip. `key`: differs wherever something else is asked."""

    key: str
    text: Any
    details: Sequence[Any] = ()
    link: tuple[Any, str] | None = None  # (label, address)


class AskingForm(forms.Form):
    """A form that asks about what may be a slip before it counts as valid; drawn by screens/_questions.html, which keeps what was typed.

    A subclass calls `ask` while it is cleaned. `answers`: further ways out, as (name, value, label) of buttons.
    """

    CONFIRMED = "confirmed"  # name of the button that says yes to all that was asked; its value holds their keys
    confirm_label: Any = _("Đúng, vẫn lưu")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = []
        self.answers: list[tuple[str, str, Any]] = []
        self.repeated: list[tuple[str, str]] = []  # answers of before that still hold, as (name, value)

    def ask(self, question: Question) -> None:
        """Ask, unless exactly this was said yes to."""
        if question.key not in self.data.get(self.CONFIRMED, "").split():
            self.questions.append(question)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.questions

    @property
    def confirmation(self) -> str:
        """Return the value of the button: what is asked now and what was said yes to before."""
        return " ".join(dict.fromkeys([*self.data.get(self.CONFIRMED, "").split(), *(question.key for question in self.questions)]))


class GroupedForm(forms.Form):
    """A form whose fields stand under legends, as GROUPS says; drawn by screens/_grouped_fields.html."""

    GROUPS: tuple[Group, ...] = ()

    @property
    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Return (legend, rows of fields) without the fields that this instance has dropped."""
        groups = []
        for legend, rows in self.GROUPS:
            names_by_row = [[row] if isinstance(row, str) else row for row in rows]
            fields_by_row = [[self[name] for name in names if name in self.fields] for names in names_by_row]
            groups.append((legend, [fields for fields in fields_by_row if fields]))
        return groups


class TextField(forms.CharField):
    """One line of text, cleaned before its length is judged."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class LinesField(forms.Field):
    """A textarea read as a list of str: one value per line, without bullets and numbers."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = 200, most: int = 50, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest, self.most = longest, most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        lines = (clean(LIST_MARKER.sub("", line.strip())) for line in str(value or "").splitlines())
        return [line for line in lines if line]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(_("Nhiều nhất %(most)d dòng."), code="too_many", params={"most": self.most})
        for line in value:
            if len(line) > self.longest:
                message = _("Dòng “%(start)s…” dài quá %(longest)d ký tự.")
                raise ValidationError(message, code="too_long", params={"start": line[:30], "longest": self.longest})


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows, chosen by their ids; a number that no database takes is the id of none."""

    def clean(self, value: Any) -> Any:
        for typed_id in value or []:
            if parse_id(str(typed_id)) is None:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": typed_id})
        return super().clean(value)


class SuggestedInput(forms.TextInput):
    """A text input that offers `suggestions` in a datalist and accepts anything."""

    template_name = "screens/_suggested_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, suggestions: Iterable[Any] = ()) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        return context | {"list_id": list_id, "suggestions": self.suggestions}
