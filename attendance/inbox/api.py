"""The inbox over HTTP."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Activity
from attendance.access import numbers_seen
from attendance.disclosure_log import note_list
from attendance.inbox import decisions
from attendance.inbox.serializers import (
    DecisionSerializer,
    DismissalResultSerializer,
    DismissalSerializer,
    InboxItemSerializer,
    PossibleDoubleSerializer,
    ResolutionSerializer,
    UndoSerializer,
)
from attendance.inbox.undecided import likely_sitting, list_cases
from attendance.models import Device, Registration, Resolution, Scan
from attendance.registrations.possible_doubles import find_pairs, load_doubles
from people.models import Disclosure
from screens.api import ApiViewSet


class ActivityInbox(ApiViewSet):
    """Undecided scans of one activity, the earliest first."""

    queryset = Scan.objects.select_related("registration__person", "device", "user")
    serializer_class = InboxItemSerializer

    def list(self, request: ApiRequest, activity: str) -> Response:
        visible_activity = fetch(Activity.objects, request.user, "view", pk=activity)
        cases = list_cases(visible_activity, request.user)
        items = sorted((item for case in cases for item in case.items), key=lambda item: (item.scan.scanned_at, item.scan.pk.int))
        page = self.paginate_queryset(items)
        note_list("inbox", visible_activity, to=request.user, people=len(cases), way=Disclosure.Way.JSON)
        context = {"scans_by_case": {case.first.key: len(case.items) for case in cases}}
        return self.get_paginated_response(InboxItemSerializer(page, many=True, context=context).data)


class PossibleDoubles(ApiViewSet):
    """Pairs on the list of one activity that may be one person, one of them at least registered on the spot; the surest first."""

    queryset = Registration.objects.none()
    serializer_class = PossibleDoubleSerializer

    def list(self, request: ApiRequest, activity: str) -> Response:
        visible_activity = fetch(Activity.objects, request.user, "register", pk=activity)
        page: Any = self.paginate_queryset(find_pairs(visible_activity, by=request.user))
        doubles = load_doubles(page, visible_activity, by=request.user)
        people = [row.person for double in doubles for row in (double.first, double.second)]
        sees_personal = request.user.can("see_personal", visible_activity.unit_id)
        note_list("inbox", visible_activity, to=request.user, people=len(people), way=Disclosure.Way.JSON, sees_personal=sees_personal)
        context = {"see_personal": sees_personal, "numbers_seen": numbers_seen(request.user, people) if sees_personal else set()}
        return self.get_paginated_response(PossibleDoubleSerializer(doubles, many=True, context=context).data)


class InboxItem(ApiViewSet):
    """A decision about one scan, and its undoing."""

    queryset = Scan.objects.select_related("activity", "registration")
    serializer_class = ResolutionSerializer
    pagination_class = None

    @extend_schema(request=DecisionSerializer, responses=ResolutionSerializer)
    def resolve(self, request: ApiRequest, scan: UUID) -> Response:
        undecided_scan = fetch(self.queryset, request.user, "correct", pk=scan)
        serializer = DecisionSerializer(data=request.data, scan=undecided_scan)
        serializer.is_valid(raise_exception=True)
        decision, by, now = serializer.validated_data, request.user, timezone.now()
        reason, registration, sitting = decision["reason"], decision["registration"], decision["sitting"]
        if decision["action"] == Resolution.Action.DISMISS:
            resolution = decisions.dismiss(undecided_scan, reason=reason, by=by, at=now)
        elif decision["action"] == Resolution.Action.ATTACH:
            if registration is None:
                raise ValidationError({"registration": ValidationError(_("Hãy chọn một người trong danh sách."), code="required")})
            resolution = decisions.attach(undecided_scan, registration=registration, sitting=sitting, reason=reason, by=by, at=now)
        else:
            sitting = sitting or likely_sitting(undecided_scan)
            if sitting is None:
                raise ValidationError({"sitting": ValidationError(_("Hãy chọn buổi."), code="required")})
            resolution = decisions.accept(undecided_scan, sitting=sitting, reason=reason, by=by, at=now)
        return Response(ResolutionSerializer(resolution).data)

    @extend_schema(request=UndoSerializer, responses=ResolutionSerializer)
    def undo(self, request: ApiRequest, scan: UUID) -> Response:
        decided_scan = fetch(self.queryset, request.user, "correct", pk=scan)
        serializer = UndoSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        resolution = Resolution.objects.active().select_related("scan").filter(scan=decided_scan).first()
        if resolution is None:
            raise ValidationError(_("Không có quyết định nào để hoàn tác."), code="nothing_to_undo")
        if serializer.validated_data["together"]:
            decisions.take_all_back(decisions.list_decided_together(resolution, everybody=True), by=request.user, at=timezone.now())
            resolution.refresh_from_db()
        else:
            resolution = decisions.take_back(resolution, by=request.user, at=timezone.now())
        return Response(ResolutionSerializer(resolution).data)


class DeviceInbox(ApiViewSet):
    """All that waits from one phone, dismissed as one."""

    queryset = Device.objects.all()
    serializer_class = DismissalResultSerializer
    pagination_class = None

    @extend_schema(request=DismissalSerializer, responses=DismissalResultSerializer)
    def dismiss(self, request: ApiRequest, activity: str, device: str) -> Response:
        inbox_activity = fetch(Activity.objects, request.user, "correct", pk=activity)
        sending_device = fetch(self.queryset.filter(activity=inbox_activity), request.user, "correct", pk=device)
        serializer = DismissalSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        dismissal, now = serializer.validated_data, timezone.now()
        resolutions = decisions.dismiss_all_of_device(
            sending_device,
            since=dismissal["since"] or sending_device.invited_at,
            until=dismissal["until"] or now,
            reason=dismissal["reason"],
            by=request.user,
            at=now,
        )
        return Response(DismissalResultSerializer({"dismissed": len(resolutions), "scan": resolutions[0].scan_id}).data)
