"""What shows that an activity was held: each room that records it declares a condition, and `ActivityQuerySet.held` asks for any of them.

A room above this one declares in a module that its AppConfig imports when it is ready.
"""

from django.db.models import Exists, Q

_conditions: list[Exists] = []


def register_evidence(condition: Exists) -> None:
    """Declare what shows that an activity was held; OuterRef("pk") in it is the activity."""
    _conditions.append(condition)


def has_evidence() -> Q:
    """Return the condition that an activity was held: a person closed it, or a room has recorded something of it."""
    is_evident = Q(status="closed")
    for condition in _conditions:
        is_evident |= Q(condition)
    return is_evident
