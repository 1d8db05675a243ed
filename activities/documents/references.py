"""What refers to documents: each room declares its models, and the page of a document lists their rows.

A room above this one declares in a module that its AppConfig imports when it is ready.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Activity, Document, Target

MOST_LISTED = 50  # of each kind


@dataclass(frozen=True, slots=True)
class ReferenceKind:
    """A model whose `column` names a document. Its manager has `visible_to`, its rows have `get_absolute_url`."""

    model: type[Any]
    title: str | Promise
    column: str = "document"


@dataclass(frozen=True, slots=True)
class References:
    """Rows of one kind that name a document, as many as are listed; `has_more`: there are others."""

    title: str | Promise
    rows: list[Any]
    has_more: bool


_kinds: list[ReferenceKind] = []


def register_references(model: type[Any], title: str | Promise, *, column: str = "document") -> None:
    """Declare that rows of `model` name documents."""
    _kinds.append(ReferenceKind(model, title, column))


def find_references(document: Document, *, user: User) -> list[References]:
    """Return what names the document and `user` may see, kind by kind; kinds without rows are left out."""
    references = []
    for kind in _kinds:
        rows = list(kind.model.objects.visible_to(user).filter(**{kind.column: document})[: MOST_LISTED + 1])
        if rows:
            references.append(References(kind.title, rows[:MOST_LISTED], has_more=len(rows) > MOST_LISTED))
    return references


register_references(Activity, _("Hoạt động"))
register_references(Target, _("Chỉ tiêu kế hoạch"))
