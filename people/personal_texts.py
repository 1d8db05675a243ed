"""Registry of the columns in which a person can be named in words, whoever the row is about: where an erasure looks for a name.

A room declares its columns in its `personal_data.py`; tests/attacks/test_erasure.py refuses a column of text that nobody declared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class PersonalText:
    """A column of text, or of JSON with texts in it.

    activity: lookup of the activity that a row belongs to, "" for none. is_label: it names an activity, a file, a team; only the name is
    taken out of it, never the whole text. is_reviewed: people wrote it, so whoever erases looks at it first. derive: return the columns
    that follow from the text, for a row that holds the new one.

    A column that holds a file says by `read` what stands in it, as a list of texts, and takes words out of it by `rewrite(row, change)`.
    """

    model: Model
    column: str
    activity: str = ""
    is_label: bool = False
    is_reviewed: bool = True
    derive: Callable[[Any], dict[str, Any]] | None = None
    read: Callable[[Any], list[str]] | None = None
    rewrite: Callable[[Any, Callable[[str], str]], None] | None = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"


_texts: dict[tuple[Model, str], PersonalText] = {}


def register_texts(
    model: Model,
    *columns: str,
    activity: str = "",
    is_label: bool = False,
    is_reviewed: bool = True,
    derive: Callable[[Any], dict[str, Any]] | None = None,
) -> None:
    """Declare columns of one model. Raise ValueError for one that is declared already."""
    for column in columns:
        if (model, column) in _texts:
            raise ValueError(f"{model._meta.label}.{column} is declared twice")
        _texts[model, column] = PersonalText(model, column, activity, is_label, is_reviewed, derive)


def register_file(
    model: Model, column: str, *, read: Callable[[Any], list[str]], rewrite: Callable[[Any, Callable[[str], str]], None]
) -> None:
    """Declare a column that leads to a file with words in it. Only a name is taken out of it, where somebody decided so."""
    _texts[model, column] = PersonalText(model, column, is_label=True, read=read, rewrite=rewrite)


def personal_texts() -> list[PersonalText]:
    """Return every declared column, in the order in which rooms declared them: the lowest room first."""
    return list(_texts.values())
