"""API of activities of every kind and of their sittings."""

from typing import Any

from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from accounts.models import User
from activities import actions
from activities.filters import ActivityFilter
from activities.models import Activity, ActivityQuerySet, Sitting
from activities.serializers import ActivitySerializer, ReasonSerializer, SittingSerializer
from screens.api import ApiViewSet


class ActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Activities of all kinds together."""

    queryset = Activity.objects.with_units()
    serializer_class = ActivitySerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = ActivityFilter

    def get_queryset(self) -> ActivityQuerySet:
        return Activity.objects.visible_to(self.request.user).with_units()

    @extend_schema(methods=["GET"], responses=SittingSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=SittingSerializer, responses={201: SittingSerializer})
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def sittings(self, request: ApiRequest, pk: str) -> Response:
        if request.method == "GET":
            activity = fetch(Activity.objects, request.user, "view", pk=pk)
            return self.get_paginated_response(SittingSerializer(self.paginate_queryset(activity.sittings.all()), many=True).data)
        activity = fetch(Activity.objects, request.user, "record", pk=pk)
        serializer = SittingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sitting = actions.add_sitting(activity, **serializer.validated_data)
        return Response(SittingSerializer(sitting).data, status=status.HTTP_201_CREATED)


class SittingViewSet(ApiViewSet):
    queryset = Sitting.objects.select_related("activity")
    serializer_class = SittingSerializer

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(SittingSerializer(fetch(self.queryset, request.user, "view", pk=pk)).data)

    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        sitting = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = SittingSerializer(sitting, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return Response(SittingSerializer(actions.change_sitting(sitting, **serializer.validated_data)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        actions.remove(fetch(self.queryset, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ActivityKindViewSet(mixins.ListModelMixin, ApiViewSet):
    """List, create, read, patch, cancel and restore the activities of one kind, through the kind's own actions `record` and `revise`."""

    queryset: ActivityQuerySet
    filter_backends = [DjangoFilterBackend]
    filterset_class = ActivityFilter

    def get_queryset(self) -> ActivityQuerySet:
        return self.queryset.visible_to(self.request.user)

    def record(self, values: dict[str, Any], by: User) -> Activity:
        """Save a new activity from validated values."""
        raise NotImplementedError

    def revise(self, activity: Any, values: dict[str, Any]) -> Activity:
        """Save changes of an activity from validated values."""
        raise NotImplementedError

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(self.get_serializer(fetch(self.queryset, request.user, "view", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        require_anywhere(request.user, "record")
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        require(request.user, "record", serializer.validated_data["unit"])
        activity = self.record(serializer.validated_data, request.user)
        return Response(self._read(activity.pk), status=status.HTTP_201_CREATED)

    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        activity = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = self.get_serializer(activity, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        if "unit" in serializer.validated_data:
            require(request.user, "record", serializer.validated_data["unit"])
        self.revise(activity, serializer.validated_data)
        return Response(self._read(activity.pk))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, pk: str) -> Response:
        activity = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = ReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.cancel(activity, reason=serializer.validated_data["reason"], at=timezone.now())
        return Response(self._read(activity.pk))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: ApiRequest, pk: str) -> Response:
        activity = fetch(self.queryset, request.user, "record", pk=pk)
        actions.restore(activity)
        return Response(self._read(activity.pk))

    def _read(self, pk: int) -> Any:
        """Return an activity as it is stored now, with its sittings and what its kind adds."""
        return self.get_serializer(self.queryset.get(pk=pk)).data
