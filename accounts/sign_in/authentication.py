"""Sign-in by token, and how the API schema describes it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.second_factor.actions import lacks_demanded_factor


class TokenAuthentication(KnoxTokenAuthentication):
    """Knox's tokens at one SQL statement a request, two where a second factor is required.

    An expired token is refused here and deleted by the command `retention`. So is one that was given out before its owner had to have a
    second factor; setting one up deletes it, as it deletes all tokens. Whoever has a second factor was asked for it before each token.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not token.isascii():  # Knox would fail to decode it
            raise AuthenticationFailed(_("Mã truy cập không đúng."))
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: Any) -> tuple[Any, Any]:
        user, auth_token = super().validate_user(auth_token)
        if lacks_demanded_factor(user):
            message = _("Hãy thiết lập lớp xác thực thứ hai trong trình duyệt, rồi đăng nhập lại để lấy mã truy cập mới.")
            raise AuthenticationFailed(message, "second_factor_setup_required")
        return user, auth_token

    def _cleanup_token(self, auth_token: Any) -> bool:
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.sign_in.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token <token>` from auth/login/"}
