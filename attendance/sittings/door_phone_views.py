"""The console's screen of one phone that checked in many people at a door, and the annulment of what it recorded as one batch."""

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
from attendance.sittings.door_phones import list_checked_in
from attendance.sittings.forms import BatchAnnulmentForm
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, show_errors

SITTINGS = Sitting.objects.select_related("activity__unit")


@require_safe
def door_phone(request: SignedInRequest, pk: int, phone: str) -> HttpResponse:
    sitting, attendances = _fetch(request, pk, phone, "view")
    note_sitting("live-sitting", sitting, to=request.user, people=len(attendances))
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "phone": phone,
        "attendances": attendances,
        "active": sum(not attendance.is_annulled for attendance in attendances),
        "annulled": len(_last_batch(attendances)),
        "can_correct": request.user.can("correct", sitting.activity.unit_id),
    }
    return render(request, "attendance/sittings/door_phone.html", context)


def door_phone_annul(request: SignedInRequest, pk: int, phone: str) -> HttpResponse:
    sitting, attendances = _fetch(request, pk, phone, "correct")
    active = [attendance for attendance in attendances if not attendance.is_annulled]
    page_url = reverse("door-phone", args=[sitting.pk, phone])
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
def door_phone_restore(request: SignedInRequest, pk: int, phone: str) -> HttpResponse:
    """Restore what was annulled last from this phone, as one."""
    sitting, attendances = _fetch(request, pk, phone, "correct")
    try:
        number = len(actions.restore_together(_last_batch(attendances), by=request.user, at=timezone.now()))
    except ValidationError as error:
        show_errors(request, error)
    else:
        sentence = ngettext("Đã khôi phục điểm danh của %(number)d người.", "Đã khôi phục điểm danh của %(number)d người.", number)
        messages.success(request, sentence % {"number": number})
    return redirect("door-phone", sitting.pk, phone)


def _fetch(request: SignedInRequest, pk: int, phone: str, verb: str) -> tuple[Sitting, list[Attendance]]:
    sitting: Any = fetch(SITTINGS, request.user, verb, pk=pk)
    attendances = list(list_checked_in(sitting, request.user, phone))
    if not attendances:
        raise Http404
    return sitting, attendances


def _last_batch(attendances: list[Attendance]) -> list[Attendance]:
    """Return those that were annulled last, at one moment."""
    moments = [attendance.annulled_at for attendance in attendances if attendance.annulled_at]
    return [attendance for attendance in attendances if moments and attendance.annulled_at == max(moments)]
