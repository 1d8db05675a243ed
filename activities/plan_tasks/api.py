"""API of the tasks of a year's plan."""

from typing import Any

from django.db import transaction
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from activities.models import PlanTask
from activities.plan_tasks import actions
from activities.plan_tasks.filters import PlanTaskFilter
from activities.plan_tasks.serializers import CarryOverSerializer, PlanTaskChangeSerializer, PlanTaskSerializer
from places.models import Unit
from screens.api import ApiViewSet
from screens.revisions.forms import lock

TASKS = PlanTask.objects.select_related("unit__parent__parent")


class PlanTaskViewSet(mixins.ListModelMixin, ApiViewSet):
    """Tasks of a year's plan, in order; `unit` is the province served where none is named."""

    queryset = TASKS
    serializer_class = PlanTaskSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = PlanTaskFilter

    def get_queryset(self) -> Any:
        return TASKS.visible_to(self.request.user)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(PlanTaskSerializer(fetch(TASKS, request.user, "view", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        """Add a task. A text that the year has already is 400 `taken`."""
        require_anywhere(request.user, "record")
        serializer = PlanTaskSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        unit = _unit_of(request, values)
        with transaction.atomic():
            tasks = actions.add_tasks(values["year"], unit, texts=[values["text"]], by=request.user)
            if not tasks:
                raise ValidationError({"text": "the year has this task already"}, code="taken")
            _revise(tasks[0], values, request)
        return Response(PlanTaskSerializer(TASKS.get(pk=tasks[0].pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=PlanTaskChangeSerializer, responses=PlanTaskSerializer)
    @transaction.atomic
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        task = fetch(lock(TASKS, request), request.user, "record", pk=pk)
        serializer = PlanTaskChangeSerializer(task, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        _revise(task, serializer.validated_data, request)
        return Response(PlanTaskSerializer(TASKS.get(pk=task.pk)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        actions.remove_task(fetch(TASKS, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=CarryOverSerializer, responses=PlanTaskSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="carry-over", filterset_class=None, pagination_class=None)
    def carry_over(self, request: ApiRequest) -> Response:
        """Begin the next year's list with the tasks of `year` that are not done; answers the new ones, none when asked again."""
        require_anywhere(request.user, "record")
        serializer = CarryOverSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        year, unit = serializer.validated_data["year"], _unit_of(request, serializer.validated_data)
        return Response(PlanTaskSerializer(actions.carry_over(year, unit, by=request.user), many=True).data)


def _unit_of(request: ApiRequest, values: dict[str, Any]) -> Unit:
    """Return the unit that was named, else the usual one. Raise PermissionDenied where the user may not record."""
    unit = values.get("unit") or actions.usual_unit(request.user, year=values["year"])
    if unit is None:
        raise ValidationError({"unit": "name a unit in which you may record"}, code="required")
    require(request.user, "record", unit)
    return unit


def _revise(task: PlanTask, values: dict[str, Any], request: ApiRequest) -> None:
    changes = {name: values[name] for name in ("text", "outcome", "is_done") if name in values}
    actions.revise_task(task, **changes, by=request.user)
    if "order" in values:
        actions.move_task(task, to=values["order"], by=request.user)
