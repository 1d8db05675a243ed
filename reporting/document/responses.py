"""A report's file as an answer, for pages and the API."""

from django.http import HttpResponse

from activities.files.recognition import CONTENT_TYPES
from reporting.actions import file_name_of
from reporting.models import YearlyReport

DOCUMENTS = YearlyReport.objects.with_heads().select_related("issued_by").prefetch_related("sections", "files")


def document_response(report: YearlyReport, content: bytes, file_format: str) -> HttpResponse:
    disposition = f'attachment; filename="{file_name_of(report)}.{file_format}"'
    return HttpResponse(content, content_type=CONTENT_TYPES[file_format], headers={"Content-Disposition": disposition})
