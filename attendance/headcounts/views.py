"""The console's screens of people counted without names, sitting by sitting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Sitting
from attendance.headcounts.actions import record_headcount, remove_headcount
from attendance.headcounts.forms import HeadcountForm
from attendance.headcounts.records import SUGGESTED, headcounts_of_sitting
from attendance.models import Headcount
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page

SITTINGS = Sitting.objects.select_related("activity__unit")
HEADCOUNTS = Headcount.objects.select_related("sitting__activity__unit")


def headcounts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the counts of a sitting with the form to add one, of `?category=`. POST asks before an earlier count is changed."""
    sitting = fetch(SITTINGS, request.user, "check_in", pk=pk)
    form = HeadcountForm(posted_data(request), initial={"category": request.GET.get("category", "")[:60]}, sitting=sitting)
    if form.is_valid() and form.is_answered:
        try:
            headcount = record_headcount(sitting, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            saved = {"category": headcount.category, "count": headcount.count}
            if headcount.count == form.cleaned_data["count"]:
                messages.success(request, _("Đã lưu %(category)s: %(count)s người.") % saved)
            else:  # counted later than now: by a phone whose clock is ahead
                messages.warning(request, _("Giữ số %(count)s của %(category)s vì có người đếm sau giờ này. Hãy xem lại rồi lưu.") % saved)
            return redirect("headcounts", sitting.pk)
    recorded = headcounts_of_sitting(sitting)
    categories = {headcount.category for headcount in recorded.counts}
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "form": form,
        "headcounts": recorded,
        "siblings": sitting.activity.sittings.all(),
        "uncounted": [category for category in SUGGESTED if category not in categories],
    }
    return render(request, "attendance/headcounts/headcounts.html", context)


def headcount_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    headcount = fetch(HEADCOUNTS, request.user, "check_in", pk=pk)
    values = {"category": headcount.category, "count": headcount.count}
    list_url = reverse("headcounts", args=[headcount.sitting_id])
    if request.method == "POST":
        remove_headcount(headcount)
        messages.success(request, _("Đã bỏ số đếm %(category)s.") % values)
        return redirect(list_url)
    return confirmation_page(
        request,
        heading=_("Bỏ số đếm: %(category)s") % values,
        submit_label=_("Bỏ số đếm"),
        consequences=[_("%(category)s: %(count)s người không còn trong số liệu của buổi này và trong báo cáo.") % values],
        cancel_url=list_url,
        template_name="attendance/confirm.html",
        activity=headcount.sitting.activity,
        sitting=headcount.sitting,
    )
