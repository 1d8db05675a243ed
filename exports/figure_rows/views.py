"""The screens of the rows behind a figure of a report."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import ask_to_confirm, is_confirmed
from exports import delivery
from exports.figure_rows.disclosure_log import note_rows
from exports.figure_rows.opened import rows_table
from exports.figure_rows.shown import shown_rows
from exports.reports import catalogue
from people.models import Disclosure
from screens.pages import paginate, show_errors

PER_PAGE = 50


@never_cache
@require_safe
def figure_rows(request: SignedInRequest, name: str) -> HttpResponse:
    """Show the rows that a figure of a report counts. Wrong filters lead back to the report, which says what is wrong."""
    report = catalogue.fetch_report(request.user, name)
    report_url = f"{reverse('report', args=[name])}?{_query_of_report(request)}"
    try:
        opened = report.open_figure(request.user, request.GET)
    except ValidationError as error:
        return _lead_back(request, error, report_url)
    page = paginate(request, opened.rows, PER_PAGE)
    note_rows(report.title, opened, rows=len(page), by=request.user, way=Disclosure.Way.VIEW)
    context = {
        "report": report,
        "opened": opened,
        "page": page,
        "crumbs": [(_("Báo cáo"), reverse("report-list")), (report.title, report_url)],
        "query": request.GET.urlencode(),
        **shown_rows(opened.row_list, page),
    }
    return render(request, "exports/figure_rows.html", context)


@require_safe
def figure_rows_file(request: SignedInRequest, name: str, file_format: str) -> HttpResponseBase:
    """Download the rows that a figure of a report counts."""
    report = catalogue.fetch_report(request.user, name)
    try:
        with delivery.language_of(file_format):
            opened = report.open_figure(request.user, request.GET)
            if opened.row_list.shows_people and not is_confirmed(request):
                return ask_to_confirm(request)
            table = rows_table(opened, request.user, report.describe_filters(request.user, request.GET))
            return delivery.render(table, file_format, request.user)
    except ValidationError as error:
        return _lead_back(request, error, f"{reverse('report', args=[name])}?{_query_of_report(request)}")


def _query_of_report(request: SignedInRequest) -> str:
    query = request.GET.copy()
    for key in ("row", "column", "page"):
        query.pop(key, None)
    return query.urlencode()


def _lead_back(request: SignedInRequest, error: ValidationError, report_url: str) -> HttpResponse:
    """Return to the report for a wrong filter; raise Http404 for a figure that it does not have."""
    if {"row", "column"} & set(error.error_dict):
        raise Http404
    if "publication" in error.error_dict:  # with which the report itself is shown
        show_errors(request, error)
    return redirect(report_url)
