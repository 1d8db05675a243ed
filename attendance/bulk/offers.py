"""What a list offers to do with the rows chosen on it, by what its reader may do, and what they may undo."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import BulkChange, BulkChangeQuerySet

Action = BulkChange.Action
MOST_UNDOABLE = 5


def list_offers(activity: Activity, *, can_register: bool, can_check_in: bool, sees_personal: bool) -> dict[str, Any]:
    """Return the context of the bar above the list of registrations."""
    actions = [Action.CHANGE_ROLE, Action.COPY, Action.MOVE, Action.WITHDRAW] if can_register else []
    try:
        export_url = reverse("registration-export", args=[activity.pk]) if sees_personal else ""
    except NoReverseMatch:  # the room that writes workbooks stands above this one
        export_url = ""
    return {
        "bulk_url": reverse("registrations-bulk", args=[activity.pk]),
        "bulk_actions": [(action.value, action.label) for action in actions],
        "passes_url": reverse("pass-sheet", args=[activity.pk]) if can_check_in else "",
        "export_url": export_url,
    }


def sitting_offers(sitting: Sitting, *, can_tick: bool, can_correct: bool) -> dict[str, Any]:
    """Return the context of the bar above the live list."""
    actions = [*([Action.TICK] if can_tick else []), *([Action.EXCUSE] if can_correct else [])]
    return {
        "bulk_url": reverse("sitting-bulk", args=[sitting.pk]),
        "bulk_actions": [(action.value, action.label) for action in actions],
    }


def undoable_changes(user: User, activity: Activity) -> BulkChangeQuerySet:
    """Return what `user` may still undo in this activity, the latest first."""
    changes = BulkChange.objects.filter(activity=activity).undoable_by(user, at=timezone.now())
    return changes.select_related("target")[:MOST_UNDOABLE]
