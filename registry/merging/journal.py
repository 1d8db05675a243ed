"""A journal of changed rows, line by line, so that it can be undone: each line has an exact inverse, and they are undone last first."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

JournalLine = dict[str, Any]


class Journal:
    """Changes rows and writes down how; `lines` are JSON."""

    def __init__(self) -> None:
        self.lines: list[JournalLine] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Set columns (by attname) of one row; those that hold the value already are no change."""
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not values:
            return
        before = {name: getattr(row, name) for name in values}
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)
        self.add_change(type(row), [row.pk], before, values)

    def move(self, rows: models.QuerySet, **to: Any) -> None:
        """Set one column (by attname) of many rows that all hold the same value in it."""
        (name,) = to
        values_by_id = dict(rows.order_by("pk").values_list("pk", name))
        if not values_by_id:
            return
        (before,) = set(values_by_id.values())
        rows.model._base_manager.filter(pk__in=list(values_by_id)).update(**to)
        self.add_change(rows.model, list(values_by_id), {name: before}, to)

    def remove(self, row: models.Model) -> None:
        """Delete this row alone. Whatever still hangs on it is refused by the database: nothing is deleted with it unseen."""
        self.lines.append({"did": "remove", "model": row._meta.label, "row": snapshot(row)})
        model = type(row)
        model._base_manager.filter(pk=row.pk)._raw_delete(model._base_manager.db)

    def add(self, row: models.Model) -> None:
        """Insert a new row; undoing deletes it."""
        row.save(force_insert=True)
        self.lines.append({"did": "add", "model": row._meta.label, "rows": [_to_json(row.pk)]})

    def add_change(self, model: type[models.Model], ids: list[Any], before: dict[str, Any], after: dict[str, Any]) -> None:
        line: JournalLine = {"did": "change", "model": model._meta.label, "rows": [_to_json(pk) for pk in ids]}
        line["before"] = {name: _to_json(value) for name, value in before.items()}
        line["after"] = {name: _to_json(value) for name, value in after.items()}
        self.lines.append(line)


def undo_lines(lines: Iterable[JournalLine]) -> list[tuple[str, str]]:
    """Undo the lines, last first, and return what could not be undone as (model, column).

    What was changed again since then stays as it is, all columns of its line together: they belong together, as a year and a date of
    birth do. A row is inserted again with the id and the times that it had; a nullable reference to a row that is deleted since becomes
    null.
    """
    not_undone: list[tuple[str, str]] = []
    for line in reversed(list(lines)):
        model = apps.get_model(line["model"])
        if line["did"] == "add":
            model._base_manager.filter(pk__in=line["rows"]).delete()
            continue
        if line["did"] == "remove":
            instance = model(**read_snapshot(line["model"], line["row"]))
            for field in (field for field in model._meta.concrete_fields if field.is_relation and field.null):
                pk = getattr(instance, field.attname)
                if pk is not None and not field.related_model._base_manager.filter(pk=pk).exists():
                    setattr(instance, field.attname, None)
            instance.save_base(raw=True, force_insert=True)
            continue
        after = {name: _from_json(model, name, value) for name, value in line["after"].items()}
        before = {name: _from_json(model, name, value) for name, value in line["before"].items()}
        unchanged = {name if value is not None else f"{name}__isnull": True if value is None else value for name, value in after.items()}
        if model._base_manager.filter(pk__in=line["rows"], **unchanged).update(**before) < len(line["rows"]):
            not_undone += [(line["model"], name) for name in line["after"]]
    return not_undone


def snapshot(row: models.Model) -> dict[str, Any]:
    """Return every column, as JSON without loss: times to the microsecond."""
    return {field.attname: _to_json(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def read_snapshot(label: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a snapshot's columns as Python has them; a column that was dropped since is left out."""
    model = apps.get_model(label)
    columns = {field.attname for field in model._meta.concrete_fields}
    return {name: _from_json(model, name, value) for name, value in row.items() if name in columns}


def _from_json(model: type[models.Model], attname: str, value: Any) -> Any:
    if value is None:
        return None
    field: Any = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return (field.target_field if field.is_relation else field).to_python(value)


def _to_json(value: Any) -> Any:
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
