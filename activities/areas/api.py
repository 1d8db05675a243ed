"""API of areas."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from activities.areas import actions
from activities.areas.serializers import AreaChangeSerializer, AreaSerializer
from places.models import Area
from screens.api import ApiViewSet
from screens.revisions.forms import lock

AREAS = Area.objects.with_units()


class AreaViewSet(mixins.ListModelMixin, ApiViewSet):
    """Named sets of units that a province counts together: a filter (`area=`) and a grouping (`by=area`) of every report of activities."""

    queryset = AREAS
    serializer_class = AreaSerializer

    def get_queryset(self) -> Any:
        return AREAS.visible_to(self.request.user, "report")

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(AreaSerializer(fetch(AREAS, request.user, "report", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        require_anywhere(request.user, "record")
        serializer = AreaSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        province = values.get("unit") or actions.usual_province(request.user, today=timezone.localdate())
        if province is None:
            raise ValidationError({"unit": "name a province in which you may record"}, code="required")
        require(request.user, "record", province)
        area = actions.save_area(
            province=province,
            name=values["name"],
            units=values["units"],
            valid_from=values.get("valid_from"),
            valid_to=values.get("valid_to"),
            by=request.user,
        )
        return Response(AreaSerializer(AREAS.get(pk=area.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AreaChangeSerializer, responses=AreaSerializer)
    @transaction.atomic
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        area = fetch(lock(AREAS, request), request.user, "record", pk=pk)
        serializer = AreaChangeSerializer(area, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        actions.save_area(
            area,
            province=area.unit,
            name=values.get("name", area.name),
            units=values.get("units", list(area.units.all())),
            valid_from=values.get("valid_from", area.valid_from),
            valid_to=values.get("valid_to", area.valid_to),
            by=request.user,
        )
        return Response(AreaSerializer(AREAS.get(pk=area.pk)).data)

    @extend_schema(request=None, responses=AreaSerializer)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def archive(self, request: ApiRequest, pk: str) -> Response:
        """Take it out of the choices and the grouping; nothing is deleted. Asked again, it changes nothing."""
        area = fetch(lock(AREAS, request), request.user, "record", pk=pk)
        actions.archive_area(area, at=timezone.now(), by=request.user)
        return Response(AreaSerializer(area).data)

    @extend_schema(request=None, responses=AreaSerializer)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def restore(self, request: ApiRequest, pk: str) -> Response:
        """Take it back into use. Asked again, it changes nothing."""
        area = fetch(lock(AREAS, request), request.user, "record", pk=pk)
        actions.restore_area(area, by=request.user)
        return Response(AreaSerializer(area).data)
