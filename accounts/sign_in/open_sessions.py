"""Sessions that are open for one user: in which browsers somebody is signed in, and signing out one of them."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.audit.trail import record
from accounts.models import User
from accounts.sign_in.sessions import BEGAN_AT, BROWSER, SEEN_AT, is_idle, is_too_long


@dataclass(frozen=True, slots=True)
class OpenSession:
    key: str  # never leaves the server; `digest` names the session in a form
    browser: str  # empty where it does not say
    began_at: datetime
    seen_at: datetime

    @property
    def digest(self) -> str:
        return salted_hmac("accounts.open_session", self.key, algorithm="sha256").hexdigest()


def open_sessions(user: User) -> list[OpenSession]:
    """Return the sessions in which `user` is signed in, the one used last first.

    Django keeps no user beside a session, so that every session is read: hundreds in an agency of some hundred people.
    """
    now, auth_hash, sessions = time.time(), user.get_session_auth_hash(), []
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500):
        values = row.get_decoded()
        if values.get(SESSION_KEY) != str(user.pk) or not constant_time_compare(values.get(HASH_SESSION_KEY, ""), auth_hash):
            continue
        if not is_too_long(values, now) and not is_idle(values, now):
            times = (datetime.fromtimestamp(values.get(name, now), UTC) for name in (BEGAN_AT, SEEN_AT))
            sessions.append(OpenSession(row.session_key, values.get(BROWSER, ""), *times))
    return sorted(sessions, key=lambda session: session.seen_at, reverse=True)


def end_session(user: User, *, digest: str) -> bool:
    """Sign the user out in one browser; return whether there was such a session of theirs."""
    keys = [session.key for session in open_sessions(user) if constant_time_compare(session.digest, digest)]
    with transaction.atomic():
        deleted, _by_model = Session.objects.filter(pk__in=keys).delete()
        if deleted:
            record("session_ended", user)
    return bool(deleted)
