from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.access import fetch, require
from accounts.permissions import SignedIn
from activities import actions
from activities.filters import ActivityFilter
from activities.models import Activity, Sitting
from activities.serializers import ActivitySerializer, ReasonSerializer, SittingSerializer


class ActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """All kinds together."""

    queryset = Activity.objects.with_units()
    serializer_class = ActivitySerializer
    permission_classes = [SignedIn]
    filterset_class = ActivityFilter
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> Any:
        everything: Any = super().get_queryset()
        return everything.visible_to(self.request.user)

    @extend_schema(methods=["GET"], responses=SittingSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=SittingSerializer, responses={201: SittingSerializer})
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def sittings(self, request: Request, pk: str) -> Response:
        if request.method == "GET":
            activity = fetch(Activity.objects, request.user, "view", pk=pk)
            return self.get_paginated_response(SittingSerializer(self.paginate_queryset(activity.sittings.all()), many=True).data)
        activity = fetch(Activity.objects, request.user, "record", pk=pk)
        form = SittingSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        sitting = actions.add_sitting(activity, **form.validated_data)
        return Response(SittingSerializer(sitting).data, status=status.HTTP_201_CREATED)


class SittingViewSet(GenericViewSet):
    queryset = Sitting.objects.select_related("activity")
    serializer_class = SittingSerializer
    permission_classes = [SignedIn]
    lookup_value_regex = r"\d{1,18}"
    filter_backends: list[Any] = []

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(SittingSerializer(fetch(self.queryset, request.user, "view", pk=pk)).data)

    def partial_update(self, request: Request, pk: str) -> Response:
        sitting = fetch(self.queryset, request.user, "record", pk=pk)
        form = SittingSerializer(sitting, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        return Response(SittingSerializer(actions.change_sitting(sitting, **form.validated_data)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        actions.remove(fetch(self.queryset, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecordedViewSet(mixins.ListModelMixin, GenericViewSet):
    """List, create, read, patch, cancel and restore one kind of activity; the kind's own verbs are `record` and `revise`."""

    permission_classes = [SignedIn]
    filterset_class = ActivityFilter
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> Any:
        everything: Any = super().get_queryset()
        return everything.visible_to(self.request.user)

    def record(self, values: dict[str, Any], by: Any) -> Activity:
        raise NotImplementedError

    def revise(self, activity: Any, values: dict[str, Any]) -> Activity:
        raise NotImplementedError

    def _everything(self) -> Any:
        return type(self).queryset.all()  # type: ignore[union-attr]

    def _one(self, verb: str, pk: str) -> Any:
        return fetch(self._everything(), self.request.user, verb, pk=pk)

    def _read(self, pk: Any, code: int = 200) -> Response:
        return Response(self.get_serializer(self._everything().get(pk=pk)).data, status=code)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self._one("view", pk)).data)

    def create(self, request: Request) -> Response:
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        require(request.user, "record", form.validated_data["unit"])
        return self._read(self.record(form.validated_data, request.user).pk, status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        activity = self._one("record", pk)
        form = self.get_serializer(activity, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        if "unit" in form.validated_data:
            require(request.user, "record", form.validated_data["unit"])
        self.revise(activity, form.validated_data)
        return self._read(activity.pk)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        activity = self._one("record", pk)
        form = ReasonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        actions.cancel(activity, reason=form.validated_data["reason"], at=timezone.now())
        return self._read(activity.pk)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        actions.restore(self._one("record", pk))
        return self._read(pk)
