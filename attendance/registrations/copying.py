"""The people of an activity are registered for its copy."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration, RegistrationQuerySet
from attendance.registrations.actions import register_many, require_open
from people import notices
from people.disclosures.people_read import not_shown


class PeopleToCopy(models.TextChoices):
    NONE = "none", _("Không: danh sách mới còn trống")
    ATTENDED = "attended", _("Những người đã dự")
    REGISTERED = "registered", _("Những người đã đăng ký")


def registrations_to_copy(source: Activity, people: str) -> RegistrationQuerySet:
    """Return the registrations of whom a copy of `source` takes over; nobody whose identity was erased."""
    registrations = Registration.objects.filter(activity=source, person__anonymised_at=None)
    if people == PeopleToCopy.ATTENDED:
        return registrations.attended()
    return registrations.active() if people == PeopleToCopy.REGISTERED else registrations.none()


@not_shown()
def load_registrations_to_copy(source: Activity, people: str) -> list[Registration]:
    """Read whom the copies of `source` take over, once for all of them; role by role."""
    return list(registrations_to_copy(source, people).select_related("person").order_by("role", "pk"))


def register_again(activity: Activity, registrations: Iterable[Registration], *, by: User) -> dict[int, Registration]:
    """Register whom `load_registrations_to_copy` read for `activity`, with their roles and categories: {person id: registration}.

    `activity` was made in this transaction, so that nobody else registers for it. Raise ValidationError as `require_open` does.
    """
    require_open(activity)
    notice = notices.current()
    registered: dict[int, Registration] = {}
    for role, former in groupby(registrations, key=attrgetter("role")):
        people = [(registration.person, registration.category) for registration in former]
        for registration in register_many(activity, people, role=role, by=by, notice=notice):
            registered[registration.person_id] = registration
    return registered
