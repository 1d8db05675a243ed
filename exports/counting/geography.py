"""Places through time: the grouping by area, and what is said of communes of several former districts.

An activity stands in the area in which its place lies on its first day, a target in that of the end of its year.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from activities.models import period_in_words
from exports.counting.scope import Scope
from exports.table import capitalised
from places.models import Area, AreaUnit, AreaUnitQuerySet, Unit
from vietnamese.dates import short_date

IN_NO_AREA = 0  # the key of what lies in none


def _areas_of_activity(prefix: str) -> AreaUnitQuerySet:
    return AreaUnit.objects.covering(OuterRef(f"{prefix}unit")).in_use().valid_on(OuterRef(f"{prefix}starts_on"))


def _areas_of_target() -> AreaUnitQuerySet:
    return AreaUnit.objects.covering(OuterRef("unit")).in_use().valid_at_end_of(OuterRef("year"))


def _first_area(areas: AreaUnitQuerySet, order: str = "area") -> Combinable:
    return Coalesce(Subquery(areas.order_by(order).values("area")[:1]), IN_NO_AREA, output_field=BigIntegerField())


def activity_key(prefix: str) -> Combinable:
    """Return the id of the area of an activity, which is one where `refuse_overlaps` refuses nothing."""
    return _first_area(_areas_of_activity(prefix))


TARGET_KEY = _first_area(_areas_of_target())


def labels(keys: Iterable[Any]) -> dict[Any, str]:
    """Label the areas in the order of their names; what lies in none comes last."""
    keys = set(keys)
    names = dict(Area.objects.filter(pk__in=keys).order_by("name", "pk").values_list("pk", "name"))
    return names | ({IN_NO_AREA: _("Không thuộc khu vực nào")} if IN_NO_AREA in keys else {})


def refuse_overlaps(scope: Scope) -> None:
    """Raise ValidationError keyed `by` (code two_areas) for an activity or target in scope that lies in two areas, and name all three."""
    for activities in (scope.activities, scope.planned_activities):
        activity = _first_in_two(activities, _areas_of_activity(""))
        if activity:
            which = _("hoạt động “%(title)s” (%(day)s)") % {"title": activity.title, "day": short_date(activity.starts_on)}
            _refuse(which, activity)
    target = _first_in_two(scope.targets.select_related("unit__parent__parent"), _areas_of_target())
    if target:
        period = period_in_words(target.year, target.quarter)
        _refuse(_("chỉ tiêu %(period)s của %(unit)s") % {"period": period, "unit": target.unit}, target)


def _first_in_two(rows: QuerySet[Any], areas: AreaUnitQuerySet) -> Any:
    """Return the first of the rows that lies in two areas, whose ids are its `one_area` and `other_area`."""
    in_two = rows.annotate(one_area=_first_area(areas), other_area=_first_area(areas, "-area")).exclude(one_area=F("other_area"))
    return in_two.order_by("pk").first()


def _refuse(which: str, row: Any) -> None:
    names = Area.objects.in_bulk([row.one_area, row.other_area])
    message = _(
        "Không tổng hợp theo khu vực được vì %(which)s thuộc hai khu vực: “%(one)s” và “%(other)s”. "
        "Hãy sửa đơn vị hoặc thời hạn của một khu vực, lưu trữ một khu vực, hoặc lọc theo từng khu vực."
    ) % {"which": which, "one": names[row.one_area], "other": names[row.other_area]}
    raise ValidationError({"by": ValidationError(message, code="two_areas")})


def spanning_commune_notes(scope: Scope) -> list[str]:
    """Return a sentence for each commune of several former districts in which activities were recorded, with their number.

    They are counted under one district, by default; what was recorded in a former commune is counted under that commune's own.
    """
    numbers = dict(
        scope.activities.filter(unit__spans_districts=True).order_by().values("unit").annotate(n=Count("pk")).values_list("unit", "n")
    )
    notes = []
    for unit in Unit.objects.filter(pk__in=numbers).select_related("former_district"):
        values = {
            "commune": capitalised(unit.kind_and_name),
            "number": numbers[unit.pk],
            "kind": unit.kind,
            "district": unit.former_district.kind_and_name if unit.former_district else _("không huyện nào"),
        }
        sentence = _(
            "%(commune)s gồm phần của nhiều huyện trước đây; %(number)d hoạt động ghi ở %(kind)s này tính vào %(district)s. "
            "Hoạt động ghi ở xã cũ thì tính vào huyện của xã cũ."
        )
        notes.append(sentence % values)
    return notes
