"""Serializers of the targets of a year's plan."""

from typing import Any

from rest_framework import serializers

from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR
from activities.documents.serializers import VisibleDocumentField
from activities.models import Target
from places.models import Unit

MOST_ACTIVITIES, MOST_PARTICIPANTS = 100_000, 10_000_000


class TargetSerializer(serializers.ModelSerializer):
    """`quarter`: 1 to 4, null for the whole year. Year, quarter, kind and unit of an existing target stay."""

    year = serializers.IntegerField(min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR)
    quarter = serializers.ChoiceField(choices=Target.Quarter.choices, required=False, allow_null=True, default=None)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    planned_activities = serializers.IntegerField(min_value=0, max_value=MOST_ACTIVITIES)
    planned_participants = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_PARTICIPANTS)
    document = VisibleDocumentField(required=False, allow_null=True)

    class Meta:
        model = Target
        fields = [
            "id", "year", "quarter", "kind", "unit", "unit_name", "planned_activities", "planned_participants", "plan_reference",
            "document",
        ]  # fmt: skip
        validators: list[Any] = []


class TargetChangeSerializer(TargetSerializer):
    year = serializers.IntegerField(read_only=True)
    quarter = serializers.ChoiceField(choices=Target.Quarter.choices, read_only=True, allow_null=True)
    unit = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta(TargetSerializer.Meta):
        read_only_fields = ["kind"]
