from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import fetch
from activities.forms import errors_on
from activities.models import Sitting
from activities.views import crumbs_to, detail_context, form_page, posted, require_anywhere
from attendance.headcounts import records
from attendance.inbox import decisions
from attendance.models import Attendance, Registration
from training.actions import record_session, revise_session
from training.forms import TrainingSessionForm
from training.models import TrainingSession


def session_create(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, "record")
    form = TrainingSessionForm(posted(request), user=request.user)
    if form.is_valid():
        with errors_on(form):
            session = record_session(form.instance, **form.topics_and_speakers(), by=request.user)
            messages.success(request, _("Đã ghi lớp tập huấn. Các buổi được xếp theo ngày; hãy xem lại giờ."))
            return redirect(session)
    activities = reverse("activity-list")
    return form_page(request, form, heading=_("Thêm lớp tập huấn"), crumbs=[(_("Hoạt động"), activities)], cancel_url=activities)


def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    session = fetch(TrainingSession.objects.with_units(), request.user, "record", pk=pk)
    crumbs, back = crumbs_to(session), session.get_absolute_url()
    form = TrainingSessionForm(posted(request), instance=session, user=request.user)
    if form.is_valid():
        with errors_on(form):
            revise_session(form.instance, **form.topics_and_speakers())
            messages.success(request, _("Đã ghi."))
            return redirect(session)
    return form_page(request, form, heading=_("Sửa lớp tập huấn"), crumbs=crumbs, cancel_url=back)


def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    session = fetch(TrainingSession.objects.with_units().select_related("created_by"), request.user, "view", pk=pk)
    context = detail_context(session, request.user) | decisions.of_activity(session, request.user)
    return render(request, "training/training_session.html", context | _came(session, context["sittings"]))


def _came(session: TrainingSession, sittings: list[Sitting]) -> dict[str, Any]:
    """Registered, participations (who came at least once) and sitting attendances; of these also each sitting's, as its `came`."""
    registrations = Registration.objects.filter(activity=session)
    attendances = Attendance.objects.standing().filter(sitting__activity=session)
    came = dict(attendances.values_list("sitting").annotate(n=Count("pk")))
    for sitting in sittings:
        sitting.came = came.get(sitting.pk, 0)  # type: ignore[attr-defined]
    return {
        "counts_came": True,
        "registered": registrations.standing().count(),
        "participations": attendances.aggregate(n=Count("registration", distinct=True))["n"],
        "sitting_attendances": sum(came.values()),
        "heads": records.of_activity(session),
        "is_removable": not registrations.exists(),
    }
