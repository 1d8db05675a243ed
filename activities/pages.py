"""What the pages of every kind of activity share; a kind's own app (training, contests) builds its pages with these.

Addresses that take any activity's pk: `activity` (redirects to its kind's page), `activity-status` (POST), `activity-cancel`,
`activity-restore` (POST), `activity-remove`, `sitting-create`; a sitting's pk: `sitting-edit`, `sitting-remove`. They return to
`activity.get_absolute_url()`. Templates for a detail page: activities/_alerts.html, _menu.html, _head.html, _sittings.html, _dates.html;
each says at its top what it reads.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity


def crumbs_to(activity: Activity) -> list[tuple[str, str]]:
    """Return the breadcrumb from the list of activities to `activity`, as [(label, address)]."""
    return [(_("Hoạt động"), reverse("activity-list")), (activity.title, activity.get_absolute_url())]


def detail_context(activity: Activity, user: User) -> dict[str, Any]:
    """Return what the templates of a detail page read.

    A kind adds `edit_url`, `is_removable`, and `came` to each sitting if it counts attendances.
    """
    return {
        "activity": activity,
        "sittings": list(activity.sittings.all()),
        "may_record": user.can("record", activity.unit_id),
        "may_register": user.can("register", activity.unit_id),
        "may_check_in": user.can("check_in", activity.unit_id),
    }
