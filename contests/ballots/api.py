"""Sheets over HTTP: copied from paper by the secretary, verified by a second person."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from contests.ballots import actions
from contests.ballots.serializers import BallotSerializer
from contests.models import Ballot, Contest, JurySeat, Performance
from contests.serializers import StatedReasonSerializer
from screens.api import ApiViewSet, conflicts

CONFLICTS = ("ballot_id_conflict", "rules_not_locked", "results_final", "not_waiting")
SECOND_PERSON = ("second_person_needed",)


class ContestBallots(mixins.ListModelMixin, ApiViewSet):
    """The sheets of a contest, all versions."""

    queryset = Ballot.objects.all()
    serializer_class = BallotSerializer

    def get_queryset(self) -> Any:
        contest = fetch(Contest.objects, self.request.user, "record", pk=self.kwargs["contest"])
        return Ballot.objects.of_contest(contest).order_by("performance__order", "seat", "version")

    @extend_schema(request=BallotSerializer, responses={201: BallotSerializer})
    def create(self, request: ApiRequest, contest: int) -> Response:
        row = fetch(Contest.objects, request.user, "record", pk=contest)
        serializer: Any = BallotSerializer(data=request.data)
        serializer.fields["performance"].queryset = Performance.objects.of_contest(row).select_related("team__contest")
        serializer.fields["seat"].queryset = JurySeat.objects.filter(contest=row)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        ballot_id = values.pop("id")
        with conflicts(CONFLICTS):
            ballot = actions.submit_ballot(ballot_id, **values, by=request.user, at=timezone.now())
        return Response(BallotSerializer(ballot).data, status=status.HTTP_201_CREATED)


class BallotViewSet(ApiViewSet):
    queryset = Ballot.objects.select_related("performance__team__contest", "seat")
    serializer_class = BallotSerializer
    lookup_value_regex = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

    @extend_schema(request=None, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request: ApiRequest, pk: str) -> Response:
        ballot = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(CONFLICTS, forbidden=SECOND_PERSON):
            ballot = actions.verify_ballot(ballot, by=request.user, at=timezone.now())
        return Response(BallotSerializer(ballot).data)

    @extend_schema(request=StatedReasonSerializer, responses=BallotSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: ApiRequest, pk: str) -> Response:
        """Return the sheet to its judge with a reason."""
        ballot = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = StatedReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with conflicts(CONFLICTS):
            ballot = actions.return_ballot(ballot, reason=serializer.validated_data["reason"], by=request.user, at=timezone.now())
        return Response(BallotSerializer(ballot).data)
