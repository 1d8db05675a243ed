"""What shows that an activity was held: each room that records it declares a condition under a name. `ActivityQuerySet.held` asks for any
of them, and whoever says which one is lacking asks for it by its name.

A room above this one declares in a module that its AppConfig imports when it is ready.
"""

from django.db.models import Exists, Q

_conditions: dict[str, Exists] = {}


def register_evidence(name: str, condition: Exists) -> None:
    """Declare what shows that an activity was held; OuterRef("pk") in it is the activity. Raise ValueError for a name that is taken."""
    if name in _conditions:
        raise ValueError(f"{name} is registered twice")
    _conditions[name] = condition


def evidence_of(name: str) -> Exists:
    """Return the condition that there is evidence of this name: `attendances`, `headcounts`, `results`."""
    return _conditions[name]


def has_evidence() -> Q:
    """Return the condition that an activity was held: a person closed it, or a room has recorded something of it."""
    is_evident = Q(status="closed")
    for condition in _conditions.values():
        is_evident |= Q(condition)
    return is_evident
