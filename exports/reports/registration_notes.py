"""What the last column of a list of one activity's people says of a registration."""

from django.utils.translation import gettext as _

from activities.models import Activity
from attendance.models import Registration


def registration_notes(registration: Registration) -> list[str]:
    """Return how somebody was registered or that they withdrew, where a reader of the list would wonder."""
    notes = [_("Tại chỗ")] if registration.is_walk_in else []
    return notes + ([_("Đã rút")] if registration.is_withdrawn else [])


def cancellation_notes(activity: Activity) -> list[str]:
    """Return that the activity was cancelled, for below the list of those who had come before."""
    return [_("Hoạt động đã hủy: %(reason)s") % {"reason": activity.cancel_reason}] if activity.is_cancelled else []
