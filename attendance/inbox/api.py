"""The inbox over HTTP."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.disclosure_log import note_list
from attendance.inbox import decisions, wording
from attendance.inbox.decisions import Item
from attendance.inbox.reasons import WHYS
from attendance.models import Device, Method, OutcomeWord, Registration, Resolution, Scan
from attendance.scans.serializers import ScannedPersonSerializer
from people.models import Disclosure
from screens.api import ApiViewSet


class InboxDeviceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Device
        fields = ["id", "name"]


class InboxUserSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    full_name = serializers.CharField()


class InboxItemSerializer(serializers.Serializer):
    """`registration`: whom the pass names, as far as the reader may know; `counts_for`: who would count if it is accepted. `also`: how
    many other scans wait that are the same thing to decide. `is_there`: they count in the suggested sitting already."""

    id = serializers.UUIDField(source="scan.id")
    why = serializers.ChoiceField(choices=[(word, word) for word in WHYS])
    outcome = serializers.ChoiceField(choices=OutcomeWord.choices, source="scan.outcome")
    read = serializers.SerializerMethodField()
    what = serializers.SerializerMethodField()
    registration = serializers.IntegerField(source="seen.pk", allow_null=True, default=None)
    person = ScannedPersonSerializer(source="seen.person", allow_null=True, default=None)
    counts_for = serializers.IntegerField(source="here.pk", allow_null=True, default=None)
    sitting = serializers.IntegerField(source="scan.sitting_id", allow_null=True)
    suggested_sitting = serializers.IntegerField(source="suggested.pk", allow_null=True, default=None)
    is_there = serializers.BooleanField()
    also = serializers.SerializerMethodField()
    scanned_at = serializers.DateTimeField(source="scan.scanned_at")
    device_at = serializers.DateTimeField(source="scan.device_at")
    received_at = serializers.DateTimeField(source="scan.received_at")
    method = serializers.ChoiceField(choices=Method.choices, source="scan.method")
    device = InboxDeviceSerializer(source="scan.device", allow_null=True)
    user = InboxUserSerializer(source="scan.user", allow_null=True)

    @extend_schema_field(str)
    def get_read(self, item: Item) -> str:
        return wording.shown(item.scan)

    @extend_schema_field(str)
    def get_what(self, item: Item) -> str:
        return wording.what(item.scan)

    @extend_schema_field(int)
    def get_also(self, item: Item) -> int:
        return self.context["alike"][item.key] - 1


class DecisionSerializer(serializers.Serializer):
    """What is decided; the sitting and the registration are of the scan's own activity."""

    action = serializers.ChoiceField(choices=Resolution.Action.choices)
    sitting = serializers.PrimaryKeyRelatedField(queryset=Sitting.objects.none(), required=False, allow_null=True, default=None)
    registration = serializers.PrimaryKeyRelatedField(queryset=Registration.objects.none(), required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=decisions.LONGEST_REASON)

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


class ActivityInbox(ApiViewSet):
    """Scans of one activity that no machine could decide, the earliest first."""

    queryset = Scan.objects.select_related("registration__person", "device", "user")
    serializer_class = InboxItemSerializer

    def list(self, request: ApiRequest, activity: str) -> Response:
        held = fetch(Activity.objects, request.user, "view", pk=activity)
        things = decisions.open_things(held, request.user)
        alike = {thing.first.key: len(thing.items) for thing in things}
        items = sorted((item for thing in things for item in thing.items), key=lambda item: (item.scan.scanned_at, item.scan.pk.int))
        page = self.paginate_queryset(items)
        note_list("inbox", held, to=request.user, people=len(things), way=Disclosure.Way.JSON)
        return self.get_paginated_response(InboxItemSerializer(page, many=True, context={"alike": alike}).data)


class InboxItem(ApiViewSet):
    """What a person decides about one scan, and takes back."""

    queryset = Scan.objects.select_related("activity", "registration")
    serializer_class = ResolutionSerializer
    pagination_class = None

    @extend_schema(request=DecisionSerializer, responses=ResolutionSerializer)
    def resolve(self, request: ApiRequest, scan: UUID) -> Response:
        held = fetch(self.queryset, request.user, "correct", pk=scan)
        form = DecisionSerializer(data=request.data, scan=held)
        form.is_valid(raise_exception=True)
        return Response(ResolutionSerializer(_decide(held, form.validated_data, request.user)).data)

    @extend_schema(request=None, responses=ResolutionSerializer)
    def undo(self, request: ApiRequest, scan: UUID) -> Response:
        held = fetch(self.queryset, request.user, "correct", pk=scan)
        standing = Resolution.objects.active().filter(scan=held).first()
        if standing is None:
            raise ValidationError(_("Không có quyết định nào để hoàn tác."), code="nothing_to_undo")
        return Response(ResolutionSerializer(decisions.take_back(standing, by=request.user, at=timezone.now())).data)


def _decide(scan: Scan, asked: dict[str, Any], by: User) -> Resolution:
    told = {"reason": asked["reason"], "by": by, "at": timezone.now()}
    if asked["action"] == Resolution.Action.DISMISS:
        return decisions.dismiss(scan, **told)
    if asked["action"] == Resolution.Action.ATTACH:
        if asked["registration"] is None:
            raise ValidationError({"registration": ValidationError(_("Hãy chọn một người trong danh sách."), code="required")})
        return decisions.attach(scan, registration=asked["registration"], sitting=asked["sitting"], **told)
    sitting = asked["sitting"] or decisions.likely_sitting(scan)
    if sitting is None:
        raise ValidationError({"sitting": ValidationError(_("Hãy chọn buổi."), code="required")})
    return decisions.accept(scan, sitting=sitting, **told)
