"""The files of a report over HTTP."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.files.recognition import CONTENT_TYPES
from reporting.document import pdf_orders
from reporting.document.files import docx_of
from reporting.document.responses import DOCUMENTS, document_response
from reporting.models import ReportPdf, YearlyReport
from screens.api import ApiView


class ReportDocxView(ApiView):
    """A report in Word's format; of an issued one the file that was kept."""

    @extend_schema(responses={(200, CONTENT_TYPES["docx"]): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponse:
        report = fetch(DOCUMENTS, request.user, "report", pk=pk)
        return document_response(report, docx_of(report, request.user, at=timezone.now()), "docx")


class PdfSerializer(serializers.Serializer):
    """`error`: a sentence, where it `failed`. `url`: where a finished one is fetched."""

    status = serializers.ChoiceField(["unavailable", "none", *ReportPdf.Status.values])
    error = serializers.CharField()
    made_at = serializers.DateTimeField(allow_null=True)
    url = serializers.URLField(allow_null=True)


class PdfOrderView(ApiView):
    """The PDF of a report, made in the background where the server has LibreOffice. An issued report keeps its PDF."""

    @extend_schema(responses=PdfSerializer)
    def get(self, request: ApiRequest, pk: int) -> Response:
        return Response(self._answer(fetch(DOCUMENTS, request.user, "report", pk=pk), request))

    @extend_schema(request=None, responses={202: PdfSerializer})
    def post(self, request: ApiRequest, pk: int) -> Response:
        """Order it; while one is being made, nothing new is begun."""
        report = fetch(DOCUMENTS, request.user, "report", pk=pk)
        pdf_orders.order_pdf(report, by=request.user, at=timezone.now())
        return Response(self._answer(report, request), status=status.HTTP_202_ACCEPTED)

    def _answer(self, report: YearlyReport, request: ApiRequest) -> dict[str, Any]:
        state = pdf_orders.state_of(report, request.user, at=timezone.now())
        url = reverse("api-yearly-report-pdf", args=[report.pk], request=request) if state.status == "done" else None
        return dict(PdfSerializer({"status": state.status, "error": state.message, "made_at": state.made_at, "url": url}).data)


class ReportPdfView(ApiView):
    """The PDF that was ordered and made; 404 where there is none."""

    @extend_schema(responses={(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponse:
        report = fetch(DOCUMENTS, request.user, "report", pk=pk)
        content = pdf_orders.content_of(report, request.user, at=timezone.now())
        if content is None:
            raise exceptions.NotFound(_("Chưa có PDF của báo cáo này. Hãy yêu cầu tạo PDF trước, hoặc tải tệp Word về và in từ đó."))
        return document_response(report, content, "pdf")
