from typing import Any

from accounts.access import fetch, require
from attendance.models import Device


def fetch_to_change(user: Any, pk: Any) -> Device:
    """Whoever invited a phone may rename and revoke it; those of others need `correct`."""
    device = fetch(Device.objects.select_related("activity__unit", "invited_by"), user, "check_in", pk=pk)
    if device.invited_by_id != user.pk:
        require(user, "correct", device.activity.unit)
    return device
