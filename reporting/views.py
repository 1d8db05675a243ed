"""Screens of reports: the list, one report with its figures and what is missing, review and issue."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch, require, require_anywhere
from accounts.http import SignedInRequest
from accounts.models import User
from exports.figure_rows.shown import shown_rows
from reporting import actions
from reporting.composing.changes import find_changes
from reporting.composing.composition import outline
from reporting.composing.figure_rows import find_figure_rows
from reporting.composing.missing_records import find_missing_records
from reporting.disclosure_log import note_figure
from reporting.document import pdf_orders
from reporting.document.files import issue_with_file
from reporting.filters import ReportFilter
from reporting.forms import FollowingReportForm, IssueForm, NewReportForm, RemarksForm, SectionsForm
from reporting.models import ReportSection, YearlyReport
from reporting.writing import creation, section_texts
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, paginate, show_errors

PER_PAGE = 50


def crumbs_to(report: YearlyReport | None = None) -> list[tuple[str, str]]:
    """Return the breadcrumb from the list of reports, to `report` if there is one."""
    home = [(_("Báo cáo năm"), reverse("yearly-report-list"))]
    return [*home, (str(report), report.get_absolute_url())] if report else home


@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    require_anywhere(request.user, "report")
    reports = YearlyReport.objects.visible_to(request.user, "report").with_heads()
    report_filter = ReportFilter(request.GET, queryset=reports)
    context = {
        "filter": report_filter,
        "page": paginate(request, report_filter.qs, PER_PAGE),
        "may_compose": request.user.can_anywhere("compose"),
    }
    return render(request, "reporting/report_list.html", context)


def report_create(request: SignedInRequest) -> HttpResponse:
    """Ask for kind, period and place, and compose."""
    require_anywhere(request.user, "compose")
    year = request.GET.get("year", "")
    initial = {
        "year": int(year) if year.isdecimal() and len(year) == 4 else timezone.localdate().year,
        "unit": request.user.grants.values_list("unit", flat=True).first(),
    }
    form = NewReportForm(posted_data(request), user=request.user, initial=initial)
    if form.is_valid():
        require(request.user, "compose", form.cleaned_data["unit"])
        try:
            report = creation.create_report(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã soạn báo cáo từ số liệu. Hãy đọc lại từng phần."))
            return redirect(report)
    return form_page(
        request,
        form,
        heading=_("Lập báo cáo"),
        crumbs=crumbs_to(),
        cancel_url=reverse("yearly-report-list"),
        submit_label=_("Soạn báo cáo từ số liệu"),
    )


@never_cache
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a report with its figures, what is missing and what changed; POST saves all sections, then does what the button says."""
    verb = "compose" if request.method == "POST" else "report"
    report: YearlyReport = fetch(YearlyReport.objects.with_heads(), request.user, verb, pk=pk)
    form = SectionsForm(outline(list(report.sections.select_related("changed_by"))), posted_data(request))
    if request.method == "POST":
        try:
            _save_sections(report, form, by=request.user)
            if request.POST.get("then") == "compose":
                creation.compose(report, by=request.user, at=timezone.now())
            elif request.POST.get("then") == "submit":
                actions.submit(report, by=request.user, at=timezone.now())
        except section_texts.SectionChanged as conflict:
            form.show_conflicts(conflict.conflicts)
            show_errors(request, conflict)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã lưu báo cáo."))
            return redirect(report)
    return render(request, "reporting/report.html", _report_context(report, form, request.user))


def _save_sections(report: YearlyReport, form: SectionsForm, *, by: User) -> None:
    """Save what was typed, then what was ticked: back to the composed words, or only their figures."""
    at = timezone.now()
    section_texts.write_sections(report, form.changed_texts(), versions=form.versions(), by=by, at=at)
    for section in form.taken("composed"):
        section_texts.take_composed(section, by=by, at=at)
    for section in form.taken("figures"):
        section_texts.take_figures(section, by=by, at=at)


def _report_context(report: YearlyReport, form: SectionsForm, user: User) -> dict[str, Any]:
    may_compose = user.can("compose", report.unit_id)
    is_draft = report.status == YearlyReport.Status.DRAFT
    return {
        "report": report,
        "form_sections": form.sections,
        "missing": find_missing_records(report, user),
        "changes": find_changes(report, user),
        "may_write": may_compose and not report.is_issued,
        "may_review": may_compose and is_draft and user.pk not in report.writer_ids(),
        "may_issue": may_compose and report.status == YearlyReport.Status.REVIEWED and user.pk != report.reviewed_by_id,
        "may_follow": may_compose and report.is_issued,
        "replacements": report.replacements.with_heads(),
        "files": report.files.select_related("file").defer("file__content"),
        "pdf": pdf_orders.state_of(report, user, at=timezone.now()),
    }


@require_POST
def report_review(request: SignedInRequest, pk: int) -> HttpResponse:
    report: YearlyReport = fetch(YearlyReport.objects, request.user, "compose", pk=pk)
    try:
        actions.review(report, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    else:
        messages.success(request, _("Đã rà soát xong. Người khác có thể ban hành."))
    return redirect(report)


def report_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    report: YearlyReport = fetch(YearlyReport.objects, request.user, "compose", pk=pk)
    form = RemarksForm(posted_data(request))
    if form.is_valid():
        try:
            actions.send_back(report, remarks=form.cleaned_data["remarks"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã trả lại cho người soạn."))
            return redirect(report)
    return form_page(
        request,
        form,
        heading=_("Trả lại với ý kiến"),
        crumbs=crumbs_to(report),
        cancel_url=report.get_absolute_url(),
        submit_label=_("Trả lại"),
    )


def report_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    report: YearlyReport = fetch(YearlyReport.objects, request.user, "compose", pk=pk)
    form = IssueForm(posted_data(request))
    if form.is_valid():
        try:
            issued = issue_with_file(report, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            pdf_orders.order_pdf(issued, by=request.user, at=timezone.now())
            messages.success(request, _("Đã ban hành báo cáo."))
            return redirect(report)
    return confirmation_page(
        request,
        form,
        heading=_("Ban hành báo cáo"),
        consequences=[_("Sau khi ban hành, lời văn, số liệu và tệp không sửa được nữa; khi cần, lập báo cáo bổ sung hoặc đính chính.")],
        crumbs=crumbs_to(report),
        cancel_url=report.get_absolute_url(),
        submit_label=_("Ban hành"),
        is_harmless=True,
    )


def report_follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compose a supplement or a correction of an issued report, which it names."""
    report: YearlyReport = fetch(YearlyReport.objects, request.user, "compose", pk=pk)
    form = FollowingReportForm(posted_data(request))
    if form.is_valid():
        try:
            following = creation.follow(report, relation=form.cleaned_data["relation"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(following)
    return form_page(
        request,
        form,
        heading=_("Lập báo cáo bổ sung, đính chính"),
        crumbs=crumbs_to(report),
        cancel_url=report.get_absolute_url(),
        submit_label=_("Soạn báo cáo từ số liệu"),
    )


def report_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    report: YearlyReport = fetch(YearlyReport.objects, request.user, "compose", pk=pk)
    if request.method == "POST":
        try:
            actions.remove_report(report, by=request.user)
        except ValidationError as error:
            show_errors(request, error)
            return redirect(report)
        messages.success(request, _("Đã xóa dự thảo báo cáo."))
        return redirect("yearly-report-list")
    return confirmation_page(
        request,
        heading=_("Xóa dự thảo báo cáo"),
        consequences=[_("Lời văn đã viết trong dự thảo này mất đi; số liệu trong hồ sơ vẫn giữ nguyên.")],
        crumbs=crumbs_to(report),
        cancel_url=report.get_absolute_url(),
        submit_label=_("Xóa dự thảo"),
    )


@never_cache
@require_safe
def figure_rows(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Show what a figure counts or adds up, as the records have it now."""
    report: YearlyReport = fetch(YearlyReport.objects.with_heads(), request.user, "report", pk=pk)
    opened = find_figure_rows(report, key, request.user)
    page = paginate(request, opened.rows, PER_PAGE)
    note_figure(report, opened, rows=len(page), by=request.user)
    sections: Any = ReportSection.objects.filter(report=report)
    stated = {figure["key"]: figure["value"] for section in sections for figure in section.standing_figures}
    context = {
        "opened": opened,
        "page": page,
        **shown_rows(opened.row_list, page),
        "stated": stated.get(key, report.figures.get(key)),
        "crumbs": crumbs_to(report),
    }
    return render(request, "reporting/figure_rows.html", context)
