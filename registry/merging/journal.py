"""What was changed, line by line, so that it can be taken back: each line has an exact inverse, and they are undone last first."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

Line = dict[str, Any]


class Journal:
    """Changes rows and writes down how; `lines` are JSON."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Sets columns (by attname) of one row; those that hold the value already are no change."""
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not values:
            return
        before = {name: getattr(row, name) for name in values}
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)
        self._write(type(row), [row.pk], before, values)

    def move(self, rows: models.QuerySet, **to: Any) -> None:
        """Sets one column (by attname) of many rows that all hold the same value in it."""
        (name,) = to
        found = list(rows.order_by("pk").values_list("pk", name))
        if not found:
            return
        (before,) = {held for _pk, held in found}
        ids = [pk for pk, _held in found]
        rows.model._base_manager.filter(pk__in=ids).update(**to)
        self._write(rows.model, ids, {name: before}, to)

    def remove(self, row: models.Model) -> None:
        """Deletes this row alone. Whatever still hangs on it is refused by the database: nothing goes along unseen."""
        self.lines.append({"did": "remove", "model": row._meta.label, "row": snapshot(row)})
        model = type(row)
        model._base_manager.filter(pk=row.pk)._raw_delete(model._base_manager.db)

    def _write(self, model: type[models.Model], ids: list[Any], before: dict[str, Any], after: dict[str, Any]) -> None:
        written = {"rows": [_plain(pk) for pk in ids], "before": _all_plain(before), "after": _all_plain(after)}
        self.lines.append({"did": "change", "model": model._meta.label} | written)


def take_back(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """The inverse of the lines, last first. What was changed again since then stays as it is, all columns of its line together (they
    belong together: a year and a date of birth), and is answered: (model, column)."""
    left: list[tuple[str, str]] = []
    for line in reversed(list(lines)):
        if line["did"] == "remove":
            put_back(line["model"], line["row"])
            continue
        model = apps.get_model(line["model"])
        rows = model._base_manager.filter(pk__in=line["rows"], **_holding(model, line["after"]))
        if rows.update(**_as_held(model, line["before"])) < len(line["rows"]):
            left += [(line["model"], name) for name in line["after"]]
    return left


def _holding(model: type[models.Model], written: dict[str, Any]) -> dict[str, Any]:
    held = _as_held(model, written)
    return {name if one is not None else f"{name}__isnull": True if one is None else one for name, one in held.items()}


def _as_held(model: type[models.Model], written: dict[str, Any]) -> dict[str, Any]:
    return {name: value(model, name, one) for name, one in written.items()}


def snapshot(row: models.Model) -> dict[str, Any]:
    """Every column, as JSON without loss: times to the microsecond."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def values(label: str, row: dict[str, Any]) -> dict[str, Any]:
    """A snapshot's columns as Python has them; a column that was added since has its default."""
    model = apps.get_model(label)
    columns = {field.attname for field in model._meta.concrete_fields}
    return {name: value(model, name, written) for name, written in row.items() if name in columns}


def put_back(label: str, row: dict[str, Any]) -> models.Model:
    """Inserts a row with the id and the times that it had. What it named and may do without, and is gone since, it names no more."""
    model = apps.get_model(label)
    found = model(**values(label, row))
    for field in model._meta.concrete_fields:
        held = getattr(found, field.attname)
        if field.is_relation and field.null and held is not None and not field.related_model._base_manager.filter(pk=held).exists():
            setattr(found, field.attname, None)
    found.save_base(raw=True, force_insert=True)
    return found


def value(model: type[models.Model], attname: str, written: Any) -> Any:
    if written is None:
        return None
    field: Any = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return (field.target_field if field.is_relation else field).to_python(written)


def _all_plain(held: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(one) for name, one in held.items()}


def _plain(held: Any) -> Any:
    if isinstance(held, date):  # and datetime
        return held.isoformat()
    return str(held) if isinstance(held, UUID) else held
