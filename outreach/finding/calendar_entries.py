"""What the calendar shows of this room."""

from collections.abc import Iterator
from datetime import date

from accounts.models import User
from activities.calendar.further_entries import FurtherEntry, register_source
from outreach.models import OutreachItem
from places.models import Unit


def entries_of_items(user: User, unit: Unit | None, first: date, last: date) -> Iterator[FurtherEntry]:
    items = OutreachItem.objects.visible_to(user).between(first, last).with_names()
    for item in (items.in_unit(unit) if unit else items).order_by("starts_on", "channel__order", "pk"):
        yield FurtherEntry(item.starts_on, item.ends_on, item.unit.name, item.title, item.channel.name, item.get_absolute_url())


register_source(entries_of_items)
