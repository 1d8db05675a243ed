"""Attendances and excused absences of a sitting over HTTP."""

from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, mixins, status
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Sitting
from activities.serializers import ReasonSerializer
from attendance.disclosure_log import note_sitting
from attendance.models import Attendance, Excuse, Registration
from attendance.sittings import actions
from attendance.sittings.serializers import AttendanceSerializer, ExcuseSerializer
from people.models import Disclosure
from screens.api import ApiViewSet


class Arrivals(CursorPagination):
    """Page by cursor, without a count: nobody is skipped while people arrive."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = ("arrived_at", "pk")

    def decode_cursor(self, request: Any) -> Any:
        """Return the cursor of the address. Raise NotFound for one that somebody made up: this list hands out times with their offset."""
        cursor = super().decode_cursor(request)
        try:
            position = str(cursor.position) if cursor and cursor.position else f"{timezone.now()}"
            moment = parse_datetime(position)
            if moment is None or timezone.is_naive(moment):
                raise ValueError(position)
            moment.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise exceptions.NotFound(self.invalid_cursor_message) from error
        return cursor


class SittingAttendances(mixins.ListModelMixin, ApiViewSet):
    """Attendances of one sitting in order of arrival, the annulled ones too."""

    queryset = Attendance.objects.with_scan_counts().select_related("registration__person")
    serializer_class = AttendanceSerializer
    pagination_class = Arrivals

    def list(self, request: ApiRequest, sitting: str) -> Response:  # type: ignore[override]
        attended = fetch(Sitting.objects.select_related("activity"), request.user, "view", pk=sitting)
        attendances = self.paginate_queryset(self.queryset.filter(sitting=attended)) or []
        note_sitting("sitting-attendances", attended, to=request.user, people=len(attendances), way=Disclosure.Way.JSON)
        sees_reason = request.user.can("correct", attended.activity.unit_id)
        serializer = AttendanceSerializer(attendances, many=True, context={"see_reason": sees_reason})
        return self.get_paginated_response(serializer.data)


class AttendanceViewSet(ApiViewSet):
    queryset = Attendance.objects.with_scan_counts().select_related("registration__person")
    serializer_class = AttendanceSerializer

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        attendance = fetch(self.queryset.select_related("sitting__activity"), request.user, "view", pk=pk)
        sees_reason = request.user.can("correct", attendance.sitting.activity.unit_id)
        return Response(AttendanceSerializer(attendance, context={"see_reason": sees_reason}).data)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def annul(self, request: ApiRequest, pk: str) -> Response:
        attendance = fetch(Attendance.objects, request.user, "correct", pk=pk)
        serializer = ReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.annul(attendance, reason=serializer.validated_data["reason"], by=request.user, at=timezone.now())
        return self.retrieve(request, pk)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: ApiRequest, pk: str) -> Response:
        actions.undo_annulment(fetch(Attendance.objects, request.user, "correct", pk=pk), by=request.user, at=timezone.now())
        return self.retrieve(request, pk)


class SittingExcuses(ApiViewSet):
    """Absences from one sitting that were excused (vắng có phép)."""

    queryset = Excuse.objects.all()
    serializer_class = ExcuseSerializer

    def list(self, request: ApiRequest, sitting: str) -> Response:
        missed_sitting = fetch(Sitting.objects.select_related("activity"), request.user, "view", pk=sitting)
        excuses = self.paginate_queryset(self.queryset.filter(sitting=missed_sitting).order_by("pk")) or []
        note_sitting("sitting-excuses", missed_sitting, to=request.user, people=len(excuses), way=Disclosure.Way.JSON)
        sees_reason = request.user.can("correct", missed_sitting.activity.unit_id)
        return self.get_paginated_response(ExcuseSerializer(excuses, many=True, context={"see_reason": sees_reason}).data)

    @extend_schema(responses={201: ExcuseSerializer})
    def create(self, request: ApiRequest, sitting: str) -> Response:
        missed_sitting = fetch(Sitting.objects, request.user, "correct", pk=sitting)
        serializer = ExcuseSerializer(data=request.data)
        registrations = Registration.objects.filter(activity=missed_sitting.activity_id)
        serializer.fields["registration"].queryset = registrations  # type: ignore[attr-defined]
        serializer.is_valid(raise_exception=True)
        excuse = actions.excuse(
            serializer.validated_data["registration"],
            sitting=missed_sitting,
            reason=serializer.validated_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        return Response(ExcuseSerializer(excuse, context={"see_reason": True}).data, status=status.HTTP_201_CREATED)
