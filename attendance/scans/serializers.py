"""Shapes of scans and their results, for the API schema; the items are read by attendance.scans.parsing, which is five times as fast."""

from typing import Any

from rest_framework import serializers

from attendance.models import Headcount, Method, OutcomeWord
from attendance.scans.recording import MOST_IN_A_BATCH, ScanResult
from people.models import Person
from screens.moments import write_moment


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
    clock_unsure = serializers.BooleanField(required=False)
    not_before = serializers.DateTimeField(required=False)
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
    """Return a result in the shape of ScanResultSerializer. `status`: 200, 400, or 409 for an id sent again with other content."""
    error = result.error
    return {
        "id": result.id,
        "status": 200 if error is None else 409 if error[1] == "scan_id_conflict" else 400,
        "outcome": result.outcome,
        "attendance": result.attendance,
        "registration": result.registration,
        "person": {"id": result.person[0], "full_name": result.person[1]} if result.person else None,
        "sitting": result.sitting,
        "scanned_at": write_moment(result.scanned_at) if result.scanned_at else None,
        "error": {"field": error[0], "code": error[1]} if error else None,
    }
