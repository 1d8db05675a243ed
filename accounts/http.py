"""Requests of somebody signed in, for annotations only: what LoginRequiredMiddleware and the permission SignedIn let through."""

from rest_framework.request import Request

from accounts.models import User
from screens.http import ScreenRequest


class SignedInRequest(ScreenRequest):
    """A request of a page."""

    user: User


class ApiRequest(Request):
    """A request of the API."""

    user: User
