"""The API of copies of an activity, for which its people are registered again if asked for."""

from collections.abc import Collection, Sequence
from typing import Any

from rest_framework import status
from rest_framework.response import Response

from accounts.access import fetch, require
from accounts.http import ApiRequest
from accounts.models import User
from activities.api import ActivityKindViewSet
from activities.copying.actions import plan_copies
from attendance.models import Registration
from attendance.registrations.copying.actions import PeopleToCopy, load_registrations_to_copy
from attendance.registrations.serializers import PeopleCopiesSerializer


class CopyableKindViewSet(ActivityKindViewSet):
    """An ActivityKindViewSet that copies through the kind's own `record_copies`. The kind has the action `copy` with its schema."""

    copies_serializer_class: type[PeopleCopiesSerializer] = PeopleCopiesSerializer

    def record_copies(
        self, source: Any, copies: Sequence[Any], values: dict[str, Any], *, registrations: Collection[Registration], by: User
    ) -> Sequence[Any]:
        """Save planned copies. values: what the request said beside dates and places."""
        raise NotImplementedError

    def make_copies(self, request: ApiRequest, pk: str) -> Response:
        source = fetch(self.queryset.model.objects.with_units(), request.user, "record", pk=pk)  # without people, who are not shown
        serializer = self.copies_serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        people, places = values.pop("people"), values.pop("copies")
        verbs = ["record"] if people == PeopleToCopy.NONE else ["record", "register"]
        if people != PeopleToCopy.NONE:
            require(request.user, "register", source.unit)
        for place in places:
            for verb in verbs:
                require(request.user, verb, place["unit"])
        registrations = load_registrations_to_copy(source, people)
        recorded = self.record_copies(source, plan_copies(source, places), values, registrations=registrations, by=request.user)
        by_pk = self.queryset.in_bulk([activity.pk for activity in recorded])
        answer = self.get_serializer([by_pk[activity.pk] for activity in recorded], many=True).data
        return Response(answer, status=status.HTTP_201_CREATED)
