"""Who may do what somebody may not: shown on pages that they can only read."""

from dataclasses import dataclass
from typing import Any

from accounts.models import GRANT_REACH, Grant, User
from accounts.roles import Role, roles_with
from places.models import Cover, Unit

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class WhoMay:
    """The roles that may do something, in words, and some of those who have one."""

    roles: list[str]
    names: list[str]


def who_may(verb: str, *, where: Unit | None, asked_by: User) -> WhoMay:
    """Return who may do `verb` in that unit; without one, where the roles of `asked_by` lie."""
    roles = roles_with(verb)
    units: Any = [where.pk] if where else asked_by.grants.values("unit")
    above = Cover.objects.filter(unit__in=units, kind__in=GRANT_REACH).values("ancestor")
    grants = Grant.objects.filter(role__in=roles, unit__in=above)
    users = User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("full_name", "pk")[:MOST_NAMED]
    return WhoMay(roles=[str(role.label) for role in Role if role in roles], names=[str(user) for user in users])
