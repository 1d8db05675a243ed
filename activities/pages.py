"""What the pages of every kind of activity share; a kind's own app (training, contests) builds its pages with these.

Addresses that take any activity's pk: `activity` (redirects to its kind's page), `activity-status` (POST), `activity-cancel`,
`activity-restore` (POST), `activity-remove`, `sitting-create`; a sitting's pk: `sitting-edit`, `sitting-remove`. They return to
`activity.get_absolute_url()`. Templates for a detail page: activities/_alerts.html, _menu.html, _head.html, _sittings.html, _dates.html;
each says at its top what it reads.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.copying.forms import CopyForm
from activities.models import Activity
from screens.query_strings import parse_id


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
        "sees_document": activity.document is not None and user.can("view", activity.document.unit_id),
        "may_record": user.can("record", activity.unit_id),
        "is_unconfirmed": is_unconfirmed(activity),
        "may_register": user.can("register", activity.unit_id),
        "sees_personal": user.can("see_personal", activity.unit_id),
        "may_check_in": user.can("check_in", activity.unit_id),
    }


def is_unconfirmed(activity: Activity) -> bool:
    """Return whether it is over and nothing says that it was held, so that no report counts it."""
    today = timezone.localdate()
    is_over = activity.status == Activity.Status.OPEN and activity.ends_on < today
    return is_over and Activity.objects.unconfirmed(today).filter(pk=activity.pk).exists()


def document_from_address(request: HttpRequest) -> dict[str, int]:
    """Return {"document": id} as a form's `initial` where the address names one: what was typed anew from the form's document picker."""
    document_id = parse_id(request.GET.get("document"))
    return {"document": document_id} if document_id else {}


def copy_page(request: HttpRequest, form: CopyForm) -> HttpResponse:
    """Return the page of a kind's copy form."""
    source = form.source
    sittings = [
        f"{sitting.label} {timezone.localtime(sitting.starts_at):%H:%M}–{timezone.localtime(sitting.ends_at):%H:%M}"
        for sitting in source.sittings.all()
    ]
    context = {
        "form": form,
        "formset": form.rows,
        "days": (source.ends_on - source.starts_on).days + 1,
        "sittings": "; ".join(sittings),
        "heading": _("Lập hoạt động tương tự"),
        "crumbs": crumbs_to(source),
        "cancel_url": source.get_absolute_url(),
        "submit_label": _("Lưu"),
    }
    return render(request, "activities/activity_copy.html", context)


def redirect_to_copies(request: HttpRequest, copies: Sequence[Activity]) -> HttpResponse:
    """Return to the page of the new activity, to the list with all of them where there are several."""
    if len(copies) == 1:
        messages.success(request, _("Đã lập hoạt động, các buổi dời theo ngày mới."))
        return redirect(copies[0])
    messages.success(request, _("Đã lập %(number)d hoạt động, các buổi dời theo ngày mới.") % {"number": len(copies)})
    days = sorted(copy.starts_on for copy in copies)
    query = {"q": copies[0].title, "from": days[0].isoformat(), "to": days[-1].isoformat()}
    return redirect(reverse("activity-list", query=query))
