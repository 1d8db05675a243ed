"""A form of a row on record that two people may have open at once: it asks before it overwrites what the other one saved meanwhile."""

import hashlib
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from screens.forms import AskingForm, Question

LONGEST_QUOTE = 300  # characters of a value on record


class RevisionForm(AskingForm):
    """Knows by `revision`, hidden in the page, what stood on record when the form was opened. A subclass is a ModelForm as well.

    It calls `ask_about_revision` while it is cleaned. What was typed stays in the fields; the question says what is on record now.
    """

    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.stored_revision

    @property
    def stored_revision(self) -> str:
        """Return a digest of the values on record; "" for a new row."""
        if not self.instance.pk:  # type: ignore[attr-defined]
            return ""
        values = sorted((name, str(value)) for name, value in self.initial.items() if name in self._meta.fields)  # type: ignore[attr-defined]
        return hashlib.sha256(repr(values).encode()).hexdigest()[:16]

    def ask_about_revision(self) -> None:
        """Ask, with the values on record of the fields that were typed otherwise, when somebody saved the row since the form was opened."""
        typed = self.data.get(self.add_prefix("revision"), "")
        changed = [name for name in self.changed_data if name != "revision" and name in self.initial]
        if not typed or typed == self.stored_revision or not changed:
            return
        details = [
            _("%(field)s, đang lưu: “%(value)s”") % {"field": self.fields[name].label, "value": self.say_stored(name)} for name in changed
        ]
        text = _("Trong lúc bạn sửa, người khác đã lưu thay đổi. Lưu thì nội dung của bạn thay cho nội dung đang lưu.")
        self.ask(Question(f"revision:{self.stored_revision}", text, details))

    def say_stored(self, name: str) -> str:
        """Return the value on record of a field, in words."""
        value, field = self.initial[name], self.fields[name]
        if isinstance(value, bool):
            return str(_("Có") if value else _("Không"))
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(field, forms.ModelChoiceField):
            value = field.queryset.filter(pk=value).first() if field.queryset is not None else None
        elif isinstance(field, forms.ChoiceField):
            value = dict(cast("list[tuple[Any, Any]]", field.choices)).get(value, value)
        return str(value if value is not None else "")[:LONGEST_QUOTE]
