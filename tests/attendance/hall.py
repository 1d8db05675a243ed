"""A hall at this moment: a sitting under way, its door's address, and a phone that comes in."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from activities.actions import add_sitting
from activities.models import Activity, Sitting
from attendance.devices import pairing
from attendance.door import codes
from attendance.models import Attendance, Device
from tests.pages import hidden_value
from training.models import TrainingSession

MINUTE = timedelta(minutes=1)


def session_of_today(make_session: Any, unit_called: Any, title: str = "Tập huấn Luật Đất đai") -> TrainingSession:
    today = timezone.localdate()
    return make_session(
        title=title, unit=unit_called("Ba Tơ", "commune", today), starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1)
    )


def sitting_of_now(session: TrainingSession, *, starts: timedelta = -30 * MINUTE, lasts: timedelta = 150 * MINUTE, **more: Any) -> Sitting:
    """Open since half an hour before its start; `starts` counted from now."""
    starts_at = (timezone.now() + starts).replace(microsecond=0)
    # Around midnight a sitting of this moment lies on two days: the activity has to last as long.
    session.starts_on = min(session.starts_on, timezone.localdate(starts_at))
    session.ends_on = max(session.ends_on, timezone.localdate(starts_at + lasts))
    session.save(update_fields=["starts_on", "ends_on"])
    return add_sitting(session, label=more.pop("label", "Buổi sáng"), starts_at=starts_at, ends_at=starts_at + lasts, **more)


def pair_phone(activity: Activity, *, by: User, name: str = "Máy 1", paired_at: datetime | None = None) -> tuple[Device, APIClient]:
    """Return a phone that was paired now or at a given time, and the client that speaks with its token."""
    paired_at = paired_at or timezone.now()
    _device, code = pairing.invite(activity, name=name, by=by, at=paired_at)
    device, token = pairing.pair(code, at=paired_at)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return device, client


def arrivals(*fields: str, **conditions: Any) -> list[tuple[Any, ...]]:
    """Return these fields of every arrival that stands, sorted: arrivals("registration", "method", sitting=sitting)."""
    return sorted(Attendance.objects.active().filter(**conditions).values_list(*fields))


def token_of(sitting: Sitting) -> str:
    step = codes.POSTER if sitting.door == Sitting.Door.POSTER else codes.step_at(timezone.now().timestamp())
    return codes.token(sitting.door_key, step)


def address_of(sitting: Sitting) -> str:
    return f"/d/{sitting.pk}/{token_of(sitting)}"


def come_in(phone: Client, sitting: Sitting, **typed: Any) -> Any:
    """Scans the door's code and sends what was typed; answers the last page."""
    grant = hidden_value(phone.get(address_of(sitting)), "grant")
    return phone.post(f"/d/{sitting.pk}/", {"grant": grant, **typed}, follow=True)


def weight_of(page: Any) -> int:
    """Bytes of a page with all that it makes a browser load, uncompressed."""
    html = page.content.decode()
    assert "<script" not in html and "src=" not in html and " style=" not in html
    loaded = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    return len(page.sent) + sum(len(Path(finders.find(path)).read_bytes()) for path in loaded)
