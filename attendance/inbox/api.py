"""The inbox over HTTP."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Activity
from attendance.disclosure_log import note_list
from attendance.inbox import decisions
from attendance.inbox.serializers import DecisionSerializer, InboxItemSerializer, ResolutionSerializer
from attendance.inbox.undecided import likely_sitting, list_cases
from attendance.models import Resolution, Scan
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

    @extend_schema(request=None, responses=ResolutionSerializer)
    def undo(self, request: ApiRequest, scan: UUID) -> Response:
        decided_scan = fetch(self.queryset, request.user, "correct", pk=scan)
        resolution = Resolution.objects.active().filter(scan=decided_scan).first()
        if resolution is None:
            raise ValidationError(_("Không có quyết định nào để hoàn tác."), code="nothing_to_undo")
        return Response(ResolutionSerializer(decisions.take_back(resolution, by=request.user, at=timezone.now())).data)
