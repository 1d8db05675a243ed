"""A short tally: activities and participations alone, for reports that compare them."""

from collections import defaultdict
from typing import Any

from exports.counting.groupings import Grouping, refuse_overlaps
from exports.counting.plan_percent import plans_of
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities
from exports.counting.tally import Figures, Tally


def tally_held(scope: Scope, by: Grouping, *, has_plan: bool) -> Tally:
    """Count activities and participations by group of the activity, as `tally` does, in three statements; the other figures stay empty.

    `has_plan`: beside them what targets promise, in at most three more. Raise ValidationError where the grouping refuses the scope.
    """
    counted = CountedActivities(scope, by)
    held = tally_held_of(counted, by)
    if has_plan:
        plans, held.totals.plan = plans_of(scope, by, counted)
        for group, plan in plans.items():
            held.groups.setdefault(group, Figures()).plan = plan
    return held


def tally_held_of(counted: CountedActivities, by: Grouping) -> Tally:
    """Count as `tally_held` does, without a plan, in one of the groupings with which the activities were read."""
    refuse_overlaps(counted.scope, [by])
    groups: dict[Any, Figures] = defaultdict(Figures)
    totals = Figures()
    keys = counted.key_by_activity(by)
    for activity in counted.rows:
        for figures in (groups[keys[activity.pk]], totals):
            figures.held[activity.kind] += 1
            figures.participations += counted.numbers.get(activity.pk, {}).get("participations", 0)
    return Tally(dict(groups), totals)
