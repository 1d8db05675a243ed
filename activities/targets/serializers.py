"""Serializers of the targets of a year's plan."""

from typing import Any

from rest_framework import serializers

from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR, MOST_TARGET_ACTIVITIES, MOST_TARGET_PARTICIPANTS, TARGET_KEY
from activities.documents.serializers import VisibleDocumentField
from activities.models import Target
from places.models import Unit
from screens.revisions.serializers import RevisedSerializer, RevisionField


class TargetSerializer(RevisedSerializer):
    """`quarter`: 1 to 4, null for the whole year. Year, quarter, kind and unit of an existing target stay."""

    year = serializers.IntegerField(min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR)
    quarter = serializers.ChoiceField(choices=Target.Quarter.choices, required=False, allow_null=True, default=None)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    planned_activities = serializers.IntegerField(min_value=0, max_value=MOST_TARGET_ACTIVITIES)
    planned_participants = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_TARGET_PARTICIPANTS)
    document = VisibleDocumentField(required=False, allow_null=True)
    revision = RevisionField()

    unrevised_fields = ("revision", *TARGET_KEY)  # these stay

    class Meta:
        model = Target
        fields = [
            "id", "year", "quarter", "kind", "unit", "unit_name", "planned_activities", "planned_participants", "plan_reference",
            "document", "revision",
        ]  # fmt: skip
        validators: list[Any] = []


class TargetChangeSerializer(TargetSerializer):
    year = serializers.IntegerField(read_only=True)
    quarter = serializers.ChoiceField(choices=Target.Quarter.choices, read_only=True, allow_null=True)
    unit = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta(TargetSerializer.Meta):
        read_only_fields = ["kind"]
