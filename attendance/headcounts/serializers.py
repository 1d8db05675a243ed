"""Shapes of headcounts."""

from rest_framework import serializers

from attendance.models import Headcount


class HeadcountSerializer(serializers.ModelSerializer):
    count = serializers.IntegerField(min_value=0, max_value=1_000_000)

    class Meta:
        model = Headcount
        fields = ["id", "category", "count", "basis", "counted_at"]
        read_only_fields = ["counted_at"]
