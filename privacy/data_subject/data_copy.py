"""A copy of everything that is held about one person, in words: for a right of access (Luật 91/2025/QH15; NĐ 356/2025 Điều 5)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from people.disclosures.lists import logged_list
from people.disclosures.log import note_disclosure
from people.models import DisclosedPerson, Disclosure, Person
from people.personal_columns import Handling, Level, Seen, handling, table_of, title_of
from privacy.data_subject import personal_data_index

SENSITIVE_OF_PERSON = ("ethnic_group", "ethnicity_note")
DISCLOSURE_COLUMNS = ("at", "user", "what", "way", "about", "people")


@dataclass(frozen=True, slots=True)
class DataEntry:
    """One column of one row, in words."""

    title: str
    value: str
    handling: Handling


@dataclass(frozen=True, slots=True)
class DataSection:
    """One table: each row as the columns that say something."""

    label: str
    title: str
    rows: list[list[DataEntry]]

    @property
    def heads(self) -> list[str]:
        """Titles of all rows together, in the order of the columns."""
        return list(dict.fromkeys(entry.title for row in self.rows for entry in row))

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Each row as (head, value), with an empty value where it says nothing."""
        rows = [{entry.title: entry.value for entry in row} for row in self.rows]
        return [[(head, row.get(head, "")) for head in self.heads] for row in rows]


def note_copy(person: Person, *, way: str, by: User) -> None:
    """Note in the log and in the audit trail that `by` is handed all that is held about the person; `way`: of Disclosure.Way."""
    with transaction.atomic():
        note_disclosure("person-data", way, by=by, people=1, person=person, unit=person.unit_id, sensitive=SENSITIVE_OF_PERSON)
        trail.record("copied", person, changes={"way": [None, way]}, by=by)


def data_about(person: Person) -> list[DataSection]:
    """Return section by section all that is held, the person's own record first, who saw it last.

    What is kept as a digest is named, not shown: it says nothing to anybody.
    """
    sections = []
    for model, ids in personal_data_index.rows_about(person).items():
        if model is DisclosedPerson:  # told by the lists themselves, below
            continue
        fields = [field for field in model._meta.concrete_fields if handling(model, field.name).level != Level.NONE]
        relations = [field.name for field in fields if field.is_relation]
        rows = model._base_manager.filter(pk__in=ids).select_related(*relations).order_by("pk")
        entries = [list(_entries_of(row, fields, person)) for row in rows]
        sections.append(DataSection(model._meta.label, str(table_of(model).title), entries))
    sections.sort(key=lambda section: section.label == Disclosure._meta.label)
    if lines := personal_data_index.lists_with(person):
        fields = [field for field in Disclosure._meta.concrete_fields if field.name in DISCLOSURE_COLUMNS]
        entries = [list(_entries_of(line, fields)) for line in lines]
        sections.append(DataSection("lists", _("Danh sách, tệp có người này, ai đã xem hoặc lấy"), entries))
    return sections


def _entries_of(row: models.Model, fields: list[Any], person: Person | None = None) -> Iterator[DataEntry]:
    """Yield the row's columns that say something else than that the row is about `person`."""
    unreadable = []
    for field in fields:
        column = handling(type(row), field.name)
        value = getattr(row, field.name)
        if value in (None, "", [], {}) or (value == person and person is not None):
            continue
        title = str(title_of(field))
        if column.seen_by == Seen.NOBODY:
            unreadable.append((title, column))
        elif isinstance(value, Person):
            yield DataEntry(title, _("một người khác"), column)  # who has their own right not to be told of
        else:
            yield DataEntry(title, _in_words(row, field, value), column)
    if unreadable:
        titles = ", ".join(title.lower() for title, _column in unreadable)
        yield DataEntry(_("Giữ để đối chiếu, không đọc được"), titles, unreadable[0][1])


def _in_words(row: models.Model, field: Any, value: Any) -> str:
    """Return a column's value as people read it."""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(row, Disclosure) and field.name == "what":
        return str(logged_list(value).title)
    if isinstance(row, Disclosure) and field.name == "sensitive":
        fields: list[Any] = [Person._meta.get_field(name) for name in value]
        return ", ".join(str(title_of(person_field)) for person_field in fields)
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return f"{localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, User):
        return value.full_name
    if isinstance(value, bytes | memoryview):
        return _("một tệp, %(size)s byte") % {"size": len(value)}
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def as_json(person: Person) -> dict[str, Any]:
    """Return the same words as plain values."""
    return {
        "person": person.pk,
        "parts": [
            {
                "table": section.label,
                "title": section.title,
                "rows": [
                    [{"title": entry.title, "value": entry.value, "level": entry.handling.level} for entry in row] for row in section.rows
                ],
            }
            for section in data_about(person)
        ],
    }
