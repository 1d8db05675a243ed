"""Shapes of rosters in the API: what is sent, and the preview that comes back."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from attendance.models import Registration
from imports.models import RosterImport, RosterRow
from imports.planning.plan import EVERY_SHEET
from imports.planning.planned_rows import MARKS
from imports.problem_messages import problem_message
from imports.reading.heads import FIELDS, IGNORED
from places.models import Unit

ENCODINGS = ("", "none", "tcvn3", "vni")


class RosterFileSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, max_length=1000)


class RowChoiceSerializer(serializers.Serializer):
    """One of: leave the row out, take a person on record, or say that it is somebody new; and texts typed instead of the cells."""

    exclude = serializers.BooleanField(required=False)
    person = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    new = serializers.BooleanField(required=False)
    values = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=300), required=False)

    def validate_values(self, values: dict[str, str]) -> dict[str, str]:
        if unknown := set(values) - set(FIELDS):
            raise serializers.ValidationError(f"unknown field: {', '.join(sorted(unknown))}", code="unknown_field")
        return values


class ColumnChoicesField(serializers.DictField):
    """Column index (from 0) → field, "" for no field."""

    child = serializers.ChoiceField(choices=[*FIELDS, IGNORED, ""], allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        fields = super().to_internal_value(data)
        if not all(key.isdecimal() and len(key) < 4 for key in fields):
            raise serializers.ValidationError("a column is a number from 0", code="not_a_column")
        return fields


class RosterChoicesSerializer(serializers.Serializer):
    """`columns`: '<sheet>!<block>' → {column: field}; `rows`: key of a row → choice. Both are added to what was chosen before."""

    sheet = serializers.CharField(required=False, allow_blank=True, max_length=100, help_text=f"name of a sheet, or {EVERY_SHEET} for all")
    encoding = serializers.ChoiceField(choices=ENCODINGS, required=False, allow_blank=True)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.all(), required=False, allow_null=True)
    role = serializers.ChoiceField(choices=Registration.Role.choices, required=False, allow_blank=True)
    category = serializers.ChoiceField(choices=Registration.Category.choices, required=False, allow_blank=True)
    leave_out = serializers.ListField(
        child=serializers.ChoiceField(choices=MARKS),
        required=False,
        help_text="marks of rows that stay out; the list replaces the one before",
    )
    columns = serializers.DictField(child=ColumnChoicesField(), required=False)
    rows = serializers.DictField(child=RowChoiceSerializer(), required=False)

    def validate_leave_out(self, marks: list[str]) -> list[str]:
        return sorted(set(marks))

    def validate_unit(self, unit: Unit | None) -> int | None:
        return unit.pk if unit else None


class RosterProblemSerializer(serializers.Serializer):
    column = serializers.CharField(allow_null=True, help_text="letter of the column, null for the row as a whole")
    head = serializers.CharField(allow_null=True)
    field = serializers.CharField()
    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=["error", "warning"])
    message = serializers.CharField()


class RosterDataSerializer(serializers.Serializer):
    full_name = serializers.CharField()
    gender = serializers.CharField(allow_null=True)
    birth_year = serializers.IntegerField(allow_null=True)
    birth_date = serializers.DateField(allow_null=True)
    ethnic_group = serializers.CharField(allow_null=True)
    ethnicity_note = serializers.CharField()
    phone = serializers.CharField(allow_null=True)
    national_id_last4 = serializers.CharField()
    unit = serializers.IntegerField(allow_null=True)
    commune = serializers.CharField(allow_null=True)
    unit_name = serializers.CharField(allow_null=True)
    province = serializers.CharField(help_text="today's province of who lives in another one than the activity's, else empty")
    position = serializers.CharField()
    organisation = serializers.CharField()
    class_name = serializers.CharField()
    category = serializers.CharField()
    note = serializers.CharField()
    fills = serializers.ListField(child=serializers.CharField())


class RosterCandidateSerializer(serializers.Serializer):
    person = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())


class RosterRowSerializer(serializers.Serializer):
    """`row` as the file counts; `key`: by which the row is chosen. `match`: the person on record; `duplicate_of`: the row that this one
    repeats."""

    row = serializers.IntegerField()
    key = serializers.CharField()
    sheet = serializers.CharField()
    action = serializers.ChoiceField(choices=RosterRow.Action.choices)
    excluded = serializers.BooleanField()
    match = RosterCandidateSerializer(allow_null=True)
    registered_here = serializers.BooleanField()
    candidates = RosterCandidateSerializer(many=True)
    duplicate_of = serializers.IntegerField(allow_null=True)
    data = RosterDataSerializer()  # type: ignore[assignment]
    problems = RosterProblemSerializer(many=True)


class RosterColumnSerializer(serializers.Serializer):
    sheet = serializers.CharField()
    block = serializers.IntegerField()
    index = serializers.IntegerField()
    letter = serializers.CharField()
    head = serializers.CharField()
    field = serializers.CharField(allow_blank=True)


class RosterCountsSerializer(serializers.Serializer):
    create = serializers.IntegerField()  # type: ignore[assignment]
    match = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    error = serializers.IntegerField()


class RosterImportSerializer(serializers.ModelSerializer):
    """One file handed in, without its rows."""

    counts = serializers.SerializerMethodField()

    class Meta:
        model = RosterImport
        fields = ["id", "activity", "file_name", "size", "state", "refusal", "uploaded_at", "committed_at", "counts", "result"]

    @extend_schema_field(RosterCountsSerializer(allow_null=True))
    def get_counts(self, roster: RosterImport) -> dict[str, int] | None:
        return roster.summary.get("counts")


class RosterPreviewSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    activity = serializers.IntegerField()
    file_name = serializers.CharField()
    state = serializers.ChoiceField(choices=RosterImport.State.choices)
    sheet = serializers.CharField()
    other_sheets = serializers.ListField(child=serializers.ListField())
    columns = RosterColumnSerializer(many=True)
    encoding = serializers.CharField(allow_blank=True, help_text="tcvn3 or vni where letters were converted")
    converted = serializers.DictField()
    unit = serializers.CharField(help_text="where those live who named no commune")
    role = serializers.CharField()
    counts = RosterCountsSerializer()
    struck_rows = serializers.IntegerField(help_text="people whose rows the file strikes out")
    hidden_rows = serializers.IntegerField(help_text="people whose rows the file hides")
    leave_out = serializers.ListField(child=serializers.ChoiceField(choices=MARKS), help_text="marks of rows that stay out")
    left_out = serializers.DictField(help_text="lines that are nobody: heads, sections, totals, signatures")
    rows = RosterRowSerializer(many=True)


class RosterCommitSerializer(serializers.Serializer):
    """`registered` + `matched` + `skipped` are the rows of the preview."""

    registered = serializers.IntegerField()
    matched = serializers.IntegerField()
    skipped = serializers.IntegerField()
    already = serializers.IntegerField(help_text="of the matched, how many were on the list before")
    duplicates = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]
    excluded = serializers.IntegerField()


_SUMMARY_DEFAULTS: dict[str, Any] = {
    "sheet": "", "other_sheets": [], "columns": [], "encoding": "", "converted": {}, "unit": "", "role": "", "left_out": {},
    "struck_rows": 0, "hidden_rows": 0, "leave_out": [],
    "counts": {"create": 0, "match": 0, "duplicate": 0, "error": 0},
}  # fmt: skip


def preview_json(roster: RosterImport) -> dict[str, Any]:
    """Return the preview in the shape of RosterPreviewSerializer, written by hand: 20,000 rows go through here."""
    summary = roster.summary
    heads = {(column["sheet"], column["index"]): column for column in reversed(summary.get("columns", []))}
    return {
        "id": roster.pk,
        "activity": roster.activity_id,
        "file_name": roster.file_name,
        "state": roster.state,
        **{key: summary.get(key, default) for key, default in _SUMMARY_DEFAULTS.items()},
        "rows": [_row_json(row, heads) for row in roster.rows.all().iterator(chunk_size=2000)],
    }


def _row_json(row: RosterRow, heads: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    problems = []
    for problem in row.problems:
        column = heads.get((row.sheet, problem["column"]))
        problems.append(
            {
                "column": column["letter"] if column else None,
                "head": column["head"] if column else None,
                "field": problem["field"],
                "code": problem["code"],
                "severity": problem["severity"],
                "message": problem_message(problem["code"], problem["params"]),
            }
        )
    return {
        "row": row.number,
        "key": row.key,
        "sheet": row.sheet,
        "action": row.action,
        "excluded": row.is_excluded,
        "match": {"person": row.person_id, "reasons": row.why} if row.action == "match" and row.person_id else None,
        "registered_here": row.is_registered,
        "candidates": [{"person": person, "reasons": reasons} for person, reasons in row.candidates],
        "duplicate_of": row.duplicate_of,
        "data": row.data,
        "problems": problems,
    }
