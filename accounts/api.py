"""API of signing in: tokens, the user and what they may do."""

from typing import Any

from django.contrib.auth import authenticate, logout
from django.contrib.auth.models import update_last_login
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

from accounts.actions import end_lockout
from accounts.http import ApiRequest
from accounts.lockout import MINUTES, SECONDS
from accounts.models import Grant, User
from accounts.roles import VERBS
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


class CredentialsSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


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
        django_request = request._request
        user = authenticate(django_request, **credentials.validated_data)
        if user is None:
            raise LockedOut if getattr(django_request, "axes_locked_out", False) else WrongCredentials
        # django.contrib.auth.login() would do both of these, but also start a session, which a program does not use.
        update_last_login(User, user)
        end_lockout(user)
        instance, token = AuthToken.objects.create(user)
        return Response(TokenSerializer({"token": token, "expires_at": instance.expiry}).data)


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
