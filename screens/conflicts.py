"""409 of the API, where what is on record forbids what was asked; 403 where it takes somebody else."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import exceptions, status


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
