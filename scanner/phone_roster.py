"""What a phone keeps of an activity: names and digests, fetched page by page and then by difference."""

import base64
import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.timezone import localtime

from activities.models import Activity
from attendance.devices import pairing
from attendance.models import Device, Registration
from attendance.registrations.residence import communes_around
from attendance.scans import sealing
from people import notices
from people.models import Person
from people.national_id import field_key

A_PAGE = 1_000
# Rows written meanwhile by a transaction that had begun before: they are sent again rather than missed.
STILL_BEING_WRITTEN = timedelta(minutes=1)
FIELDS = (
    "pk", "changed", "person__full_name", "person__birth_year", "person__unit__name", "code", "short_code", "status", "walk_in_id",
    "person__national_id_mark",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a phone has come, in order of (time of change, registration)."""

    changed: datetime
    registration: int

    def __str__(self) -> str:
        return f"{int(self.changed.timestamp() * 1_000_000)}.{self.registration}"

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """None for nothing and for what we did not write: then everything is sent."""
        moment, _dot, registration = written.partition(".")
        if not (moment.isdecimal() and registration.isdecimal() and len(moment) < 18 and len(registration) < 19):
            return None
        return cls(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(moment)), int(registration))


def roster(activity: Activity, *, since: Cursor | None, device: Device | None, at: datetime) -> dict[str, Any]:
    """One page of what changed since; see docs/api.md. Three statements and one for the sittings, whatever the size."""
    everybody = Registration.objects.filter(activity=activity)
    rows = list(_changed(everybody, since).values_list(*FIELDS)[: A_PAGE + 1])
    has_more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    names = _namesakes(activity, {row[2] for row in rows})
    return {
        "activity": activity.pk,
        "about": _about(activity, device),
        "device": {"id": device.pk, "name": device.name} if device else None,
        "sittings": [_sitting(sitting) for sitting in activity.sittings.all()],
        "passes": [_pass(activity, row, names) for row in rows],
        "removed": [],
        "total": everybody.count(),
        "more": has_more,
        "cursor": str(_next(rows, since, has_more, at)),
        "server_time": at.isoformat(),
        "communes": [{"id": unit.pk, "name": unit.kind_and_name} for unit in communes_around(activity)],
        "keys": {"field": _base64(field_key()), "seal": _base64(sealing.public_point(settings.DIGEST_KEY.encode()))},
    }


def _changed(everybody: QuerySet[Registration], since: Cursor | None) -> QuerySet[Registration]:
    """A registration changes with its person: a name put right has to reach the phones."""
    rows = everybody.annotate(changed=Greatest("changed_at", F("person__changed_at"))).order_by("changed", "pk")
    if since is None:
        return rows
    return rows.filter(Q(changed__gt=since.changed) | Q(changed=since.changed, pk__gt=since.registration))


def _next(rows: list[Any], since: Cursor | None, has_more: bool, at: datetime) -> Cursor:
    if has_more:
        return Cursor(rows[-1][1], rows[-1][0])
    settled = at - STILL_BEING_WRITTEN
    reached = Cursor(rows[-1][1], rows[-1][0]) if rows else since or Cursor(settled, 0)
    return reached if reached.changed <= settled else Cursor(settled, 0)


def _about(activity: Activity, device: Device | None) -> dict[str, Any]:
    ends_at = pairing.ends_at(device) if device else pairing.closes_at(activity)
    return {
        "title": activity.title,
        "venue": activity.venue,
        "starts_on": activity.starts_on.isoformat(),
        "ends_on": activity.ends_on.isoformat(),
        "walk_ins": activity.walk_ins,
        "status": activity.status,
        "cancelled_at": localtime(activity.cancelled_at).isoformat() if activity.cancelled_at else None,
        "ends_at": localtime(ends_at).isoformat(),
        "notice": {"version": notice.version, "text": notice.brief} if (notice := notices.current()) else None,
    }


def _sitting(sitting: Any) -> dict[str, Any]:
    times = {name: localtime(getattr(sitting, name)).isoformat() for name in ("starts_at", "ends_at", "opens_at", "closes_at")}
    return {"id": sitting.pk, "label": sitting.label} | times


def _pass(activity: Activity, row: Any, names: dict[str, Counter[int | None]]) -> dict[str, Any]:
    pk, _changed_at, name, born, unit_name, code, short_code, status, walk_in, mark = row
    return {
        "registration": pk,
        "name": name,
        "hint": _hint(names.get(name), born, unit_name),
        "code_digest": hashlib.sha256(b"pass:" + code.encode()).hexdigest()[:32],
        "short_digest": short_digest(activity.pk, short_code),
        "card_digest": mark or None,
        "status": status,
        "walk_in": str(walk_in) if walk_in else None,
    }


def short_digest(activity: int, short_code: str) -> str:
    """Six hex characters: thirty-five short codes share each, so that a lost phone tells none."""
    return hmac.new(field_key(), f"short:{activity}:{short_code}".encode(), hashlib.sha256).hexdigest()[:6]


def _namesakes(activity: Activity, shown: set[str]) -> dict[str, Counter[int | None]]:
    """{name: how many of each birth year} of the names that several people of this activity bear."""
    here = Registration.objects.filter(activity=activity).values("person")
    years: dict[str, Counter[int | None]] = {}
    for name, born in Person.objects.filter(pk__in=here).values_list("full_name", "birth_year"):
        years.setdefault(name, Counter())[born] += 1
    return {name: born for name, born in years.items() if name in shown and born.total() > 1}


def _hint(years: Counter[int | None] | None, born: int | None, unit_name: str) -> str:
    """What tells namesakes apart, and nothing for anybody else: the birth year, or the commune where that is the same too."""
    if years is None:
        return ""
    if born is not None and years[born] == 1:
        return str(born)
    return f"{born} · {unit_name}" if born else unit_name


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
