from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import fetch
from activities import actions
from activities.forms import ActivityListFilter, ReasonForm, SittingForm, StatusForm, TargetForm, errors_on
from activities.models import Activity, Sitting, Target

ON_A_PAGE = 50
ORDER = {"starts_on": "starts_on", "title": "folded", "unit": "unit__sort_key", "status": "status"}
USUAL_ORDER = "-starts_on"


def require_anywhere(user: Any, verb: str) -> None:
    """First gate of a page that asks for the unit later. Raises PermissionDenied unless `user` may do `verb` in some unit."""
    if not user.can_anywhere(verb):
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này."))


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: nothing until it was sent."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, form: forms.BaseForm, *, heading: str, crumbs: list[tuple[str, str]], cancel_url: str, submit_label: str = ""
) -> HttpResponse:
    """A page around one form; `crumbs` as [(label, url)]."""
    context = {"form": form, "heading": heading, "crumbs": crumbs, "cancel_url": cancel_url, "submit_label": submit_label or _("Ghi")}
    return render(request, "activities/form_page.html", context)


# --- all kinds together


def activity_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    seen = Activity.objects.visible_to(user).with_units().annotate(sitting_count=Count("sittings"))
    listed = ActivityListFilter(request.GET, queryset=seen)
    page = Paginator(listed.qs.order_by(*_order(request.GET.get("sort", ""))), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": listed,
        "page": page,
        "periods": quick_periods(timezone.localdate()),
        "may_record": user.can_anywhere("record"),
        "may_report": user.can_anywhere("report"),
        "is_filtered": any(listed.form.cleaned_data.values()),
    }
    return render(request, "activities/activity_list.html", context)


def _order(sort: str) -> list[str]:
    column = ORDER.get(sort.removeprefix("-"))
    if column is None:
        return [USUAL_ORDER, "-pk"]
    return [f"-{column}" if sort.startswith("-") else column, USUAL_ORDER, "-pk"]


def quick_periods(today: date) -> list[tuple[str, date, date]]:
    """(label, first day, last day) of the quick filters."""
    month = today.replace(day=1)
    next_month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    years = [(_("Năm nay"), today.year), (_("Năm trước"), today.year - 1)]
    this_month = (_("Tháng này"), month, date.fromordinal(next_month.toordinal() - 1))
    return [this_month, *((label, date(year, 1, 1), date(year, 12, 31)) for label, year in years)]


def activity(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(fetch(Activity.objects, request.user, "view", pk=pk))


# --- one activity of any kind


def detail_context(activity: Activity, user: Any) -> dict[str, Any]:
    """What _notices, _menu, _head and _sittings read. A kind adds `edit_url`, `is_removable`, and a `came` to each sitting if it counts."""
    return {
        "activity": activity,
        "sittings": list(activity.sittings.all()),
        "may_record": user.can("record", activity.unit_id),
        "may_register": user.can("register", activity.unit_id),
        "may_check_in": user.can("check_in", activity.unit_id),
    }


@require_POST
def activity_status(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    form = StatusForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            actions.set_status(activity, status=form.cleaned_data["status"])
            messages.success(request, _("Trạng thái bây giờ: %(status)s.") % {"status": activity.get_status_display()})
    _say_errors(request, form)
    return redirect(activity)


def activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    if activity.is_cancelled:
        messages.info(request, _("Hoạt động này đã hủy trước đó."))
        return redirect(activity)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with errors_on(form):
            actions.cancel(activity, reason=form.cleaned_data["reason"], at=timezone.now())
            messages.success(request, _("Đã hủy “%(title)s”.") % {"title": activity.title})
            return redirect(activity)
    consequences = [
        _("“%(title)s” vẫn nằm trong danh sách, ghi là Đã hủy, kèm lý do.") % {"title": activity.title},
        _("Không còn được tính vào báo cáo và không nhận đăng ký mới."),
        _("Danh sách đăng ký và điểm danh đã có được giữ nguyên. Có thể khôi phục."),
    ]
    return _confirm(request, activity, form, heading=_("Hủy hoạt động"), consequences=consequences)


@require_POST
def activity_restore(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    if activity.is_cancelled:
        actions.restore(activity)
        messages.success(request, _("Đã khôi phục “%(title)s”.") % {"title": activity.title})
    return redirect(activity)


def activity_remove(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    title = activity.title
    form = forms.Form(posted(request))
    if form.is_valid():
        with errors_on(form):
            actions.remove(activity)
            messages.success(request, _("Đã xóa “%(title)s”.") % {"title": title})
            return redirect("activity-list")
    consequences = [_("“%(title)s” cùng các buổi bị xóa hẳn, không khôi phục được.") % {"title": title}]
    return _confirm(request, activity, form, heading=_("Xóa hoạt động"), consequences=consequences)


def crumbs_to(activity: Activity) -> list[tuple[str, str]]:
    return [(_("Hoạt động"), reverse("activity-list")), (activity.title, activity.get_absolute_url())]


def _confirm(request: HttpRequest, activity: Activity, form: forms.BaseForm, *, heading: str, consequences: list[str]) -> HttpResponse:
    back = activity.get_absolute_url()
    context = {"form": form, "heading": heading, "consequences": consequences, "cancel_url": back, "crumbs": crumbs_to(activity)}
    return render(request, "console/confirm.html", context)


def _say_errors(request: HttpRequest, form: forms.BaseForm) -> None:
    for problems in form.errors.values():
        for problem in problems:
            messages.error(request, str(problem))


# --- sittings


def sitting_create(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects, request.user, "record", pk=pk)
    form = SittingForm(posted(request), activity=activity)
    if form.is_valid():
        with errors_on(form):
            sitting = actions.add_sitting(activity, **form.values())
            messages.success(request, _("Đã thêm buổi %(sitting)s.") % {"sitting": sitting})
            return redirect(activity)
    return _sitting_page(request, form, activity, _("Thêm buổi"))


def sitting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    sitting = fetch(Sitting.objects.select_related("activity"), request.user, "record", pk=pk)
    form = SittingForm(posted(request), activity=sitting.activity, sitting=sitting)
    if form.is_valid():
        with errors_on(form):
            actions.change_sitting(sitting, **form.values())
            messages.success(request, _("Đã ghi buổi %(sitting)s.") % {"sitting": sitting})
            return redirect(sitting.activity)
    return _sitting_page(request, form, sitting.activity, _("Sửa buổi"))


def _sitting_page(request: HttpRequest, form: SittingForm, activity: Activity, heading: str) -> HttpResponse:
    return form_page(request, form, heading=heading, crumbs=crumbs_to(activity), cancel_url=activity.get_absolute_url())


def sitting_remove(request: HttpRequest, pk: int) -> HttpResponse:
    sitting = fetch(Sitting.objects.select_related("activity"), request.user, "record", pk=pk)
    form = forms.Form(posted(request))
    if form.is_valid():
        with errors_on(form):
            actions.remove(sitting)
            messages.success(request, _("Đã xóa buổi."))
            return redirect(sitting.activity)
    consequences = [_("Buổi %(sitting)s bị xóa khỏi lịch. Mã cửa đã in của buổi này không dùng được nữa.") % {"sitting": sitting}]
    return _confirm(request, sitting.activity, form, heading=_("Xóa buổi"), consequences=consequences)


# --- the plan's targets


def target_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    seen = Target.objects.visible_to(user)
    this_year = timezone.localdate().year
    years = sorted({this_year, *seen.values_list("year", flat=True).distinct().order_by()}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else this_year
    targets = seen.filter(year=year).select_related("unit__parent__parent")
    recordable = set(Target.objects.filter(year=year).visible_to(user, "record").values_list("pk", flat=True))
    may_record = user.can_anywhere("record")
    context = {"years": years, "year": year, "targets": targets, "recordable": recordable, "may_record": may_record}
    return render(request, "activities/target_list.html", context)


def target_create(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, "record")
    year = request.GET.get("year", "")
    form = TargetForm(posted(request), user=request.user, initial={"year": year or timezone.localdate().year})
    return _target_page(request, form, _("Thêm chỉ tiêu"))


def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    target = fetch(Target.objects.select_related("unit__parent__parent"), request.user, "record", pk=pk)
    form = TargetForm(posted(request), user=request.user, target=target)
    return _target_page(request, form, _("Sửa chỉ tiêu: %(target)s") % {"target": target})


def _target_page(request: HttpRequest, form: TargetForm, heading: str) -> HttpResponse:
    if form.is_valid():
        with errors_on(form):
            target = actions.set_target(**form.values())
            messages.success(request, _("Đã ghi chỉ tiêu năm %(year)d.") % {"year": target.year})
            return redirect(_targets_of(target.year))
    back = reverse("target-list")
    return form_page(request, form, heading=heading, crumbs=[(_("Chỉ tiêu kế hoạch"), back)], cancel_url=back)


def target_remove(request: HttpRequest, pk: int) -> HttpResponse:
    target = fetch(Target.objects.select_related("unit__parent__parent"), request.user, "record", pk=pk)
    back = _targets_of(target.year)
    if request.method == "POST":
        target.delete()
        messages.success(request, _("Đã xóa chỉ tiêu."))
        return redirect(back)
    context = {
        "form": forms.Form(),
        "heading": _("Xóa chỉ tiêu"),
        "consequences": [_("Xóa hẳn: %(target)s. Báo cáo không so với kế hoạch này nữa.") % {"target": target}],
        "cancel_url": back,
        "crumbs": [(_("Chỉ tiêu kế hoạch"), back)],
    }
    return render(request, "console/confirm.html", context)


def _targets_of(year: int) -> str:
    return reverse("target-list") + f"?year={year}"
