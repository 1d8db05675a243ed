"""Pages of the targets of a year's plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import fetch, require_anywhere
from accounts.http import SignedInRequest
from activities import actions
from activities.models import Document, Target
from activities.pages import document_from_address
from activities.targets.forms import TargetForm
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page
from screens.revisions.forms import changes_one_row, lock

TARGETS = Target.objects.select_related("unit__parent__parent")


def target_list(request: SignedInRequest) -> HttpResponse:
    visible = Target.objects.visible_to(request.user)
    this_year = timezone.localdate().year
    years = sorted({this_year, *visible.values_list("year", flat=True).distinct().order_by()}, reverse=True)
    years_by_text = {str(year): year for year in years}
    year = years_by_text.get(request.GET.get("year", ""), this_year)
    recordable = Target.objects.filter(year=year).visible_to(request.user, "record")
    context = {
        "years": years,
        "year": year,
        "targets": visible.filter(year=year)
        .select_related("unit__parent__parent", "document")
        .annotate(sees_document=Exists(Document.objects.visible_to(request.user).filter(pk=OuterRef("document")))),
        "recordable": set(recordable.values_list("pk", flat=True)),
        "may_record": request.user.can_anywhere("record"),
    }
    return render(request, "activities/target_list.html", context)


def target_create(request: SignedInRequest) -> HttpResponse:
    require_anywhere(request.user, "record")
    year = request.GET.get("year", "")
    form = TargetForm(
        posted_data(request), user=request.user, initial={"year": year or timezone.localdate().year} | document_from_address(request)
    )
    return _target_page(request, form, _("Thêm chỉ tiêu"))


@changes_one_row
def target_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    target = fetch(lock(TARGETS, request), request.user, "record", pk=pk)
    form = TargetForm(posted_data(request), user=request.user, target=target, initial=document_from_address(request))
    return _target_page(request, form, _("Sửa chỉ tiêu: %(target)s") % {"target": target})


def _target_page(request: SignedInRequest, form: TargetForm, heading: str) -> HttpResponse:
    if form.is_valid():
        try:
            target = actions.set_target(**form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu chỉ tiêu: %(target)s.") % {"target": target})
            beside = Target.objects.beside(**{name: getattr(target, name) for name in actions.TARGET_KEY})
            if beside.exists():
                messages.warning(request, _("Có cả chỉ tiêu cả năm và chỉ tiêu theo quý thì báo cáo cả năm theo chỉ tiêu cả năm."))
            return redirect(_target_list_url(target.year))
    list_url = reverse("target-list")
    return form_page(request, form, heading=heading, crumbs=[(_("Chỉ tiêu kế hoạch"), list_url)], cancel_url=list_url)


def target_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    target = fetch(TARGETS, request.user, "record", pk=pk)
    list_url = _target_list_url(target.year)
    if request.method == "POST":
        actions.remove_target(target)
        messages.success(request, _("Đã xóa chỉ tiêu."))
        return redirect(list_url)
    return confirmation_page(
        request,
        heading=_("Xóa chỉ tiêu"),
        consequences=[_("Xóa hẳn: %(target)s. Báo cáo không so với kế hoạch này nữa.") % {"target": target}],
        crumbs=[(_("Chỉ tiêu kế hoạch"), list_url)],
        cancel_url=list_url,
    )


def _target_list_url(year: int) -> str:
    return reverse("target-list", query={"year": year})
