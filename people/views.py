"""Screens of the agency's names through time."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.http import SignedInRequest
from people.actions import delete_agency_period, save_agency_period
from people.forms import AgencyPeriodForm
from people.models import AgencyPeriod
from screens.forms import posted_data
from screens.pages import confirmation_page, show_errors

require_keeper = partial(access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được tên cơ quan."))


def agency_settings(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    context = {"periods": pair_with_last_days(AgencyPeriod.objects.all()), "today": AgencyPeriod.valid_on(localdate())}
    return render(request, "people/agency_settings.html", context)


def pair_with_last_days(newest_first: Iterable[AgencyPeriod]) -> list[tuple[AgencyPeriod, date | None]]:
    """Return each period with its last day, None while it lasts."""
    ends: date | None = None
    pairs = []
    for period in newest_first:
        pairs.append((period, ends))
        ends = period.valid_from - timedelta(days=1)
    return pairs


def period_create(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    latest, initial = AgencyPeriod.objects.first(), {}
    if latest:  # a new period mostly changes one name or one signatory
        initial = {name: getattr(latest, name) for name in AgencyPeriodForm.Meta.fields if name != "valid_from"}
    return _answer(request, AgencyPeriodForm(posted_data(request), initial=initial), heading=_("Thêm thời kỳ"))


def period_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    period = get_object_or_404(AgencyPeriod, pk=pk)
    return _answer(request, AgencyPeriodForm(posted_data(request), instance=period), heading=_("Sửa thời kỳ"))


def _answer(request: SignedInRequest, form: AgencyPeriodForm, *, heading: str) -> HttpResponse:
    if form.is_valid():
        period = save_agency_period(form.save(commit=False))
        messages.success(request, _("Đã lưu: %(period)s.") % {"period": period})
        return redirect("agency-settings")
    return render(request, "people/agency_period.html", {"form": form, "heading": heading})


def period_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    period = get_object_or_404(AgencyPeriod, pk=pk)
    if request.method == "POST":
        try:
            delete_agency_period(period)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã xóa: %(period)s.") % {"period": period})
        return redirect("agency-settings")
    home = reverse("agency-settings")
    return confirmation_page(
        request,
        heading=_("Xóa thời kỳ %(period)s") % {"period": period},
        consequences=[
            _("Văn bản của những ngày trong thời kỳ này sẽ mang tên của thời kỳ liền trước; nếu không có, của thời kỳ đầu tiên.")
        ],
        submit_label=_("Xóa thời kỳ"),
        cancel_url=home,
        crumbs=[(_("Quản trị"), reverse("admin-home")), (_("Cơ quan"), home)],
    )
