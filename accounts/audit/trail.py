"""Writing the audit trail, in the transaction of the change itself: `changing` around a change, `record` for all that is no column."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from accounts.audit import storage
from accounts.audit.actors import Actor, current_actor, current_request_id
from accounts.audit.chain import digest_of_details, encode_changes, encode_reason_and_actor, new_salt, seal_after_commit
from accounts.audit.subjects import subject_of
from accounts.models import ChangeRecord, User

Values = dict[str, Any]  # column → its value as JSON


@contextmanager
def changing(verb: str, row: models.Model, *, by: User | None = None, reason: str = "") -> Iterator[None]:
    """Record which columns of `row` the block changed in the database, with their values before and after; nothing when none did.

    The block saves or deletes `row`; both happen in one transaction. `by`: who does it, by default whoever sent the request.
    """
    with transaction.atomic():
        before = stored_values(row)
        pk = row.pk
        yield
        after = stored_values(row) if row.pk else {}
        changes = _without_values(row.__class__, differences(before, after))
        if changes:
            record(verb, row, pk=row.pk or pk, changes=changes, by=by, reason=reason)


def record(
    verb: str,
    row: models.Model,
    *,
    pk: Any = None,
    changes: Mapping[str, list[Any]] | None = None,
    by: User | None = None,
    reason: str = "",
) -> None:
    """Add one line about `row`. `changes`: column → [value before, value after], as JSON; `pk`: of a row that is deleted by now."""
    record_many(verb, [(row, changes or {})], by=by, reason=reason, pks=[pk or row.pk])


def record_many(
    verb: str,
    rows: Iterable[tuple[models.Model, Mapping[str, list[Any]]]],
    *,
    by: User | None = None,
    reason: str = "",
    pks: list[Any] | None = None,
) -> None:
    """Add a line for each row with its changes, in few statements however many. All rows are of one model."""
    rows = iter(rows)
    if (first := next(rows, None)) is None:
        return
    subject = subject_of(first[0].__class__)  # the type of `request.user` is a lazy one
    if verb not in subject.verbs:
        raise KeyError(f"{verb} is not declared for {subject.name}")
    actor = Actor(ChangeRecord.ActorKind.USER, by) if by is not None else current_actor()
    shared = storage.SharedColumns(
        at=timezone.now(),
        actor_kind=actor.kind,
        actor=actor.user.pk if actor.user else None,
        actor_label=actor.label[:100],
        request_id=current_request_id(),
        verb=verb,
        subject=subject.name,
        reason=reason,
    )
    reason_and_actor, lines = encode_reason_and_actor(reason, shared.actor_label), []
    for position, (row, changes) in enumerate(chain([first], rows)):
        salt, encoded_changes = new_salt(), encode_changes(changes)
        subject_id = str(pks[position] if pks else row.pk)
        digest = digest_of_details(salt, encoded_changes, reason_and_actor)
        lines.append((subject_id, *subject.references(row), encoded_changes, salt, digest))
    seal_after_commit(storage.insert_lines(shared, lines))


def created(row: models.Model) -> dict[str, list[Any]]:
    """Return the changes of a row that was added: each column that holds something, from nothing."""
    model = row.__class__
    values = [(name, as_json(getattr(row, attname))) for name, attname in _audited_columns(model)]
    return _without_values(model, {name: [None, value] for name, value in values if value or value == 0})


def stored_values(row: models.Model) -> Values:
    """Return the columns of `row` as they stand in the database; empty when it is not there."""
    stored = row.__class__._base_manager.filter(pk=row.pk).first() if row.pk else None
    return values_of(stored) if stored else {}


def differences(before: Values, after: Values) -> dict[str, list[Any]]:
    """Return column → [before, after] for the columns whose values differ; of a row that begins or ends, those that hold something."""
    pairs = {column: [before.get(column), after.get(column)] for column in before.keys() | after.keys()}
    changes = {column: pair for column, pair in pairs.items() if pair[0] != pair[1]}
    if before and after:
        return changes
    return {column: pair for column, pair in changes.items() if any(value or value == 0 for value in pair)}


def changes_between(before: Values, row: models.Model) -> dict[str, list[Any]]:
    """Return what is different in `row` since `values_of(row)` was `before`: for many rows, which `changing` would read one by one."""
    return _without_values(row.__class__, differences(before, values_of(row)))


def _without_values(model: type[models.Model], changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the changes with [True or False, True or False] for columns that are recorded without their values."""
    for column in subject_of(model).valueless_columns & changes.keys():
        changes[column] = [bool(value) for value in changes[column]]
    return changes


def values_of(row: models.Model) -> Values:
    """Return the audited columns of `row` as they stand in memory, as JSON; of a reference its id."""
    return {name: as_json(getattr(row, attname)) for name, attname in _audited_columns(row.__class__)}


@cache
def _audited_columns(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    """Return (name, attribute) of the columns of which the trail tells: all but the key and what the room skips."""
    skipped = subject_of(model).skipped_columns
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in skipped]
    return tuple((field.name, field.attname) for field in fields)


def as_json(value: Any) -> Any:
    """Return a column's value as JSON holds it: times in UTC as ISO 8601, numbers with decimals and ids as text."""
    if value is None or isinstance(value, str | int):  # nearly all; bool is an int
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if timezone.is_aware(value) else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return None
    return value
