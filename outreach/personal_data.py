"""Texts of this room in which a person can be named; no column of it leads to one."""

from outreach.models import OutreachItem
from people.personal_texts import register_texts


def _folded(item: OutreachItem) -> dict[str, str]:
    item.update_folded()
    return {"folded": item.folded, "folded_title": item.folded_title}


register_texts(OutreachItem, "title", "partner", is_label=True, derive=_folded)
register_texts(OutreachItem, "languages", "link", "programme_line", is_label=True)
register_texts(OutreachItem, "note")
