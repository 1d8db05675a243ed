"""Shapes of headcounts."""

from rest_framework import serializers

from attendance.headcounts.uploads import HIGHEST_COUNT
from attendance.models import Headcount


class HeadcountSerializer(serializers.ModelSerializer):
    count = serializers.IntegerField(min_value=0, max_value=HIGHEST_COUNT)
    women = serializers.IntegerField(min_value=0, max_value=HIGHEST_COUNT, required=False, allow_null=True)
    minorities = serializers.IntegerField(min_value=0, max_value=HIGHEST_COUNT, required=False, allow_null=True)

    class Meta:
        model = Headcount
        fields = ["id", "category", "count", "women", "minorities", "basis", "counted_at"]
        read_only_fields = ["counted_at"]
