"""Đăng ký tại chỗ at a desk: the place and the arrival, or neither."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import Activity, Sitting
from attendance.actions import tick
from attendance.models import Registration
from attendance.registrations.walk_ins import enrol_walk_in
from people.models import Person


def register_walk_in(
    activity: Activity,
    *,
    person: dict[str, Any] | Person,
    role: str,
    by: Any,
    sitting: Sitting,
    at: datetime,
    walk_in_id: UUID | None = None,
    category: str = "",
) -> Registration:
    """Registers somebody on the spot and checks them in to `sitting`. `person`: values as for `walk_ins.enrol_walk_in`, or who it is.

    Who had withdrawn stands again. Raises ValidationError: `no_walk_ins`, `activity_closed`, `elsewhere` (the sitting is another
    activity's), `too_early`, or keyed by the field that is wrong; nothing is written then.
    """
    if not activity.takes_registrations:
        raise ValidationError(_("Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký."), code="activity_closed")
    if sitting.activity_id != activity.pk:
        raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
    asked = {"person": person} if isinstance(person, Person) else person
    with transaction.atomic():
        place = asked | {"role": role, "category": category}
        registration = enrol_walk_in(activity, place, by=by, walk_in_id=walk_in_id, stands_again=True)
        tick(registration, sitting=sitting, by=by, at=at)
    return registration
