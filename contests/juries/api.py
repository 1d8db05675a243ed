"""Judges over HTTP: seated and replaced by the secretary; a judge's own browser opens its link."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from attendance.access import people_known_to
from contests.juries import actions
from contests.juries.actions import SeatLink
from contests.juries.serializers import (
    RecusalSerializer,
    ReplacementSerializer,
    SeatLinkSerializer,
    SeatSerializer,
)
from contests.models import Contest, JurySeat, Team
from screens.api import ApiViewSet, conflicts

CONFLICTS = ("results_final", "seat_ended")


class ContestSeats(ApiViewSet):
    queryset = Contest.objects.all()
    serializer_class = SeatSerializer

    @extend_schema(responses=SeatSerializer(many=True))
    def list(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        page = self.paginate_queryset(JurySeat.objects.filter(contest=row).order_by("pk"))
        return self.get_paginated_response(SeatSerializer(page, many=True).data)

    @extend_schema(request=SeatSerializer, responses={201: SeatLinkSerializer})
    def create(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(self.queryset, request.user, "record", pk=contest)
        values = _read(SeatSerializer, request)
        with conflicts(CONFLICTS):
            link = actions.add_seat(row, **values, by=request.user, at=timezone.now())
        return Response(_with_link(request, link), status=status.HTTP_201_CREATED)


class JurySeatViewSet(ApiViewSet):
    queryset = JurySeat.objects.select_related("contest")
    serializer_class = SeatSerializer

    @extend_schema(request=RecusalSerializer, responses={201: RecusalSerializer})
    @action(detail=True, methods=["post"])
    def recuse(self, request: ApiRequest, pk: str) -> Response:
        """Excuse the judge from marking a team."""
        seat = fetch(self.queryset, request.user, "record", pk=pk)
        serializer: Any = RecusalSerializer(data=request.data)
        serializer.fields["team"].queryset = Team.objects.filter(contest=seat.contest)
        serializer.is_valid(raise_exception=True)
        with conflicts(CONFLICTS):
            recusal = actions.excuse_from(seat, **serializer.validated_data, by=request.user, at=timezone.now())
        return Response(RecusalSerializer(recusal).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReplacementSerializer, responses={201: SeatLinkSerializer})
    @action(detail=True, methods=["post"])
    def replace(self, request: ApiRequest, pk: str) -> Response:
        """Put somebody else in the place of the judge."""
        seat = fetch(self.queryset, request.user, "record", pk=pk)
        values = _read(ReplacementSerializer, request)
        with conflicts(CONFLICTS):
            link = actions.replace_seat(seat, **values, by=request.user, at=timezone.now())
        return Response(_with_link(request, link), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=SeatLinkSerializer)
    @action(detail=True, methods=["post"], url_path="renew-link")
    def renew_link(self, request: ApiRequest, pk: str) -> Response:
        """Give the judge a new link and PIN; those before end."""
        seat = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(CONFLICTS):
            link = actions.renew_link(seat, by=request.user)
        return Response(_with_link(request, link))

    @extend_schema(request=None, responses=SeatSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: ApiRequest, pk: str) -> Response:
        """End the seat: nothing more is waited for from this judge."""
        seat = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(CONFLICTS):
            seat = actions.end_seat(seat, by=request.user, at=timezone.now())
        return Response(SeatSerializer(seat).data)


def _read(serializer_class: Any, request: ApiRequest) -> dict[str, Any]:
    serializer = serializer_class(data=request.data)
    serializer.fields["person_id"].queryset = people_known_to(request.user)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def _with_link(request: ApiRequest, link: SeatLink) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("judge", args=[link.token]))
    return {**SeatSerializer(link.seat).data, "url": url, "pin": link.pin}
