"""The door code of a sitting over HTTP."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Sitting
from attendance.door.serializers import DoorSerializer
from attendance.passes import qr
from attendance.passes.addresses import door_address, step_ends_at
from attendance.passes.responses import SVG, private_image
from screens.api import ApiViewSet


class SittingDoor(ApiViewSet):
    """The current door code of a sitting."""

    serializer_class = DoorSerializer
    pagination_class = None

    def retrieve(self, request: ApiRequest, sitting: str) -> Response:
        now, shown_sitting = timezone.now(), fetch(Sitting.objects, request.user, "check_in", pk=sitting)
        door = {
            "door": shown_sitting.door,
            "url": door_address(shown_sitting, request, now),
            "step_ends_at": step_ends_at(shown_sitting, now),
        }
        return Response(DoorSerializer(door).data)

    @extend_schema(responses={(200, SVG): OpenApiTypes.BINARY})
    def svg(self, request: ApiRequest, sitting: str) -> HttpResponse:
        shown_sitting = fetch(Sitting.objects, request.user, "check_in", pk=sitting)
        address = door_address(shown_sitting, request, timezone.now())
        if address is None:
            raise exceptions.NotFound(_("Mã QR điểm danh của buổi này đang tắt."))
        return private_image(qr.svg(address.upper()), SVG)
