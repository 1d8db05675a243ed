"""Screens of rates, and of the payment list of an activity."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts import access
from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity
from activities.pages import crumbs_to
from attendance.disclosure_log import note_list
from payments.actions import delete_rate, save_list, save_rate
from payments.calculation import calculate_list
from payments.forms import PaymentListForm, RateForm
from payments.models import Rate
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, show_errors
from vietnamese.numbers import spell_amount

require_keeper = partial(access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được mức chi."))


def rate_list(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    return render(request, "payments/rate_list.html", {"rates": Rate.objects.all()})


def rate_create(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    return _answer_rate(request, RateForm(posted_data(request)), heading=_("Thêm mức chi"))


def rate_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    return _answer_rate(request, RateForm(posted_data(request), instance=get_object_or_404(Rate, pk=pk)), heading=_("Sửa mức chi"))


def _answer_rate(request: SignedInRequest, form: RateForm, *, heading: str) -> HttpResponse:
    home = reverse("payment-rate-list")
    if form.is_valid():
        try:
            save_rate(form.instance)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(home)
    crumbs = [(_("Quản trị"), reverse("admin-home")), (_("Mức chi"), home)]
    return form_page(request, form, heading=heading, crumbs=crumbs, cancel_url=home)


def rate_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    rate, home = get_object_or_404(Rate, pk=pk), reverse("payment-rate-list")
    if request.method == "POST":
        try:
            delete_rate(rate)
        except ValidationError as error:
            show_errors(request, error)
        return redirect(home)
    return confirmation_page(
        request,
        heading=_("Xóa mức chi %(rate)s") % {"rate": rate},
        consequences=[_("Mức này không còn chọn được trong danh sách chi tiền.")],
        submit_label=_("Xóa mức chi"),
        cancel_url=home,
        crumbs=[(_("Quản trị"), reverse("admin-home")), (_("Mức chi"), home)],
    )


@never_cache
def payment_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what everybody who attended is paid; POST saves rates, travel by place and what is written by hand."""
    verb = "correct" if request.method == "POST" else "see_personal"
    activity: Activity = fetch(Activity.objects.with_units(), request.user, verb, pk=pk)
    calculated = calculate_list(activity, request.user)
    note_list("payment-list-screen", activity, to=request.user, people=len(calculated.people))
    form = PaymentListForm(posted_data(request), calculated=calculated)
    if request.method == "POST" and form.is_valid():
        save_list(activity, **form.values())
        messages.success(request, _("Đã lưu danh sách chi tiền."))
        return redirect("payment-list", activity.pk)
    valid_rates = list(Rate.objects.valid_on(activity.starts_on))
    context = {
        "activity": activity,
        "crumbs": crumbs_to(activity),
        "calculated": calculated,
        "form": form,
        "outdated_rates": [rate for rate in calculated.rates if rate not in valid_rates],
        "in_words": spell_amount(calculated.total),
        "can_correct": request.user.can("correct", activity.unit_id),
        "keeps_rates": request.user.administers_province_served,
        "has_rates": bool(valid_rates),
    }
    return render(request, "payments/payment_list.html", context)
