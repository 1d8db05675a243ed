from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.access import fetch
from accounts.authentication import TokenAuthentication
from activities.models import Activity
from attendance.devices import pairing
from attendance.devices.access import DeviceAuthentication
from attendance.models import Device
from people import disclosures
from scanner.devices.access import fetch_to_change
from scanner.phone_roster import Cursor, roster
from scanner.serializers import (
    DeviceSerializer,
    InvitedDeviceSerializer,
    NewDeviceSerializer,
    PairedDeviceSerializer,
    PairingSerializer,
    RosterSerializer,
)
from screens.permissions import SignedIn


class ActivityDevices(GenericViewSet):
    """The phones of one activity."""

    queryset = Device.objects.select_related("activity").order_by("invited_at", "pk")
    serializer_class = DeviceSerializer
    permission_classes = [SignedIn]
    filter_backends: list[Any] = []

    def list(self, request: Request, activity: str) -> Response:
        held = fetch(Activity.objects, request.user, "check_in", pk=activity)
        found = self.paginate_queryset(self.get_queryset().filter(activity=held))
        return self.get_paginated_response(DeviceSerializer(found, many=True).data)

    @extend_schema(request=NewDeviceSerializer, responses={201: InvitedDeviceSerializer})
    def create(self, request: Request, activity: str) -> Response:
        held = fetch(Activity.objects, request.user, "check_in", pk=activity)
        form = NewDeviceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        device, code = pairing.invite(held, name=form.validated_data["name"], by=request.user, at=timezone.now())
        told = {"id": device.pk, "name": device.name, "pairing_code": code, "expires_at": device.pairing_expires_at}
        return Response(InvitedDeviceSerializer(told).data, status=status.HTTP_201_CREATED)


class DeviceRevocation(APIView):
    """A phone that was lost: what it scanned until now is still taken."""

    permission_classes = [SignedIn]

    @extend_schema(request=None, responses=DeviceSerializer)
    def post(self, request: Request, pk: str) -> Response:
        device = fetch_to_change(request.user, pk)
        return Response(DeviceSerializer(pairing.revoke(device, by=request.user, at=timezone.now())).data)


class PairingView(APIView):
    """A phone shows the code that it was given, once, and becomes a device. The code is the secret: no sign-in."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(request=PairingSerializer, responses={201: PairedDeviceSerializer})
    def post(self, request: Request) -> Response:
        form = PairingSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        device, token = pairing.pair(form.validated_data["pairing_code"], at=timezone.now())
        told = {
            "token": token,
            "activity": device.activity_id,
            "title": device.activity.title,
            "ends_at": pairing.ends_at(device),
            "device": device,
        }
        return Response(PairedDeviceSerializer(told).data, status=status.HTTP_201_CREATED)


@method_decorator(gzip_page, name="dispatch")  # a fifth of the bytes: phones fetch it over slow 3G
class RosterView(APIView):
    """Names and digests for a phone: of its own activity, or of the one that a signed-in person names."""

    authentication_classes = [DeviceAuthentication, TokenAuthentication, SessionAuthentication]
    permission_classes = [SignedIn]

    @extend_schema(parameters=[OpenApiParameter("since", str), OpenApiParameter("activity", int)], responses=RosterSerializer)
    def get(self, request: Request) -> Response:
        now, asked = timezone.now(), request.query_params.get("activity", "")
        device = request.auth if isinstance(request.auth, Device) else None
        activity = _own(device, asked) if device else _chosen(request, asked)
        told = roster(activity, since=Cursor.read(request.query_params.get("since", "")), device=device, at=now)
        _note_fetched(activity, told, device, request.user)
        if device:
            pairing.heard_from(device, at=now)
        return Response(told)


def _note_fetched(activity: Activity, told: dict[str, Any], device: Device | None, user: Any) -> None:
    """Once per phone and quarter of an hour: a fetch of thousands comes in pages, and again for each difference."""
    about = f"{device.name} (#{device.pk}) · {activity.title}" if device else activity.title
    people = told["total"] if told["passes"] else 0
    disclosures.note_visit("scanner-roster", by=user, people=people, unit=activity.unit_id, about=about, way="json")


def _own(device: Device, asked: str) -> Activity:
    if asked not in ("", str(device.activity_id)):
        raise PermissionDenied(_("Máy này được ghép với hoạt động khác."), code="other_activity")
    return Activity.objects.with_units().get(pk=device.activity_id)


def _chosen(request: Request, asked: str) -> Activity:
    if not (asked.isdecimal() and len(asked) < 19):
        raise ValidationError({"activity": ValidationError(_("Hãy nêu hoạt động: ?activity=…"), code="required")})
    return fetch(Activity.objects.with_units(), request.user, "check_in", pk=asked)
