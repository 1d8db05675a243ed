from typing import Any

from rest_framework.permissions import BasePermission, IsAuthenticated


class Closed(BasePermission):
    """The default of every API route: shut until the view says whom it lets in."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class SignedIn(IsAuthenticated):
    """Whoever is signed in comes as far as the first line of the view, where `accounts.access` narrows what they see."""
