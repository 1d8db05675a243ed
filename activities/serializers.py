"""Serializers of activities and sittings; activities.actions decides what is allowed."""

from typing import Any

from rest_framework import serializers

from activities.copying.actions import MOST_COPIES
from activities.documents.serializers import VisibleDocumentField
from activities.models import Activity, Sitting
from places.models import Unit

COMMON_FIELDS = [
    "id", "kind", "title", "unit", "unit_name", "venue", "organiser", "starts_on", "ends_on", "status", "target_group",
    "planned_participants", "programme_line", "plan_reference", "document", "walk_ins", "cancel_reason",
]  # fmt: skip


class SittingSerializer(serializers.ModelSerializer):
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    door = serializers.ChoiceField(choices=Sitting.Door.choices, required=False)

    class Meta:
        model = Sitting
        fields = ["id", "activity", "label", "starts_at", "ends_at", "opens_at", "closes_at", "door"]
        read_only_fields = ["activity"]
        validators: list[Any] = []


class ActivitySerializer(serializers.ModelSerializer):
    """An activity of any kind in a list."""

    unit_name = serializers.CharField(source="unit.label", read_only=True)

    class Meta:
        model = Activity
        fields = COMMON_FIELDS
        read_only_fields = COMMON_FIELDS


class ActivityHeadSerializer(serializers.ModelSerializer):
    """The fields that training sessions and contests have in common, read and written."""

    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    sittings = SittingSerializer(many=True, required=False)
    planned_participants = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1_000_000)
    status = serializers.ChoiceField(choices=Activity.Status.choices, required=False)
    document = VisibleDocumentField(required=False, allow_null=True)

    def validate_status(self, status: str) -> str:
        if status == Activity.Status.CANCELLED and not (self.instance and self.instance.is_cancelled):
            raise serializers.ValidationError("cancel/ takes the reason", code="reason_needed")
        return status


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class CopyPlaceSerializer(serializers.Serializer):
    """When and where one copy of an activity is held."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)  # as long as the one copied
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    venue = serializers.CharField(required=False, allow_blank=True, default="", max_length=Activity._meta.get_field("venue").max_length)


class CopiesSerializer(serializers.Serializer):
    copies = CopyPlaceSerializer(many=True, allow_empty=False, max_length=MOST_COPIES)  # type: ignore[call-arg]
