"""Shapes of templates."""

from rest_framework import serializers

from reporting.document.template.page_layout import MARGINS
from reporting.models import ReportTemplate


class ReportTemplateSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="file.name", read_only=True)
    sha256 = serializers.CharField(source="file.digest", read_only=True)

    class Meta:
        model = ReportTemplate
        fields = ["id", "kind", "valid_from", "valid_to", "name", "sha256", "uploaded_at", "withdrawn_at"]
        read_only_fields = fields


class LayoutDeviationSerializer(serializers.Serializer):
    """`actual` and `expected` in millimetres, as text: '25', '30–35'."""

    part = serializers.ChoiceField(["paper", *MARGINS], read_only=True)
    actual = serializers.CharField(read_only=True)
    expected = serializers.CharField(read_only=True)


class TakenInTemplateSerializer(ReportTemplateSerializer):
    """`omissions`: placeholders that the template could have and has not; `deviations`: how its page differs from NĐ 30/2020/NĐ-CP."""

    omissions = serializers.ListField(child=serializers.CharField(), read_only=True)
    deviations = LayoutDeviationSerializer(many=True, read_only=True)

    class Meta(ReportTemplateSerializer.Meta):
        fields = [*ReportTemplateSerializer.Meta.fields, "omissions", "deviations"]
        read_only_fields = fields


class NewTemplateSerializer(serializers.Serializer):
    kind = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)
    file = serializers.FileField(allow_empty_file=True)
