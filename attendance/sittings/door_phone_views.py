"""The console's screens of who came in by a door in a way to be looked at, and the annulment of what was recorded so as one batch.

`phone`: one that checked in many people; None for the bursts of the sitting, many phones with a few people each.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Sitting
from attendance.disclosure_log import note_sitting
from attendance.models import Attendance
from attendance.sittings import actions
from attendance.sittings.door_phones import last_annulled, list_checked_in
from attendance.sittings.forms import BatchAnnulmentForm
from people.identity.namesakes import tell_apart
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, show_errors

SITTINGS = Sitting.objects.select_related("activity__unit")


@require_safe
def door_phone(request: SignedInRequest, pk: int, phone: str | None = None) -> HttpResponse:
    sitting, attendances = _fetch(request, pk, phone, "view")
    note_sitting("live-sitting", sitting, to=request.user, people=len(attendances))
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "phone": phone,
        "attendances": attendances,
        "namesakes": tell_apart(attendance.registration.person for attendance in attendances),
        "active": sum(not attendance.is_annulled for attendance in attendances),
        "annulled": len(last_annulled(attendances)),
        "annul_url": _url("-annul", sitting, phone),
        "restore_url": _url("-restore", sitting, phone),
        "can_correct": request.user.can("correct", sitting.activity.unit_id),
    }
    return render(request, "attendance/sittings/door_phone.html", context)


def door_phone_annul(request: SignedInRequest, pk: int, phone: str | None = None) -> HttpResponse:
    sitting, attendances = _fetch(request, pk, phone, "correct")
    active = [attendance for attendance in attendances if not attendance.is_annulled]
    page_url = _url("", sitting, phone)
    form = BatchAnnulmentForm(posted_data(request), attendances=active)
    if form.is_valid():
        chosen = [attendance for attendance in active if str(attendance.pk) in form.cleaned_data["people"]]
        try:
            number = len(actions.annul_together(chosen, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()))
        except ValidationError as error:
            add_errors(form, error)
        else:
            sentence = ngettext("Đã hủy điểm danh của %(number)d người.", "Đã hủy điểm danh của %(number)d người.", number)
            messages.success(request, sentence % {"number": number})
            return redirect(page_url)
    heading = ngettext("Hủy điểm danh: %(number)d người", "Hủy điểm danh: %(number)d người", len(active)) % {"number": len(active)}
    return confirmation_page(
        request,
        form,
        heading=heading,
        submit_label=_("Hủy điểm danh"),
        consequences=[
            _("Những người được chọn không còn được tính là có mặt ở buổi này. Bỏ chọn ai thì người đó vẫn có mặt."),
            _("Lý do và người hủy được giữ lại; có thể khôi phục."),
            _("Nếu sau đó thẻ được quét lại, người này lại được tính có mặt."),
        ],
        cancel_url=page_url,
        template_name="attendance/confirm.html",
        activity=sitting.activity,
        sitting=sitting,
    )


@require_POST
def door_phone_restore(request: SignedInRequest, pk: int, phone: str | None = None) -> HttpResponse:
    """Restore what was annulled last there, as one."""
    sitting, attendances = _fetch(request, pk, phone, "correct")
    try:
        number = len(actions.restore_together(last_annulled(attendances), by=request.user, at=timezone.now()))
    except ValidationError as error:
        show_errors(request, error)
    else:
        sentence = ngettext("Đã khôi phục điểm danh của %(number)d người.", "Đã khôi phục điểm danh của %(number)d người.", number)
        messages.success(request, sentence % {"number": number})
    return redirect(_url("", sitting, phone))


def _fetch(request: SignedInRequest, pk: int, phone: str | None, verb: str) -> tuple[Sitting, list[Attendance]]:
    sitting: Any = fetch(SITTINGS, request.user, verb, pk=pk)
    attendances = list(list_checked_in(sitting, request.user, phone))
    if not attendances:
        raise Http404
    return sitting, attendances


def _url(name: str, sitting: Sitting, phone: str | None) -> str:
    return reverse(f"door-phone{name}", args=[sitting.pk, phone]) if phone else reverse(f"door-bursts{name}", args=[sitting.pk])
