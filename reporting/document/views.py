"""The files of a report from its page, and the report as a sheet to print where no PDF can be made."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from reporting.document import pdf_orders
from reporting.document.contents import annex_headings, annex_reference, fields_of
from reporting.document.files import docx_of
from reporting.document.report_contents import contents_of
from reporting.document.responses import DOCUMENTS, document_response
from screens.http import is_fragment_request
from screens.pages import show_errors


@require_safe
def report_docx(request: SignedInRequest, pk: int) -> HttpResponse:
    report = fetch(DOCUMENTS, request.user, "report", pk=pk)
    try:
        return document_response(report, docx_of(report, request.user, at=timezone.now()), "docx")
    except ValidationError as error:
        show_errors(request, error)
        return redirect("yearly-report", report.pk)


@require_safe
def report_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the PDF that was made; else go to the report's page, or to the sheet to print where none can be made."""
    report = fetch(DOCUMENTS, request.user, "report", pk=pk)
    content = pdf_orders.content_of(report, request.user, at=timezone.now())
    if content:
        return document_response(report, content, "pdf")
    is_available = pdf_orders.state_of(report, request.user, at=timezone.now()).status != "unavailable"
    return redirect("yearly-report" if is_available else "yearly-report-print", report.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_pdf_order(request: SignedInRequest, pk: int) -> HttpResponse:
    """POST: have the PDF made. GET: how far it is, as the report's page asks every two seconds."""
    report = fetch(DOCUMENTS, request.user, "report", pk=pk)
    if request.method == "POST":
        pdf_orders.order_pdf(report, by=request.user, at=timezone.now())
    if not is_fragment_request(request):
        return redirect("yearly-report", report.pk)
    context = {"report": report, "pdf": pdf_orders.state_of(report, request.user, at=timezone.now())}
    return render(request, "reporting/_pdf.html", context)


@never_cache
@require_safe
def report_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the report in the layout of NĐ 30/2020/NĐ-CP, to be printed by the browser."""
    report = fetch(DOCUMENTS, request.user, "report", pk=pk)
    contents = contents_of(report, request.user)
    context = {
        "report": report,
        "crumbs": [(_("Báo cáo năm"), reverse("yearly-report-list")), (str(report), report.get_absolute_url())],
        "fields": fields_of(contents),
        "annexes": list(zip(annex_headings(len(contents.annexes)), contents.annexes, strict=True)),
        "reference": annex_reference(contents),
    }
    return render(request, "reporting/report_print.html", context)
