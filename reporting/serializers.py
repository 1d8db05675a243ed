"""Shapes of reports, their sections and figures."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR
from activities.models import Document
from places.models import Unit
from reporting.actions import LONGEST_REMARKS
from reporting.composing.composition import outline
from reporting.composing.report_kinds import DEFAULT, report_kinds
from reporting.models import IssuedFile, YearlyReport


class FigureSerializer(serializers.Serializer):
    """`text` as it stands in the section; `rows_url` lists what is counted, or for a sum what adds up."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()
    value = serializers.IntegerField()
    rows_url = serializers.URLField()


class OfferedFigureSerializer(serializers.Serializer):
    """A figure in own words that the records have differently by now."""

    key = serializers.CharField()
    was = serializers.CharField()
    now = serializers.CharField()


class SectionSerializer(serializers.Serializer):
    """`figures` are counted: their rows are as many as their value. `sums` add up a column of their rows."""

    key = serializers.CharField()
    level = serializers.IntegerField()
    heading = serializers.CharField()
    text = serializers.CharField()
    composed_text = serializers.CharField()
    has_own_words = serializers.BooleanField()
    version = serializers.IntegerField()
    figures = FigureSerializer(many=True)
    sums = FigureSerializer(many=True)
    offered = OfferedFigureSerializer(many=True)


class IssuedFileSerializer(serializers.ModelSerializer):
    """`redacted_at`: when an erasure took somebody's name out of it; `issued_sha256`: of the file as it was issued, then."""

    issued_sha256 = serializers.CharField(source="issued_digest", read_only=True)

    class Meta:
        model = IssuedFile
        fields = ["format", "sha256", "made_at", "redacted_at", "issued_sha256"]
        read_only_fields = fields


class YearlyReportSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.label", read_only=True)
    relation = serializers.ChoiceField([("", ""), *YearlyReport.Relation.choices], read_only=True)
    files = IssuedFileSerializer(many=True, read_only=True)

    class Meta:
        model = YearlyReport
        fields = [
            "id", "kind", "year", "first", "last", "unit", "unit_name", "programme_line", "document", "replaces", "relation", "status",
            "remarks", "composed_at", "submitted_at", "reviewed_at", "number", "dated", "issued_at", "files",
        ]  # fmt: skip
        read_only_fields = fields


class WholeReportSerializer(YearlyReportSerializer):
    sections = serializers.SerializerMethodField()

    class Meta(YearlyReportSerializer.Meta):
        fields = [*YearlyReportSerializer.Meta.fields, "sections"]
        read_only_fields = fields

    @extend_schema_field(SectionSerializer(many=True))
    def get_sections(self, report: YearlyReport) -> Any:
        labels = self.context["labels"]
        items = [
            {
                "key": item.section.key,
                "level": item.section.level,
                "heading": item.heading,
                "text": item.section.text,
                "composed_text": item.section.composed_text,
                "has_own_words": item.section.has_own_words,
                "version": item.section.version,
                "figures": [self._figure(report, figure, labels) for figure in item.section.standing_figures if not figure["is_sum"]],
                "sums": [self._figure(report, figure, labels) for figure in item.section.standing_figures if figure["is_sum"]],
                "offered": [{"key": old["key"], "was": old["text"], "now": new["text"]} for old, new in item.section.offered_figures],
            }
            for item in outline(list(report.sections.all()))
        ]
        return SectionSerializer(items, many=True).data

    def _figure(self, report: YearlyReport, figure: dict[str, Any], labels: Any) -> dict[str, Any]:
        url = reverse("yearlyreport-figure-rows", args=[report.pk, figure["key"]], request=self.context["request"])
        return {**figure, "label": labels(figure["key"]), "rows_url": url}


class NewReportSerializer(serializers.Serializer):
    """`part`: which half or quarter; `first`, `last`: of a kind with a free period."""

    kind = serializers.CharField(default=DEFAULT)
    year = serializers.IntegerField(min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    part = serializers.IntegerField(required=False, default=1, min_value=1, max_value=4)
    first = serializers.DateField(required=False, allow_null=True, default=None)
    last = serializers.DateField(required=False, allow_null=True, default=None)
    programme_line = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    document = serializers.PrimaryKeyRelatedField(queryset=Document.objects.none(), required=False, allow_null=True, default=None)
    replaces = serializers.PrimaryKeyRelatedField(queryset=YearlyReport.objects.none(), required=False, allow_null=True, default=None)
    relation = serializers.ChoiceField(choices=YearlyReport.Relation.choices, required=False, allow_blank=True, default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            fields: Any = self.fields
            fields["document"].queryset = Document.objects.visible_to(request.user)
            fields["replaces"].queryset = YearlyReport.objects.visible_to(request.user, "report")

    def validate_kind(self, kind: str) -> str:
        if kind not in report_kinds():
            raise serializers.ValidationError(_("Không có loại báo cáo này."), code="unknown")
        return kind


class TextsSerializer(serializers.Serializer):
    """`versions`: of the sections as they were read; with them, a section that somebody else has written since is not overwritten."""

    sections = serializers.DictField(child=serializers.CharField(allow_blank=True, trim_whitespace=False))
    versions = serializers.DictField(child=serializers.IntegerField(min_value=1), required=False, default=dict)


class IssueSerializer(serializers.Serializer):
    number = serializers.CharField(max_length=60)
    dated = serializers.DateField()


class RemarksSerializer(serializers.Serializer):
    remarks = serializers.CharField(max_length=LONGEST_REMARKS)


class ChangeSerializer(serializers.Serializer):
    """`figure`: its name in words."""

    key = serializers.CharField()
    figure = serializers.CharField()
    was = serializers.IntegerField()

    def get_fields(self) -> Any:
        return super().get_fields() | {"is": serializers.IntegerField(source="now")}


class RowColumnSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()


class FigureRowsSerializer(serializers.Serializer):
    """`value`: the figure as the records have it now. `rows`: in the columns' order; without the `hidden` ones, that name
    people whom the reader may not see (`is_hidden`: all of them)."""

    count = serializers.IntegerField()
    value = serializers.IntegerField()
    title = serializers.CharField()
    columns = RowColumnSerializer(many=True)
    rows = serializers.ListField(child=serializers.ListField())
    hidden = serializers.IntegerField()
    is_hidden = serializers.BooleanField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
