"""Scans over HTTP: batches from users and paired phones."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import TokenAuthentication
from activities.models import Sitting
from attendance.devices.access import DeviceAuthentication
from attendance.devices.pairing import heard_from
from attendance.headcounts.uploads import record_counts
from attendance.models import Device, Registration
from attendance.scans.parsing import MOST_IN_A_BATCH
from attendance.scans.recording import record_scans
from attendance.scans.serializers import ScanAnswerSerializer, ScanBatchSerializer, scan_result_json
from screens.permissions import SignedIn


class ScansView(APIView):
    """Every way in ends here: up to 500 scans, each answered by itself, in the order sent; from a phone also what it counted."""

    authentication_classes = [DeviceAuthentication, TokenAuthentication, SessionAuthentication]
    permission_classes = [SignedIn]

    @extend_schema(request=ScanBatchSerializer, responses=ScanAnswerSerializer)
    def post(self, request: Request) -> Response:
        received_at = timezone.now()
        sent: Any = request.data
        items, device_time = _batch(sent)
        device = request.auth if isinstance(request.auth, Device) else None
        sender = _of_phone(device) if device else _of_user(request.user)
        results = record_scans(items, received_at=received_at, device_time=device_time, device=device, **sender)
        counts = record_counts(
            sent.get("headcounts"),
            sittings=sender["sittings"],
            by=sender["user"],
            device=device,
            received_at=received_at,
            device_time=device_time,
        )
        if device:
            _note_contact(device, sent, received_at, device_time)
        answered = {"server_time": received_at.isoformat(), "results": [scan_result_json(result) for result in results]}
        return Response(answered | ({"headcounts": counts} if "headcounts" in sent else {}))


def _of_user(user: Any) -> dict[str, Any]:
    within = {"among": Registration.objects.visible_to(user, "check_in"), "sittings": Sitting.objects.visible_to(user, "check_in")}
    return within | {"user": user}


def _of_phone(device: Device) -> dict[str, Any]:
    """All passes are looked among, since one of another activity is told apart from an unknown one; sittings are its own."""
    return {"among": Registration.objects.all(), "sittings": Sitting.objects.filter(activity=device.activity_id), "user": None}


def _note_contact(device: Device, sent: Any, received_at: datetime, device_time: datetime | None) -> None:
    waiting = sent.get("waiting")
    is_count = isinstance(waiting, int) and not isinstance(waiting, bool) and 0 <= waiting < 1_000_000
    heard_from(
        device,
        at=received_at,
        offset=received_at - device_time if device_time else None,
        waiting=waiting if is_count else None,
    )


def _batch(sent: Any) -> tuple[list[Any], datetime | None]:
    if not isinstance(sent, dict) or not isinstance(sent.get("scans"), list):
        raise ValidationError({"scans": ValidationError(_("Cần một danh sách scans."), code="required")})
    if len(sent["scans"]) > MOST_IN_A_BATCH:
        message = _("Mỗi lần gửi tối đa %(most)s lượt quét; đã nhận %(sent)s.") % {"most": MOST_IN_A_BATCH, "sent": len(sent["scans"])}
        raise ValidationError({"scans": ValidationError(message, code="too_many_scans")})
    return sent["scans"], _device_time(sent.get("device_time"))


def _device_time(written: Any) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo and 2000 <= moment.year <= 2200:
            return moment
    except (TypeError, ValueError):
        pass
    raise ValidationError({"device_time": ValidationError(_("Cần thời điểm ISO 8601 có múi giờ."), code="not_a_time")})
