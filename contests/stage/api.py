"""Draws and performances over HTTP."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from contests.models import Contest, Performance
from contests.stage import actions
from contests.stage.serializers import DrawSerializer, PerformanceSerializer
from screens.api import ApiViewSet, conflicts

CONFLICTS = ("results_final", "clock_not_running")


class ContestDraws(ApiViewSet):
    queryset = Contest.objects.all()
    serializer_class = DrawSerializer

    @extend_schema(request=DrawSerializer, responses={201: DrawSerializer})
    def create(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        serializer = DrawSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        shared = {"witnessed_by": values["witnessed_by"], "reason": values["reason"], "by": request.user, "at": timezone.now()}
        if "packages" in values:
            packages = {int(team): name for team, name in values["packages"].items() if team.isdecimal()}
            draw = actions.draw_packages(row, round_key=values.get("round", ""), packages=packages, **shared)
        else:
            draw = actions.draw_order(row, teams=values.get("teams"), **shared)
        return Response(DrawSerializer(draw).data, status=status.HTTP_201_CREATED)


class ContestPerformances(mixins.ListModelMixin, ApiViewSet):
    """What is performed in a contest, in order."""

    queryset = Performance.objects.all()
    serializer_class = PerformanceSerializer

    def get_queryset(self) -> Any:
        contest = fetch(Contest.objects, self.request.user, "view", pk=self.kwargs["contest"])
        return Performance.objects.of_contest(contest).order_by("order", "pk")


class PerformanceViewSet(ApiViewSet):
    queryset = Performance.objects.select_related("team__contest")
    serializer_class = PerformanceSerializer

    @extend_schema(request=PerformanceSerializer, responses=PerformanceSerializer)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        performance = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = PerformanceSerializer(performance, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        with conflicts(CONFLICTS):
            performance = actions.revise_performance(performance, serializer.validated_data, by=request.user)
        return Response(PerformanceSerializer(performance).data)

    @extend_schema(request=None, responses=PerformanceSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: ApiRequest, pk: str) -> Response:
        """Start the clock."""
        performance = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(CONFLICTS):
            performance = actions.start_clock(performance, by=request.user, at=timezone.now())
        return Response(PerformanceSerializer(performance).data)

    @extend_schema(request=None, responses=PerformanceSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: ApiRequest, pk: str) -> Response:
        """Stop the clock; the team has performed."""
        performance = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(CONFLICTS):
            performance = actions.stop_clock(performance, by=request.user, at=timezone.now())
        return Response(PerformanceSerializer(performance).data)
