"""Scans sent to the API, as a phone or an usher's page sends them."""

from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from attendance.models import Registration
from tests.conftest import at

SCANS = "/api/v1/scans/"


def item(registration: Registration | None = None, clock: str = "07:40", **more: Any) -> dict[str, Any]:
    """Return a scan of 20 May 2024, of a registration or of what `more` names."""
    identity = {"registration": registration.pk} if registration else {}
    return {"id": str(uuid4()), "scanned_at": at(clock).isoformat(), "method": "pass"} | identity | more


def walk_in(name: str = "Hồ Văn Mới", id_: str | None = None, **more: Any) -> dict[str, Any]:
    """Return what a phone sends of somebody who is on no list."""
    return {"id": id_ or str(uuid4()), "full_name": name, "birth_year": 1990, "gender": "M", "unit": None} | more


def send(client: APIClient, *scans: Any, **more: Any) -> list[dict[str, Any]]:
    """Return the results, in order."""
    answer = client.post(SCANS, {"scans": list(scans), **more}, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]
