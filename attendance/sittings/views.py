"""The console's screens of one sitting: the live list, ticks, annulments and excuses."""

from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch, require
from accounts.http import SignedInRequest
from accounts.sign_in.sessions import polled
from activities.models import Sitting
from attendance.bulk.choice import filter_sitting
from attendance.bulk.offers import sitting_offers, undoable_changes
from attendance.disclosure_log import note_sitting
from attendance.headcounts import records
from attendance.models import Attendance, OutcomeWord, Registration
from attendance.registrations import participants
from attendance.registrations.possible_doubles import find_pairs
from attendance.sittings import actions
from attendance.sittings.door_phones import list_bursts, list_busy_phones
from attendance.sittings.forms import ReasonForm
from people.identity.namesakes import tell_apart
from screens.forms import add_errors, posted_data
from screens.http import is_fragment_request
from screens.pages import confirmation_page, paginate
from screens.sealed.searches import SEALED, search_query

REGISTRATIONS = Registration.objects.select_related("activity__unit", "person")
SITTINGS = Sitting.objects.select_related("activity__unit")
ATTENDANCES = Attendance.objects.select_related("registration__person", "sitting__activity__unit")
ROWS_PER_PAGE = 100
MOST_REFUSED = 50  # refused scans on the live list


@polled
@require_safe
def live_sitting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the live list; to htmx its list alone, or 204 when that is what the browser shows already.

    `?show=in`: who is present, the latest first; `out`: who is not; else everybody, in name order, which does not change while people
    arrive. `?q=`: names and short codes.
    """
    sitting = fetch(SITTINGS, request.user, "view", pk=pk)
    all_registrations = participants.list_sitting(sitting, request.user)
    query = search_query(request)
    show, q = query.get("show", ""), query.get("q", "")
    registrations = filter_sitting(all_registrations, query)
    scans = list(participants.list_refused_scans(sitting, request.user)[: MOST_REFUSED + 1])
    page = paginate(request, registrations, ROWS_PER_PAGE)
    context = _row_context(request, sitting) | {
        "counts": participants.count_states(all_registrations),
        "page": page,
        "namesakes": tell_apart(row.person for row in page),
        "siblings": sitting.activity.sittings.all(),
        "headcounts": records.headcounts_of_sitting(sitting),
        "show": show if show in ("in", "out") else "",
        "q": q,
        "scans": scans[:MOST_REFUSED],
        "has_more_scans": len(scans) > MOST_REFUSED,
        "busy_phones": list_busy_phones(sitting),
        "bursts": list_bursts(sitting),
        "doubles_waiting": len(find_pairs(sitting.activity, by=request.user)),
    }
    context |= sitting_offers(sitting, can_tick=context["can_tick"], can_correct=context["can_correct"])
    note_sitting("live-sitting", sitting, to=request.user, people=context["page"].paginator.count)
    list_html = render_to_string("attendance/sittings/_live_list.html", context, request)
    version = blake2b(f"{context['counts']}{list_html}".encode(), digest_size=8).hexdigest()
    is_fragment = is_fragment_request(request)
    if is_fragment and request.headers.get("X-Shown") == version:
        response = HttpResponse(status=204)
    else:
        context |= {"listed": list_html, "version": version}
        if is_fragment:
            response = render(request, "attendance/sittings/_live.html", context)
        else:
            context["undoable_changes"] = undoable_changes(request.user, sitting.activity)
            response = render(request, "attendance/sittings/live_sitting.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _row_context(request: SignedInRequest, sitting: Sitting) -> dict[str, Any]:
    """Return the context of a row: whether the sitting is open, and what this user may do."""
    now, unit = timezone.now(), sitting.activity.unit_id
    can_check_in, can_correct = request.user.can("check_in", unit), request.user.can("correct", unit)
    is_open, is_over = sitting.is_open_at(now), now > sitting.closes_at
    return {
        "sitting": sitting,
        "activity": sitting.activity,
        "is_open": is_open,
        "is_over": is_over,
        "can_check_in": can_check_in,
        "can_correct": can_correct,
        "can_register": request.user.can("register", unit),
        "can_tick": can_check_in if is_open else can_correct and is_over,
    }


@require_POST
def sitting_tick(request: SignedInRequest, pk: int, registration: int) -> HttpResponse:
    now, sitting = timezone.now(), fetch(SITTINGS, request.user, "view", pk=pk)
    require(request.user, "check_in" if sitting.is_open_at(now) else "correct", sitting.activity.unit)
    participant = fetch(REGISTRATIONS.filter(activity=sitting.activity_id), request.user, "view", pk=registration)
    try:
        result = actions.tick(participant, sitting=sitting, by=request.user, at=now)
        sentence: Any = OutcomeWord(str(result.outcome)).label
    except ValidationError as error:
        sentence = " ".join(error.messages).rstrip(".")
    return _changed_row(request, sitting, participant, sentence)


def _changed_row(request: SignedInRequest, sitting: Sitting, registration: Registration, sentence: Any) -> HttpResponse:
    """Return the changed row of one person and the counts to htmx; else redirect to the list."""
    message = f"{registration.person.full_name}: {sentence}."
    if not request.htmx:
        messages.info(request, message)
        return redirect("live-sitting", sitting.pk)
    registrations = participants.list_sitting(sitting, request.user)
    of_this_name = list(registrations.filter(person__folded=registration.person.folded))
    context = {
        "row": next((row for row in of_this_name if row.pk == registration.pk), None),
        "namesakes": tell_apart(row.person for row in of_this_name),
        "registration_id": registration.pk,
        "counts": participants.count_states(registrations),
        "message": message,
    }
    return render(request, "attendance/sittings/_changed_row.html", _row_context(request, sitting) | context)


def attendance_annul(request: SignedInRequest, sitting: int, pk: int) -> HttpResponse:
    attendance = fetch(ATTENDANCES.filter(sitting=sitting), request.user, "correct", pk=pk)
    name, form = {"name": attendance.registration.person.full_name}, ReasonForm(posted_data(request))
    if form.is_valid():
        try:
            actions.annul(attendance, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã hủy điểm danh của %(name)s.") % name)
            return redirect(_list_url(request, sitting))
    consequences = [
        _("%(name)s không còn được tính là có mặt ở buổi này.") % name,
        _("Lý do và người hủy được giữ lại; có thể khôi phục."),
        _("Nếu sau đó thẻ được quét lại, người này lại được tính có mặt."),
    ]
    return confirmation_page(
        request,
        form,
        heading=_("Hủy điểm danh: %(name)s") % name,
        submit_label=_("Hủy điểm danh"),
        consequences=consequences,
        cancel_url=_list_url(request, sitting),
        template_name="attendance/confirm.html",
        activity=attendance.sitting.activity,
        sitting=attendance.sitting,
    )


@require_POST
def attendance_restore(request: SignedInRequest, sitting: int, pk: int) -> HttpResponse:
    attendance = fetch(ATTENDANCES.filter(sitting=sitting), request.user, "correct", pk=pk)
    try:
        actions.undo_annulment(attendance, by=request.user, at=timezone.now())
        sentence = _("đã khôi phục điểm danh")
    except ValidationError as error:
        sentence = " ".join(error.messages).rstrip(".")
    return _changed_row(request, attendance.sitting, attendance.registration, sentence)


def absence_excuse(request: SignedInRequest, pk: int, registration: int) -> HttpResponse:
    sitting = fetch(SITTINGS, request.user, "correct", pk=pk)
    participant = fetch(REGISTRATIONS.filter(activity=sitting.activity_id), request.user, "view", pk=registration)
    name, form = {"name": participant.person.full_name}, ReasonForm(posted_data(request))
    if form.is_valid():
        try:
            actions.excuse(participant, sitting=sitting, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi %(name)s vắng có phép.") % name)
            return redirect(_list_url(request, pk))
    return confirmation_page(
        request,
        form,
        heading=_("Vắng có phép: %(name)s") % name,
        submit_label=_("Ghi vắng có phép"),
        cancel_url=_list_url(request, pk),
        is_harmless=True,
        template_name="attendance/confirm.html",
        activity=sitting.activity,
        sitting=sitting,
    )


@require_POST
def excuse_take_back(request: SignedInRequest, pk: int, registration: int) -> HttpResponse:
    sitting = fetch(SITTINGS, request.user, "correct", pk=pk)
    participant = fetch(REGISTRATIONS.filter(activity=sitting.activity_id), request.user, "view", pk=registration)
    actions.remove_excuse(participant, sitting=sitting)
    return _changed_row(request, sitting, participant, _("không còn ghi là vắng có phép"))


def _list_url(request: SignedInRequest, sitting_id: int) -> str:
    """Return the address of the live list with the filters and the page that the user came from."""
    filters = {name: request.GET[name] for name in ("show", SEALED, "page") if request.GET.get(name)}
    return reverse("live-sitting", args=[sitting_id]) + (f"?{urlencode(filters)}" if filters else "")
