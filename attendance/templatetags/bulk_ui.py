"""Template filters of an action on many rows."""

from django import template

from attendance.bulk import wording

register = template.Library()
register.filter("done_sentence", wording.done_sentence)
