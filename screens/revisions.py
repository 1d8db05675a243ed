"""A row that two people may change at once: a form asks before it overwrites what the other one saved meanwhile, the API answers 409.

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
from rest_framework import serializers

from screens.api import Conflict
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


class RevisionConflict(Conflict):
    """Somebody saved the row since it was read. `conflicts`: {field, sent, current} of what was sent otherwise than it is on record."""

    def __init__(self, *, conflicts: list[dict[str, Any]], revision: str) -> None:
        message = str(_("Người khác đã lưu thay đổi từ khi bạn đọc. Hãy xem cả hai bản rồi gửi lại."))
        super().__init__(message, "changed_since", {"conflicts": conflicts, "revision": revision})


class RevisionField(serializers.CharField):
    """Shows a digest of what can be written to the row. Sent back with a change, it says what the sender has read."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"source": "*", "required": False, "max_length": 64}
        super().__init__(**(usual | kwargs))

    def to_representation(self, value: Any) -> str:
        serializer: Any = self.parent
        revision: str = serializer.revision_of_row(value)
        return revision

    def to_internal_value(self, data: Any) -> Any:
        return {"revision": super().to_internal_value(data)}


class RevisedSerializer(serializers.ModelSerializer):
    """Raises RevisionConflict for a change of a row that somebody else has saved since the revision that was sent; without one, never."""

    unrevised_fields: tuple[str, ...] = ("revision",)  # of no account for the digest

    def revision_of_row(self, row: Any) -> str:
        fields = [field for field in self._writable_fields if field.field_name not in self.unrevised_fields]
        return revision_of({str(field.field_name): _represent(field, field.get_attribute(row)) for field in fields})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sent_revision = attrs.pop("revision", "")
        if self.instance is None or not sent_revision or sent_revision == (revision := self.revision_of_row(self.instance)):
            return attrs
        conflicts = []
        for field in self._writable_fields:
            if field.source in attrs:
                name, current = str(field.field_name), _represent(field, field.get_attribute(self.instance))
                if _represent(field, attrs[field.source]) != current:
                    conflicts.append({"field": name, "sent": self.initial_data.get(name), "current": current})
        if conflicts:
            raise RevisionConflict(conflicts=conflicts, revision=revision)
        return attrs


def _represent(field: serializers.Field, value: Any) -> Any:
    """Return a value as JSON has it, whether it was sent or is on record; ids of several rows in order."""
    if value is None:
        return None
    represented = field.to_representation(value)
    return sorted(represented) if isinstance(represented, list) else represented
