"""Pages of training sessions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import fetch, require_anywhere
from accounts.http import SignedInRequest
from activities.pages import copy_page, crumbs_to, detail_context, document_from_address, redirect_to_copies
from attendance.inbox.undecided import inbox_context
from attendance.registrations.copying.actions import load_registrations_to_copy
from attendance.sittings.attendance_counts import arrivals_by_sitting, attendance_context
from finder.recent import note_activity
from screens.forms import add_errors, posted_data
from screens.pages import form_page
from training.actions import copy_session, record_session, revise_session
from training.forms import TrainingSessionCopyForm, TrainingSessionForm
from training.models import TrainingSession


def session_create(request: SignedInRequest) -> HttpResponse:
    require_anywhere(request.user, "record")
    form = TrainingSessionForm(posted_data(request), user=request.user, initial=document_from_address(request))
    if form.is_valid():
        try:
            session = record_session(form.instance, **form.topics_and_speakers(), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu lớp tập huấn. Các buổi được xếp theo ngày; hãy xem lại giờ."))
            return redirect(session)
    list_url = reverse("activity-list")
    return form_page(request, form, heading=_("Thêm lớp tập huấn"), crumbs=[(_("Hoạt động"), list_url)], cancel_url=list_url)


def session_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form of sessions like this one; its button `more_rows` only adds rows to the table."""
    source = fetch(TrainingSession.objects.with_units(), request.user, "record", pk=pk)
    form = TrainingSessionCopyForm(posted_data(request), source=source, user=request.user, initial=document_from_address(request))
    if form.wants_more_rows:
        form = form.with_more_rows()
    elif form.is_valid():
        registrations = load_registrations_to_copy(source, form.chosen_people)
        try:
            sessions = copy_session(source, form.copies, **form.topics_and_speakers(), registrations=registrations, by=request.user)
        except ValidationError as error:
            form.refuse_copies(error)
        else:
            return redirect_to_copies(request, sessions)
    return copy_page(request, form)


def session_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = fetch(TrainingSession.objects.with_units(), request.user, "record", pk=pk)
    crumbs, detail_url = crumbs_to(session), session.get_absolute_url()  # before the form changes title and dates
    form = TrainingSessionForm(
        posted_data(request),
        instance=session,
        user=request.user,
        attended=arrivals_by_sitting(session),
        initial=document_from_address(request),
    )
    if form.is_valid():
        try:
            revise_session(form.instance, **form.topics_and_speakers(), date_change=form.date_change)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(session)
    return form_page(request, form, heading=_("Sửa lớp tập huấn"), crumbs=crumbs, cancel_url=detail_url)


def session_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    session = fetch(TrainingSession.objects.with_units().select_related("created_by", "document"), request.user, "view", pk=pk)
    note_activity(session, by=request.user)
    context = detail_context(session, request.user) | inbox_context(session, request.user)
    return render(request, "training/training_session.html", context | attendance_context(session, context["sittings"]))
