"""Who comes as far as the first line of an API view."""

from typing import Any

from rest_framework.permissions import BasePermission, IsAuthenticated


class Closed(BasePermission):
    """Refuse everybody: the default of every API route until its view names another permission."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class SignedIn(IsAuthenticated):
    """Admit whoever is signed in; `accounts.access.fetch` in the view's first line narrows what they see."""
