"""Texts in which a person is named: found in every declared column, shown with the hits marked, and cleaned as somebody decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models import Registration
from people.models import Person
from people.personal_columns import table_title, title_of
from people.personal_texts import PersonalText, personal_texts
from privacy.data_subject.name_search import Traces, change_texts, texts_in

BLANKED = "(đã xóa)"
ROWS_AT_ONCE = 2000


class Choice(models.TextChoices):
    """What happens to a text in which the person is named."""

    REPLACE = "replace", _("Thay tên bằng “…”, giữ phần còn lại")
    BLANK = "blank", _("Xóa cả câu")
    KEEP = "keep", pgettext_lazy("text", "Để nguyên: nói về người khác")


@dataclass(frozen=True, slots=True)
class NamingText:
    """One column of one row in which the person is named.

    is_about_person: the row is about the person, so that a given name is enough. is_near: it is, or it belongs to an activity of theirs.
    """

    column: PersonalText
    pk: Any
    value: Any
    traces: Traces
    is_about_person: bool
    is_near: bool

    @property
    def key(self) -> str:
        return f"{self.column.name}:{self.pk}"

    @property
    def title(self) -> str:
        """Return the table and the column in words."""
        field = self.column.model._meta.get_field(self.column.column)
        return f"{table_title(self.column.model)} · {title_of(field)}"

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """Return the text in pieces, each with whether it names the person."""
        pieces: list[tuple[str, bool]] = []
        for text in texts_in(self.value):
            end = 0
            spans = self.traces.spans(text, is_about_person=self.is_about_person)
            if pieces and spans:
                pieces.append((" · ", False))
            for first, last in spans:
                pieces += [(text[end:first], False), (text[first:last], True)]
                end = last
            if spans:
                pieces.append((text[end:], False))
        return [(text, is_hit) for text, is_hit in pieces if text]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Return what may be decided: a title or a file name is never blanked; a file may have to stay as it is, whoever it names."""
        if self.column.rewrite:
            return [(Choice.REPLACE.value, Choice.REPLACE.label), (Choice.KEEP.value, _("Để nguyên tệp đã ban hành"))]
        return [choice for choice in Choice.choices if not (self.column.is_label and choice[0] == Choice.BLANK)]

    def clean(self, choice: str) -> Any:
        """Return what stands in the column after `choice`; a label keeps what is not the name."""
        if choice == Choice.KEEP:
            return self.value
        if choice == Choice.BLANK and isinstance(self.value, str) and not self.column.is_label:
            return BLANKED
        return change_texts(self.value, self.hide)

    def hide(self, text: str) -> str:
        """Return a text with “…” where the person is named."""
        return self.traces.hide(text, is_about_person=self.is_about_person)


def find_texts(person: Person, traces: Traces, rows: Mapping[type[models.Model], list[Any]]) -> Iterator[NamingText]:
    """Yield every text in which the person is named. `rows`: what is about the person, as `personal_data_index.rows_about` returns it."""
    activities = set(Registration.objects.filter(person=person).values_list("activity", flat=True))
    for column in personal_texts():
        own_ids = set(rows.get(column.model, ()))
        for pk, value, *activity in _stored_values(column):
            is_own = pk in own_ids
            text = value if isinstance(value, str) else "\n".join(texts_in(value))
            if traces.has(text) or (is_own and traces.spans(text, is_about_person=True)):
                is_near = is_own or any(pk in activities for pk in activity)
                yield NamingText(column, pk, value, traces, is_own, is_near)


def _stored_values(column: PersonalText) -> Iterator[Any]:
    """Yield (id, value), and the id of the activity where the column says by what that is found, of each row that holds something."""
    rows = column.model._base_manager.order_by()
    if column.read:
        return ((row.pk, column.read(row)) for row in rows.select_related(column.column).iterator(chunk_size=1))
    lookups = [column.activity] if column.activity else []
    return rows.exclude(**{column.column: ""}).values_list("pk", column.column, *lookups).iterator(chunk_size=ROWS_AT_ONCE)


def clean_texts(texts: list[NamingText], choices: Mapping[str, str] | None, *, is_reviewed: bool) -> int:
    """Clean each text as `choices` says by its key, and return how many were cleaned.

    Of texts without a choice, those about the person or at one of their activities are blanked; elsewhere it may be a namesake, so that
    the name goes only where somebody was asked (`is_reviewed`) or a telephone number tells that it is no namesake.
    """
    count = 0
    for text in texts:
        choice = (choices or {}).get(text.key) or default_choice(text, is_reviewed=is_reviewed)
        value = text.clean(choice)
        if value == text.value:
            continue
        row = text.column.model._base_manager.get(pk=text.pk)
        count += 1
        if text.column.rewrite:
            text.column.rewrite(row, text.hide)
            continue
        setattr(row, text.column.column, value)
        values = {text.column.column: value} | (text.column.derive(row) if text.column.derive else {})
        text.column.model._base_manager.filter(pk=text.pk).update(**values)
    return count


def default_choice(text: NamingText, *, is_reviewed: bool) -> Choice:
    """Return what happens to a text about which nothing was chosen; see `clean_texts`."""
    if text.is_near:
        return Choice.REPLACE if text.column.is_label else Choice.BLANK
    phones_alone = Traces(frozenset(), text.traces.phones)
    is_certain = any(map(phones_alone.has, texts_in(text.value)))
    return Choice.REPLACE if is_reviewed or is_certain else Choice.KEEP
