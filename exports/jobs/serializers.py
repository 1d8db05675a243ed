"""Serializers of exports and schedules; exports.jobs.actions and schedules decide what is allowed."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from exports.models import MAX_DAY, ExportFormat, ExportJob, ExportSchedule


@extend_schema_field({"type": "object", "additionalProperties": {"type": ["string", "integer", "null"]}})
class FiltersField(serializers.DictField):
    """The filters of a report, as in the address of the report."""


class ExportOrderSerializer(serializers.Serializer):
    report = serializers.CharField(max_length=50)
    format = serializers.ChoiceField(ExportFormat.choices)
    filters = FiltersField(default=dict)


class ExportSerializer(serializers.ModelSerializer):
    """`rows`: written so far. `url`: of the file, null unless it can be fetched. `error`: why there is none, in a sentence."""

    url = serializers.SerializerMethodField()
    filters = FiltersField()

    class Meta:
        model = ExportJob
        fields = [
            "id", "report", "format", "filters", "status", "progress", "rows", "url", "expires_at", "error", "created_at", "finished_at",
            "name", "size", "digest", "attempt", "schedule", "due_on",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, job: ExportJob) -> str | None:
        return reverse("exportjob-file", args=[job.pk], request=self.context["request"]) if job.is_fetchable else None


class ScheduleSerializer(serializers.ModelSerializer):
    """`filters` without `from` and `to`: each run is about the month, quarter or year that just ended. `next_on`: the next run's day."""

    report = serializers.CharField(max_length=50)
    format = serializers.ChoiceField(ExportFormat.choices)
    filters = FiltersField(default=dict)
    every = serializers.ChoiceField(ExportSchedule.Every.choices)
    day = serializers.IntegerField(min_value=1, max_value=MAX_DAY)

    class Meta:
        model = ExportSchedule
        fields = ["id", "report", "format", "filters", "every", "day", "next_on", "created_at"]
        read_only_fields = ["next_on", "created_at"]
