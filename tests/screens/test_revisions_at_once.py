"""Several who change the row that all of them have read: one does, and the others are told of it."""

from functools import partial
from typing import Any

import pytest

from tests.at_once import at_once

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]


@pytest.mark.parametrize(
    ("address", "described", "field"),
    [
        ("documents/", {"kind": "plan", "number": "71/KH-BDT", "dated": "2026-01-15", "issuer": "Ban", "title": "Cùng lúc"}, "title"),
        ("plan-tasks/", {"year": 2026, "text": "Việc sửa cùng lúc"}, "outcome"),
        ("targets/", {"year": 2041, "kind": "contest", "planned_activities": 3}, "plan_reference"),
        ("areas/", {"name": "Khu vực sửa cùng lúc", "units": []}, "name"),
        ("outreach-items/", {"channel": "press", "title": "Bài sửa cùng lúc", "starts_on": "2026-05-20"}, "title"),
    ],
)
def test_of_several_who_change_one_row_at_once_one_does_and_the_others_are_told(
    site: Any, address: str, described: dict[str, Any], field: str
) -> None:
    clients = [site.api("organiser") for _client in range(4)]
    units = clients[0].get("units/", params={"q": "Quảng Ngãi", "level": "province", "on": "2026-05-20"}).json()["results"]
    unit = units[0]["id"]
    made = clients[0].post(address, json=described | {"unit": unit} | ({"units": [unit]} if "units" in described else {}))
    assert made.status_code == 201, made.text
    for attempt in range(6):
        read = clients[0].get(f"{address}{made.json()['id']}/").json()
        changes = [{field: f"Lần {attempt} bản {number}", "revision": read["revision"]} for number in range(len(clients))]
        answers = at_once(
            *[partial(client.patch, f"{address}{made.json()['id']}/", json=change) for client, change in zip(clients, changes, strict=True)]
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409], [answer.text for answer in answers]
        [saved] = [change[field] for answer, change in zip(answers, changes, strict=True) if answer.status_code == 200]
        assert clients[0].get(f"{address}{made.json()['id']}/").json()[field] == saved
