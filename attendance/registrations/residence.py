"""Where people who register for an activity live, when they named no commune or one nearby."""

from activities.models import Activity
from places.models import Unit, UnitQuerySet


def province_of(activity: Activity) -> Unit:
    """Where somebody lives who named no commune: the province of the activity, on its date."""
    unit = activity.unit
    while unit.level != Unit.Level.PROVINCE and unit.parent:
        unit = unit.parent
    return unit


def communes_around(activity: Activity) -> UnitQuerySet:
    """Where somebody from near by lives: the communes of the activity's district, or of what was the district; of a province all of it."""
    unit, day = activity.unit, activity.starts_on
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(day).order_by("sort_key", "pk")
    if unit.level != Unit.Level.COMMUNE:
        return communes.filter(path__startswith=unit.path)
    district = unit.district_on(day)
    if district:
        return communes.filter(path__startswith=district.path)
    return communes.filter(former_district=unit.former_district_id, parent=unit.parent_id)
