"""Times and points of a contest on a screen."""

from datetime import datetime
from fractions import Fraction

from django import template

from contests.scoring.numbers import write_number
from contests.stage.forms import write_duration

register = template.Library()


@register.filter
def duration(seconds: int) -> str:
    """Return 4:35 for 275."""
    return write_duration(seconds)


@register.filter
def time_since(started_at: datetime, now: datetime) -> str:
    """Return how long ago it was, as 4:35."""
    return write_duration(max(0, int((now - started_at).total_seconds())))


@register.filter
def exact(number: Fraction) -> str:
    """Return a number of points as it is written: 0,25."""
    return write_number(number)
