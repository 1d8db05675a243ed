"""Sign-in for programs: a token, who one is and what one may do."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import exceptions, serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Grant, User
from accounts.roles import VERBS


class LockedOut(exceptions.APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = _("Sai mật khẩu quá nhiều lần. Hãy đợi 15 phút rồi thử lại.")
    default_code = "locked_out"


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
    authentication_classes: list[Any] = []

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        form = CredentialsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        credentials = form.validated_data
        http = request._request
        if not AxesProxyHandler.is_allowed(http, {"username": credentials["username"]}):
            raise LockedOut
        user = authenticate(http, **credentials)
        if user is None:
            if getattr(http, "axes_locked_out", False):
                raise LockedOut
            raise exceptions.AuthenticationFailed(_("Tên đăng nhập hoặc mật khẩu không đúng."), "wrong_credentials")
        instance, token = AuthToken.objects.create(user)
        return Response(TokenSerializer({"token": token, "expires_at": instance.expiry}).data)


class LogoutView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        if isinstance(request.auth, AuthToken):
            request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(request.user).data)
