from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from places.models import Unit
from vietnamese.dates import short_date


def require_valid(unit: Unit, on: date) -> None:
    """Raises ValidationError, code unit_not_valid, naming who held the place on that day, unless the unit did."""
    if unit.is_valid_on(on):
        return
    if unit.ended_on and unit.ended_on <= on:
        day, message = unit.ended_on, _("%(unit)s không còn từ %(day)s. Ngày %(on)s ở đó là: %(others)s.")
    else:
        assert unit.valid_from  # not valid that day, yet not ended by then
        day, message = unit.valid_from, _("%(unit)s có từ %(day)s. Ngày %(on)s ở đó là: %(others)s.")
    raise ValidationError(
        message,
        code="unit_not_valid",
        params={
            "unit": _capitalised(unit.full_name),
            "day": short_date(day),
            "on": short_date(on),
            "others": _listed(unit.standing_on(on)),
        },
    )


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(units: list[Unit]) -> str:
    return "; ".join(f"{unit.full_name} ({_since(unit)})" if _since(unit) else unit.full_name for unit in units) or _("chưa rõ")


def _since(unit: Unit) -> str:
    return _("từ %(day)s") % {"day": short_date(unit.valid_from)} if unit.valid_from else ""
