"""The sittings of an activity as a test compares them."""

from django.utils import timezone

from activities.models import Activity


def sittings_of(activity: Activity) -> list[tuple[str, str]]:
    """Return (label, start) of each: ("Sáng", "20/05/2024 07:30")."""
    return [(sitting.label, f"{timezone.localtime(sitting.starts_at):%d/%m/%Y %H:%M}") for sitting in activity.sittings.all()]
