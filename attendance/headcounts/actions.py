"""Actions on headcounts: a count of people without names is recorded or removed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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

    A category is written as the sitting has it. women, minorities: how many of them; None says nothing of these: what an earlier count
    of as many people said stays, what was said of another number goes, and `shares_are_missing` remembers it. Raises ValidationError
    (`required`, keyed `category`; `more_than_all`, keyed by the number that is larger than `count`).
    """
    category = spell_as_before(sitting, clean(category)[:60])
    if not category:
        raise ValidationError({"category": ValidationError(_("Hãy ghi đối tượng, ví dụ Khán giả."), code="required")})
    shares = {"women": women, "minorities": minorities}
    refuse_larger_shares(count, shares)
    values: dict[str, Any] = {
        "count": count,
        **shares,
        "shares_are_missing": False,
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
            values |= _shares_after(headcount, count, shares)
            with trail.changing("counted", headcount, by=by):
                for name, value in values.items():
                    setattr(headcount, name, value)
                headcount.save()
    return headcount


def refuse_larger_shares(count: int, shares: Mapping[str, int | None]) -> None:
    """Raise ValidationError (`more_than_all`), keyed by name, where a share of the people counted is more than all of them."""
    message = _("Số này không thể lớn hơn tổng số người.")
    errors = {
        name: ValidationError(message, code="more_than_all") for name, number in shares.items() if number is not None and number > count
    }
    if errors:
        raise ValidationError(errors)


def _shares_after(headcount: Headcount, count: int, shares: Mapping[str, int | None]) -> dict[str, int | bool | None]:
    """Return the shares of a later count, and whether some are missing that an earlier, other count had."""
    earlier_shares = {name: getattr(headcount, name) for name in shares}
    if count == headcount.count:
        shares = {name: earlier_shares[name] if number is None else number for name, number in shares.items()}
    are_lost = any(number is None and earlier_shares[name] is not None for name, number in shares.items())
    are_still_missing = headcount.shares_are_missing and all(number is None for number in shares.values())
    return {**shares, "shares_are_missing": are_lost or are_still_missing}


def remove_headcount(headcount: Headcount) -> None:
    """Delete a count."""
    with trail.changing("removed", headcount):
        headcount.delete()
