"""The first line of every door: narrow to what this user may see, then ask whether the role is large enough."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind LoginRequiredMiddleware is given; for annotations only."""

    user: User


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a unit; `unit_path` names the way from the row to it."""

    unit_path = "unit"

    def visible_to(self, user: Any, verb: str = "view") -> Any:
        """Rows in units where `user` may do `verb`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.unit_path}__in": user.reach(verb)})


def fetch(queryset: Any, user: Any, verb: str, **lookup: Any) -> Any:
    """One row for `user`: Http404 when it is not theirs to see, PermissionDenied when seen but the role is too small for `verb`."""
    thing = get_object_or_404(queryset.visible_to(user), **lookup)
    if verb != "view" and not queryset.visible_to(user, verb).filter(pk=thing.pk).exists():
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này ở đây."))
    return thing


def require(user: Any, verb: str, unit: Any) -> None:
    """Raises PermissionDenied unless `user` may do `verb` in `unit`."""
    if not user.can(verb, unit):
        raise PermissionDenied(_("Bạn không được làm việc này ở %(unit)s.") % {"unit": unit})
