"""The API of phones that scan: inviting, pairing and revoking one, and the roster that it downloads."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import fetch
from accounts.http import ApiRequest
from accounts.sign_in.authentication import TokenAuthentication
from accounts.sign_in.confirmation import require_confirmed_in_browser
from activities.models import Activity
from attendance.devices import pairing
from attendance.devices.access import DeviceAuthentication
from attendance.models import Device
from people.disclosures.log import Reader, note_visit
from scanner import phone_roster
from scanner.devices.access import fetch_to_change
from scanner.serializers import (
    DeviceSerializer,
    InvitedDeviceSerializer,
    NewDeviceSerializer,
    PairedDeviceSerializer,
    PairingSerializer,
    RosterSerializer,
)
from screens.api import ApiView, ApiViewSet
from screens.query_strings import parse_id


class ActivityDevices(ApiViewSet):
    """The phones of one activity."""

    queryset = Device.objects.select_related("activity").order_by("invited_at", "pk")
    serializer_class = DeviceSerializer

    def list(self, request: ApiRequest, activity: int) -> Response:
        row = fetch(Activity.objects, request.user, "check_in", pk=activity)
        page = self.paginate_queryset(self.get_queryset().filter(activity=row))
        return self.get_paginated_response(DeviceSerializer(page, many=True).data)

    @extend_schema(request=NewDeviceSerializer, responses={201: InvitedDeviceSerializer})
    def create(self, request: ApiRequest, activity: int) -> Response:
        require_confirmed_in_browser(request)
        row = fetch(Activity.objects, request.user, "check_in", pk=activity)
        serializer = NewDeviceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        device, code = pairing.invite(row, name=serializer.validated_data["name"], by=request.user, at=timezone.now())
        invitation = {"id": device.pk, "name": device.name, "pairing_code": code, "expires_at": device.pairing_expires_at}
        return Response(InvitedDeviceSerializer(invitation).data, status=status.HTTP_201_CREATED)


class DeviceRevocation(ApiView):
    """A phone that was lost: what it scanned until now is still taken."""

    @extend_schema(request=None, responses=DeviceSerializer)
    def post(self, request: ApiRequest, pk: int) -> Response:
        require_confirmed_in_browser(request)
        user = request.user
        device = pairing.revoke(fetch_to_change(user, pk), by=user, at=timezone.now())
        return Response(DeviceSerializer(device).data)


class PairingView(APIView):
    """A phone sends the code that it was shown, once, and becomes a device. The code is the secret: no sign-in."""

    authentication_classes: Sequence[type[BaseAuthentication]] = []
    permission_classes = [AllowAny]

    @extend_schema(request=PairingSerializer, responses={201: PairedDeviceSerializer})
    def post(self, request: Request) -> Response:
        serializer = PairingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        now = timezone.now()
        device, token = pairing.pair(serializer.validated_data["pairing_code"], at=now)
        paired = {
            "token": token,
            "activity": device.activity_id,
            "title": device.activity.title,
            "ends_at": pairing.ends_at(device),
            "server_time": now,
            "device": device,
        }
        return Response(PairedDeviceSerializer(paired).data, status=status.HTTP_201_CREATED)


@method_decorator(gzip_page, name="dispatch")  # a fifth of the bytes: phones download it over slow 3G
class RosterView(ApiView):
    """Names and digests for a phone: of its own activity, or of the one that a signed-in person names."""

    authentication_classes = [DeviceAuthentication, TokenAuthentication, SessionAuthentication]

    @extend_schema(parameters=[OpenApiParameter("since", str), OpenApiParameter("activity", int)], responses=RosterSerializer)
    def get(self, request: ApiRequest) -> Response:
        now, activity_id = timezone.now(), request.query_params.get("activity", "")
        device = request.auth if isinstance(request.auth, Device) else None
        activity = fetch_activity_of_device(device, activity_id) if device else fetch_activity(request, activity_id)
        since = phone_roster.Cursor.parse(request.query_params.get("since", ""))
        page = phone_roster.make_page(activity, since=since, device=device, at=now)
        log_download(page, activity=activity, device=device, by=request.user)
        if device:
            pairing.record_contact(device, at=now)
        return Response(page)


def fetch_activity_of_device(device: Device, activity_id: str) -> Activity:
    if activity_id not in ("", str(device.activity_id)):
        raise PermissionDenied(_("Máy này được ghép với hoạt động khác."), code="other_activity")
    return Activity.objects.with_units().get(pk=device.activity_id)


def fetch_activity(request: ApiRequest, activity_id: str) -> Activity:
    pk = parse_id(activity_id)
    if pk is None:
        raise ValidationError({"activity": ValidationError(_("Hãy nêu hoạt động: ?activity=…"), code="required")})
    activity: Activity = fetch(Activity.objects.with_units(), request.user, "check_in", pk=pk)
    return activity


def log_download(page: dict[str, Any], *, activity: Activity, device: Device | None, by: Reader) -> None:
    """Log once per phone and quarter of an hour: thousands of names are downloaded in pages, and again for each difference."""
    about = f"{device.name} (#{device.pk}) · {activity.title}" if device else activity.title
    people = page["total"] if page["passes"] else 0
    note_visit("scanner-roster", by=by, people=people, unit=activity.unit_id, about=about, way="json", activity_id=activity.pk)
