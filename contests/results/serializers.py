from rest_framework import serializers

from contests.models import DiscrepancyRuling, Snapshot, TieResolution


class RankingSerializer(serializers.Serializer):
    rules_version = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.DictField())
    alerts = serializers.ListField(child=serializers.DictField())
    ties = serializers.ListField(child=serializers.DictField())
    results = serializers.ListField(child=serializers.DictField())


class TieResolutionSerializer(serializers.ModelSerializer):
    teams = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=100)
    method = serializers.CharField(max_length=13)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    class Meta:
        model = TieResolution
        fields = ["id", "teams", "method", "note", "at"]
        read_only_fields = ["at"]


class DiscrepancyRulingSerializer(serializers.ModelSerializer):
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    class Meta:
        model = DiscrepancyRuling
        fields = ["id", "performance", "note", "at"]
        read_only_fields = ["performance", "at"]


class SnapshotSerializer(serializers.ModelSerializer):
    class Meta:
        model = Snapshot
        fields = ["id", "contest", "revision", "status", "sha256", "approved_at", "published_at", "reopened_at", "reopen_reason"]
        read_only_fields = fields
