"""What the plan promised for a scope, and what was done of exactly that: of the kinds, years, quarters and units that targets cover."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from activities.models import TargetQuerySet
from exports.counting.groupings import ALTOGETHER, Grouping, narrow_to_group, no_such_row
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities
from places.models import Cover


def percent_of(actual: int, planned: int) -> float:
    """Return percent points, as every report rounds them."""
    return round(100 * actual / planned, 1)


@dataclass
class Plan:
    """What targets promise together, and what of it was done. `activities`, `with_people`: ids of the activities that they cover; the
    latter of targets that say for how many people."""

    planned_activities: int | None = None
    planned_participants: int | None = None
    activities: set[int] = field(default_factory=set)
    with_people: set[int] = field(default_factory=set)
    participations: int = 0  # in the activities `with_people`

    @property
    def percent_activities(self) -> float | None:
        return percent_of(len(self.activities), self.planned_activities) if self.planned_activities else None

    @property
    def percent_participants(self) -> float | None:
        return percent_of(self.participations, self.planned_participants) if self.planned_participants else None


class CountedTarget(NamedTuple):
    """One target that counts, in a group."""

    group: Any
    year: int
    quarter: int | None
    kind: str
    unit: int
    planned_activities: int
    planned_participants: int | None


def plans_of(scope: Scope, by: Grouping, counted: CountedActivities | None = None) -> tuple[dict[Any, Plan], Plan]:
    """Return the plan of each group that has one, and of the whole scope, in at most nine statements; in three where the activities
    and their numbers are read already."""
    counted = counted or CountedActivities(scope)
    targets = list(_counted_targets(scope, by)) if by.target_key is not None else []
    altogether = list(_counted_targets(scope, ALTOGETHER))
    plans: dict[Any, Plan] = defaultdict(Plan)
    total = Plan()
    pairs = [(plans[target.group], target) for target in targets] + [(total, target) for target in altogether]
    if not pairs:
        return {}, total
    for plan, target in pairs:
        plan.planned_activities = (plan.planned_activities or 0) + target.planned_activities
        if target.planned_participants is not None:
            plan.planned_participants = (plan.planned_participants or 0) + target.planned_participants
    _add_covered(pairs, counted)
    for plan in (*plans.values(), total):
        if plan.with_people:
            plan.participations = sum(counted.numbers.get(pk, {}).get("participations", 0) for pk in plan.with_people)
    return dict(plans), total


def _counted_targets(scope: Scope, by: Grouping) -> Iterable[CountedTarget]:
    for values in _grouped_targets(scope, by).order_by().values_list(*CountedTarget._fields):
        yield CountedTarget(*values)


def _grouped_targets(scope: Scope, by: Grouping) -> TargetQuerySet:
    """Return the targets that are added up in the groups, each with its `group`."""
    targets = scope.targets.filter(unit__level__in=by.target_levels).annotate(group=by.target_key)
    if by.is_by_quarter:
        targets = targets.filter(quarter__isnull=False)
    return outermost_targets(targets, "group")


def targets_in(scope: Scope, by: Grouping, key: str | None) -> TargetQuerySet:
    """Return the targets that add up in the row with this key; without a key, in the totals."""
    if key is None:
        return _grouped_targets(scope, ALTOGETHER)
    if by.target_key is None:
        raise no_such_row()
    return narrow_to_group(_grouped_targets(scope, by), "group", by, key)


def targets_without_activities(scope: Scope) -> TargetQuerySet:
    """Return the targets that add up in the totals and promise activities of which none was held."""
    targets = targets_in(scope, ALTOGETHER, None).filter(planned_activities__gt=0)
    by_target = targets.annotate(group=F("pk")).order_by().values_list(*CountedTarget._fields)
    pairs = [(Plan(), CountedTarget(*values)) for values in by_target]
    _add_covered(pairs, CountedActivities(scope))
    return targets.filter(pk__in=[target.group for plan, target in pairs if not plan.activities])


def _add_covered(pairs: list[tuple[Plan, CountedTarget]], counted: CountedActivities) -> None:
    """Add to each plan the activities of its kind, year and quarter that were held in its units, through time."""
    held_activities: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for activity in counted.rows:
        quarter = (activity.starts_on.month + 2) // 3
        held_activities[activity.kind, activity.starts_on.year, quarter].append((activity.pk, activity.unit))
    units = {unit for rows in held_activities.values() for _pk, unit in rows}
    target_units = {target.unit for _plan, target in pairs}
    covers = set(Cover.objects.filter(ancestor__in=target_units, unit__in=units).values_list("ancestor", "unit"))
    for plan, target in pairs:
        for quarter in [target.quarter] if target.quarter else range(1, 5):
            covered = {pk for pk, unit in held_activities[target.kind, target.year, quarter] if (target.unit, unit) in covers}
            plan.activities |= covered
            plan.with_people |= covered if target.planned_participants is not None else set()


def outermost_targets(targets: TargetQuerySet, *shared: str) -> TargetQuerySet:
    """Leave out targets that another one, equal in the `shared` columns, includes.

    The target of a year includes those of its quarters, and that of a wider unit those of the units within it.
    """
    alike = {name: OuterRef(name) for name in ("year", "kind", *shared)}
    of_the_year = targets.filter(**alike, unit=OuterRef("unit"), quarter=None)
    counted = targets.filter(Q(quarter=None) | ~Exists(of_the_year))
    wider = targets.filter(**alike, unit__covers__unit=OuterRef("unit"), unit__covers__kind__in=(Cover.Kind.NOW, Cover.Kind.PAST)).exclude(
        unit=OuterRef("unit")
    )
    in_this_quarter = wider.filter(Q(quarter=None) | Q(quarter=OuterRef("quarter")))
    return counted.filter(~Exists(in_this_quarter), Q(quarter__isnull=False) | ~Exists(wider))


def plan_notes(scope: Scope, by: Grouping) -> list[str]:
    """Return what a reader has to know of the plan's columns: why there is no plan, and what it is compared with."""
    of_any_time = scope.targets_of_touched_years
    if not of_any_time.exists():
        return []
    if scope.role or scope.programme_line:
        return [_("Không so với kế hoạch: chỉ tiêu không chia theo vai trò hoặc nguồn kinh phí.")]
    targets = scope.targets
    if not targets.exists():
        return [_("Không so với kế hoạch: chỉ tiêu là của cả năm, không phải của kỳ này. Hãy chọn cả năm, hoặc nhập chỉ tiêu theo quý.")]
    notes = []
    if not scope.is_whole_years and of_any_time.filter(quarter=None).exists():
        notes.append(_("Kỳ này chỉ so với chỉ tiêu theo quý; chỉ tiêu cả năm không chia cho từng quý."))
    if by.target_key is None or (by.is_by_quarter and not targets.filter(quarter__isnull=False).exists()):
        notes.append(_("Chỉ tiêu không chia như các dòng của bảng này nên chỉ đứng ở dòng tổng cộng."))
    return notes
