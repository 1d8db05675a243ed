from rest_framework import serializers

from contests.models import Draw, Performance


class DrawSerializer(serializers.ModelSerializer):
    """Without `teams` the order is drawn here. With `packages` and `round`, it is which package each team drew."""

    teams = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=500, write_only=True)
    round = serializers.CharField(required=False, allow_blank=True, max_length=40)
    packages = serializers.DictField(child=serializers.CharField(max_length=60), required=False, write_only=True)
    witnessed_by = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    class Meta:
        model = Draw
        fields = ["id", "kind", "round", "result", "is_drawn_by_machine", "witnessed_by", "reason", "at", "teams", "packages"]
        read_only_fields = ["kind", "result", "is_drawn_by_machine", "at"]


class PerformanceSerializer(serializers.ModelSerializer):
    """`penalty`: what is taken off, by the time or as it was decided; sent, it is decided instead of the time, with a reason."""

    elapsed_seconds = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=86400)
    penalty = serializers.DecimalField(
        source="decided_penalty", max_digits=6, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    package = serializers.CharField(read_only=True)

    class Meta:
        model = Performance
        fields = ["id", "team", "round", "order", "status", "package", "started_at", "elapsed_seconds", "penalty", "reason"]
        read_only_fields = ["team", "round", "order", "started_at"]
