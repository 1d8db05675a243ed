"""Template filters of scans."""

from django import template

from attendance.inbox.wording import kind_in_words, readable_text
from attendance.models import Scan

register = template.Library()


@register.filter
def what_was_read(scan: Scan) -> str:
    """Return of a scan that names nobody as much as may be shown, else what kind of thing it was."""
    return readable_text(scan) or kind_in_words(scan)
