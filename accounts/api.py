"""API of signing in: tokens, the user and what they may do."""

from datetime import datetime
from typing import Any

import axes.utils
from django.contrib.auth import logout
from django.contrib.auth.models import update_last_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from knox.settings import knox_settings
from rest_framework import exceptions, serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.audit.trail import record
from accounts.http import ApiRequest
from accounts.models import Grant, User
from accounts.roles import VERBS
from accounts.second_factor.actions import has_second_factor, is_demanded_of, verify_code
from accounts.sign_in.credentials import check_credentials
from accounts.sign_in.lockout import MINUTES, SECONDS
from screens.api import ApiView


class LockedOut(exceptions.APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = format_lazy(_("Sai mật khẩu quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại."), minutes=MINUTES)
    default_code = "locked_out"
    wait = SECONDS


class WrongCredentials(exceptions.APIException):
    """A wrong user name or password. DRF's AuthenticationFailed becomes 403 in a view without authenticators."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("Tên đăng nhập hoặc mật khẩu không đúng.")
    default_code = "wrong_credentials"
    auth_header = knox_settings.AUTH_HEADER_PREFIX


class SignInIncomplete(exceptions.APIException):
    """The password was right, and something else is needed: second_factor_required, …_wrong, …_setup_required, password_change_required."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "second_factor_required"
    auth_header = knox_settings.AUTH_HEADER_PREFIX


class CredentialsSerializer(serializers.Serializer):
    """`otp`: a code of the app or a recovery code, of users who have set up a second factor."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    otp = serializers.CharField(max_length=40, required=False, allow_blank=True, write_only=True)


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class GrantSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.label")
    verbs = serializers.SerializerMethodField()

    class Meta:
        model = Grant
        fields = ["role", "unit", "unit_name", "verbs"]

    def get_verbs(self, grant: Grant) -> list[str]:
        return sorted(VERBS[grant.role])


class MeSerializer(serializers.ModelSerializer):
    grants = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "username", "full_name", "grants", "verbs"]

    @extend_schema(responses=GrantSerializer(many=True))
    def get_grants(self, user: User) -> list[dict[str, Any]]:
        return GrantSerializer(user.grants.select_related("unit__parent__parent"), many=True).data  # type: ignore[return-value]

    def get_verbs(self, user: User) -> list[str]:
        return sorted(user.verbs_anywhere)


class LoginView(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        credentials = CredentialsSerializer(data=request.data)
        credentials.is_valid(raise_exception=True)
        otp = credentials.validated_data.pop("otp", "")
        now = timezone.now()
        try:
            user = check_credentials(request._request, **credentials.validated_data, at=now)
        except ValidationError as error:
            raise LockedOut if error.code in ("locked_out", "slowed") else WrongCredentials from error
        _require_first_steps_done(user, otp, at=now)
        # django.contrib.auth.login() would do both of these, but also start a session, which a program does not use.
        update_last_login(User, user)
        axes.utils.reset(username=user.username)
        with transaction.atomic():
            # Whoever added a factor or changed the password meanwhile has ended all tokens; this one would come after.
            unchanged = User.objects.filter(pk=user.pk, session_generation=user.session_generation, is_active=True)
            if not unchanged.select_for_update(no_key=True).values_list("pk"):
                raise WrongCredentials
            instance, token = AuthToken.objects.create(user)
            record("signed_in", user, by=user, reason="API, 2FA" if has_second_factor(user) else "API")
        return Response(TokenSerializer({"token": token, "expires_at": instance.expiry}).data)


def _require_first_steps_done(user: User, otp: str, *, at: datetime) -> None:
    """Raise SignInIncomplete or LockedOut unless nothing stands between the right password and a token."""
    if user.must_change_password:
        raise SignInIncomplete(_("Hãy đăng nhập bằng trình duyệt và đổi mật khẩu trước."), "password_change_required")
    if not has_second_factor(user):
        if is_demanded_of(user):
            raise SignInIncomplete(
                _("Hãy đăng nhập bằng trình duyệt và thiết lập lớp xác thực thứ hai trước."), "second_factor_setup_required"
            )
        return
    if not otp:
        raise SignInIncomplete(_("Cần thêm mã xác thực."), "second_factor_required")
    try:
        verify_code(user, otp, at=at)
    except ValidationError as error:
        if error.code == "too_many":
            raise LockedOut from error
        raise SignInIncomplete(error.message, "second_factor_wrong") from error


class LogoutView(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End what the request was made with: a program's token, or a browser's session."""
        if isinstance(request.auth, AuthToken):
            request.auth.delete()
        else:
            logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(ApiView):
    @extend_schema(responses=MeSerializer)
    def get(self, request: ApiRequest) -> Response:
        return Response(MeSerializer(request.user).data)
