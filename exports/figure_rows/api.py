"""The rows behind a figure of a report over HTTP."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.http import ApiRequest
from accounts.sign_in.confirmation import require_confirmed_in_browser
from exports.api import FILTERS, ColumnSerializer, FiguresField
from exports.figure_rows.disclosure_log import note_rows
from exports.formats.json_writer import json_row
from exports.reports import catalogue
from people.models import Disclosure
from screens.api import ApiView

FIGURE = [
    *FILTERS,
    OpenApiParameter("row", str, required=True, description="Of row_keys, or total; empty: what is not known"),
    OpenApiParameter("column", str, required=True, description="The key of a column"),
    OpenApiParameter("page", int),
]


class ReportRowsSerializer(serializers.Serializer):
    """`count` is the figure; where it is a sum, `value` is the figure and the column `adds_up` of the rows adds up to it.

    `hidden`: how many of the rows name people whom the reader may not see; these are not listed.
    """

    count = serializers.IntegerField()
    value = serializers.IntegerField()
    adds_up = serializers.CharField(allow_blank=True)
    hidden = serializers.IntegerField()
    title = serializers.CharField()
    columns = ColumnSerializer(many=True)
    rows = serializers.ListField(child=FiguresField())
    next = serializers.URLField(allow_null=True)


class ReportRowsView(ApiView):
    """The rows that a figure of a report counts, as far as the reader may see them."""

    @extend_schema(parameters=FIGURE, responses=ReportRowsSerializer)
    def get(self, request: ApiRequest, name: str) -> HttpResponseBase:
        report = catalogue.fetch_report(request.user, name)
        opened = report.open_figure(request.user, request.query_params)
        if opened.row_list.shows_people:
            require_confirmed_in_browser(request)
        pagination: Any = api_settings.DEFAULT_PAGINATION_CLASS
        paginator = pagination()
        page = paginator.paginate_queryset(opened.rows, request, view=self) or []
        note_rows(report.title, opened, rows=len(page), by=request.user, way=Disclosure.Way.JSON)
        answer = {
            "count": opened.count,
            "value": opened.value,
            "adds_up": opened.adds_up,
            "hidden": opened.hidden_count,
            "title": opened.title,
            "columns": [{"key": column.key, "title": str(column.title), "group": ""} for column in opened.row_list.columns],
            "rows": [json_row(opened.row_list.cells(row)) for row in page],
            "next": paginator.get_next_link(),
        }
        return Response(ReportRowsSerializer(answer).data)
