"""Places of residence that an activity suggests for its participants."""

from activities.models import Activity
from places.models import Unit, UnitQuerySet


def province_of(activity: Activity) -> Unit:
    """Return the province of the activity, the residence of somebody who named no commune."""
    return activity.unit.province


def own_commune(activity: Activity) -> int | None:
    """Return the id of the activity's unit if it is a commune, where most participants live; else None."""
    return activity.unit_id if activity.unit.level == Unit.Level.COMMUNE else None


def communes_around(activity: Activity) -> UnitQuerySet:
    """Return the communes of the activity's district or former district; for a provincial activity, all of the province."""
    unit, day = activity.unit, activity.starts_on
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(day).order_by("sort_key", "pk")
    if unit.level != Unit.Level.COMMUNE:
        return communes.filter(path__startswith=unit.path)
    district = unit.district_on(day)
    if district:
        return communes.filter(path__startswith=district.path)
    return communes.filter(former_district=unit.former_district_id, parent=unit.parent_id)
