"""Serializers of areas; activities.areas.actions decides what is allowed."""

from rest_framework import serializers

from places.models import Area, Unit
from screens.revisions.serializers import RevisedSerializer, RevisionField


class AreaSerializer(RevisedSerializer):
    """`unit`: the province, that of the user where none is named. `units`: ids of units of any time."""

    name = serializers.CharField(max_length=100)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"), required=False)
    units = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"), many=True, allow_empty=False)
    is_archived = serializers.SerializerMethodField()
    revision = RevisionField()

    unrevised_fields = ("revision", "unit")  # an area stays in its province

    class Meta:
        model = Area
        fields = ["id", "name", "unit", "units", "valid_from", "valid_to", "is_archived", "revision"]
        validators: list[object] = []  # save_area checks the name

    def get_is_archived(self, area: Area) -> bool:
        return area.archived_at is not None


class AreaChangeSerializer(AreaSerializer):
    """An area stays in its province."""

    unit = serializers.PrimaryKeyRelatedField(read_only=True)
