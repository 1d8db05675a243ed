"""Serializers of the tasks of a year's plan; activities.plan_tasks.actions decides what is allowed."""

from rest_framework import serializers

from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR
from activities.models import PlanTask
from activities.plan_tasks.actions import MOST_TASKS
from places.models import Unit
from screens.revisions.serializers import RevisedSerializer, RevisionField


class PlanTaskSerializer(RevisedSerializer):
    """`unit`: the province served where none is named; `order`: the place in the list, counted from 1, the last where none is named."""

    year = serializers.IntegerField(min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"), required=False)
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    order = serializers.IntegerField(required=False, min_value=1, max_value=MOST_TASKS)
    revision = RevisionField()

    unrevised_fields = ("revision", "order", "year", "unit")  # other tasks move this one, and it stays in its list

    class Meta:
        model = PlanTask
        fields = ["id", "year", "unit", "unit_name", "order", "text", "outcome", "is_done", "carried_from", "revision"]
        read_only_fields = ["carried_from"]


class PlanTaskChangeSerializer(PlanTaskSerializer):
    """A task stays in its year and unit."""

    class Meta(PlanTaskSerializer.Meta):
        read_only_fields = ["year", "unit", "carried_from"]

    year = serializers.IntegerField(read_only=True)
    unit = serializers.PrimaryKeyRelatedField(read_only=True)


class CarryOverSerializer(serializers.Serializer):
    year = serializers.IntegerField(min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR - 1)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"), required=False)
