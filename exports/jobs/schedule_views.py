"""Screens of schedules: which reports are exported when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from exports.jobs import schedules
from exports.jobs.forms import ScheduleForm
from exports.jobs.rights import is_readable
from exports.jobs.wording import describe_filters, describe_outcome, title_of
from exports.models import ExportJob, ExportSchedule
from exports.reports import catalogue
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page


@require_safe
def schedule_list(request: SignedInRequest) -> HttpResponse:
    """Show the user's own schedules, each with what came of its last run."""
    catalogue.require_reporter(request.user)
    rows = list(ExportSchedule.objects.visible_to(request.user))
    runs = ExportJob.objects.filter(schedule__in=rows).defer("people").order_by("due_on")
    last_runs = {run.schedule_id: run for run in runs}
    titles = catalogue.titles()
    context = {
        "rows": [
            {"schedule": row, "title": titles.get(row.report, row.report), "last": last, "outcome": describe_outcome(last) if last else ""}
            for row in rows
            for last in [last_runs.get(row.pk)]
        ]
    }
    return render(request, "exports/jobs/schedule_list.html", context)


def schedule_create(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask when a report is to be exported with the filters of the address, whose period the schedule gives."""
    report = catalogue.fetch_report(request.user, name)
    names = report.form().fields.keys() - {*schedules.PERIOD_FILTERS, schedules.ESTIMATE}
    schedule = ExportSchedule(report=name, filters={key: value for key, value in request.GET.dict().items() if key in names and value})
    filters = report.form(schedule.filters)
    back_url = f"{reverse('report', args=[name])}?{request.GET.urlencode()}"
    if not is_readable(request.user, report, filters):
        return redirect(back_url)
    schedule.described = describe_filters(filters)
    return _edit(request, schedule, heading=_("Đặt lịch xuất"), cancel_url=back_url)


def schedule_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    catalogue.require_reporter(request.user)
    schedule = fetch(ExportSchedule.objects, request.user, "view", pk=pk)
    return _edit(request, schedule, heading=_("Sửa lịch xuất"), cancel_url=reverse("export-schedule-list"))


def _edit(request: SignedInRequest, schedule: ExportSchedule, *, heading: str, cancel_url: str) -> HttpResponse:
    form = ScheduleForm(posted_data(request), instance=schedule)
    if form.is_valid():
        try:
            schedules.save_schedule(form.save(commit=False), by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã đặt lịch. Lần tới: %(day)s.") % {"day": f"{schedule.next_on:%d/%m/%Y}"})
            return redirect("export-schedule-list")
    facts = [(_("Báo cáo"), title_of(schedule.report)), (_("Kỳ báo cáo"), _("tháng, quý hoặc năm vừa hết"))]
    return form_page(
        request,
        form,
        heading=heading,
        crumbs=[(_("Báo cáo"), reverse("report-list")), (_("Lịch xuất"), reverse("export-schedule-list"))],
        cancel_url=cancel_url,
        introduction=_("Báo cáo tự xuất với quyền của bạn vào ngày đó. Muốn đổi điều kiện lọc: mở báo cáo, lọc lại rồi đặt lịch mới."),
        facts=[*facts, *schedule.described],
    )


def schedule_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    catalogue.require_reporter(request.user)
    schedule = fetch(ExportSchedule.objects, request.user, "view", pk=pk)
    list_url = reverse("export-schedule-list")
    if request.method == "POST":
        schedules.remove_schedule(schedule, by=request.user)
        messages.success(request, _("Đã xóa lịch xuất."))
        return redirect(list_url)
    return confirmation_page(
        request,
        heading=_("Xóa lịch xuất “%(title)s”?") % {"title": title_of(schedule.report)},
        consequences=[_("Báo cáo không tự xuất nữa. Các tệp đã xuất vẫn còn đến hết hạn.")],
        crumbs=[(_("Lịch xuất"), list_url)],
        cancel_url=list_url,
        submit_label=_("Xóa lịch"),
    )
