"""Several who change the row that all of them have read: one does, and the others are told of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]


@pytest.fixture(scope="module")
def clients(site: Any) -> list[Any]:
    return [site.api("organiser") for _client in range(4)]


@pytest.fixture
def unit(clients: list[Any]) -> int:
    units = clients[0].get("units/", params={"q": "Quảng Ngãi", "level": "province", "on": "2026-05-20"}).json()
    return units["results"][0]["id"]


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
    clients: list[Any], unit: int, address: str, described: dict[str, Any], field: str
) -> None:
    made = clients[0].post(address, json=described | {"unit": unit} | ({"units": [unit]} if "units" in described else {}))
    assert made.status_code == 201, made.text
    for attempt in range(6):
        read = clients[0].get(f"{address}{made.json()['id']}/").json()
        changes = [{field: f"Lần {attempt} bản {number}", "revision": read["revision"]} for number in range(len(clients))]
        with ThreadPoolExecutor(len(clients), initializer=Barrier(len(clients)).wait) as pool:
            answers = list(pool.map(lambda client, change: client.patch(f"{address}{made.json()['id']}/", json=change), clients, changes))

        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409], [answer.text for answer in answers]
        [saved] = [change[field] for answer, change in zip(answers, changes, strict=True) if answer.status_code == 200]
        assert clients[0].get(f"{address}{made.json()['id']}/").json()[field] == saved
