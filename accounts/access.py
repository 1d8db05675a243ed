"""What a user may see and do: the first line of every view narrows by it, before anything else is read."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import GRANT_REACH, Grant, User
from accounts.roles import Role, roles_with
from places.models import Cover, Unit

MOST_NAMED = 3  # of those who may do what somebody may not


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a unit; `unit_path` is the lookup from the row to it."""

    unit_path = "unit"

    def visible_to(self, user: User | AnonymousUser, verb: str = "view") -> Any:
        """Return the rows in units where `user` may do `verb`."""
        if isinstance(user, AnonymousUser):
            return self.none()
        return self.filter(**{f"{self.unit_path}__in": user.reach(verb)})


def fetch(queryset: Any, user: User | AnonymousUser, verb: str, **lookup: Any) -> Any:
    """Return one row for `user`. Raise Http404 when it is not theirs to see, PermissionDenied when seen but `verb` is not theirs to do."""
    row = get_object_or_404(queryset.visible_to(user), **lookup)
    if verb != "view" and not queryset.visible_to(user, verb).filter(pk=row.pk).exists():
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này ở đây."))
    return row


def require(user: User, verb: str, unit: Unit) -> None:
    """Raise PermissionDenied unless `user` may do `verb` in `unit`."""
    if not user.can(verb, unit):
        raise PermissionDenied(_("Bạn không được làm việc này ở %(unit)s.") % {"unit": unit})


def require_anywhere(user: User, verb: str) -> None:
    """Raise PermissionDenied unless `user` may do `verb` in some unit; the first gate of a page that asks for the unit later."""
    if not user.can_anywhere(verb):
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này."))


def require_keeper(user: User, *, refusal: Any, hides: bool = False) -> None:
    """Require that `user` administers the province served, and so keeps what is the agency's, one for all units.

    Raise PermissionDenied with the words `refusal`; where it `hides`, Http404 for who serves elsewhere.
    """
    if user.administers_province_served:
        return
    province = Unit.objects.filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE, valid_to=None)
    if hides and not province.filter(pk__in=user.reach("view")).exists():
        raise Http404
    raise PermissionDenied(str(refusal))


@dataclass(frozen=True, slots=True)
class WhoMay:
    """The roles that may do something, in words, and some of those who have one."""

    roles: list[str]
    names: list[str]


def find_who_may(verb: str, *, unit: Unit | None, reader: User) -> WhoMay:
    """Return who may do `verb` in that unit; without one, where the roles of `reader` lie."""
    roles = roles_with(verb)
    units: Any = [unit.pk] if unit else reader.grants.values("unit")
    above = Cover.objects.filter(unit__in=units, kind__in=GRANT_REACH).values("ancestor")
    grants = Grant.objects.filter(role__in=roles, unit__in=above)
    users = User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("full_name", "pk")[:MOST_NAMED]
    return WhoMay(roles=[str(role.label) for role in Role if role in roles], names=[str(user) for user in users])
