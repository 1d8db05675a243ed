"""Kinds of rows that the search of every page finds beside activities, people and places; a room above registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Document


@dataclass(frozen=True, slots=True)
class FoundKind:
    """`find`: rows with the words that the user may see, in the order in which they are shown. `describe`: what tells two rows apart.

    `list_url`: the name of the list's address.
    """

    heading: Any
    find: Callable[[str, User], QuerySet[Any]]
    describe: Callable[[Any], str]
    list_url: str


_kinds: list[FoundKind] = []


def register_kind(kind: FoundKind) -> None:
    _kinds.append(kind)


def registered_kinds() -> list[FoundKind]:
    return list(_kinds)


register_kind(
    FoundKind(
        _("Kế hoạch, văn bản"),
        lambda q, user: Document.objects.visible_to(user).matching(q).order_by("-dated", "-pk").defer("folded"),
        lambda document: document.title,
        "document-list",
    )
)
