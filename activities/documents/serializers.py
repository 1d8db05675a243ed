"""Serializers of documents; activities.documents.actions decides what is allowed."""

from typing import Any

from rest_framework import serializers

from activities.actions import EARLIEST_YEAR, LATEST_YEAR
from activities.models import Document, StoredFile
from places.models import Unit
from screens.revisions.serializers import RevisedSerializer, RevisionField


class VisibleDocumentField(serializers.PrimaryKeyRelatedField):
    """One that the asker may see; a stranger's document is as unknown as one that does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"queryset": Document.objects.all()} | kwargs))

    def get_queryset(self) -> Any:
        return Document.objects.visible_to(self.context["request"].user)


class StoredFileSerializer(serializers.ModelSerializer):
    class Meta:
        model = StoredFile
        fields = ["name", "format", "size", "stored_at"]


class DocumentSerializer(RevisedSerializer):
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"), required=False)
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    year = serializers.IntegerField(required=False, allow_null=True, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    citation = serializers.CharField(read_only=True)
    file = StoredFileSerializer(read_only=True)
    revision = RevisionField()

    class Meta:
        model = Document
        fields = ["id", "kind", "number", "dated", "issuer", "title", "year", "unit", "unit_name", "citation", "file", "revision"]
        validators: list[Any] = []


class DocumentFileSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, max_length=500)
