"""Moments as the API writes them."""

from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import localtime
from rest_framework import serializers


def write_moment(moment: datetime) -> str:
    """Return the moment in the agency's zone, as ISO 8601 has it.

    In UTC where the zone's offset of those days had seconds (Vietnam before 1911: 07:06:30), which ISO 8601 cannot say: a phone with a
    wrong clock sends such times.
    """
    local = localtime(moment)
    offset = local.utcoffset()
    return (local.astimezone(UTC) if offset and offset.seconds % 60 else local).isoformat()


class MomentField(serializers.DateTimeField):
    """A time that a phone may have said, whatever its clock."""

    def to_representation(self, value: Any) -> Any:
        return write_moment(value) if isinstance(value, datetime) else super().to_representation(value)
