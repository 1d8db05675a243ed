"""A training session on the served application, made and looked at through its API as its organiser."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from tests.serving import Served

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class StoredScan:
    """A scan on the server; times in epoch seconds."""

    outcome: str
    registration: int | None
    device: int
    device_at: float
    scanned_at: float
    received_at: float


class ServedActivity:
    """`people`: the answers to their registrations with their names; `sittings`: ids, in order."""

    def __init__(
        self,
        site: Served,
        title: str,
        people: Sequence[tuple[str, int]] = (),
        *,
        place: tuple[str, str] = ("Ba Vì", "commune"),
        sittings: Sequence[tuple[str, datetime, datetime]] = (),
    ) -> None:
        """people: names and birth years; sittings: labels, starts and ends; none given: one that has begun half an hour ago."""
        now = datetime.now(VIETNAM)
        sittings = sittings or [("Buổi thử", now - timedelta(minutes=30), now + timedelta(hours=3))]
        days = [moment.date().isoformat() for _label, *moments in sittings for moment in moments]
        self.database_url, self.title, self.api = site.database_url, title, site.api("organiser")
        units = self.api.get("units/", params={"q": place[0], "level": place[1], "on": min(days)}).json()["results"]
        self.unit = units[0]["id"]
        answer = self.api.post(
            "training-sessions/",
            json={
                "title": title,
                "unit": self.unit,
                "status": "open",
                "topics": ["Luật Đất đai 2024"],
                "starts_on": min(days),
                "ends_on": max(days),
                "sittings": [
                    {"label": label, "starts_at": starts.isoformat(), "ends_at": ends.isoformat()} for label, starts, ends in sittings
                ],
            },
        )
        assert answer.status_code == 201, answer.text
        self.id, self.sittings = answer.json()["id"], [sitting["id"] for sitting in answer.json()["sittings"]]
        self.people = [self.register(name, year) for name, year in people]

    def register(self, name: str, year: int, **more: str) -> dict[str, Any]:
        person = {"full_name": name, "gender": "M", "birth_year": year, "ethnic_group": "Hrê", "unit": self.unit} | more
        answer = self.api.post(f"activities/{self.id}/registrations/", json={"person": person, "role": "participant"})
        assert answer.status_code == 201, answer.text
        return {"name": name, **answer.json()}

    def invite(self, name: str = "Máy thử") -> dict[str, Any]:
        """Return the id of a new device and its `pairing_code`."""
        return self.api.post(f"activities/{self.id}/devices/", json={"name": name}).json()

    def attendances(self) -> list[dict[str, Any]]:
        """Return the attendances of the first sitting as the API lists them, with the `name` of each person, by name."""
        page = self.api.get(f"sittings/{self.sittings[0]}/attendances/", params={"page_size": 100}).json()
        assert page["next"] is None
        rows = [row | {"name": row["registration"]["person"]["full_name"]} for row in page["results"]]
        return sorted(rows, key=lambda row: row["name"])

    def inbox(self) -> dict[str, str]:
        """Return {scan: why it waits for a person}."""
        return {row["id"]: row["why"] for row in self.api.get(f"activities/{self.id}/inbox/").json()["results"]}

    def scans(self) -> dict[str, StoredScan]:
        """Return what the database has of this activity's phones, by the id of the scan."""
        return read_scans(self.database_url, f"device_id IN (SELECT id FROM attendance_device WHERE activity_id = {self.id})")


def read_scans(database_url: str, condition: str) -> dict[str, StoredScan]:
    """Return what the database has of the scans of phones that fulfil the condition, by their ids."""
    columns = "id, outcome, registration_id, device_id, device_at, scanned_at, received_at"
    if database_url.startswith("sqlite"):
        connection: Any = sqlite3.connect(f"file:{urlsplit(database_url).path[1:]}?mode=ro", uri=True)
    else:
        connection = psycopg.connect(database_url, options="-c timezone=UTC")
    with closing(connection):
        rows = connection.execute(f"SELECT {columns} FROM attendance_scan WHERE {condition}").fetchall()
    return {
        str(UUID(str(id_))): StoredScan(*row, *(datetime.fromisoformat(str(at)).replace(tzinfo=UTC).timestamp() for at in times))
        for id_, *row, times in ((*columns[:4], columns[4:]) for columns in rows)
    }
