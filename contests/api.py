from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from accounts.models import User
from attendance.access import people_known_to
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.registrations.copying.api import CopyableKindViewSet
from contests import actions
from contests.models import Contest, Result, Team, TeamMember
from contests.serializers import (
    ContestCopiesSerializer,
    ContestSerializer,
    MemberSerializer,
    NewMemberSerializer,
    PartSerializer,
    ResultSerializer,
    StatedReasonSerializer,
    TeamSerializer,
)
from people.disclosures.log import note_visit
from screens.api import ApiViewSet, conflicts


class ContestViewSet(CopyableKindViewSet):
    queryset = (
        Contest.objects.with_units()
        .select_related("school")
        .prefetch_related("sittings", "teams__organisation", "teams__members__registration__person", "teams__results")
    )
    serializer_class = ContestSerializer
    copies_serializer_class = ContestCopiesSerializer

    def record(self, values: dict[str, Any], by: User) -> Contest:
        parts = {name: values.pop(name) for name in ("teams", "sittings") if name in values}
        return actions.record_contest(Contest(**values), **parts, by=by)

    def record_copies(
        self, source: Contest, copies: Sequence[Contest], values: dict[str, Any], *, registrations: Collection[Registration], by: User
    ) -> Sequence[Contest]:
        return actions.copy_contest(source, copies, has_teams=values["teams"], registrations=registrations, by=by)

    @extend_schema(request=ContestCopiesSerializer, responses={201: ContestSerializer(many=True)})
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def copy(self, request: ApiRequest, pk: str) -> Response:
        """Make one like this for each date and place, all or none."""
        answer = self.make_copies(request, pk)
        for contest in answer.data:
            people, unit, title = _named(contest), contest["unit"], contest["title"]
            note_visit("team-members", by=request.user, way="json", people=people, unit=unit, about=title)
        return answer

    def list(self, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        answer = super().list(request, *args, **kwargs)
        people = sum(map(_named, answer.data["results"]))
        note_visit("team-members", by=request.user, people=people, unit=None, about=str(_("Các hội thi")), way="json")
        return answer

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        answer = super().retrieve(request, pk)
        people, unit, title = _named(answer.data), answer.data["unit"], answer.data["title"]
        note_visit("team-members", by=request.user, way="json", people=people, unit=unit, about=title)
        return answer

    def revise(self, activity: Contest, values: dict[str, Any]) -> Contest:
        values.pop("sittings", None)  # each has its own address
        values.pop("teams", None)
        for name, value in values.items():
            setattr(activity, name, value)
        return actions.revise_contest(activity)

    @extend_schema(request=TeamSerializer, responses={201: TeamSerializer})
    @action(detail=True, methods=["post"], filterset_class=None)
    def teams(self, request: ApiRequest, pk: str) -> Response:
        contest = fetch(Contest.objects, request.user, "record", pk=pk)
        form = TeamSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        return Response(TeamSerializer(actions.add_team(contest, **form.validated_data)).data, status=status.HTTP_201_CREATED)


def _named(contest: Any) -> int:
    """How many people a contest, as it is answered, names."""
    return sum(len(team["members"]) for team in contest["teams"])


class TeamViewSet(ApiViewSet):
    queryset = Team.objects.select_related("contest", "organisation").prefetch_related("members__registration__person", "results")
    serializer_class = TeamSerializer

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        team = fetch(self.queryset, request.user, "view", pk=pk)
        note_list("team-members", team.contest, to=request.user, people=len(team.members.all()), way="json")
        return Response(TeamSerializer(team).data)

    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        team = fetch(self.queryset, request.user, "record", pk=pk)
        form = self.get_serializer(team, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        now = {"name": team.name, "organisation": team.organisation, "represents": team.represents}
        return Response(TeamSerializer(actions.change_team(team, **(now | form.validated_data))).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        actions.remove_team(fetch(self.queryset, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=NewMemberSerializer, responses={201: MemberSerializer})
    @action(detail=True, methods=["post"])
    def members(self, request: ApiRequest, pk: str) -> Response:
        team = fetch(self.queryset, request.user, "register", pk=pk)
        form = NewMemberSerializer(data=request.data)
        form.fields["person_id"].queryset = people_known_to(request.user)  # type: ignore[attr-defined]
        form.is_valid(raise_exception=True)
        member = actions.add_member(
            team,
            person=form.validated_data["person_id"],
            part=form.validated_data["part"],
            reason=form.validated_data["reason"],
            by=request.user,
        )
        return Response(MemberSerializer(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ResultSerializer, responses={201: ResultSerializer})
    @action(detail=True, methods=["post"])
    def results(self, request: ApiRequest, pk: str) -> Response:
        team = fetch(self.queryset, request.user, "record", pk=pk)
        form = ResultSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        with conflicts(("scored_by_rules",)):
            result = actions.give_result(team, **form.validated_data)
        return Response(ResultSerializer(result).data, status=status.HTTP_201_CREATED)


class TeamMemberViewSet(ApiViewSet):
    queryset = TeamMember.objects.select_related("team", "registration__person")
    serializer_class = MemberSerializer

    @extend_schema(request=PartSerializer, responses=MemberSerializer)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        member = fetch(self.queryset, request.user, "register", pk=pk)
        form = PartSerializer(member, data=request.data)
        form.is_valid(raise_exception=True)
        return Response(MemberSerializer(actions.change_part(member, **form.validated_data)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        """Take the member out; where the teams are locked, the body has the `reason`."""
        member = fetch(self.queryset, request.user, "register", pk=pk)
        form = StatedReasonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        actions.remove_member(member, reason=form.validated_data["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResultViewSet(ApiViewSet):
    queryset = Result.objects.select_related("team")
    serializer_class = ResultSerializer

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        result = fetch(self.queryset, request.user, "record", pk=pk)
        with conflicts(("scored_by_rules",)):
            actions.remove_result(result)
        return Response(status=status.HTTP_204_NO_CONTENT)
