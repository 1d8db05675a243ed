"""Ask in a form before it overwrites what somebody else has saved since the form was opened.

The API answers 409 (`screens.revisions.serializers`).

Whoever changes it reads the row by `lock`, in the transaction that saves, so that nobody saves between the comparison and the change.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from screens.forms import AskingForm, Question

LONGEST_QUOTE = 300  # characters of a value on record


def lock(rows: Any, request: HttpRequest) -> Any:
    """Return the rows locked until the end of the transaction when `request` changes one; on a GET as they are."""
    return rows if request.method in ("GET", "HEAD") else rows.select_for_update(of=("self",), no_key=True)


def changes_one_row(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a page that reads its row by `lock`: what is posted is compared and saved in one transaction."""

    @wraps(view)
    def in_transaction(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return in_transaction


def revision_of(values: Mapping[str, Any]) -> str:
    """Return a digest of the values of a row."""
    return hashlib.sha256(repr(sorted((name, str(value)) for name, value in values.items())).encode()).hexdigest()[:16]


class RevisionForm(AskingForm):
    """Knows by `revision`, hidden in the page, what stood on record when the form was opened.

    A subclass is a ModelForm as well, or says itself what its `stored_values` are.

    It calls `ask_about_revision` while it is cleaned. What was typed stays in the fields; the question says what is on record now.
    """

    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.stored_revision

    @property
    def stored_values(self) -> dict[str, Any]:
        """Return the values on record of the fields, as the form would begin with them; none for a new row."""
        if not self.instance.pk:  # type: ignore[attr-defined]
            return {}
        return {name: value for name, value in self.initial.items() if name in self._meta.fields}  # type: ignore[attr-defined]

    @property
    def stored_revision(self) -> str:
        """Return a digest of the values on record, written as the fields compare them; "" for a new row."""
        stored = {name: self.fields[name].prepare_value(value) for name, value in self.stored_values.items() if name in self.fields}
        return revision_of({name: "" if value is None else value for name, value in stored.items()}) if stored else ""

    def ask_about_revision(self) -> None:
        """Ask, with the values on record of the fields that were typed otherwise, when somebody saved the row since the form was opened."""
        typed = self.data.get(self.add_prefix("revision"), "")
        changed = [name for name in self.changed_data if name in self.stored_values]
        if not typed or typed == self.stored_revision or not changed:
            return
        details = [
            _("%(field)s, đang lưu: “%(value)s”") % {"field": self.fields[name].label, "value": self.say_stored(name)} for name in changed
        ]
        text = _("Trong lúc bạn sửa, người khác đã lưu thay đổi. Lưu thì nội dung của bạn thay cho nội dung đang lưu.")
        self.ask(Question(f"revision:{self.stored_revision}", text, details))

    def say_stored(self, name: str) -> str:
        """Return the value on record of a field, in words."""
        value, field = self.stored_values[name], self.fields[name]
        if isinstance(value, bool):
            return str(_("Có") if value else _("Không"))
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, list):
            value = "; ".join(str(row) for row in value)
        elif isinstance(field, forms.ModelChoiceField):
            value = field.queryset.filter(pk=value).first() if field.queryset is not None else None
        elif isinstance(field, forms.ChoiceField):
            value = dict(cast("list[tuple[Any, Any]]", field.choices)).get(value, value)
        return str(value if value is not None else "")[:LONGEST_QUOTE]
