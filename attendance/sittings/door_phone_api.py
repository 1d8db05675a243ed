"""Over HTTP: who came in by a door in a way to be looked at, and the annulment of what was recorded so as one batch."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Sitting
from attendance.disclosure_log import note_sitting
from attendance.models import Attendance
from attendance.sittings import actions
from attendance.sittings.door_phones import last_annulled, list_bursts, list_busy_phones, list_checked_in
from attendance.sittings.serializers import (
    AttendanceSerializer,
    BatchAnnulmentSerializer,
    BatchResultSerializer,
    DoorPhonesSerializer,
)
from people.models import Disclosure
from screens.api import ApiViewSet

SITTINGS = Sitting.objects.select_related("activity")


class DoorPhones(ApiViewSet):
    """Phones that checked in more people at a door than a family has, and bursts: many phones, each with a few people, within minutes."""

    queryset = Attendance.objects.none()
    serializer_class = DoorPhonesSerializer
    pagination_class = None

    @extend_schema(responses=DoorPhonesSerializer)
    def retrieve(self, request: ApiRequest, sitting: str) -> Response:
        shown_sitting = fetch(SITTINGS, request.user, "view", pk=sitting)
        phones = [{"phone": phone, "people": people} for phone, people in list_busy_phones(shown_sitting)]
        return Response(DoorPhonesSerializer({"phones": phones, "bursts": list_bursts(shown_sitting)}).data)


class DoorPhone(ApiViewSet):
    """The attendances that one phone recorded at a door, or those of all bursts of the sitting; annulled and restored as one batch."""

    queryset = Attendance.objects.none()
    serializer_class = AttendanceSerializer
    pagination_class = None

    @extend_schema(responses=AttendanceSerializer(many=True))
    def list(self, request: ApiRequest, sitting: str, phone: str | None = None) -> Response:
        shown_sitting, attendances = _fetch(request, sitting, phone, "view")
        note_sitting("live-sitting", shown_sitting, to=request.user, people=len(attendances), way=Disclosure.Way.JSON)
        sees_reason = request.user.can("correct", shown_sitting.activity.unit_id)
        return Response(AttendanceSerializer(attendances, many=True, context={"see_reason": sees_reason}).data)

    @extend_schema(request=BatchAnnulmentSerializer, responses=BatchResultSerializer)
    def annul(self, request: ApiRequest, sitting: str, phone: str | None = None) -> Response:
        _sitting, attendances = _fetch(request, sitting, phone, "correct")
        serializer = BatchAnnulmentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        active = {attendance.pk: attendance for attendance in attendances if not attendance.is_annulled}
        chosen_ids = serializer.validated_data.get("attendances", list(active))
        if not chosen_ids or set(chosen_ids) - {attendance.pk for attendance in attendances}:
            raise ValidationError({"attendances": ValidationError(_("Hãy chọn những người đã điểm danh ở đây."), code="invalid_choice")})
        chosen = [active[pk] for pk in set(chosen_ids) if pk in active]  # annulled already: sent again, it is done once
        reason = serializer.validated_data["reason"]
        annulments = actions.annul_together(chosen, reason=reason, by=request.user, at=timezone.now())
        return Response({"attendances": [annulment.attendance_id for annulment in annulments]})

    @extend_schema(request=None, responses=BatchResultSerializer)
    def restore(self, request: ApiRequest, sitting: str, phone: str | None = None) -> Response:
        """Restore those that were annulled last, at one moment."""
        _sitting, attendances = _fetch(request, sitting, phone, "correct")
        restored = actions.restore_together(last_annulled(attendances), by=request.user, at=timezone.now())
        return Response({"attendances": [attendance.pk for attendance in restored]})


def _fetch(request: ApiRequest, pk: str, phone: str | None, verb: str) -> tuple[Sitting, list[Any]]:
    sitting = fetch(SITTINGS, request.user, verb, pk=pk)
    rows = list(list_checked_in(sitting, request.user, phone).with_scan_counts())
    if not rows:
        raise Http404
    return sitting, rows
