"""Phones that checked in many people at one door: something to look at, no proof of anything."""

from django.db.models import Count

from accounts.models import User
from activities.models import Sitting
from attendance.models import Attendance, AttendanceQuerySet, DoorEntry

PEOPLE_IN_A_FAMILY = 3


def list_busy_phones(sitting: Sitting) -> list[tuple[str, int]]:
    """Return (phone, people whom it checked in and who still count) for each with more people than a family, the busiest first."""
    entries = DoorEntry.objects.filter(scan__attendance__sitting=sitting, scan__attendance__annulled_at=None)
    people_by_phone = entries.values_list("phone").annotate(people=Count("scan__attendance", distinct=True))
    return list(people_by_phone.filter(people__gt=PEOPLE_IN_A_FAMILY).order_by("-people", "phone"))


def list_checked_in(sitting: Sitting, user: User, phone: str) -> AttendanceQuerySet:
    """Return the attendances at the sitting that were recorded from the phone, annulled ones too, in order of arrival."""
    attendances = Attendance.objects.visible_to(user).filter(sitting=sitting, scans__door_entry__phone=phone).distinct()
    return attendances.select_related("registration__person__unit").order_by("arrived_at", "pk")
