"""The ranking and approved results over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from contests.models import Contest, Performance, Snapshot
from contests.results import actions
from contests.results.ranking_data import ranking_data
from contests.results.serializers import (
    DiscrepancyRulingSerializer,
    RankingSerializer,
    SnapshotSerializer,
    TieResolutionSerializer,
)
from contests.results.standing import load_standing
from contests.serializers import StatedReasonSerializer
from screens.api import ApiViewSet, Conflict, conflicts

CONFLICTS = ("results_final", "no_results", "not_standing", "no_discrepancy")


@contextmanager
def not_ready() -> Iterator[None]:
    """Answer 409 with every reason where the results cannot be approved yet."""
    try:
        yield
    except actions.NotReady as error:
        reasons = [{"field": "non_field_errors", "code": obstacle.code, "message": obstacle.message} for obstacle in error.obstacles]
        raise Conflict(_("Chưa chốt được kết quả."), "not_ready", {"errors": reasons}) from error


class ContestResults(ApiViewSet):
    queryset = Contest.objects.all()
    serializer_class = RankingSerializer

    @extend_schema(responses=RankingSerializer)
    def ranking(self, request: ApiRequest, contest: int) -> Response:
        standing = load_standing(fetch(self.queryset, request.user, "record", pk=contest))
        if standing is None:
            raise Conflict(_("Thể lệ chưa khóa nên chưa có bảng xếp hạng."), "rules_not_locked")
        return Response(ranking_data(standing))

    @extend_schema(request=TieResolutionSerializer, responses={201: TieResolutionSerializer})
    def resolve_tie(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        serializer = TieResolutionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with conflicts(CONFLICTS):
            resolution = actions.resolve_tie(row, **serializer.validated_data, by=request.user, at=timezone.now())
        return Response(TieResolutionSerializer(resolution).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: SnapshotSerializer})
    def approve(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        with not_ready(), conflicts(CONFLICTS):
            snapshot = actions.approve_results(row, by=request.user, at=timezone.now())
        return Response(SnapshotSerializer(snapshot).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=SnapshotSerializer(many=True))
    def snapshots(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        page = self.paginate_queryset(Snapshot.objects.filter(contest=row).defer("data").order_by("revision"))
        return self.get_paginated_response(SnapshotSerializer(page, many=True).data)

    @extend_schema(request=StatedReasonSerializer, responses=SnapshotSerializer)
    def reopen(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        serializer = StatedReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with conflicts(CONFLICTS):
            snapshot = actions.reopen_results(row, reason=serializer.validated_data["reason"], by=request.user, at=timezone.now())
        return Response(SnapshotSerializer(snapshot).data)


class DiscrepancyRulings(ApiViewSet):
    queryset = Performance.objects.select_related("team__contest")
    serializer_class = DiscrepancyRulingSerializer

    @extend_schema(request=DiscrepancyRulingSerializer, responses={201: DiscrepancyRulingSerializer})
    def create(self, request: ApiRequest, performance: int) -> Response:
        """Write down the head judge's word that sheets which differ much stand."""
        row = fetch(self.queryset, request.user, "record", pk=performance)
        serializer = DiscrepancyRulingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with conflicts(CONFLICTS):
            ruling = actions.settle_discrepancy(row, note=serializer.validated_data["note"], by=request.user, at=timezone.now())
        return Response(DiscrepancyRulingSerializer(ruling).data, status=status.HTTP_201_CREATED)


class SnapshotViewSet(ApiViewSet):
    queryset = Snapshot.objects.select_related("contest", "rule_set")
    serializer_class = SnapshotSerializer

    @extend_schema(responses={200: dict})
    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        """Answer approved results with all that they were computed from: `manage.py recount` computes them again."""
        snapshot = fetch(self.queryset, request.user, "record", pk=pk)
        return Response(SnapshotSerializer(snapshot).data | {"data": snapshot.data})

    @extend_schema(request=None, responses=SnapshotSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: ApiRequest, pk: str) -> Response:
        snapshot = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(CONFLICTS):
            snapshot = actions.publish_results(snapshot, by=request.user, at=timezone.now())
        return Response(SnapshotSerializer(snapshot).data)
