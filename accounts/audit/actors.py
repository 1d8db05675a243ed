"""Whoever acts at this moment: the signed-in user of a request, a paired phone, a door, or the system itself."""

import contextvars
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from accounts.models import ChangeRecord, User

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(frozen=True, slots=True)
class Actor:
    """`label` names a phone or a door, which have no account."""

    kind: ChangeRecord.ActorKind
    user: User | None = None
    label: str = ""


SYSTEM = Actor(ChangeRecord.ActorKind.SYSTEM)
_request: contextvars.ContextVar[HttpRequest | None] = contextvars.ContextVar("request", default=None)


class AuditMiddleware:
    """Remember the request while it is answered, and number it: the answer carries its number as X-Request-ID.

    A proxy's own X-Request-ID is kept, so that the trail and the proxy's log can be laid side by side.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent_id = request.headers.get("X-Request-ID", "")
        request.audit_id = sent_id if REQUEST_ID.fullmatch(sent_id) else uuid4().hex  # type: ignore[attr-defined]
        token = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(token)
        response["X-Request-ID"] = request.audit_id  # type: ignore[attr-defined]
        return response


def name_actor(request: Any, kind: ChangeRecord.ActorKind, label: str) -> None:
    """Let a phone or a door, which have no account, be the actor of what this request writes."""
    http_request = getattr(request, "_request", request)  # of one of the API
    http_request.audit_actor = Actor(kind, label=label)


def current_actor() -> Actor:
    """Return who acts now: whom `name_actor` named, else the user of the request; outside any request the system."""
    request = _request.get()
    if request is None:
        return SYSTEM
    if actor := getattr(request, "audit_actor", None):
        return actor
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return Actor(ChangeRecord.ActorKind.USER, user)
    return Actor(ChangeRecord.ActorKind.VISITOR)


def current_request_id() -> str:
    return getattr(_request.get(), "audit_id", "")
