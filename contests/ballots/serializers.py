from fractions import Fraction
from typing import Any

from rest_framework import serializers

from contests.ballots.points import total_of
from contests.models import Ballot, JurySeat, Performance
from contests.scoring.numbers import write_exactly


class BallotSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField()
    performance = serializers.PrimaryKeyRelatedField(queryset=Performance.objects.none())
    seat = serializers.PrimaryKeyRelatedField(queryset=JurySeat.objects.none())
    points = serializers.JSONField()
    source: Any = serializers.ChoiceField(choices=Ballot.Source.choices, default=Ballot.Source.PAPER)
    total = serializers.SerializerMethodField()

    class Meta:
        model = Ballot
        fields = ["id", "performance", "seat", "points", "source", "version", "status", "total", "submitted_at", "return_reason"]
        read_only_fields = ["version", "status", "submitted_at", "return_reason"]

    def get_total(self, ballot: Ballot) -> str:
        total: Fraction = total_of(ballot.points)
        return write_exactly(total)
