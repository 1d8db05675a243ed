"""Screens of statistical forms, for whoever administers the province served: which there are, a new one, their files, withdrawn ones."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from exports.counting.groupings import GROUPINGS
from exports.counting.measures import MEASURES
from exports.models import OfficeForm
from exports.statistical_forms.access import require_keeper
from exports.statistical_forms.actions import take_in_form, withdraw_form
from exports.statistical_forms.forms import OfficeFormUpload
from exports.statistical_forms.office import OWN_PREFIX, delivered_content, delivered_keys, own_report
from exports.statistical_forms.report import PREFIX
from exports.statistical_forms.vocabulary import read
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page


@require_safe
def form_list(request: SignedInRequest) -> HttpResponse:
    """Show the delivered forms, those of the office, and what a form may name."""
    require_keeper(request.user)
    forms = OfficeForm.objects.select_related("uploaded_by").defer("uploaded_by__password")
    context = {
        "delivered": [(key, f"{key}.toml", f"{PREFIX}{key}", read(delivered_content(key))) for key in delivered_keys()],
        "own": [
            {"form": form, "report": f"{OWN_PREFIX}{form.key}", "is_readable": form.withdrawn_at or own_report(form) is not None}
            for form in forms
        ],
        "measures": [(name, measure.title) for name, measure in MEASURES.items()],
        "groupings": [
            (name, grouping.title, [f"{key} ({label})" for key, label in grouping.choices]) for name, grouping in GROUPINGS.items()
        ],
    }
    return render(request, "exports/statistical_forms/form_list.html", context)


@never_cache
def form_create(request: SignedInRequest) -> HttpResponse:
    """Take in a form; each mistake in its file is named with its line and key."""
    require_keeper(request.user)
    home = reverse("office-form-list")
    form = OfficeFormUpload(posted_data(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        try:
            taken_in = take_in_form(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã nhận biểu “%(form)s”. Biểu có ở trang Báo cáo.") % {"form": taken_in})
            return redirect(home)
    crumbs = [(_("Quản trị"), reverse("admin-home")), (_("Biểu mẫu thống kê"), home)]
    return form_page(
        request,
        form,
        heading=_("Tải biểu mẫu lên"),
        crumbs=crumbs,
        cancel_url=home,
        submit_label=_("Tải lên và kiểm tra"),
        introduction=_(
            "Sửa từ tệp của một biểu có sẵn. Tệp được kiểm tra trước khi nhận; chỗ sai được nêu kèm số dòng và khóa, "
            "và không có gì được lưu khi còn chỗ sai."
        ),
    )


@require_safe
def form_file(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    form = get_object_or_404(OfficeForm, pk=pk)
    return _toml_response(form.content, f"{form.key}.toml")


@require_safe
def delivered_form_file(request: SignedInRequest, key: str) -> HttpResponse:
    """Answer the file of a delivered form, to be copied for one's own."""
    require_keeper(request.user)
    try:
        return _toml_response(delivered_content(key), f"{key}.toml")
    except KeyError:
        raise Http404 from None


def _toml_response(content: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type="application/toml; charset=utf-8", headers={"Content-Disposition": disposition})


def form_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a form out of the reports after a question."""
    require_keeper(request.user)
    form: Any = get_object_or_404(OfficeForm, pk=pk)
    home = reverse("office-form-list")
    if request.method == "POST":
        withdraw_form(form, by=request.user, at=timezone.now())
        messages.success(request, _("Đã ngừng dùng biểu “%(form)s”.") % {"form": form})
        return redirect(home)
    return confirmation_page(
        request,
        heading=_("Ngừng dùng biểu “%(form)s”") % {"form": form},
        consequences=[
            _("Biểu không còn ở trang Báo cáo; lịch xuất của biểu này không chạy được nữa."),
            _("Số liệu không thay đổi. Tệp biểu mẫu vẫn tải về được."),
        ],
        submit_label=_("Ngừng dùng biểu"),
        cancel_url=home,
        crumbs=[(_("Quản trị"), reverse("admin-home")), (_("Biểu mẫu thống kê"), home)],
    )
