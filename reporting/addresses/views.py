"""Screens of recipients and legal bases."""

from datetime import timedelta
from functools import partial
from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.http import SignedInRequest
from reporting.addresses import actions
from reporting.addresses.forms import ReportAddressForm
from reporting.composing.report_kinds import report_kinds
from reporting.models import ReportAddress
from screens.forms import posted_data
from screens.pages import confirmation_page, form_page

require_keeper = partial(
    access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được nơi nhận, căn cứ của báo cáo.")
)


def address_list(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    addresses = list(ReportAddress.objects.all())
    last_days = {}
    for newer, older in pairwise(addresses):
        if newer.kind == older.kind:
            last_days[older.pk] = newer.valid_from - timedelta(days=1)
    titles = {key: kind.title for key, kind in report_kinds().items()}
    rows = [(address, titles.get(address.kind, address.kind), last_days.get(address.pk)) for address in addresses]
    return render(request, "reporting/address_list.html", {"rows": rows})


def address_create(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    return _answer_address(request, ReportAddressForm(posted_data(request)), heading=_("Thêm nơi nhận, căn cứ"))


def address_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    form = ReportAddressForm(posted_data(request), instance=get_object_or_404(ReportAddress, pk=pk))
    return _answer_address(request, form, heading=_("Sửa nơi nhận, căn cứ"))


def _answer_address(request: SignedInRequest, form: ReportAddressForm, *, heading: str) -> HttpResponse:
    home = reverse("report-address-list")
    if form.is_valid():
        actions.save_address(form.instance, by=request.user)
        messages.success(request, _("Đã lưu."))
        return redirect(home)
    crumbs = [(_("Quản trị"), reverse("admin-home")), (_("Nơi nhận, căn cứ của báo cáo"), home)]
    return form_page(request, form, heading=heading, crumbs=crumbs, cancel_url=home)


def address_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    address, home = get_object_or_404(ReportAddress, pk=pk), reverse("report-address-list")
    if request.method == "POST":
        actions.remove_address(address, by=request.user)
        return redirect(home)
    return confirmation_page(
        request,
        heading=_("Xóa nơi nhận, căn cứ"),
        consequences=[_("Báo cáo của những ngày đó sẽ mang nơi nhận, căn cứ của thời kỳ liền trước.")],
        submit_label=_("Xóa nơi nhận, căn cứ"),
        cancel_url=home,
        crumbs=[(_("Quản trị"), reverse("admin-home")), (_("Nơi nhận, căn cứ của báo cáo"), home)],
    )
