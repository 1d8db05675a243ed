"""A short tally: activities and participations alone, for reports that compare them."""

from collections import defaultdict
from typing import Any

from exports.counting.groupings import Grouping, refuse_overlaps
from exports.counting.plan_percent import plans_of
from exports.counting.scope import Scope
from exports.counting.sources import sources_of
from exports.counting.tally import Figures, Tally


def tally_held(scope: Scope, by: Grouping, *, has_plan: bool) -> Tally:
    """Count activities and participations by group of the activity, as `tally` does, in six statements; the other figures stay empty.

    `has_plan`: beside them what targets promise, in at most seven more. Raise ValidationError where the grouping refuses the scope.
    """
    refuse_overlaps(scope, [by])
    groups: dict[Any, Figures] = defaultdict(Figures)
    totals = Figures()
    sources = sources_of(scope)
    participations = dict(sources.participations_by_activity())
    activities = scope.activities.order_by().annotate(group=by.key(""))
    for activity, group, kind in activities.values_list("pk", "group", "kind"):
        for figures in (groups[group], totals):
            figures.held[kind] += 1
            figures.participations += participations.get(activity, 0)
    if has_plan:
        plans, totals.plan = plans_of(scope, by, sources)
        for group, plan in plans.items():
            groups[group].plan = plan
    return Tally(dict(groups), totals)
