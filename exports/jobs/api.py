"""API of exports in the background and of schedules: each user's own, nobody else's."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from accounts.sign_in.confirmation import require_confirmed_in_browser
from exports.delivery import XLSX
from exports.jobs import actions, schedules
from exports.jobs.downloads import file_response, lists_people
from exports.jobs.serializers import ExportOrderSerializer, ExportSerializer, ScheduleSerializer
from exports.models import ExportJob, ExportSchedule
from exports.reports import catalogue
from screens.api import ApiViewSet

JOBS = ExportJob.objects.defer("people")


class ExportViewSet(mixins.ListModelMixin, ApiViewSet):
    """Reports made in the background, for what takes more than a moment."""

    queryset = JOBS
    serializer_class = ExportSerializer

    def get_queryset(self) -> Any:
        return JOBS.visible_to(self.request.user)

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        super().initial(request, *args, **kwargs)
        catalogue.require_reporter(request.user)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(self.get_serializer(fetch(JOBS, request.user, "view", pk=pk)).data)

    @extend_schema(request=ExportOrderSerializer, responses={202: ExportSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Queue an export. Wrong filters are 400 `filters.<name>`; nothing is queued then."""
        serializer = ExportOrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        order = serializer.validated_data
        job = actions.request_export(
            request.user, report_name=order["report"], file_format=order["format"], filters=order["filters"], at=timezone.now()
        )
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=ExportSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def cancel(self, request: ApiRequest, pk: str) -> Response:
        """Stop an export: one that waits at once, one that is being made within seconds. One that has ended is 400 `ended`."""
        job = fetch(JOBS, request.user, "view", pk=pk)
        return Response(self.get_serializer(actions.cancel_export(job, by=request.user, at=timezone.now())).data)

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY, (200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True, pagination_class=None)
    def file(self, request: ApiRequest, pk: str) -> HttpResponseBase:
        """Return the file, until it expires; the right to read the report is asked again."""
        job = fetch(ExportJob.objects, request.user, "view", pk=pk)
        if lists_people(job):
            require_confirmed_in_browser(request)
        return file_response(job, request.user)


class ScheduleViewSet(mixins.ListModelMixin, ApiViewSet):
    """Reports exported again and again, each time about the month, quarter or year that just ended."""

    queryset = ExportSchedule.objects.all()
    serializer_class = ScheduleSerializer

    def get_queryset(self) -> Any:
        return ExportSchedule.objects.visible_to(self.request.user)

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        super().initial(request, *args, **kwargs)
        catalogue.require_reporter(request.user)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(self.get_serializer(fetch(ExportSchedule.objects, request.user, "view", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        schedule = schedules.save_schedule(ExportSchedule(**serializer.validated_data), by=request.user, at=timezone.now())
        return Response(self.get_serializer(schedule).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        schedule = fetch(ExportSchedule.objects, request.user, "view", pk=pk)
        serializer = self.get_serializer(schedule, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        for name, value in serializer.validated_data.items():
            setattr(schedule, name, value)
        return Response(self.get_serializer(schedules.save_schedule(schedule, by=request.user, at=timezone.now())).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        schedules.remove_schedule(fetch(ExportSchedule.objects, request.user, "view", pk=pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
