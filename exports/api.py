"""Reports over HTTP: which there are, and one report's figures as JSON, workbook and csv."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.http import ApiRequest
from accounts.sign_in.confirmation import require_confirmed_in_browser
from exports import delivery
from exports.reports import catalogue
from screens.api import ApiView


class ReportSerializer(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    filters = serializers.ListField(child=serializers.CharField())


class ColumnSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    group = serializers.CharField()


@extend_schema_field({"type": "array", "items": {}})
class FiguresField(serializers.ListField):
    """One row: text, numbers and nulls in the columns' order."""


class TableSerializer(serializers.Serializer):
    """Rows and totals are in the columns' order."""

    title = serializers.CharField()
    subtitle = serializers.CharField()
    columns = ColumnSerializer(many=True)
    rows = serializers.ListField(child=FiguresField())
    row_keys = serializers.ListField(child=serializers.CharField(allow_blank=True))
    totals = FiguresField()


class ReportsView(ApiView):
    """The reports there are."""

    @extend_schema(responses=ReportSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        return Response(
            [
                {
                    "name": report.name,
                    "title": str(report.title),
                    "purpose": str(report.purpose),
                    "filters": list(report.form().fields),
                }
                for report in catalogue.reports()
            ]
        )


_NAMES = ", ".join(sorted(report.name for report in catalogue.registered_reports()))
NAME = OpenApiParameter(
    "name", str, "path", description=f"One of GET reports/: {_NAMES}; form-<key> of a statistical form, form-own-<key> of one of the office"
)
_BY_FIELDS = [report.form.base_fields["by"] for report in catalogue.registered_reports() if "by" in report.form.base_fields]
GROUPING_NAMES = sorted({name for field in _BY_FIELDS for name, _title in field.choices})  # type: ignore[attr-defined]
FILTERS = [
    NAME,
    OpenApiParameter("from", OpenApiTypes.DATE),
    OpenApiParameter("to", OpenApiTypes.DATE),
    OpenApiParameter("unit", int, description="This unit and below, through time"),
    OpenApiParameter("area", int, description="An area: in one of its units, while it is valid"),
    OpenApiParameter("by", str, enum=GROUPING_NAMES, description="Tallies only; each says in its filters whether it has it"),
    OpenApiParameter("across", str, enum=GROUPING_NAMES, description="cross-tabulation only: the grouping of its columns"),
    OpenApiParameter("measure", str, description="cross-tabulation only: what is counted"),
    OpenApiParameter("publication", bool, description="Tallies only: small counts, and what gives them away, are not shown"),
    OpenApiParameter(
        "actual_until", OpenApiTypes.DATE, description="participation-tally, plan-vs-actual: actual until this day, then estimated"
    ),
    OpenApiParameter("kind", str),
    OpenApiParameter("role", str),
    OpenApiParameter("programme_line", str),
    OpenApiParameter("channel", str, description="outreach-tally only: the key of a channel"),
    OpenApiParameter("activity", int, description="attendance-register and payment-list only"),
    OpenApiParameter("date", OpenApiTypes.DATE, description="The date the document bears"),
]


DATA = OpenApiParameter("data", bool, description="With the rows that the figures count, on sheets of their own; needs see_personal")


class ReportView(ApiView):
    """One report's figures, in three forms from one query."""

    file_format = "json"

    @extend_schema(parameters=FILTERS, responses={200: TableSerializer})
    def get(self, request: ApiRequest, name: str) -> HttpResponseBase:
        report = catalogue.fetch_report(request.user, name)
        has_data = catalogue.wants_data(request.query_params, self.file_format)
        if report.logged_list.rows_are_people or has_data:
            require_confirmed_in_browser(request)
        build = report.build_with_data if has_data else report.build_table
        with delivery.language_of(self.file_format):
            return delivery.render(build(request.user, request.query_params), self.file_format, request.user)


class ReportWorkbookView(ReportView):
    file_format = "xlsx"

    @extend_schema(parameters=[*FILTERS, DATA], responses={(200, delivery.XLSX): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, name: str) -> HttpResponseBase:
        return super().get(request, name)


class ReportCsvView(ReportView):
    file_format = "csv"

    @extend_schema(parameters=FILTERS, responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, name: str) -> HttpResponseBase:
        return super().get(request, name)
