"""Pages of activities of every kind and of their sittings."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities import actions
from activities.areas.forms import offer_areas
from activities.forms import ActivityListFilter, ReasonForm, SittingForm
from activities.models import Activity, Sitting
from activities.pages import crumbs_to
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, paginate, show_errors
from screens.query_strings import parse_sort

ACTIVITIES_PER_PAGE = 50
SORT_COLUMNS = {"starts_on": "starts_on", "title": "folded", "unit": "unit__sort_key", "status": "status"}
SITTINGS = Sitting.objects.select_related("activity")


# --- all kinds together


def activity_list(request: SignedInRequest) -> HttpResponse:
    activities = Activity.objects.visible_to(request.user).with_units().annotate(sitting_count=Count("sittings"))
    activity_filter = ActivityListFilter(request.GET, queryset=activities, request=request)
    offer_areas(activity_filter.form, request.user)
    column, is_descending = parse_sort(request, SORT_COLUMNS, default="-starts_on")
    in_order = activity_filter.qs.order_by(f"-{column}" if is_descending else column, "-starts_on", "-pk")
    context = {
        "filter": activity_filter,
        "page": paginate(request, in_order, ACTIVITIES_PER_PAGE),
        "periods": quick_periods(timezone.localdate()),
        "may_record": request.user.can_anywhere("record"),
        "may_report": request.user.can_anywhere("report"),
        "is_filtered": any(activity_filter.form.cleaned_data.values()),
    }
    return render(request, "activities/activity_list.html", context)


def quick_periods(today: date) -> list[tuple[str, date, date]]:
    """Return (label, first day, last day) of the periods that the list offers by one click."""
    month = today.replace(day=1)
    next_month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    years = [(_("Năm nay"), today.year), (_("Năm trước"), today.year - 1)]
    this_month = (_("Tháng này"), month, date.fromordinal(next_month.toordinal() - 1))
    return [this_month, *((label, date(year, 1, 1), date(year, 12, 31)) for label, year in years)]


def activity(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect(fetch(Activity.objects, request.user, "view", pk=pk))


# --- one activity of any kind


@require_POST
def activity_status(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    try:
        actions.set_status(activity, status=request.POST.get("status", ""))
    except ValidationError as error:
        show_errors(request, error)
    else:
        messages.success(request, _("Trạng thái bây giờ: %(status)s.") % {"status": activity.get_status_display()})
    return redirect(activity)


def activity_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    if activity.is_cancelled:
        messages.info(request, _("Hoạt động này đã hủy trước đó."))
        return redirect(activity)
    form = ReasonForm(posted_data(request))
    if form.is_valid():
        try:
            actions.cancel(activity, reason=form.cleaned_data["reason"], at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã hủy “%(title)s”.") % {"title": activity.title})
            return redirect(activity)
    consequences = [
        _("“%(title)s” vẫn nằm trong danh sách, ghi là Đã hủy, kèm lý do.") % {"title": activity.title},
        _("Không còn được tính vào báo cáo và không nhận đăng ký mới."),
        _("Danh sách đăng ký và điểm danh đã có được giữ nguyên. Có thể khôi phục."),
    ]
    return _confirm_for_activity(request, activity, form, heading=_("Hủy hoạt động"), consequences=consequences)


@require_POST
def activity_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    if activity.is_cancelled:
        actions.restore(activity)
        messages.success(request, _("Đã khôi phục “%(title)s”.") % {"title": activity.title})
    return redirect(activity)


def activity_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    title = activity.title
    form = forms.Form(posted_data(request))
    if form.is_valid():
        try:
            actions.remove(activity)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã xóa “%(title)s”.") % {"title": title})
            return redirect("activity-list")
    consequences = [_("“%(title)s” cùng các buổi bị xóa hẳn, không khôi phục được.") % {"title": title}]
    return _confirm_for_activity(request, activity, form, heading=_("Xóa hoạt động"), consequences=consequences)


def _confirm_for_activity(
    request: SignedInRequest, activity: Activity, form: forms.BaseForm, *, heading: str, consequences: list[str]
) -> HttpResponse:
    return confirmation_page(
        request,
        form,
        heading=heading,
        consequences=consequences,
        crumbs=crumbs_to(activity),
        cancel_url=activity.get_absolute_url(),
    )


# --- sittings


def sitting_create(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    form = SittingForm(posted_data(request), activity=activity)
    if form.is_valid():
        try:
            sitting = actions.add_sitting(activity, **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã thêm buổi %(sitting)s.") % {"sitting": sitting})
            return redirect(activity)
    return form_page(request, form, heading=_("Thêm buổi"), crumbs=crumbs_to(activity), cancel_url=activity.get_absolute_url())


def sitting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = fetch(SITTINGS, request.user, "record", pk=pk)
    activity = sitting.activity
    form = SittingForm(posted_data(request), activity=activity, sitting=sitting)
    if form.is_valid():
        try:
            actions.change_sitting(sitting, **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu buổi %(sitting)s.") % {"sitting": sitting})
            return redirect(activity)
    return form_page(request, form, heading=_("Sửa buổi"), crumbs=crumbs_to(activity), cancel_url=activity.get_absolute_url())


def sitting_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = fetch(SITTINGS, request.user, "record", pk=pk)
    form = forms.Form(posted_data(request))
    if form.is_valid():
        try:
            actions.remove(sitting)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã xóa buổi."))
            return redirect(sitting.activity)
    consequences = [_("Buổi %(sitting)s bị xóa khỏi lịch. Mã QR điểm danh đã in của buổi này không dùng được nữa.") % {"sitting": sitting}]
    return _confirm_for_activity(request, sitting.activity, form, heading=_("Xóa buổi"), consequences=consequences)
