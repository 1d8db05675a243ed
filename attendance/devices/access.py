"""Access of paired phones: an allow-list of method and address, and nothing else anywhere."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from accounts.audit.actors import name_actor
from accounts.models import ChangeRecord
from attendance.devices import pairing
from attendance.models import Device

ROSTER, SCANS = ("GET", "api/v1/scanner/roster/"), ("POST", "api/v1/scans/")
ALLOWED = frozenset({ROSTER, ("HEAD", ROSTER[1]), SCANS})


class PairedPhone:
    """The user of a request with a device's token: has no account and no grants."""

    pk = id = None
    is_authenticated, is_active, is_anonymous, is_staff, is_superuser = True, True, False, False, False

    def __init__(self, device: Device) -> None:
        self.device = device

    def can(self, verb: str, unit: Any) -> bool:
        return False

    def can_anywhere(self, verb: str) -> bool:
        return False

    def __str__(self) -> str:
        return self.device.name


class DeviceAuthentication(BaseAuthentication):
    """`Authorization: Token d.…`. Only views that name this class see a device; on all others its token is unknown (401).

    A phone whose inviter has lost the right to check in there is revoked the next time it comes.
    """

    def authenticate(self, request: Any) -> tuple[PairedPhone, Device] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() != "token" or not token.startswith(pairing.TOKEN_PREFIX):
            return None
        device = pairing.find_by_token(token) if token.isascii() else None
        if device is None:
            raise AuthenticationFailed(_("Máy này không còn được ghép. Hãy ghép lại."))
        route = request.method, request.resolver_match.route
        if route not in ALLOWED:
            raise PermissionDenied(_("Máy quét không được làm việc này."), code="not_for_devices")
        if not device.is_revoked and not pairing.has_inviters_right(device):
            pairing.revoke(device, by=None, at=timezone.now())
        require_access(device, route)
        name_actor(request, ChangeRecord.ActorKind.DEVICE, device.name)
        return PairedPhone(device), device

    def authenticate_header(self, request: Any) -> str:
        return "Token"


def require_access(device: Device, route: tuple[str, str]) -> None:
    """Raise PermissionDenied with a code that tells the phone what to delete. Scans are accepted longer than names are given."""
    now = timezone.now()
    if route == SCANS:
        if not pairing.can_send_scans(device, at=now):
            raise PermissionDenied(_("Đã quá hạn gửi của máy này. Hãy đưa máy cho cán bộ tổ chức."), code="too_late")
        if pairing.sends_too_many_unknown(device, at=now):
            message = _("Máy này đã gửi quá nhiều mã chưa rõ của ai. Hãy xem và bỏ qua bớt ở Lượt quét chờ xử lý, rồi máy sẽ gửi tiếp.")
            raise PermissionDenied(message, code="too_many_unknown")
    elif device.is_revoked:
        raise PermissionDenied(_("Máy này đã bị thu hồi."), code="device_revoked")
    elif pairing.is_over(device, at=now):
        raise PermissionDenied(_("Hoạt động đã kết thúc."), code="activity_ended")


class DeviceScheme(OpenApiAuthenticationExtension):
    target_class = "attendance.devices.access.DeviceAuthentication"
    name = "device"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token d.…` from devices/pair/"}
