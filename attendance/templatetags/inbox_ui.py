"""Drawing only."""

from django import template

from attendance.inbox.wording import shown, what
from attendance.models import Scan

register = template.Library()


@register.filter
def what_was_read(scan: Scan) -> str:
    """Of a scan that names nobody: as much as may be shown, else what kind of thing it was."""
    return shown(scan) or what(scan)
