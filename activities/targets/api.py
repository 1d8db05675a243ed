"""API of the targets of a year's plan."""

from typing import Any

from django.db import transaction
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from activities.actions import TARGET_KEY, remove_target, set_target
from activities.models import Target, TargetQuerySet
from activities.targets.filters import TargetFilter
from activities.targets.serializers import TargetChangeSerializer, TargetSerializer
from screens.api import ApiViewSet
from screens.revisions.forms import lock

TARGETS = Target.objects.select_related("unit__parent__parent")


class TargetViewSet(mixins.ListModelMixin, ApiViewSet):
    """What the plan promises for a year or a quarter of it, a kind and a unit."""

    queryset = TARGETS
    serializer_class = TargetSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = TargetFilter

    def get_queryset(self) -> TargetQuerySet:
        return TARGETS.visible_to(self.request.user)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(TargetSerializer(fetch(TARGETS, request.user, "view", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        """Set a target. One that there is already is 400 `taken`."""
        require_anywhere(request.user, "record")
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        require(request.user, "record", values["unit"])
        target = set_target(**values)
        return Response(TargetSerializer(TARGETS.get(pk=target.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=TargetChangeSerializer, responses=TargetSerializer)
    @transaction.atomic
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        target = fetch(lock(TARGETS, request), request.user, "record", pk=pk)
        serializer = TargetChangeSerializer(target, data=request.data, partial=True, context={"request": request})
        serializer.is_valid(raise_exception=True)
        names = (*TARGET_KEY, "planned_activities", "planned_participants", "plan_reference", "document")
        set_target(**{name: getattr(target, name) for name in names} | serializer.validated_data, replace=True)
        return Response(TargetSerializer(TARGETS.get(pk=target.pk)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        remove_target(fetch(TARGETS, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
