"""People counted without names, sitting by sitting: typed with one hand beside a full hall."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Sitting
from attendance.headcounts.actions import count_heads, take_count_back
from attendance.headcounts.records import SUGGESTED, Heads, as_counted_before, of_sitting
from attendance.models import Headcount
from screens.forms import COUNT_ERRORS, SuggestedInput, TextField, add_errors, posted_data
from screens.pages import confirmation_page

SITTINGS = Sitting.objects.select_related("activity__unit")
HEADCOUNTS = Headcount.objects.select_related("sitting__activity__unit")
A_NUMBER_IS_MISSING = {"required": gettext_lazy("Hãy ghi số người. Không có ai thì ghi 0.")}


class HeadcountForm(forms.Form):
    category = TextField(
        label=gettext_lazy("Đối tượng"),
        max_length=60,
        widget=SuggestedInput({"autocapitalize": "sentences"}, SUGGESTED),
        help_text=gettext_lazy("Ví dụ: Khán giả, Học sinh, Đại biểu, Phụ huynh."),
        error_messages={"required": gettext_lazy("Hãy ghi đối tượng, ví dụ Khán giả.")},
    )
    count = forms.IntegerField(
        label=gettext_lazy("Số người"), min_value=0, max_value=1_000_000, error_messages=COUNT_ERRORS | A_NUMBER_IS_MISSING
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Cách đếm"),
        choices=Headcount.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn: đếm thực tế hay ước tính.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        if self.initial.get("category"):
            self.fields["count"].widget.attrs["autofocus"] = True


def headcounts(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET ?category= begins to count one anew. POST: the count stands instead of an earlier one of the same category."""
    sitting = fetch(SITTINGS, request.user, "check_in", pk=pk)
    form = HeadcountForm(posted_data(request), initial={"category": request.GET.get("category", "")[:60]})
    if form.is_valid():
        told = form.cleaned_data | {"category": as_counted_before(sitting, form.cleaned_data["category"])}
        try:
            stands = count_heads(sitting, **told, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            _say(request, stands, told["count"])
            return redirect("headcounts", sitting.pk)
    heads = of_sitting(sitting)
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "form": form,
        "heads": heads,
        "siblings": sitting.activity.sittings.all(),
        "uncounted": _not_yet(heads),
    }
    return render(request, "attendance/headcounts/headcounts.html", context)


def _say(request: SignedInRequest, stands: Headcount, count: int) -> None:
    said = {"category": stands.category, "count": stands.count}
    if stands.count == count:
        messages.success(request, _("Đã ghi %(category)s: %(count)s người.") % said)
    else:  # counted later than now: by a phone whose clock is ahead
        messages.warning(request, _("Giữ số %(count)s của %(category)s vì có người đếm sau giờ này. Hãy xem lại rồi ghi.") % said)


def _not_yet(heads: Heads) -> list[str]:
    counted = {one.category for one in heads.counts}
    return [one for one in SUGGESTED if one not in counted]


def headcount_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    headcount = fetch(HEADCOUNTS, request.user, "check_in", pk=pk)
    back = reverse("headcounts", args=[headcount.sitting_id])
    if request.method == "POST":
        take_count_back(headcount)
        messages.success(request, _("Đã bỏ số đếm %(category)s.") % {"category": headcount.category})
        return redirect(back)
    names = {"category": headcount.category, "count": headcount.count}
    return confirmation_page(
        request,
        template_name="attendance/confirm.html",
        activity=headcount.sitting.activity,
        sitting=headcount.sitting,
        heading=_("Bỏ số đếm: %(category)s") % names,
        submit_label=_("Bỏ số đếm"),
        consequences=[_("%(category)s: %(count)s người không còn trong số liệu của buổi này và trong báo cáo.") % names],
        cancel_url=back,
    )
