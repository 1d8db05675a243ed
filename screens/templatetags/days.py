"""Template filter for the day of the week, which Django's Vietnamese calls “Thứ 2”."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from screens.day_filters import say_weekday

register = template.Library()


@register.filter
def weekday(day: date) -> str:
    """Return 'Thứ Ba' of a day, or of a moment in the agency's zone: `{{ sitting.starts_at|weekday }}`."""
    return say_weekday(timezone.localdate(day) if isinstance(day, datetime) else day)
