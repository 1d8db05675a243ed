"""Many phones that send the same people at once to the served application: each person is there once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

pytestmark = pytest.mark.both_engines
START = datetime.fromisoformat("2024-05-20T07:30:00+07:00")
NAMES = ["Hồ Văn Một", "Hồ Thị Hai", "Hồ Văn Ba", "Hồ Thị Bốn"]


@pytest.fixture(scope="module")
def hall(site):
    """A session in Ba Tơ with one sitting: (client, session id, sitting id)."""
    client = site.api("organiser")
    unit = client.get("units/", params={"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()["results"][0]["id"]
    head = {"title": "Nhiều máy cùng gửi", "unit": unit, "starts_on": "2024-05-20", "ends_on": "2024-05-20", "status": "open"}
    morning = {"label": "Sáng", "starts_at": "2024-05-20T07:30:00+07:00", "ends_at": "2024-05-20T11:00:00+07:00"}
    session = client.post("training-sessions/", json=head | {"sittings": [morning]}).json()
    return client, session["id"], session["sittings"][0]["id"]


def scan(sitting, walk_in, minute):
    moment = (START + timedelta(minutes=minute)).isoformat()
    return {"id": str(uuid4()), "sitting": sitting, "method": "list", "scanned_at": moment, "walk_in": walk_in}


def test_the_same_walk_in_from_eight_threads_is_one_person_one_place_and_one_arrival(hall):
    client, session, sitting = hall
    people = [{"id": str(uuid4()), "full_name": name, "birth_year": 1980, "gender": None, "unit": None} for name in NAMES]
    batches = [[scan(sitting, one, minute)] for one in people for minute in range(12)]
    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(lambda batch: client.post("scans/", json={"scans": batch}).json()["results"][0], batches))
    assert {(one["status"], one["outcome"]) for one in answers} <= {(200, "welcome"), (200, "already")}
    assert [one["outcome"] for one in answers].count("welcome") == len(NAMES)
    registered = client.get(f"activities/{session}/registrations/").json()["results"]
    assert sorted(row["person"]["full_name"] for row in registered) == sorted(NAMES)
    assert all(row["is_walk_in"] for row in registered)
    came = client.get(f"sittings/{sitting}/attendances/").json()["results"]
    assert [datetime.fromisoformat(one["arrived_at"]) for one in came] == [START] * len(NAMES)
