"""Shapes of attendances and excused absences."""

from typing import Any

from rest_framework import serializers

from attendance.models import Attendance, Excuse, Registration
from people.models import Person


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
    """An attendance. Why it was annulled is empty for users who may not `correct`."""

    registration = AttendeeSerializer()
    scans = serializers.IntegerField(source="scan_count")
    annulled = serializers.BooleanField(source="is_annulled")

    class Meta:
        model = Attendance
        fields = ["id", "registration", "sitting", "arrived_at", "method", "scans", "annulled", "annul_reason"]

    def to_representation(self, attendance: Attendance) -> dict[str, Any]:
        data = super().to_representation(attendance)
        return data if self.context.get("see_reason") else data | {"annul_reason": ""}


class ExcuseSerializer(serializers.ModelSerializer):
    """An excuse. Its reason, which may name an illness, is empty for users who may not `correct`."""

    class Meta:
        model = Excuse
        fields = ["id", "registration", "sitting", "reason", "excused_at"]
        read_only_fields = ["id", "sitting", "excused_at"]

    def to_representation(self, excuse: Excuse) -> dict[str, Any]:
        data = super().to_representation(excuse)
        return data if self.context.get("see_reason") else data | {"reason": ""}


class BusyPhoneSerializer(serializers.Serializer):
    phone = serializers.CharField()
    people = serializers.IntegerField()


class BurstSerializer(serializers.Serializer):
    first = serializers.DateTimeField()
    last = serializers.DateTimeField()
    people = serializers.IntegerField()
    phones = serializers.IntegerField()


class DoorPhonesSerializer(serializers.Serializer):
    """`people`: how many of those whom the phone, or the phones of the burst, checked in still count."""

    phones = BusyPhoneSerializer(many=True)
    bursts = BurstSerializer(many=True)


class BatchAnnulmentSerializer(serializers.Serializer):
    """`attendances`: whom to annul; left out, everybody who still counts."""

    reason = serializers.CharField(max_length=300)
    attendances = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, max_length=5000)


class BatchResultSerializer(serializers.Serializer):
    """The attendances that were annulled, or restored."""

    attendances = serializers.ListField(child=serializers.IntegerField())
