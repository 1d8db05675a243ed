"""Errors of one part of what was sent, named by where the part stands in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError


@contextmanager
def errors_under(*path: object) -> Iterator[None]:
    """Rename the fields of a ValidationError raised within, as `copies.2.starts_on` under ("copies", 2); one without fields stays."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        prefix = ".".join(map(str, path))
        raise ValidationError({f"{prefix}.{field}": errors for field, errors in error.error_dict.items()}) from error
