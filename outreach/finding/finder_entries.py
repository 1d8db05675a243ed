"""Items of the other channels in the search of every page."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from finder.search.other_kinds import FoundKind, register_kind
from outreach.models import OutreachItem, OutreachItemQuerySet


def _find_items(q: str, user: User) -> OutreachItemQuerySet:
    items: OutreachItemQuerySet = OutreachItem.objects.visible_to(user).matching(q).with_names()
    return items


register_kind(
    FoundKind(
        _("Tuyên truyền khác"),
        _find_items,
        lambda item: f"{item.channel} · {item.starts_on:%d/%m/%Y} · {item.unit.label}",
        "outreach-list",
    )
)
