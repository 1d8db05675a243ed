"""The API of a judge's phone: open the link, read what is to be marked, send sheets."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contests.ballots.actions import submit_ballot
from contests.ballots.serializers import BallotSerializer
from contests.juries import actions
from contests.juries.access import JudgeAuthentication
from contests.juries.serializers import JudgeSheetSerializer, OpenedLinkSerializer, OpenLinkSerializer
from contests.juries.sheets import sheets_of
from contests.models import Ballot, JurySeat, Performance
from screens.api import ApiView, conflicts

CONFLICTS = ("ballot_id_conflict", "rules_not_locked", "results_final")


class JudgeOpen(APIView):
    """A judge's browser opens its link with the PIN. Link and PIN are the secret: no sign-in."""

    authentication_classes: Sequence[type[BaseAuthentication]] = []
    permission_classes = [AllowAny]

    @extend_schema(request=OpenLinkSerializer, responses=OpenedLinkSerializer)
    def post(self, request: Request) -> Response:
        serializer = OpenLinkSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        seat, access = actions.open_link(**serializer.validated_data, at=timezone.now())
        return Response(OpenedLinkSerializer({"access": access, "seat": seat.pk, "name": seat.name, "contest": seat.contest.title}).data)


class JudgeSheets(ApiView):
    """What the judge has to mark, with the judge's own sheets."""

    authentication_classes = [JudgeAuthentication]

    @extend_schema(responses=JudgeSheetSerializer)
    def get(self, request: Any) -> Response:
        seat: JurySeat = request.auth
        return Response(sheets_of(seat))


class JudgeBallots(ApiView):
    """Sheets that the judge sends; the same one again is answered the same."""

    authentication_classes = [JudgeAuthentication]

    @extend_schema(request=BallotSerializer, responses={201: BallotSerializer})
    def post(self, request: Any) -> Response:
        seat: JurySeat = request.auth
        serializer: Any = BallotSerializer(data={**request.data, "seat": seat.pk} if isinstance(request.data, dict) else request.data)
        serializer.fields["performance"].queryset = Performance.objects.of_contest(seat.contest).select_related("team__contest")
        serializer.fields["seat"].queryset = JurySeat.objects.filter(pk=seat.pk)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        with conflicts(CONFLICTS):
            ballot = submit_ballot(
                values["id"],
                performance=values["performance"],
                seat=seat,
                points=values["points"],
                source=Ballot.Source.DEVICE,
                by=None,
                at=timezone.now(),
            )
        return Response(BallotSerializer(ballot).data, status=status.HTTP_201_CREATED)
