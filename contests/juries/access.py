"""Access of judges: what comes from the browser that opened a judge's link, and nothing else anywhere."""

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.audit.actors import name_actor
from accounts.models import ChangeRecord
from contests.juries import actions, links
from contests.models import JurySeat


class Judge:
    """The user of a request from a judge's browser: has no account and no grants."""

    pk = id = None
    is_authenticated, is_active, is_anonymous, is_staff, is_superuser = True, True, False, False, False

    def __init__(self, seat: JurySeat) -> None:
        self.seat = seat

    def can(self, verb: str, unit: Any) -> bool:
        return False

    def can_anywhere(self, verb: str) -> bool:
        return False

    def __str__(self) -> str:
        return self.seat.name


class JudgeAuthentication(BaseAuthentication):
    """`Authorization: Token j.…`. Only views that name this class see a judge; on all others the token is unknown (401)."""

    def authenticate(self, request: Any) -> tuple[Judge, JurySeat] | None:
        scheme, _space, access = request.headers.get("Authorization", "").partition(" ")
        access = access.strip()
        if scheme.lower() != "token" or not access.startswith(links.ACCESS_PREFIX):
            return None
        try:
            seat = actions.find_by_access(access)
        except ValidationError as error:
            [problem] = error.error_dict["token"]
            raise AuthenticationFailed(problem.message, problem.code) from error
        name_actor(request, ChangeRecord.ActorKind.JUDGE, seat.name)
        return Judge(seat), seat

    def authenticate_header(self, request: Any) -> str:
        return "Token"


class JudgeAuthenticationScheme(OpenApiAuthenticationExtension):
    target_class = "contests.juries.access.JudgeAuthentication"
    name = "judge"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token j.…"}
