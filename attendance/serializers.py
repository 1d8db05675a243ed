"""Shapes of registrations, attendances and scans."""

from typing import Any

from django.utils.timezone import localtime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from attendance.models import Attendance, Excuse, Headcount, Method, OutcomeWord, Registration
from attendance.scans.parsing import MOST_IN_A_BATCH
from attendance.scans.recording import ScanResult
from people import personal_columns
from people.ethnic_groups import require_group
from people.models import EthnicGroup, Person
from places.models import Unit


@extend_schema_field(str)
class EthnicGroupField(serializers.Field):
    """By name, as people write it; read as the official name."""

    def to_internal_value(self, written: Any) -> EthnicGroup:
        if not isinstance(written, str):
            raise serializers.ValidationError("text", code="not_text")
        return require_group(written)

    def to_representation(self, group: EthnicGroup) -> str:
        return group.name


class PersonSerializer(serializers.ModelSerializer):
    """A person as the activity's staff see them; what `see_personal` covers (people.personal_columns) is null for the others."""

    unit_name = serializers.CharField(source="unit.label", read_only=True)
    ethnic_group = serializers.CharField(source="ethnic_group.name", read_only=True, default=None, allow_null=True)
    organisation = serializers.CharField(source="organisation.name", read_only=True, default=None, allow_null=True)
    phone = serializers.CharField(read_only=True, allow_null=True)
    national_id_last4 = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Person
        fields = [
            "id", "full_name", "gender", "birth_year", "birth_date", "ethnic_group", "phone", "unit", "unit_name", "organisation",
            "position", "national_id_last4",
        ]  # fmt: skip
        read_only_fields = fields

    PERSONAL = personal_columns.shown_only_by(personal_columns.Seen.SEE_PERSONAL, among=Meta.fields)

    def to_representation(self, person: Person) -> dict[str, Any]:
        shown = super().to_representation(person)
        return shown if self.context.get("see_personal") else shown | dict.fromkeys(self.PERSONAL)


class NewPersonSerializer(serializers.Serializer):
    full_name = serializers.CharField(max_length=1000)  # longer than a name may be: the action says what is wrong with it
    gender = serializers.ChoiceField(choices=Person.Gender.choices, required=False, allow_null=True)
    birth_year = serializers.IntegerField(required=False, allow_null=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    ethnic_group = EthnicGroupField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    organisation = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)
    position = serializers.CharField(required=False, allow_blank=True, max_length=120)
    national_id = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)


class NewRegistrationSerializer(serializers.Serializer):
    person = NewPersonSerializer(required=False)
    person_id = serializers.PrimaryKeyRelatedField(queryset=Person.objects.none(), required=False)
    role = serializers.ChoiceField(choices=Registration.Role.choices, default=Registration.Role.PARTICIPANT)
    category = serializers.ChoiceField(choices=Registration.Category.choices, required=False, allow_blank=True, default="")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("person" in values) == ("person_id" in values):
            raise serializers.ValidationError({"person": serializers.ErrorDetail("person or person_id, one of the two", "required")})
        return values


class MatchSerializer(serializers.Serializer):
    """A person who may be the same; `reasons` are closed words: name_birth_year_unit, name_phone, card."""

    id = serializers.IntegerField()
    full_name = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True)
    unit_name = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    registered_here = serializers.BooleanField()


class RegistrationSerializer(serializers.ModelSerializer):
    person = PersonSerializer(read_only=True)
    notice = serializers.IntegerField(source="notice.version", read_only=True, default=None, allow_null=True)
    possible_matches = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = [
            "id",
            "activity",
            "code",
            "short_code",
            "person",
            "role",
            "category",
            "status",
            "is_walk_in",
            "notice",
            "possible_matches",
        ]
        read_only_fields = ["id", "activity", "code", "short_code", "person", "status", "is_walk_in"]

    @extend_schema_field(MatchSerializer(many=True))
    def get_possible_matches(self, registration: Registration) -> list[dict[str, Any]]:
        return self.context.get("possible_matches", [])


class AttendeeSerializer(serializers.ModelSerializer):
    class PersonName(serializers.ModelSerializer):
        class Meta:
            model = Person
            fields = ["id", "full_name"]

    person = PersonName()

    class Meta:
        model = Registration
        fields = ["id", "person", "role"]


class AttendanceSerializer(serializers.ModelSerializer):
    registration = AttendeeSerializer()
    scans = serializers.IntegerField(source="scan_count")
    annulled = serializers.BooleanField(source="is_annulled")

    class Meta:
        model = Attendance
        fields = ["id", "registration", "sitting", "arrived_at", "method", "scans", "annulled", "annul_reason"]


class ExcuseSerializer(serializers.ModelSerializer):
    """The reason, in which an illness may stand, is empty for who may not `correct`."""

    class Meta:
        model = Excuse
        fields = ["id", "registration", "sitting", "reason", "excused_at"]
        read_only_fields = ["id", "sitting", "excused_at"]

    def to_representation(self, excuse: Excuse) -> dict[str, Any]:
        shown = super().to_representation(excuse)
        return shown if self.context.get("see_reason") else shown | {"reason": ""}


class HeadcountSerializer(serializers.ModelSerializer):
    count = serializers.IntegerField(min_value=0, max_value=1_000_000)

    class Meta:
        model = Headcount
        fields = ["id", "category", "count", "basis", "counted_at"]
        read_only_fields = ["counted_at"]


class DoorSerializer(serializers.Serializer):
    door = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    step_ends_at = serializers.DateTimeField(allow_null=True)


# The scans' shapes are for the schema only: attendance.scans reads the items, five times as fast.


class SentWalkInSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    full_name = serializers.CharField()
    birth_year = serializers.IntegerField(required=False, allow_null=True)
    gender = serializers.ChoiceField(choices=Person.Gender.choices, required=False, allow_null=True)
    unit = serializers.IntegerField(required=False, allow_null=True)
    sealed_card = serializers.CharField(required=False)
    notice = serializers.IntegerField(required=False)


class ScanItemSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    code = serializers.CharField(required=False)
    card = serializers.CharField(required=False)
    sealed_card = serializers.CharField(required=False)
    registration = serializers.IntegerField(required=False)
    walk_in = SentWalkInSerializer(required=False)
    sitting = serializers.IntegerField(required=False)
    activity = serializers.IntegerField(required=False)
    scanned_at = serializers.DateTimeField()
    clock_offset = serializers.FloatField(required=False)
    method = serializers.ChoiceField(choices=Method.choices)


class SentCountSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    sitting = serializers.IntegerField()
    category = serializers.CharField()
    count = serializers.IntegerField()
    basis = serializers.ChoiceField(choices=Headcount.Basis.choices)
    counted_at = serializers.DateTimeField()


class ScanBatchSerializer(serializers.Serializer):
    device_time = serializers.DateTimeField(required=False)
    waiting = serializers.IntegerField(required=False)
    scans = ScanItemSerializer(many=True, max_length=MOST_IN_A_BATCH)  # type: ignore[call-arg]
    headcounts = SentCountSerializer(many=True, required=False)


class ScannedPersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    full_name = serializers.CharField()


class ScanErrorSerializer(serializers.Serializer):
    field = serializers.CharField()
    code = serializers.CharField()


class ScanResultSerializer(serializers.Serializer):
    id = serializers.JSONField(allow_null=True)
    status = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=OutcomeWord.choices, allow_null=True)
    attendance = serializers.IntegerField(allow_null=True)
    registration = serializers.IntegerField(allow_null=True)
    person = ScannedPersonSerializer(allow_null=True)
    sitting = serializers.IntegerField(allow_null=True)
    scanned_at = serializers.DateTimeField(allow_null=True)
    error = ScanErrorSerializer(allow_null=True)


class CountAnswerSerializer(serializers.Serializer):
    id = serializers.JSONField(allow_null=True)
    status = serializers.IntegerField()
    error = ScanErrorSerializer(allow_null=True)


class ScanAnswerSerializer(serializers.Serializer):
    server_time = serializers.DateTimeField()
    results = ScanResultSerializer(many=True)
    headcounts = CountAnswerSerializer(many=True, required=False)


def scan_result_json(result: ScanResult) -> dict[str, Any]:
    """In the shape of ScanResultSerializer. `status` is the item's own: 200, 400, or 409 for an id sent twice with other content."""
    error = result.error
    return {
        "id": result.id,
        "status": 200 if error is None else 409 if error[1] == "scan_id_conflict" else 400,
        "outcome": result.outcome,
        "attendance": result.attendance,
        "registration": result.registration,
        "person": {"id": result.person[0], "full_name": result.person[1]} if result.person else None,
        "sitting": result.sitting,
        "scanned_at": localtime(result.scanned_at).isoformat() if result.scanned_at else None,
        "error": {"field": error[0], "code": error[1]} if error else None,
    }
