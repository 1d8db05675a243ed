"""What views and viewsets of the API share: their settings, and 409 where what is on record forbids what was asked."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import exceptions, status
from rest_framework.filters import BaseFilterBackend
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from screens.permissions import SignedIn


class ApiView(APIView):
    """A view for whoever is signed in."""

    permission_classes: Sequence[type[BasePermission]] = [SignedIn]


class ApiViewSet(GenericViewSet):
    """A viewset for whoever is signed in, unfiltered unless it names filter backends; a row is addressed by its number."""

    permission_classes: Sequence[type[BasePermission]] = [SignedIn]
    filter_backends: Sequence[type[BaseFilterBackend]] = []
    lookup_value_regex = r"\d{1,18}"


class Conflict(exceptions.APIException):
    """What is on record forbids it. `members`: further members of the answer, as `errors`."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, message: str, code: str, members: dict[str, Any] | None = None) -> None:
        super().__init__(message, code)
        if members:
            self.problem_members = members


@contextmanager
def conflicts(codes: Collection[str], *, forbidden: Collection[str] = ()) -> Iterator[None]:
    """Answer 409 for a ValidationError raised within that has one of these codes and no field, 403 for one of `forbidden`."""
    try:
        yield
    except ValidationError as error:
        code = getattr(error, "code", None) or ""
        if hasattr(error, "error_dict"):
            raise
        if code in forbidden:
            raise exceptions.PermissionDenied(" ".join(error.messages), code=code) from error
        if code in codes:
            raise Conflict(" ".join(error.messages), code) from error
        raise
