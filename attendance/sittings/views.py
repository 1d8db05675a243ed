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
from activities.models import Sitting
from attendance.disclosure_log import note_sitting
from attendance.headcounts import records
from attendance.models import Attendance, OutcomeWord, Registration, RegistrationQuerySet
from attendance.registrations import participants
from attendance.sittings import actions
from attendance.sittings.forms import ReasonForm
from screens.forms import add_errors, posted_data
from screens.http import is_fragment_request
from screens.pages import confirmation_page, paginate

REGISTRATIONS = Registration.objects.select_related("activity__unit", "person")
SITTINGS = Sitting.objects.select_related("activity__unit")
ATTENDANCES = Attendance.objects.select_related("registration__person", "sitting__activity__unit")
A_PAGE = 100
MOST_REFUSED = 50  # refused scans on the live list


@require_safe
def live_sitting(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page; to htmx its list alone, or 204 when that is what the asker shows already."""
    sitting = fetch(SITTINGS, request.user, "view", pk=pk)
    shown = _live(request, sitting)
    note_sitting("live-sitting", sitting, to=request.user, people=shown["page"].paginator.count)
    listed = render_to_string("attendance/sittings/_live_list.html", shown, request)
    version = blake2b(f"{shown['counts']}{listed}".encode(), digest_size=8).hexdigest()
    is_fragment = is_fragment_request(request)
    if is_fragment and request.headers.get("X-Shown") == version:
        response = HttpResponse(status=204)
    else:
        template = "attendance/sittings/_live.html" if is_fragment else "attendance/sittings/live_sitting.html"
        response = render(request, template, shown | {"listed": listed, "version": version})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _live(request: SignedInRequest, sitting: Sitting) -> dict[str, Any]:
    everybody = participants.of_sitting(sitting, request.user)
    show, q = request.GET.get("show", ""), request.GET.get("q", "")
    rows = _shown_only(participants.named_like(everybody, q), show)
    scans = list(participants.refused(sitting, request.user)[: MOST_REFUSED + 1])
    return _hands(request, sitting) | {
        "counts": participants.count(everybody),
        "page": paginate(request, rows, A_PAGE),
        "siblings": sitting.activity.sittings.all(),
        "heads": records.of_sitting(sitting),
        "show": show if show in ("in", "out") else "",
        "q": q,
        "scans": scans[:MOST_REFUSED],
        "has_more_scans": len(scans) > MOST_REFUSED,
    }


def _shown_only(rows: RegistrationQuerySet, show: str) -> RegistrationQuerySet:
    """`in`: who is there, the latest first; `out`: who is not; else everybody, where nobody changes place while people arrive."""
    if show == "in":
        return rows.filter(state=participants.PRESENT).order_by("-here__arrived_at", "pk")
    return (rows.exclude(state=participants.PRESENT) if show == "out" else rows).in_name_order()


def _hands(request: SignedInRequest, sitting: Sitting) -> dict[str, Any]:
    """What a row needs to know: the hour, and what this user may do about it."""
    now, user, unit = timezone.now(), request.user, sitting.activity.unit_id
    can_check_in, can_correct = user.can("check_in", unit), user.can("correct", unit)
    is_open = sitting.is_open_at(now)
    return {
        "sitting": sitting,
        "activity": sitting.activity,
        "is_open": is_open,
        "is_over": now > sitting.closes_at,
        "can_check_in": can_check_in,
        "can_correct": can_correct,
        "can_tick": can_check_in if is_open else can_correct and now > sitting.closes_at,
    }


@require_POST
def sitting_tick(request: SignedInRequest, pk: int, registration: int) -> HttpResponse:
    now, sitting = timezone.now(), fetch(SITTINGS, request.user, "view", pk=pk)
    require(request.user, "check_in" if sitting.is_open_at(now) else "correct", sitting.activity.unit)
    someone = fetch(REGISTRATIONS.filter(activity=sitting.activity_id), request.user, "view", pk=registration)
    try:
        sentence: Any = OutcomeWord(str(actions.tick(someone, sitting=sitting, by=request.user, at=now).outcome)).label
    except ValidationError as error:
        sentence = " ".join(error.messages).rstrip(".")
    return _say_of_one(request, sitting, someone, sentence)


def _say_of_one(request: SignedInRequest, sitting: Sitting, someone: Registration, sentence: Any) -> HttpResponse:
    """After a change to one person: their row and the counts, to htmx; else back to the list."""
    said = f"{someone.person.full_name}: {sentence}."
    if not request.htmx:
        messages.info(request, said)
        return redirect("live-sitting", sitting.pk)
    everybody = participants.of_sitting(sitting, request.user)
    changed = {"row": everybody.filter(pk=someone.pk).first(), "gone": someone.pk, "counts": participants.count(everybody), "said": said}
    return render(request, "attendance/sittings/_changed_row.html", _hands(request, sitting) | changed)


def attendance_annul(request: SignedInRequest, sitting: int, pk: int) -> HttpResponse:
    attendance = fetch(ATTENDANCES.filter(sitting=sitting), request.user, "correct", pk=pk)
    name, form = attendance.registration.person.full_name, ReasonForm(posted_data(request))
    if form.is_valid():
        try:
            actions.annul(attendance, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã hủy điểm danh của %(name)s.") % {"name": name})
            return redirect(_back_to_list(request, sitting))
    consequences = [
        _("%(name)s không còn được tính là có mặt ở buổi này.") % {"name": name},
        _("Lý do và người hủy được giữ lại; có thể khôi phục."),
        _("Nếu sau đó thẻ được quét lại, người này lại được tính có mặt."),
    ]
    return confirmation_page(
        request,
        form,
        template_name="attendance/confirm.html",
        activity=attendance.sitting.activity,
        sitting=attendance.sitting,
        heading=_("Hủy điểm danh: %(name)s") % {"name": name},
        submit_label=_("Hủy điểm danh"),
        consequences=consequences,
        cancel_url=_back_to_list(request, sitting),
    )


@require_POST
def attendance_restore(request: SignedInRequest, sitting: int, pk: int) -> HttpResponse:
    attendance = fetch(ATTENDANCES.filter(sitting=sitting), request.user, "correct", pk=pk)
    try:
        actions.undo_annulment(attendance, by=request.user, at=timezone.now())
        sentence = _("đã khôi phục điểm danh")
    except ValidationError as error:
        sentence = " ".join(error.messages).rstrip(".")
    return _say_of_one(request, attendance.sitting, attendance.registration, sentence)


def absence_excuse(request: SignedInRequest, sitting: int, registration: int) -> HttpResponse:
    missed = fetch(SITTINGS, request.user, "correct", pk=sitting)
    someone = fetch(REGISTRATIONS.filter(activity=missed.activity_id), request.user, "view", pk=registration)
    name, form = someone.person.full_name, ReasonForm(posted_data(request))
    if form.is_valid():
        actions.excuse(someone, sitting=missed, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("Đã ghi %(name)s vắng có phép.") % {"name": name})
        return redirect(_back_to_list(request, sitting))
    return confirmation_page(
        request,
        form,
        template_name="attendance/confirm.html",
        activity=missed.activity,
        sitting=missed,
        heading=_("Vắng có phép: %(name)s") % {"name": name},
        submit_label=_("Ghi vắng có phép"),
        is_harmless=True,
        cancel_url=_back_to_list(request, sitting),
    )


@require_POST
def excuse_take_back(request: SignedInRequest, sitting: int, registration: int) -> HttpResponse:
    missed = fetch(SITTINGS, request.user, "correct", pk=sitting)
    someone = fetch(REGISTRATIONS.filter(activity=missed.activity_id), request.user, "view", pk=registration)
    actions.take_excuse_back(someone, sitting=missed)
    return _say_of_one(request, missed, someone, _("không còn ghi là vắng có phép"))


def _back_to_list(request: SignedInRequest, sitting: int) -> str:
    """The live list as it was left: who goes through the missing one by one stays among the missing."""
    kept = {name: request.GET[name] for name in ("show", "q", "page") if request.GET.get(name)}
    return reverse("live-sitting", args=[sitting]) + (f"?{urlencode(kept)}" if kept else "")
