"""The files of a report over HTTP."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.files.recognition import CONTENT_TYPES
from reporting.document.files import docx_of, pdf_of
from reporting.document.pdf import PdfNotMade
from reporting.document.responses import DOCUMENTS, document_response
from screens.api import ApiView


class ReportDocxView(ApiView):
    """A report in Word's format; of an issued one the file that was kept."""

    @extend_schema(responses={(200, CONTENT_TYPES["docx"]): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponse:
        report = fetch(DOCUMENTS, request.user, "report", pk=pk)
        return document_response(report, docx_of(report, request.user, at=timezone.now()), "docx")


class PdfUnavailable(exceptions.APIException):
    """No PDF now: `busy`, `too_slow`, `failed`."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE

    def __init__(self, error: PdfNotMade) -> None:
        super().__init__(" ".join(error.messages), error.code)


class ReportPdfView(ApiView):
    """A report as PDF, where the server has LibreOffice; else 404 with a sentence."""

    @extend_schema(responses={(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponse:
        report = fetch(DOCUMENTS, request.user, "report", pk=pk)
        try:
            content = pdf_of(report, request.user, at=timezone.now())
        except PdfNotMade as error:
            raise PdfUnavailable(error) from error
        if content is None:
            raise exceptions.NotFound(_("Hệ thống chưa cài LibreOffice nên không tạo được PDF. Hãy tải tệp Word về và in từ đó."))
        return document_response(report, content, "pdf")
