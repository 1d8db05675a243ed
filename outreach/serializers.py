"""Serializers of outreach items, channels and attached files; outreach.actions decides what is allowed."""

from typing import Any

from rest_framework import serializers

from activities.documents.serializers import VisibleDocumentField
from outreach.actions import HIGHEST_COUNT
from outreach.models import Attachment, Channel, OutreachItem
from places.models import Unit
from screens.revisions.serializers import RevisedSerializer, RevisionField


class ChannelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Channel
        fields = ["key", "name", "measure", "section", "fields", "is_active"]
        read_only_fields = fields


class OutreachItemSerializer(RevisedSerializer):
    channel: Any = serializers.SlugRelatedField(slug_field="key", queryset=Channel.objects.all())
    measure = serializers.CharField(source="channel.measure", read_only=True)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    ends_on = serializers.DateField(required=False)  # as it begins
    quantity = serializers.IntegerField(required=False, min_value=1, max_value=HIGHEST_COUNT)
    copies = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=HIGHEST_COUNT)
    minority_language_copies = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=HIGHEST_COUNT)
    document = VisibleDocumentField(required=False, allow_null=True)
    revision = RevisionField()

    class Meta:
        model = OutreachItem
        fields = [
            "id", "channel", "measure", "title", "unit", "unit_name", "starts_on", "ends_on", "quantity", "copies",
            "minority_language_copies", "languages", "partner", "document", "link", "programme_line", "note", "changed_at", "revision",
        ]  # fmt: skip
        read_only_fields = ["changed_at"]


class AttachmentSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="file.name", read_only=True)
    format = serializers.CharField(source="file.format", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)

    class Meta:
        model = Attachment
        fields = ["id", "name", "format", "size"]


class AttachedFileSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
