"""Lines of the audit trail in words: which lines a user may read, which values in them, and how a value is written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.audit.subjects import Subject, subject_named
from accounts.models import ChangeRecord, ChangeRecordQuerySet, User
from people import personal_columns
from people.models import Person
from people.personal_columns import Seen, title_of


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a line, in words; empty for no value."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the trail as a screen shows it."""

    record: ChangeRecord
    actor: str
    verb: str
    subject: str
    about: str
    changes: list[Change]
    has_hidden_values: bool


def readable_by(user: User) -> ChangeRecordQuerySet:
    """Return the lines about a unit where `user` administers, and whatever the users did whom they administer.

    An administrator of the whole province also reads what belongs to no unit.
    """
    if not user.can_anywhere("administer"):
        return ChangeRecord.objects.none()
    readable = Q(unit__in=user.reach("administer")) | Q(actor__in=User.objects.administered_by(user).values("pk"))
    if user.administers_province_served:
        readable |= Q(unit=None)
    return ChangeRecord.objects.filter(readable)


def in_words(records: Iterable[ChangeRecord], reader: User) -> list[Line]:
    """Return the lines in words; what `reader` may not see of a person is left out, and the line says so."""
    records = list(records)
    names = _Names(records)
    people = Person.objects.in_bulk({record.person_id for record in records if record.person_id})
    verbs = _Verbs(reader)
    return [_line(record, people.get(record.person_id or 0), names, verbs) for record in records]


def _line(record: ChangeRecord, person: Person | None, names: "_Names", verbs: "_Verbs") -> Line:
    subject = subject_named(record.subject)
    changes, hidden = [], False
    for column, (before, after) in sorted(record.changes.items()):
        field = _field(subject, column)
        if field is not None and not verbs.include(_needed_verb(subject, column), record.unit_id):
            hidden = True
            continue
        title = capfirst(str(title_of(field))) if field is not None else _programme_title(column)
        changes.append(Change(title, names.write(field, before), names.write(field, after)))
    if record.actor is not None:
        actor = record.actor.full_name
    else:
        actor = " · ".join(filter(None, [str(record.get_actor_kind_display()), record.actor_label]))
    about = person.full_name if person else ""
    return Line(record, actor, str(subject.verbs.get(record.verb, record.verb)), str(subject.title), about, changes, hidden)


def _programme_title(column: str) -> str:
    """Return the title of what is no column of the table itself."""
    return {"topics": _("Chuyên đề"), "speakers": _("Báo cáo viên")}.get(column, column)


def _field(subject: Subject, column: str) -> models.Field | None:
    for model in (subject.model, *subject.model.__subclasses__()):
        try:
            return model._meta.get_field(column)  # type: ignore[return-value]
        except FieldDoesNotExist:
            continue
    return None


def _needed_verb(subject: Subject, column: str) -> str:
    """Return the verb by which the column is seen; "view" for a table that is about no person."""
    try:
        return personal_columns.handling(subject.model, column).seen_by
    except KeyError:
        return Seen.VIEW


class _Verbs:
    """What the reader may see, asked once for each verb and unit."""

    def __init__(self, reader: User) -> None:
        self._reader = reader
        self._answers: dict[tuple[str, int | None], bool] = {}

    def include(self, verb: str, unit_id: int | None) -> bool:
        if verb == Seen.NOBODY:
            return False
        key = (verb, unit_id)
        if key not in self._answers:
            self._answers[key] = self._reader.can_anywhere(verb) if unit_id is None else self._reader.can(verb, unit_id)
        return self._answers[key]


class _Names:
    """Values as words; rows that values refer to are read at once, in one query for each table."""

    def __init__(self, records: list[ChangeRecord]) -> None:
        ids: dict[type[models.Model], set[Any]] = defaultdict(set)
        for record in records:
            subject = subject_named(record.subject)
            for column, values in record.changes.items():
                field = _field(subject, column)
                if field is not None and field.is_relation:
                    ids[field.related_model].update(value for value in values if value is not None)  # type: ignore[index]
        self._rows = {model: model._base_manager.in_bulk(pks) for model, pks in ids.items()}

    def write(self, field: models.Field | None, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if isinstance(value, bool):
            return _("Có") if value else _("Không")
        if isinstance(value, list):
            return "; ".join(str(item) for item in value)
        if field is not None and field.is_relation:
            row = self._rows.get(field.related_model, {}).get(value)  # type: ignore[arg-type]
            return str(row) if row is not None else f"#{value}"
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateTimeField) and (moment := parse_datetime(value)):
            return date_format(_local(moment), "SHORT_DATETIME_FORMAT")
        if isinstance(field, models.DateField) and (day := parse_date(value)):
            return date_format(day, "SHORT_DATE_FORMAT")
        return str(value)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment
