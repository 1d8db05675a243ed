"""What actions of every room ask of a unit."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from places.models import Unit
from vietnamese.dates import short_date


def require_valid(unit: Unit, on: date) -> None:
    """Raise ValidationError (code unit_not_valid) unless the unit existed `on` that day; its message names the units that did."""
    if unit.is_valid_on(on):
        return
    if unit.ended_on and unit.ended_on <= on:
        day, message = unit.ended_on, _("%(unit)s không còn từ %(day)s. Ngày %(on)s ở đó là: %(others)s.")
    else:
        assert unit.valid_from  # not valid that day, yet not ended by then
        day, message = unit.valid_from, _("%(unit)s có từ %(day)s. Ngày %(on)s ở đó là: %(others)s.")
    others = []  # 'xã Ba Vì, tỉnh Quảng Ngãi (từ 01/7/2025)'
    for holder in unit.holders_on(on):
        since = f" ({_('từ %(day)s') % {'day': short_date(holder.valid_from)}})" if holder.valid_from else ""
        others.append(holder.full_name + since)
    raise ValidationError(
        message,
        code="unit_not_valid",
        params={
            "unit": unit.full_name[:1].upper() + unit.full_name[1:],
            "day": short_date(day),
            "on": short_date(on),
            "others": "; ".join(others) or _("chưa rõ"),
        },
    )
