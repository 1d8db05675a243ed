"""Screens of exports: order one, see how far they are, stop one, fetch the file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import ask_to_confirm, is_confirmed
from exports.jobs import actions
from exports.jobs.downloads import file_response, lists_people
from exports.jobs.forms import ExportForm
from exports.jobs.rights import is_readable
from exports.jobs.wording import describe_filters, describe_outcome
from exports.models import ExportJob
from exports.reports import catalogue
from screens.forms import add_errors, posted_data
from screens.http import is_fragment_request
from screens.pages import form_page, paginate, show_errors

EXPORTS_ON_A_PAGE = 20
JOBS = ExportJob.objects.defer("people")


@require_safe
def export_list(request: SignedInRequest) -> HttpResponse:
    """Show the user's own exports; while one is being made, the table asks for itself again every two seconds."""
    catalogue.require_reporter(request.user)
    page = paginate(request, JOBS.visible_to(request.user), EXPORTS_ON_A_PAGE)
    titles = catalogue.titles()
    rows: list[dict[str, Any]] = [
        {"job": job, "title": titles.get(job.report, job.report), "outcome": describe_outcome(job)} for job in page
    ]
    context = {"page": page, "rows": rows, "is_going_on": any(job.is_unfinished for job in page)}
    template = "exports/jobs/_exports.html" if is_fragment_request(request) else "exports/jobs/export_list.html"
    return render(request, template, context)


def export_create(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask for the format and queue an export of a report with the filters of the address."""
    report = catalogue.fetch_report(request.user, name)
    filters = report.form(request.GET)
    report_url = f"{reverse('report', args=[name])}?{request.GET.urlencode()}"
    if not is_readable(request.user, report, filters):  # the report's own screen says what is wrong
        return redirect(report_url)
    form = ExportForm(posted_data(request))
    if form.is_valid():
        values = {key: value for key, value in request.GET.dict().items() if key in filters.fields}
        try:
            actions.request_export(
                request.user, report_name=name, file_format=form.cleaned_data["format"], filters=values, at=timezone.now()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã nhận. Tệp được xuất trong lúc bạn làm việc khác."))
            return redirect("export-list")
    return form_page(
        request,
        form,
        heading=_("Xuất không phải chờ"),
        crumbs=[(_("Báo cáo"), reverse("report-list")), (report.title, report_url)],
        cancel_url=report_url,
        submit_label=_("Xuất"),
        introduction=_("Dành cho báo cáo mất nhiều thời gian: hệ thống xuất tệp trong lúc bạn làm việc khác; tệp nằm ở mục “Tệp đã xuất”."),
        facts=[(_("Báo cáo"), report.title), *describe_filters(filters)],
        template_name="exports/jobs/export_form.html",
        report=report,
        query=request.GET.urlencode(),
        can_be_scheduled={"from", "to"} <= filters.fields.keys(),
    )


@require_POST
def export_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    catalogue.require_reporter(request.user)
    job = fetch(JOBS, request.user, "view", pk=pk)
    try:
        actions.cancel_export(job, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    return redirect("export-list")


@require_POST
def export_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Order the same export once more: its file has expired, or was not made."""
    catalogue.require_reporter(request.user)
    job = fetch(JOBS, request.user, "view", pk=pk)
    try:
        actions.request_export(request.user, report_name=job.report, file_format=job.format, filters=job.filters, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    else:
        messages.success(request, _("Đã nhận. Tệp được xuất trong lúc bạn làm việc khác."))
    return redirect("export-list")


@require_safe
def export_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    catalogue.require_reporter(request.user)
    job = fetch(ExportJob.objects, request.user, "view", pk=pk)
    if lists_people(job) and not is_confirmed(request):
        return ask_to_confirm(request)
    return file_response(job, request.user)
