from rest_framework import serializers

from exports.models import OfficeForm
from exports.statistical_forms.office import OWN_PREFIX


class OfficeFormSerializer(serializers.ModelSerializer):
    """`report`: the name under which it is a report. `content`: the file, in TOML."""

    report = serializers.SerializerMethodField()

    class Meta:
        model = OfficeForm
        fields = ["id", "key", "report", "title", "file_name", "content", "uploaded_at", "withdrawn_at"]
        read_only_fields = fields

    def get_report(self, form: OfficeForm) -> str:
        return f"{OWN_PREFIX}{form.key}"


class NewOfficeFormSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
