"""Everything that is held about one person, in words: for a right of access (Luật 91/2025/QH15; NĐ 356/2025 Điều 5)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from people import disclosures
from people.models import Disclosure, Person
from people.personal_columns import Handling, Level, Seen, handling, table_of, title_of
from privacy.data_subject import personal_data_index


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    value: str
    handling: Handling


@dataclass(frozen=True, slots=True)
class Part:
    """One table: each row as the columns that say something."""

    label: str
    title: str
    rows: list[list[Entry]]

    @property
    def heads(self) -> list[str]:
        """Of all rows together, in the order of the columns."""
        return list(dict.fromkeys(entry.title for row in self.rows for entry in row))

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Each row as (head, value), with an empty value where it says nothing."""
        rows = [{entry.title: entry.value for entry in row} for row in self.rows]
        return [[(head, row.get(head, "")) for head in self.heads] for row in rows]


def told(person: Person) -> list[Part]:
    """Part by part, the person's own record first, who saw it last. What is kept as a digest is named, not shown: it says nothing to
    anybody."""
    parts = []
    for model, ids in personal_data_index.rows_about(person).items():
        fields = [field for field in model._meta.concrete_fields if handling(model, field.name).level != Level.NONE]
        to_one = [field.name for field in fields if field.is_relation]
        rows = model._base_manager.filter(pk__in=ids).select_related(*to_one).order_by("pk")
        parts.append(Part(model._meta.label, str(table_of(model).title), [list(_entries(row, fields, person)) for row in rows]))
    parts.sort(key=lambda part: part.label == "people.Disclosure")
    if lists := personal_data_index.lists_seen(person):
        parts.append(Part("lists", _("Danh sách có người này, ai đã xem hoặc lấy"), [_line(line) for line in lists]))
    return parts


def _entries(row: models.Model, fields: list[Any], person: Person | None = None) -> Iterator[Entry]:
    unread = []
    for field in fields:
        about = handling(type(row), field.name)
        value = getattr(row, field.name)
        if value in (None, "", [], {}) or (value == person and person is not None):
            continue
        title = str(title_of(field))
        if about.seen == Seen.NOBODY:
            unread.append((title, about))
        elif isinstance(value, Person):
            yield Entry(title, _("một người khác"), about)  # who has their own right not to be told of
        else:
            yield Entry(title, in_words(row, field, value), about)
    if unread:
        yield Entry(_("Giữ để đối chiếu, không đọc được"), ", ".join(title.lower() for title, _about in unread), unread[0][1])


def in_words(row: models.Model, field: Any, value: Any) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if row._meta.label == "people.Disclosure" and field.name == "what":
        return str(disclosures.logged_list(value).title)
    if row._meta.label == "people.Disclosure" and field.name == "sensitive":
        fields: list[Any] = [Person._meta.get_field(name) for name in value]
        return ", ".join(str(title_of(one)) for one in fields)
    return _plain(value)


def _plain(value: Any) -> str:
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


def _line(line: Disclosure) -> list[Entry]:
    fields = [field for field in Disclosure._meta.concrete_fields if field.name in ("at", "user", "what", "way", "about", "people")]
    return list(_entries(line, fields))


def as_plain(person: Person) -> dict[str, Any]:
    """For JSON: the same words."""
    return {
        "person": person.pk,
        "parts": [
            {
                "table": part.label,
                "title": part.title,
                "rows": [
                    [{"title": entry.title, "value": entry.value, "level": entry.handling.level} for entry in row] for row in part.rows
                ],
            }
            for part in told(person)
        ],
    }
