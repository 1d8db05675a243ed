"""Actions on areas: recorded, revised, archived and taken back into use; pages and API call these."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.plan_tasks.actions import usual_unit
from places.models import Area, Cover, Unit
from vietnamese.text import clean

MOST_UNITS = 1000
MOST_NAMED = 5  # in an error


def usual_province(user: User, *, today: date) -> Unit | None:
    """Return the province whose areas `user` is likely to keep: the one served, else that of their first role."""
    unit = usual_unit(user, year=today.year)
    return unit.province if unit else None


def save_area(
    area: Area | None = None,
    *,
    province: Unit,
    name: str,
    units: Collection[Unit],
    valid_from: date | None,
    valid_to: date | None,
    by: User,
) -> Area:
    """Record an area of `province`, or revise `area`. Raise ValidationError keyed by field."""
    name = clean(name)
    _check(area, province=province, name=name, units=units, valid_from=valid_from, valid_to=valid_to)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=province.pk)  # two who save at once
        verb = "revised" if area else "recorded"
        saved = area or Area(unit=province)
        before, units_before = trail.stored_values(saved), _names(saved.units.all()) if area else ""
        saved.name, saved.valid_from, saved.valid_to = name, valid_from, valid_to
        if Area.objects.filter(unit=province, name=name).exclude(pk=saved.pk).exists():
            message = _("Đã có khu vực tên “%(name)s”. Hãy sửa khu vực đó, hoặc đặt tên khác.") % {"name": name}
            raise ValidationError({"name": ValidationError(message, code="taken")})
        saved.save()
        saved.units.set(units)
        changes, units_after = trail.differences(before, trail.values_of(saved)), _names(units)
        if units_before != units_after:
            changes["area_units"] = [units_before or None, units_after]
        if changes:
            trail.record(verb, saved, changes=changes, by=by)
    return saved


def _names(units: Collection[Unit]) -> str:
    return "; ".join(sorted(unit.label for unit in units))


def _check(
    area: Area | None, *, province: Unit, name: str, units: Collection[Unit], valid_from: date | None, valid_to: date | None
) -> None:
    """Raise ValidationError keyed by field for an area that cannot be."""
    errors: dict[str, ValidationError] = {}
    outside: list[Unit] = []
    longest = Area._meta.get_field("name").max_length or 0
    if not name:
        errors["name"] = ValidationError(_("Hãy đặt tên khu vực."), code="required")
    elif len(name) > longest:
        errors["name"] = ValidationError(_("Tên khu vực dài nhất %(most)d ký tự.") % {"most": longest}, code="too_long")
    if province.level != Unit.Level.PROVINCE:
        errors["unit"] = ValidationError(_("Khu vực là của một tỉnh."), code="not_a_province")
    if valid_from and valid_to and valid_to < valid_from:
        errors["valid_to"] = ValidationError(_("Ngày cuối phải từ ngày đầu trở đi."), code="dates_reversed")
    if not units:
        errors["units"] = ValidationError(_("Hãy chọn ít nhất một đơn vị."), code="required")
    elif len(units) > MOST_UNITS:
        errors["units"] = ValidationError(_("Một khu vực có nhiều nhất %(most)d đơn vị.") % {"most": MOST_UNITS}, code="too_many")
    else:
        inside = set(Cover.objects.filter(ancestor=province, unit__in=units).values_list("unit", flat=True))
        outside = [unit for unit in units if unit.pk not in inside]
    if outside:
        names = "; ".join(unit.label for unit in outside[:MOST_NAMED])
        message = _("Không nằm trong %(province)s, cả trước đây: %(names)s.") % {"province": province.kind_and_name, "names": names}
        errors["units"] = ValidationError(message, code="outside_province")
    if errors:
        raise ValidationError(errors)


def archive_area(area: Area, *, at: datetime, by: User) -> None:
    """Take an area out of the choices and the grouping; documents and saved filters that name it keep their figures.

    An archived one stays archived since it was.
    """
    if area.archived_at is not None:
        return
    with trail.changing("archived", area, by=by):
        area.archived_at = at
        area.save(update_fields=["archived_at"])


def restore_area(area: Area, *, by: User) -> None:
    """Take an archived area back into use; one that is in use stays so."""
    if area.archived_at is None:
        return
    with trail.changing("restored", area, by=by):
        area.archived_at = None
        area.save(update_fields=["archived_at"])
