from rest_framework import serializers

from contests.models import JurySeat, Recusal, Team
from people.models import Person


class SeatSerializer(serializers.ModelSerializer):
    person_id = serializers.PrimaryKeyRelatedField(source="person", queryset=Person.objects.none(), required=False, allow_null=True)
    name = serializers.CharField(max_length=120)

    class Meta:
        model = JurySeat
        fields = ["id", "name", "person_id", "is_head", "is_shadow", "opened_at", "ended_at", "replaces"]
        read_only_fields = ["opened_at", "ended_at", "replaces"]


class SeatLinkSerializer(SeatSerializer):
    """A seat with its link and PIN, which are told once."""

    url = serializers.CharField(read_only=True)
    pin = serializers.CharField(read_only=True)

    class Meta(SeatSerializer.Meta):
        fields = [*SeatSerializer.Meta.fields, "url", "pin"]


class ReplacementSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    person_id = serializers.PrimaryKeyRelatedField(source="person", queryset=Person.objects.none(), required=False, allow_null=True)


class RecusalSerializer(serializers.ModelSerializer):
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.none())
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    class Meta:
        model = Recusal
        fields = ["id", "seat", "team", "reason", "at"]
        read_only_fields = ["seat", "at"]


class OpenLinkSerializer(serializers.Serializer):
    token = serializers.CharField(max_length=100)
    pin = serializers.CharField(max_length=20)


class OpenedLinkSerializer(serializers.Serializer):
    access = serializers.CharField()
    seat = serializers.IntegerField()
    name = serializers.CharField()
    contest = serializers.CharField()


class JudgeSheetSerializer(serializers.Serializer):
    contest = serializers.CharField()
    name = serializers.CharField()
    is_head = serializers.BooleanField()
    is_shadow = serializers.BooleanField()
    rules_version = serializers.IntegerField(allow_null=True)
    rounds = serializers.ListField(child=serializers.DictField())
    performances = serializers.ListField(child=serializers.DictField())
