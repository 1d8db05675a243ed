"""Shape of a door code."""

from rest_framework import serializers


class DoorSerializer(serializers.Serializer):
    door = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    step_ends_at = serializers.DateTimeField(allow_null=True)
