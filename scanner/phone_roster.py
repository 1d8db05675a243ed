"""The roster that a phone keeps of an activity: names and digests of passes, downloaded page by page and then by difference."""

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

from accounts import digest_keys
from activities.models import Activity, Sitting
from attendance.devices import pairing
from attendance.models import Device, FormerPass, Headcount, Registration
from attendance.registrations.residence import communes_around
from attendance.scans import sealing
from people import notices
from people.models import Person

PAGE_SIZE = 1_000
# Rows written meanwhile by a transaction that had begun before: they are sent again rather than missed.
STILL_BEING_WRITTEN = timedelta(minutes=1)
FIELDS = (
    "pk", "changed", "person__full_name", "person__folded", "person__birth_year", "person__unit__name", "code", "short_code", "status",
    "walk_in_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a phone has come, in order of (time of change, registration). As text with the id of the key of its short digests."""

    changed: datetime
    registration: int

    def __str__(self) -> str:
        return f"{int(self.changed.timestamp() * 1_000_000)}.{self.registration}.{digest_keys.newest_key_id()}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Return None for nothing, for what we did not write and after DIGEST_KEY was changed: then everything is sent."""
        place, _dot, key = text.rpartition(".")
        moment, _dot, registration = place.partition(".")
        if key != digest_keys.newest_key_id():
            return None
        if not (moment.isdecimal() and registration.isdecimal() and len(moment) < 18 and len(registration) < 19):
            return None
        return cls(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(moment)), int(registration))


def make_page(activity: Activity, *, since: Cursor | None, device: Device | None, at: datetime) -> dict[str, Any]:
    """Return one page of what changed since; see docs/api.md. Four statements, one each for sittings and headcounts, whatever the size."""
    registrations = Registration.objects.filter(activity=activity)
    rows = list(changed_since(registrations, since).values_list(*FIELDS)[: PAGE_SIZE + 1])
    has_more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    namesakes = find_namesakes(activity, {row[3] for row in rows})
    former_passes = find_former_passes(activity)
    return {
        "activity": activity.pk,
        "about": describe_activity(activity, device),
        "device": {"id": device.pk, "name": device.name} if device else None,
        "sittings": [describe_sitting(sitting) for sitting in activity.sittings.all()],
        "passes": [describe_pass(activity, row, namesakes, former_passes) for row in rows],
        "removed": [],
        "total": registrations.count(),
        "more": has_more,
        "cursor": str(next_cursor(rows, since=since, has_more=has_more, at=at)),
        "server_time": at.isoformat(),
        "headcounts": [describe_headcount(headcount) for headcount in Headcount.objects.filter(sitting__activity=activity).order_by("pk")],
        "communes": [{"id": unit.pk, "name": unit.kind_and_name} for unit in communes_around(activity)],
        "keys": {
            "field": to_base64(field_key(activity.pk)),
            "seal": to_base64(sealing.public_point(sealing.activity_key(settings.DIGEST_KEY.encode(), activity.pk))),
        },
    }


def changed_since(registrations: QuerySet[Registration], since: Cursor | None) -> QuerySet[Registration]:
    """A registration changes with its person: a corrected name has to reach the phones."""
    rows = registrations.annotate(changed=Greatest("changed_at", F("person__changed_at"))).order_by("changed", "pk")
    if since is None:
        return rows
    return rows.filter(Q(changed__gt=since.changed) | Q(changed=since.changed, pk__gt=since.registration))


def next_cursor(rows: list[Any], *, since: Cursor | None, has_more: bool, at: datetime) -> Cursor:
    if has_more:
        return Cursor(rows[-1][1], rows[-1][0])
    settled = at - STILL_BEING_WRITTEN
    reached = Cursor(rows[-1][1], rows[-1][0]) if rows else since or Cursor(settled, 0)
    return reached if reached.changed <= settled else Cursor(settled, 0)


def describe_headcount(headcount: Headcount) -> dict[str, Any]:
    """Return what a phone needs to ask whether a second count replaces this one or adds to it."""
    counted_at = localtime(headcount.counted_at).isoformat()
    return {"sitting": headcount.sitting_id, "category": headcount.category, "count": headcount.count, "counted_at": counted_at}


def describe_activity(activity: Activity, device: Device | None) -> dict[str, Any]:
    ends_at = pairing.ends_at(device) if device else pairing.closes_at(activity)
    notice = notices.current()
    return {
        "title": activity.title,
        "venue": activity.venue,
        "starts_on": activity.starts_on.isoformat(),
        "ends_on": activity.ends_on.isoformat(),
        "walk_ins": activity.walk_ins,
        "status": activity.status,
        "cancelled_at": localtime(activity.cancelled_at).isoformat() if activity.cancelled_at else None,
        "ends_at": localtime(ends_at).isoformat(),
        "notice": {"version": notice.version, "text": notice.brief} if notice else None,
    }


def describe_sitting(sitting: Sitting) -> dict[str, Any]:
    times = {name: localtime(getattr(sitting, name)).isoformat() for name in ("starts_at", "ends_at", "opens_at", "closes_at")}
    return {"id": sitting.pk, "label": sitting.label} | times


def find_former_passes(activity: Activity) -> dict[int, list[FormerPass]]:
    """Return {registration: passes of those merged into it}: people still carry them."""
    by_registration: dict[int, list[FormerPass]] = {}
    for former in FormerPass.objects.filter(registration__activity=activity).exclude(code="").order_by("pk"):
        by_registration.setdefault(former.registration_id, []).append(former)
    return by_registration


def describe_pass(
    activity: Activity, row: Any, namesakes: dict[str, Counter[int | None]], former_passes: dict[int, list[FormerPass]]
) -> dict[str, Any]:
    pk, _changed_at, name, folded, birth_year, unit_name, code, short_code, status, walk_in = row
    return {
        "registration": pk,
        "name": name,
        "hint": hint_of(birth_year, unit_name, namesakes=namesakes.get(folded)),
        "code_digest": code_digest(code),
        "short_digest": short_digest(activity.pk, short_code),
        "status": status,
        "walk_in": str(walk_in) if walk_in else None,
        "former": [
            {"code_digest": code_digest(former.code), "short_digest": short_digest(activity.pk, former.short_code)}
            for former in former_passes.get(pk, [])
        ],
    }


def code_digest(code: str) -> str:
    return hashlib.sha256(b"pass:" + code.encode()).hexdigest()[:32]


def field_key(activity: int) -> bytes:
    """Return the key by which phones of one activity compute digests of short codes, and of nothing else; another for each activity."""
    return hmac.new(settings.DIGEST_KEY.encode(), f"field:{activity}".encode(), hashlib.sha256).digest()


def short_digest(activity: int, short_code: str) -> str:
    """Return six hex characters: thirty-five short codes share each, so that a lost phone gives no code away."""
    return hmac.new(field_key(activity), f"short:{activity}:{short_code}".encode(), hashlib.sha256).hexdigest()[:6]


def find_namesakes(activity: Activity, names: set[str]) -> dict[str, Counter[int | None]]:
    """Return {name: how many of each birth year} of those folded names that several people of this activity bear.

    Folded, because a card is matched so: 'PHẠM VĂN RÊ' and 'Phạm Văn Rê' are told apart by their years, too.
    """
    people = Person.objects.filter(pk__in=Registration.objects.filter(activity=activity).values("person"))
    birth_years: dict[str, Counter[int | None]] = {}
    for name, birth_year in people.values_list("folded", "birth_year"):
        birth_years.setdefault(name, Counter())[birth_year] += 1
    return {name: years for name, years in birth_years.items() if name in names and years.total() > 1}


def hint_of(birth_year: int | None, unit_name: str, *, namesakes: Counter[int | None] | None) -> str:
    """Return what tells namesakes apart, and nothing for anybody else: the birth year, or the commune where that is the same too."""
    if namesakes is None:
        return ""
    if birth_year is not None and namesakes[birth_year] == 1:
        return str(birth_year)
    return f"{birth_year} · {unit_name}" if birth_year else unit_name


def to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
