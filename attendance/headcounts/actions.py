"""Actions on headcounts: a count of people without names is recorded or removed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Sitting
from attendance.headcounts.records import spell_as_before
from attendance.models import Device, Headcount
from vietnamese.text import clean


def record_headcount(
    sitting: Sitting,
    *,
    category: str,
    count: int,
    basis: str,
    by: User | None,
    at: datetime,
    device: Device | None = None,
    women: int | None = None,
    minorities: int | None = None,
) -> Headcount:
    """Record a count of people without names. Of two counts of a category the later one is kept, in whatever order they arrive.

    A category is written as the sitting has it. women, minorities: how many of them, None where nobody counted those apart. Raises
    ValidationError (`required`, keyed `category`; `more_than_all`, keyed by the number that is larger than `count`).
    """
    category = spell_as_before(sitting, clean(category)[:60])
    if not category:
        raise ValidationError({"category": ValidationError(_("Hãy ghi đối tượng, ví dụ Khán giả."), code="required")})
    for name, number in {"women": women, "minorities": minorities}.items():
        if number is not None and number > count:
            raise ValidationError({name: ValidationError(_("Số này không thể lớn hơn tổng số người."), code="more_than_all")})
    values = {
        "count": count,
        "women": women,
        "minorities": minorities,
        "basis": basis,
        "counted_by": by,
        "counted_at": at,
        "device": device,
    }
    with transaction.atomic():
        headcount, is_new = Headcount.objects.select_for_update().get_or_create(sitting=sitting, category=category, defaults=values)
        if is_new:
            trail.record("counted", headcount, changes=trail.created(headcount), by=by)
        elif (at, count) > (headcount.counted_at, headcount.count):
            with trail.changing("counted", headcount, by=by):
                for name, value in values.items():
                    setattr(headcount, name, value)
                headcount.save()
    return headcount


def remove_headcount(headcount: Headcount) -> None:
    """Delete a count."""
    with trail.changing("removed", headcount):
        headcount.delete()
