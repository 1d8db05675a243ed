"""Registry of what the audit trail is about: rooms declare their models with the verbs that change them.

A room declares in its `audited.py`, which its AppConfig imports when it is ready.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Subject:
    """A model in the audit trail.

    verbs: past-tense word → its sentence on screen. skipped_columns: never written to the trail: secrets, digests, columns that follow
    from others. valueless_columns: written as [whether there was a value, whether there is one]. activity, person, unit: path from a
    row to the id of what it belongs to (`sitting.activity_id`), for the history pages and for who may read the line. labels: paths to
    what tells, beside person and activity, which row it is; `self` is the row's own word. reason_seen_by: the verb by which the reason of
    a line is seen. value_titles: the words for keys of values that are mappings.
    """

    name: str
    model: type[models.Model]
    title: Words
    verbs: Mapping[str, Words]
    skipped_columns: frozenset[str] = field(default_factory=frozenset)
    valueless_columns: frozenset[str] = field(default_factory=frozenset)
    activity: str = ""
    person: str = ""
    unit: str = ""
    labels: tuple[str, ...] = ()
    reason_seen_by: str = "view"
    value_titles: Mapping[str, Words] = field(default_factory=dict)

    def references(self, row: models.Model) -> tuple[int | None, int | None, int | None]:
        """Return what the row belongs to, as activity_id, person_id and unit_id of a change record."""
        return _value_at(self.activity, row), _value_at(self.person, row), _value_at(self.unit, row)

    def label(self, row: models.Model) -> str:
        """Return which row it is, in words; empty where person and activity say it."""
        return " · ".join(str(row if path == "self" else _value_at(path, row)) for path in self.labels)


def _value_at(path: str, row: Any) -> Any:
    """Return what stands at the end of a path of attributes; None without a path, and where one of them is None."""
    if not path:
        return None
    for name in path.split("."):
        row = getattr(row, name) if row is not None else None
    return row


_subjects: dict[type[models.Model], Subject] = {}


def register_subject(subject: Subject) -> None:
    """Raise ValueError for a model or a name that is declared already."""
    if subject.model in _subjects or any(subject.name == declared.name for declared in _subjects.values()):
        raise ValueError(f"{subject.name} is declared twice")
    _subjects[subject.model] = subject


def subject_of(model: type[models.Model]) -> Subject:
    """Return the subject of a model, or of the model that it extends. Raise KeyError for one that nobody declared."""
    for ancestor in model.__mro__:
        if ancestor in _subjects:
            return _subjects[ancestor]
    raise KeyError(model)


def subject_named(name: str) -> Subject:
    """Raise KeyError for an unknown name."""
    return {subject.name: subject for subject in _subjects.values()}[name]


def subjects() -> list[Subject]:
    """Return every declared subject, in the order in which rooms declared them: the lowest room first."""
    return list(_subjects.values())
