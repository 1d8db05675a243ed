"""Reports over HTTP: composed, written, reviewed, issued; the rows behind their figures; what changed since."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from exports.formats.json_writer import json_row
from people.models import Disclosure
from reporting import actions
from reporting.composing.changes import find_changes, label_of
from reporting.composing.figure_rows import find_figure_rows
from reporting.disclosure_log import note_figure
from reporting.document.files import issue_with_file
from reporting.document.pdf_orders import order_pdf
from reporting.models import FIGURE_NAME, YearlyReport, YearlyReportQuerySet
from reporting.serializers import (
    ChangeSerializer,
    FigureRowsSerializer,
    IssueSerializer,
    NewReportSerializer,
    RemarksSerializer,
    TextsSerializer,
    WholeReportSerializer,
    YearlyReportSerializer,
)
from reporting.writing import creation, section_texts
from screens.api import ApiViewSet, Conflict


class StateConflict(Conflict):
    """What the state of a report forbids, with both texts where two people wrote one section."""

    def __init__(self, error: ValidationError) -> None:
        changed = error.conflicts if isinstance(error, section_texts.SectionChanged) else []
        conflicts = [
            {
                "key": conflict.section.key,
                "sent": conflict.sent,
                "current": conflict.section.text,
                "version": conflict.section.version,
                "changed_by": str(conflict.section.changed_by or ""),
            }
            for conflict in changed
        ]
        members = {"conflicts": conflicts} if conflicts else None
        super().__init__(" ".join(error.messages), getattr(error, "code", "conflict"), members)


@contextmanager
def state_conflicts() -> Iterator[None]:
    """Answer 409 where an action says that the state of the report forbids it."""
    try:
        yield
    except ValidationError as error:
        if getattr(error, "code", "") in actions.STATE_CODES:
            raise StateConflict(error) from error
        raise


class YearlyReportViewSet(mixins.ListModelMixin, ApiViewSet):
    """Reports of a year or another period."""

    queryset = YearlyReport.objects.with_heads().prefetch_related("sections", "files")
    serializer_class = YearlyReportSerializer

    def get_queryset(self) -> YearlyReportQuerySet:
        return self.queryset.visible_to(self.request.user, "report")

    @extend_schema(responses=WholeReportSerializer)
    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return self._answer(fetch(self.queryset, request.user, "report", pk=pk))

    @extend_schema(request=NewReportSerializer, responses={201: WholeReportSerializer})
    def create(self, request: ApiRequest) -> Response:
        require_anywhere(request.user, "compose")
        serializer = NewReportSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        require(request.user, "compose", serializer.validated_data["unit"])
        report = creation.create_report(**serializer.validated_data, by=request.user, at=timezone.now())
        return self._answer(report, status.HTTP_201_CREATED)

    @extend_schema(request=TextsSerializer, responses=WholeReportSerializer)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        serializer = TextsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        texts, versions = serializer.validated_data["sections"], serializer.validated_data["versions"]
        with state_conflicts():
            section_texts.write_sections(report, texts, versions=versions, by=request.user, at=timezone.now())
        return self._answer(report)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        with state_conflicts():
            actions.remove_report(report, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=WholeReportSerializer)
    @action(detail=True, methods=["post"])
    def compose(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        with state_conflicts():
            creation.compose(report, by=request.user, at=timezone.now())
        return self._answer(report)

    @extend_schema(request=None, responses=WholeReportSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        with state_conflicts():
            actions.submit(report, by=request.user, at=timezone.now())
        return self._answer(report)

    @extend_schema(request=RemarksSerializer, responses=WholeReportSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        serializer = RemarksSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with state_conflicts():
            actions.send_back(report, remarks=serializer.validated_data["remarks"], by=request.user)
        return self._answer(report)

    @extend_schema(request=None, responses=WholeReportSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        with state_conflicts():
            actions.review(report, by=request.user, at=timezone.now())
        return self._answer(report)

    @extend_schema(request=IssueSerializer, responses=WholeReportSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "compose", pk=pk)
        serializer = IssueSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with state_conflicts():
            issued = issue_with_file(report, **serializer.validated_data, by=request.user, at=timezone.now())
        order_pdf(issued, by=request.user, at=timezone.now())
        return self._answer(report)

    @extend_schema(responses=ChangeSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def changes(self, request: ApiRequest, pk: str) -> Response:
        report = fetch(self.queryset, request.user, "report", pk=pk)
        return Response(ChangeSerializer(find_changes(report, request.user), many=True).data)

    @extend_schema(responses=FigureRowsSerializer, filters=False)
    @action(detail=True, methods=["get"], url_path=rf"figures/(?P<key>{FIGURE_NAME})/rows", url_name="figure-rows")
    def figure_rows(self, request: ApiRequest, pk: str, key: str) -> Response:
        """The rows that a figure of a report counts, or that add up to it, as the records have them now."""
        report = fetch(self.queryset, request.user, "report", pk=pk)
        opened = find_figure_rows(report, key, request.user)
        paginator: Any = self.paginator
        page = self.paginate_queryset(opened.rows) or []
        note_figure(report, opened, rows=len(page), by=request.user, way=Disclosure.Way.JSON)
        answer = {
            "count": opened.count,
            "value": opened.value,
            "title": opened.title,
            "columns": [{"key": column.key, "title": str(column.title)} for column in opened.row_list.columns],
            "rows": [json_row(opened.row_list.cells(row)) for row in page],
            "hidden": opened.hidden_count,
            "is_hidden": opened.is_hidden,
            "next": paginator.get_next_link(),
            "previous": paginator.get_previous_link(),
        }
        return Response(FigureRowsSerializer(answer).data)

    def _answer(self, report: YearlyReport, status_code: int = status.HTTP_200_OK) -> Response:
        """Return the report as it is stored now."""
        stored = self.queryset.get(pk=report.pk)
        context: dict[str, Any] = {"request": self.request, "labels": cache(label_of)}
        return Response(WholeReportSerializer(stored, context=context).data, status=status_code)
