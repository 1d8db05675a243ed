"""Lines of the audit trail in words: which lines a user may read, which values in them, and how a value is written."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.subjects import Subject, subject_named
from accounts.models import ChangeRecord, ChangeRecordQuerySet, User
from activities.models import Activity
from attendance.access import people_known_to
from people import personal_columns
from people.models import Person
from people.personal_columns import Seen, Words, table_title, title_of
from places.models import Unit

# Columns that say again whom and what the line is about, who acted, when and why, or that name a scan.
REPEATED_COLUMNS = frozenset(
    {"activity", "contest", "person", "registration", "attendance", "scan", "made_scan", "arrival_scan", "recorded_by_scan"}
    | {"annulled_at", "annulled_by", "annul_reason", "cancelled_at", "granted_by"}
    | {"invited_at", "paired_at", "revoked_at", "revoked_by"}
)
# Words for what is no column of the line's own table.
FURTHER_TITLES = {
    "topics": gettext_lazy("Chuyên đề"),
    "speakers": gettext_lazy("Báo cáo viên"),
    "national_id_digest": gettext_lazy("Số định danh cá nhân"),
    "file": gettext_lazy("Tệp"),
    "scans": gettext_lazy("Lượt quét chờ xử lý"),
    "merged_record": gettext_lazy("Hồ sơ số"),
    "other_record": gettext_lazy("Hồ sơ số"),
    "moved": gettext_lazy("Dòng dữ liệu đã chuyển"),
    "columns": gettext_lazy("Cột đã sửa"),
    "rows": gettext_lazy("Dòng đã sửa"),
    "sheet": gettext_lazy("Trang tính"),
    "encoding": gettext_lazy("Bảng mã"),
    "unit": gettext_lazy("Địa bàn"),
    "role": gettext_lazy("Vai trò"),
    "category": gettext_lazy("Đối tượng"),
    "swept": gettext_lazy("Đã xóa"),
    "details": gettext_lazy("Chi tiết"),
    "area_units": gettext_lazy("Các đơn vị"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a line, in words; empty for no value."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the trail as a screen shows it. `about`: whom and which row it is about; `reason` is empty for who may not read it."""

    record: ChangeRecord
    actor: str
    verb: str
    about: str
    reason: str
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


def in_words(records: Iterable[ChangeRecord], reader: User, *, names_activities: bool, names_people: bool) -> list[Line]:
    """Return the lines in words; what `reader` may not see of a person is left out, and the line says so.

    names_activities, names_people: whether a line says in which activity it was, and whom it is about; on the page of one each line would.
    """
    records = list(records)
    names, rights = _Names(records, names_activities=names_activities, names_people=names_people), _Rights(reader)
    return [_line(record, names, rights) for record in records]


def _line(record: ChangeRecord, names: "_Names", rights: "_Rights") -> Line:
    subject = subject_named(record.subject)
    changes, hidden = [], False
    fields = {column: _field(subject, column) for column in record.changes}
    positions = {column: sys.maxsize if field is None else field.creation_counter for column, field in fields.items()}
    for column, field in sorted(fields.items(), key=lambda item: (positions[item[0]], item[0])):  # in the order of the model
        before, after = record.changes[column]
        is_in_label = before is None and column in subject.labels and names.label(record)
        if field is not None and (column in REPEATED_COLUMNS or is_in_label):
            continue
        is_valueless = column in subject.valueless_columns
        if field is not None and not rights.include(Seen.SEE_PERSONAL if is_valueless else _needed_verb(subject, column), record):
            hidden = True
        elif is_valueless:
            title = FURTHER_TITLES.get(column) or (capfirst(str(title_of(field))) if field is not None else column)
            changes.append(Change(str(title), "", _("đã đổi") if after else _("đã bỏ")))
        else:
            title = title_of(field) if field is not None else column
            if title == column:
                title = FURTHER_TITLES.get(column, column)
            changes.append(Change(capfirst(str(title)), *(names.write(field, value, subject.value_titles) for value in (before, after))))
    if record.actor is not None:
        actor = record.actor.full_name
    else:
        actor = " · ".join(filter(None, [str(record.get_actor_kind_display()), record.actor_label]))
    reason = record.reason if rights.include(subject.reason_seen_by, record) else ""
    verb = str(subject.verbs.get(record.verb, record.verb))
    return Line(record, actor, verb, names.about(record), reason, changes, hidden or reason != record.reason)


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


class _Rights:
    """What the reader may see, asked once for each verb and unit, or person."""

    def __init__(self, reader: User) -> None:
        self._reader = reader
        self._answers: dict[tuple[str, int | None, int | None], bool] = {}

    def include(self, verb: str, record: ChangeRecord) -> bool:
        """Return whether the reader may do `verb` where the line belongs; of a line about a person alone, wherever that person is known."""
        if verb == Seen.NOBODY:
            return False
        person_id = record.person_id if record.activity_id is None else None
        key = verb, record.unit_id, person_id
        if key not in self._answers:
            can = self._reader.can_anywhere(verb) if record.unit_id is None else self._reader.can(verb, record.unit_id)
            if not can and record.unit_id is not None and person_id is not None:
                can = people_known_to(self._reader, verb).filter(pk=person_id).exists()
            self._answers[key] = can
        return self._answers[key]


class _Names:
    """Values as words; rows that lines and values refer to are read at once, in one query for each table."""

    def __init__(self, records: list[ChangeRecord], *, names_activities: bool, names_people: bool) -> None:
        ids: dict[type[models.Model], set[Any]] = defaultdict(set)
        labelled: dict[str, set[str]] = defaultdict(set)
        for record in records:
            subject = subject_named(record.subject)
            if subject.labels:
                labelled[subject.name].add(record.subject_id)
            for column, values in record.changes.items():
                field = _field(subject, column)
                if field is not None and field.is_relation and column not in REPEATED_COLUMNS:
                    ids[field.related_model].update(value for value in values if value is not None)  # type: ignore[index]
        self._rows = {
            model: (Unit.objects.with_names() if model is Unit else model._base_manager.all()).in_bulk(pks) for model, pks in ids.items()
        }
        self._labels = {name: _labels(subject_named(name), pks) for name, pks in labelled.items()}
        people_ids = {record.person_id for record in records if record.person_id} if names_people else set()
        self._people = Person.objects.in_bulk(people_ids)
        activity_ids = {record.activity_id for record in records if record.activity_id} if names_activities else set()
        self._activities = dict(Activity.objects.filter(pk__in=activity_ids).values_list("pk", "title"))

    def about(self, record: ChangeRecord) -> str:
        """Return the person, the row and the activity that a line is about, as far as they are still there."""
        person = self._people.get(record.person_id or 0)
        names = [person.full_name if person else "", self.label(record), self._activities.get(record.activity_id or 0, "")]
        return " · ".join(filter(None, names))

    def label(self, record: ChangeRecord) -> str:
        """Return which row of its table the line is about; empty for one that is gone."""
        return self._labels.get(record.subject, {}).get(record.subject_id, "")

    def write(self, field: models.Field | None, value: Any, titles: Mapping[str, Words]) -> str:
        """Return a value of the column in words. `titles`: those of the keys of a mapping that are no tables."""
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return _("Có") if value else _("Không")
        if isinstance(value, Mapping):
            tables = {model._meta.label_lower: model for model in apps.get_models()}
            parts = {
                table_title(tables[key.lower()]) if key.lower() in tables else titles.get(key, key): part
                for key, part in value.items()
                if part
            }
            return "; ".join(f"{title}: {part}" for title, part in parts.items())
        if isinstance(value, list):
            return "; ".join(str(item) for item in value)
        if field is not None and field.is_relation:
            row = self._rows.get(field.related_model, {}).get(value)  # type: ignore[arg-type]
            return str(row) if row is not None else f"#{value}"
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateTimeField) and (moment := parse_datetime(value)):
            return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "SHORT_DATETIME_FORMAT")
        if isinstance(field, models.DateField) and (day := parse_date(value)):
            return date_format(day, "SHORT_DATE_FORMAT")
        return str(value)


def _labels(subject: Subject, pks: set[str]) -> dict[str, str]:
    """Return {id as the trail holds it: label} of the rows that are still there."""
    fields = subject.model._meta.concrete_fields
    rows = subject.model._base_manager.filter(pk__in=pks)
    rows = rows.defer(*(field.name for field in fields if isinstance(field, models.BinaryField)))  # whole files
    if references := [field.name for field in fields if field.is_relation and field.name in subject.labels]:
        rows = rows.select_related(*references)
    return {str(row.pk): subject.label(row) for row in rows}
