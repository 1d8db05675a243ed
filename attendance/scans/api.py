"""Scans over HTTP: batches from users and paired phones."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.response import Response

from accounts.http import ApiRequest
from accounts.sign_in.authentication import TokenAuthentication
from activities.models import Sitting
from attendance.devices.access import DeviceAuthentication
from attendance.devices.pairing import record_contact
from attendance.headcounts.uploads import record_headcounts
from attendance.models import Device, OutcomeWord, Registration
from attendance.scans.parsing import EARLIEST, LATEST
from attendance.scans.recording import MOST_IN_A_BATCH
from attendance.scans.serializers import ScanAnswerSerializer, ScanBatchSerializer, scan_result_json
from attendance.scans.uploads import record_items
from people.disclosures import people_read
from screens.api import ApiView


@method_decorator(gzip_page, name="dispatch")  # an eighth of the bytes: two hundred answers go back over a slow line
class ScansView(ApiView):
    """Take up to 500 scans from a user or a paired phone, each answered by itself, in the order sent; and headcounts."""

    authentication_classes = [DeviceAuthentication, TokenAuthentication, SessionAuthentication]

    @extend_schema(request=ScanBatchSerializer, responses=ScanAnswerSerializer)
    @people_read.not_shown()  # a phone learns here what came of its scans; whom it knows by name is logged where it fetches its roster
    def post(self, request: ApiRequest) -> Response:
        received_at = timezone.now()
        upload: Any = request.data
        items, device_time = _parse_batch(upload)
        device = request.auth if isinstance(request.auth, Device) else None
        user = None if device else request.user
        if device:  # among all passes: one of another activity is `elsewhere`, not `unknown`
            among, sittings = Registration.objects.all(), Sitting.objects.filter(activity=device.activity_id)
        else:
            among, sittings = (model.objects.visible_to(request.user, "check_in") for model in (Registration, Sitting))
        results = record_items(
            items, among=among, sittings=sittings, user=user, received_at=received_at, device_time=device_time, device=device
        )
        answer: dict[str, Any] = {
            "server_time": received_at.isoformat(),
            "results": [scan_result_json(result) for result in results],
        }
        if "headcounts" in upload:
            answer["headcounts"] = record_headcounts(
                upload["headcounts"],
                sittings=sittings,
                by=user,
                device=device,
                received_at=received_at,
                device_time=device_time,
            )
        if device:
            waiting = upload.get("waiting")
            is_count = isinstance(waiting, int) and not isinstance(waiting, bool) and 0 <= waiting < 1_000_000
            offset = received_at - device_time if device_time else None
            unknown = sum(result.outcome == OutcomeWord.UNKNOWN for result in results)
            record_contact(device, at=received_at, offset=offset, waiting=waiting if is_count else None, unknown=unknown)
        return Response(answer)


def _parse_batch(upload: Any) -> tuple[list[Any], datetime | None]:
    """Return the items of the upload and the phone's time of sending, aware; raises ValidationError."""
    if not isinstance(upload, dict) or not isinstance(upload.get("scans"), list):
        raise ValidationError({"scans": ValidationError(_("Cần một danh sách scans."), code="required")})
    if len(upload["scans"]) > MOST_IN_A_BATCH:
        message = _("Mỗi lần gửi tối đa %(most)s lượt quét; đã nhận %(sent)s.") % {"most": MOST_IN_A_BATCH, "sent": len(upload["scans"])}
        raise ValidationError({"scans": ValidationError(message, code="too_many_scans")})
    if upload.get("device_time") is None:
        return upload["scans"], None
    try:
        device_time = datetime.fromisoformat(upload["device_time"])
        if device_time.tzinfo:  # a year that no clock means is no measure, and no reason to keep the scans out for ever
            return upload["scans"], device_time if EARLIEST <= device_time <= LATEST else None
    except (TypeError, ValueError):
        pass
    raise ValidationError({"device_time": ValidationError(_("Cần thời điểm ISO 8601 có múi giờ."), code="not_a_time")})
