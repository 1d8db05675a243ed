"""Headcounts: written and removed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Sitting
from attendance.models import Device, Headcount
from vietnamese.text import clean


def count_heads(
    sitting: Sitting, *, category: str, count: int, basis: str, by: User | None, at: datetime, device: Device | None = None
) -> Headcount:
    """People counted without names. Of two counts of a category the one counted last stands, in whatever order they arrive."""
    category = clean(category)[:60]
    if not category:
        raise ValidationError({"category": ValidationError(_("Hãy ghi đối tượng, ví dụ Khán giả."), code="required")})
    told = {"count": count, "basis": basis, "counted_by": by, "counted_at": at, "device": device}
    with transaction.atomic():
        found, is_new = Headcount.objects.select_for_update().get_or_create(sitting=sitting, category=category, defaults=told)
        if not is_new and (at, count) > (found.counted_at, found.count):
            for name, value in told.items():
                setattr(found, name, value)
            found.save()
    return found


def take_count_back(headcount: Headcount) -> None:
    headcount.delete()
