"""API of training sessions."""

from collections.abc import Collection, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.http import ApiRequest
from accounts.models import User
from attendance.models import Registration
from attendance.registrations.copying.api import CopyableKindViewSet
from attendance.registrations.serializers import PeopleCopiesSerializer
from training.actions import copy_session, record_session, revise_session
from training.models import TrainingSession
from training.serializers import TrainingSessionSerializer


class TrainingSessionViewSet(CopyableKindViewSet):
    queryset = TrainingSession.objects.with_units().prefetch_related("topics", "speakers", "sittings")
    serializer_class = TrainingSessionSerializer

    def record(self, values: dict[str, Any], by: User) -> TrainingSession:
        related = {name: values.pop(name) for name in ("topics", "speakers", "sittings") if name in values}
        return record_session(TrainingSession(**values), **related, by=by)

    def revise(self, activity: TrainingSession, values: dict[str, Any]) -> TrainingSession:
        values.pop("sittings", None)  # changed one by one, under sittings/
        related = {name: values.pop(name) for name in ("topics", "speakers") if name in values}
        for name, value in values.items():
            setattr(activity, name, value)
        return revise_session(activity, **related)

    def record_copies(
        self,
        source: TrainingSession,
        copies: Sequence[TrainingSession],
        values: dict[str, Any],
        *,
        registrations: Collection[Registration],
        by: User,
    ) -> Sequence[TrainingSession]:
        return copy_session(source, copies, registrations=registrations, by=by)

    @extend_schema(request=PeopleCopiesSerializer, responses={201: TrainingSessionSerializer(many=True)})
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def copy(self, request: ApiRequest, pk: str) -> Response:
        """Make one like this for each date and place, all or none."""
        return self.make_copies(request, pk)
