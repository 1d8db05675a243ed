"""Many phones that send the same people at once to the served application: each person is there once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
START = datetime.fromisoformat("2024-05-20T07:30:00+07:00")
NAMES = ["Hồ Văn Một", "Hồ Thị Hai", "Hồ Văn Ba", "Hồ Thị Bốn"]


def test_the_same_walk_in_from_eight_threads_is_one_person_one_place_and_one_arrival(site):
    client, session = site.api("organiser"), site.open_session("Nhiều máy cùng gửi")
    sitting = session["sittings"][0]["id"]
    people = [{"id": str(uuid4()), "full_name": name, "birth_year": 1980, "gender": None, "unit": None} for name in NAMES]
    moments = [(START + timedelta(minutes=minute)).isoformat() for minute in range(12)]
    batches = [
        [{"id": str(uuid4()), "sitting": sitting, "method": "list", "scanned_at": moment, "walk_in": walk_in}]
        for walk_in in people
        for moment in moments
    ]
    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(lambda batch: client.post("scans/", json={"scans": batch}).json()["results"][0], batches))
    assert {(answer["status"], answer["outcome"]) for answer in answers} <= {(200, "welcome"), (200, "already")}
    assert [answer["outcome"] for answer in answers].count("welcome") == len(NAMES)
    registered = client.get(f"activities/{session['id']}/registrations/").json()["results"]
    assert sorted(row["person"]["full_name"] for row in registered) == sorted(NAMES)
    assert all(row["is_walk_in"] for row in registered)
    attendances = client.get(f"sittings/{sitting}/attendances/").json()["results"]
    assert [datetime.fromisoformat(answer["arrived_at"]) for answer in attendances] == [START] * len(NAMES)
