"""Items of the other channels in the search of every page."""

from django.utils.translation import gettext_lazy as _

from finder.search.other_kinds import FoundKind, register_kind
from outreach.models import OutreachItem

register_kind(
    FoundKind(
        _("Tuyên truyền khác"),
        lambda q, user: OutreachItem.objects.visible_to(user).matching(q).with_names(),
        lambda item: f"{item.channel} · {item.starts_on:%d/%m/%Y} · {item.unit.label}",
        "outreach-list",
    )
)
