"""Shapes of undecided scans and of decisions."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from activities.models import Sitting
from attendance.inbox.decisions import LONGEST_REASON
from attendance.inbox.reasons import WHYS
from attendance.inbox.undecided import UndecidedScan
from attendance.inbox.wording import kind_in_words, readable_text
from attendance.models import Device, Method, OutcomeWord, Registration, Resolution, Scan
from attendance.registrations.serializers import PersonSerializer
from attendance.scans.serializers import ScannedPersonSerializer
from people.identity.wording import OBJECTIONS, REASONS
from screens.moments import MomentField


class InboxDeviceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Device
        fields = ["id", "name"]


class InboxUserSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    full_name = serializers.CharField()


class ListedPersonSerializer(serializers.ModelSerializer):
    """A registration as one of two that may be one person's. Context: as for PersonSerializer."""

    registration = serializers.IntegerField(source="pk")
    person = PersonSerializer()

    class Meta:
        model = Registration
        fields = ["registration", "is_walk_in", "person"]


class PossibleDoubleSerializer(serializers.Serializer):
    """Two registrations that may be one person's. `reasons` and `against` are closed words; `why` and `but` say them in sentences."""

    first = ListedPersonSerializer()
    second = ListedPersonSerializer()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[(word, word) for word in REASONS]), source="comparison.reasons")
    against = serializers.ListField(
        child=serializers.ChoiceField(choices=[(word, word) for word in OBJECTIONS]), source="comparison.objections"
    )
    why = serializers.ListField(child=serializers.CharField(), source="reasons_in_words")
    but = serializers.ListField(child=serializers.CharField(), source="objections_in_words")
    score = serializers.IntegerField(source="comparison.score")


class InboxItemSerializer(serializers.Serializer):
    """An undecided scan. `registration`: of the pass, if the user may see it; `counts_for`: the registration that counts if it is
    accepted. `also`: how many other scans are in the same case. `is_there`: it is counted in the suggested sitting already."""

    id = serializers.UUIDField(source="scan.id")
    why = serializers.ChoiceField(choices=[(word, word) for word in WHYS])
    outcome = serializers.ChoiceField(choices=OutcomeWord.choices, source="scan.outcome")
    read = serializers.SerializerMethodField()
    what = serializers.SerializerMethodField()
    registration = serializers.IntegerField(source="visible_registration.pk", allow_null=True, default=None)
    person = ScannedPersonSerializer(source="visible_registration.person", allow_null=True, default=None)
    counts_for = serializers.IntegerField(source="registration.pk", allow_null=True, default=None)
    sitting = serializers.IntegerField(source="scan.sitting_id", allow_null=True)
    suggested_sitting = serializers.IntegerField(source="suggested.pk", allow_null=True, default=None)
    is_there = serializers.BooleanField()
    also = serializers.SerializerMethodField()
    scanned_at = MomentField(source="scan.scanned_at")
    device_at = MomentField(source="scan.device_at")
    received_at = serializers.DateTimeField(source="scan.received_at")
    method = serializers.ChoiceField(choices=Method.choices, source="scan.method")
    device = InboxDeviceSerializer(source="scan.device", allow_null=True)
    user = InboxUserSerializer(source="scan.user", allow_null=True)

    @extend_schema_field(str)
    def get_read(self, item: UndecidedScan) -> str:
        return readable_text(item.scan)

    @extend_schema_field(str)
    def get_what(self, item: UndecidedScan) -> str:
        return kind_in_words(item.scan)

    @extend_schema_field(int)
    def get_also(self, item: UndecidedScan) -> int:
        return self.context["scans_by_case"][item.key] - 1


class DecisionSerializer(serializers.Serializer):
    """A decision; the sitting and the registration are of the scan's own activity."""

    action = serializers.ChoiceField(choices=Resolution.Action.choices)
    sitting = serializers.PrimaryKeyRelatedField(queryset=Sitting.objects.none(), required=False, allow_null=True, default=None)
    registration = serializers.PrimaryKeyRelatedField(queryset=Registration.objects.none(), required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=LONGEST_REASON)

    def __init__(self, *args: Any, scan: Scan | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if scan is not None:
            self.fields["sitting"].queryset = Sitting.objects.filter(activity=scan.activity_id)  # type: ignore[attr-defined]
            self.fields["registration"].queryset = Registration.objects.filter(activity=scan.activity_id)  # type: ignore[attr-defined]


class ResolutionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="scan_id")
    sitting = serializers.IntegerField(source="made_scan.sitting_id", allow_null=True, default=None)
    registration = serializers.IntegerField(source="made_scan.registration_id", allow_null=True, default=None)
    attendance = serializers.IntegerField(source="made_scan.attendance_id", allow_null=True, default=None)
    outcome = serializers.CharField(source="made_scan.outcome", allow_null=True, default=None)
    resolved_by = InboxUserSerializer(allow_null=True)
    undone_by = InboxUserSerializer(allow_null=True)

    class Meta:
        model = Resolution
        fields = [
            "id", "action", "sitting", "registration", "attendance", "outcome", "stood_again", "reason", "resolved_by", "resolved_at",
            "undone_by", "undone_at",
        ]  # fmt: skip


class UndoSerializer(serializers.Serializer):
    """`together`: all decisions of the same moment are undone."""

    together = serializers.BooleanField(default=False)


class DismissalSerializer(serializers.Serializer):
    """All that a phone sent: what arrived here from `since` to `until`, by default all that waits."""

    reason = serializers.CharField(max_length=LONGEST_REASON)
    since = serializers.DateTimeField(required=False, allow_null=True, default=None)
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if values["since"] and values["until"] and values["until"] < values["since"]:
            message = serializers.ErrorDetail(_("Giờ sau phải muộn hơn giờ trước."), "times_reversed")
            raise serializers.ValidationError({"until": message})
        return values


class DismissalResultSerializer(serializers.Serializer):
    """How many scans were dismissed; `scan`: one of them, by which the dismissal is undone together."""

    dismissed = serializers.IntegerField()
    scan = serializers.UUIDField()
