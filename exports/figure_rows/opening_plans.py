"""Figures of the plan and of an estimate opened: the targets that add up to them, the activities held and planned."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy

from activities.models import ActivityQuerySet
from exports.counting.estimate import PARTICIPATIONS, TITLES, estimated_activities
from exports.counting.groupings import Grouping, narrow_to_group, refuse_overlaps
from exports.counting.plan_percent import targets_in
from exports.counting.scope import Scope
from exports.figure_rows.opened import OpenedFigure, open_figure
from exports.figure_rows.opening import figure_title, no_such_column
from exports.figure_rows.row_keys import TOTAL, key_in

PLANNED = {
    "planned_activities": gettext_lazy("Số cuộc theo kế hoạch"),
    "planned_participants": gettext_lazy("Số lượt người theo kế hoạch"),
}


def open_targets(scope_for: Callable[[str], Scope], by: Grouping, row: str, column: str) -> OpenedFigure:
    """Open a figure of the plan: the targets that add up to it."""
    refuse_overlaps(scope_for("report"), [by])
    key = None if row == TOTAL else key_in(row)
    title = figure_title(PLANNED[column], [(by, row)])
    return open_figure(title, "targets", lambda verb: targets_in(scope_for(verb), by, key), adds_up=column)


def open_estimate(scope_for: Callable[[str], Scope], by: Grouping, row: str, column: str) -> OpenedFigure:
    """Open an estimate: the activities held until the day and those planned after it, each with the people that it adds."""
    scope = scope_for("report")
    if scope.actual_until is None or (by.per_person and row != TOTAL) or (column == PARTICIPATIONS and scope.role):
        raise no_such_column()
    refuse_overlaps(scope, [by])

    def rows(verb: str) -> ActivityQuerySet:
        narrowed = scope_for(verb)
        activities = estimated_activities(narrowed, narrowed.actual_until or date.max)
        if row == TOTAL:
            return activities
        return narrow_to_group(activities.alias(group=by.key("")), "group", by, key_in(row))

    title = figure_title(TITLES[column], [(by, row)])
    return open_figure(title, "estimated-activities", rows, adds_up="estimated_people" if column == PARTICIPATIONS else "")
