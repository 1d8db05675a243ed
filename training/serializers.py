"""Serializers of training sessions."""

from typing import Any

from rest_framework import serializers

from activities.serializers import COMMON_FIELDS, ActivityHeadSerializer
from training.models import Speaker, TrainingSession


class TopicsField(serializers.ListField):
    """A list of titles in order: ["Luật Đất đai 2024", …]."""

    child = serializers.CharField(max_length=200)

    def to_representation(self, topics: Any) -> list[str]:
        return [topic.title for topic in topics.all()]


class SpeakerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Speaker
        fields = ["full_name", "title"]


class TrainingSessionSerializer(ActivityHeadSerializer):
    topics = TopicsField(required=False, max_length=50)
    speakers = SpeakerSerializer(many=True, required=False)

    class Meta:
        model = TrainingSession
        fields = [*COMMON_FIELDS, "topics", "speakers", "sittings"]
        read_only_fields = ["kind", "cancel_reason"]
