"""Who may change a paired phone."""

from accounts.access import fetch, require
from accounts.models import User
from attendance.models import Device


def fetch_to_change(user: User, pk: int | str) -> Device:
    """Return a phone that `user` may rename and revoke: one's own invitation; those of others need `correct`."""
    device: Device = fetch(Device.objects.select_related("activity__unit", "invited_by"), user, "check_in", pk=pk)
    if device.invited_by_id != user.pk:
        require(user, "correct", device.activity.unit)
    return device
