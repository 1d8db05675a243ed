"""Whoever acts at this moment: the signed-in user of a request, a paired phone, a door, or the system itself."""

import contextvars
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
_actor: contextvars.ContextVar[Actor | None] = contextvars.ContextVar("actor", default=None)


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


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let a phone or a door, which have no account, be the actor of what is written inside."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    """Return who acts now: as set by `acting_as`, else the user of the request; outside any request the system."""
    if actor := _actor.get():
        return actor
    request = _request.get()
    if request is None:
        return SYSTEM
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return Actor(ChangeRecord.ActorKind.USER, user)
    return Actor(ChangeRecord.ActorKind.VISITOR)


def current_request_id() -> str:
    return getattr(_request.get(), "audit_id", "")
