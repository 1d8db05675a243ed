from typing import Any

from rest_framework import serializers

from activities.serializers import VisibleDocumentField
from contests.models import RuleSet
from contests.rules.stored import revision_of_rules


class RulesSerializer(serializers.Serializer):
    """Rules as they are sent and answered. `contests.scoring.rules_data` reads all but number, date, document and reason."""

    number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    dated = serializers.DateField(required=False, allow_null=True, default=None)
    document = VisibleDocumentField(required=False, allow_null=True, default=None)
    decimals = serializers.JSONField(required=False)
    rank_on = serializers.JSONField(required=False)
    rounds = serializers.JSONField(required=False)
    tie_breaks = serializers.JSONField(required=False)
    prizes = serializers.JSONField(required=False)
    shared_prize = serializers.JSONField(required=False)
    team = serializers.JSONField(required=False)
    version = serializers.IntegerField(read_only=True)
    reason = serializers.CharField(read_only=True)
    locked_at = serializers.DateTimeField(read_only=True)
    revision = serializers.CharField(
        max_length=64, required=False, allow_blank=True, default="", help_text="Digest of the rules; sent back, it says what was read"
    )

    def to_representation(self, instance: RuleSet) -> dict[str, Any]:
        head = {
            "version": instance.version,
            "number": instance.number,
            "dated": instance.dated,
            "document": instance.document_id,
            "reason": instance.reason,
            "locked_at": instance.locked_at,
            "revision": revision_of_rules(instance),
        }
        return head | instance.data


class AmendmentSerializer(RulesSerializer):
    """`dry_run`: only answer what the amendment would do."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    dry_run = serializers.BooleanField(required=False, default=False)


class RankChangeSerializer(serializers.Serializer):
    team = serializers.IntegerField()
    rank_before = serializers.IntegerField(allow_null=True)
    rank_after = serializers.IntegerField(allow_null=True)
    total_before = serializers.CharField(allow_null=True)
    total_after = serializers.CharField(allow_null=True)


class AmendedRulesSerializer(RulesSerializer):
    changes = RankChangeSerializer(many=True, read_only=True)
