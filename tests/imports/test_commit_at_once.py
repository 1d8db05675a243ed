"""Several clerks at the same moment, against the served application: each person once, each on the list once, and never a crash."""

from collections import Counter
from functools import partial
from typing import Any

import httpx
import pytest

from tests.at_once import at_once
from tests.imports.conftest import roster

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
NAMES = ["Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa", "Hồ Văn Ba", "Đinh Văn Lía", "Phạm Thị Sương", "Hồ Thị Năm", "Đinh Văn Tuôn"]


class Hall:
    """An activity of its own among people of its own: `letters` make their names theirs."""

    def __init__(self, client: httpx.Client, letters: str) -> None:
        self.client, self.letters = client, letters
        units = client.get("units/", params={"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()
        self.unit = units["results"][0]["id"]
        self.activity = self.hold()

    def hold(self) -> int:
        head = {"title": f"Ghi nhận cùng lúc {self.letters}", "unit": self.unit, "starts_on": "2024-05-20", "ends_on": "2024-05-20"}
        return self.client.post("training-sessions/", json=head | {"status": "open"}).json()["id"]

    def people(self, width: int, count: int = len(NAMES)) -> list[list[Any]]:
        """Rows cut after `width` cells."""
        rows = [
            [n, f"{name} {self.letters}", 1960 + n, None, "Hrê", "Ba Vì", "Trưởng thôn", "UBND xã Ba Vì", f"09123{ord(self.letters[0]):02d}{n:03d}"]
            for n, name in enumerate(NAMES[:count], 1)
        ]  # fmt: skip
        return [row[:width] for row in rows]

    def hand_in(self, rows: list[list[Any]] | bytes, activity: int | None = None) -> int:
        files = {"file": ("danh sach.xlsx", rows if isinstance(rows, bytes) else roster(*rows))}
        answer = self.client.post(f"activities/{activity or self.activity}/roster-imports/", files=files)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def listed(self, activity: int | None = None) -> list[tuple[str, int]]:
        """(name, id of the person) of everybody on the list."""
        where = f"activities/{activity or self.activity}/registrations/"
        rows = self.client.get(where, params={"page_size": 200}).json()["results"]
        return sorted((row["person"]["full_name"], row["person"]["id"]) for row in rows)


@pytest.fixture(scope="module")
def clients(site: Any) -> list[httpx.Client]:
    return [site.api(name) for name in ("organiser", "clerk", "organiser", "clerk")]


@pytest.mark.parametrize(("letters", "width"), [("Bê", 9), ("Dê", 2)], ids=["all", "names only"])
def test_clerks_who_commit_the_same_file_write_each_person_once(letters: str, width: int, clients: list[httpx.Client]) -> None:
    hall = Hall(clients[0], letters)
    content = roster(*hall.people(width))
    roster_ids = [hall.hand_in(content) for _client in clients]
    answers = at_once(
        *(partial(client.post, f"roster-imports/{roster_id}/commit/") for client, roster_id in zip(clients, roster_ids, strict=True))
    )
    assert {answer.status_code for answer in answers} <= {200, 409}, [answer.text for answer in answers]
    assert sum(answer.json()["registered"] for answer in answers if answer.status_code == 200) == len(NAMES)
    again = [client.post(f"roster-imports/{roster_id}/commit/") for client, roster_id in zip(clients, roster_ids, strict=True)]
    assert [answer.status_code for answer in again] == [200] * len(clients), [answer.text for answer in again]
    assert sorted(answer.json()["already"] for answer in again) == [0, *[len(NAMES)] * 3]
    assert Counter(name for name, _person in hall.listed()) == Counter(f"{name} {letters}" for name in NAMES)


def test_one_roster_committed_by_several_answers_each_the_same(clients: list[httpx.Client]) -> None:
    hall = Hall(clients[0], "Ghê")
    roster_id = hall.hand_in(hall.people(9))
    answers = at_once(*(partial(client.post, f"roster-imports/{roster_id}/commit/") for client in clients))
    assert [answer.status_code for answer in answers] == [200] * len(clients)
    assert all(answer.json() == answers[0].json() for answer in answers) and answers[0].json()["registered"] == len(NAMES)
    assert len(hall.listed()) == len(NAMES)


def test_the_same_people_in_two_activities_are_one_person_each(clients: list[httpx.Client]) -> None:
    hall = Hall(clients[0], "Hê")
    other_activity = hall.hold()
    roster_ids = [hall.hand_in(hall.people(9)), hall.hand_in(hall.people(9)[::-1], other_activity)]
    answers = at_once(
        *(partial(client.post, f"roster-imports/{roster_id}/commit/") for client, roster_id in zip(clients, roster_ids, strict=False))
    )
    assert {answer.status_code for answer in answers} <= {200, 409}, [answer.text for answer in answers]
    for roster_id in roster_ids:
        clients[0].post(f"roster-imports/{roster_id}/commit/")
    assert hall.listed() == hall.listed(other_activity) and len(hall.listed()) == len(NAMES)


def test_records_completed_from_two_sides_wait_for_each_other_and_nobody_for_ever(clients: list[httpx.Client]) -> None:
    """Both files know more of the same people, in another order: whoever comes second takes what stands then."""
    hall = Hall(clients[0], "Kê")
    assert clients[0].post(f"roster-imports/{hall.hand_in(hall.people(6))}/commit/").status_code == 200
    activities = [hall.hold() for _client in clients]
    roster_ids = [
        hall.hand_in(hall.people(9)[:: 1 if n % 2 else -1], activity)
        for n, activity in enumerate(activities)
    ]  # fmt: skip
    answers = at_once(
        *(partial(client.post, f"roster-imports/{roster_id}/commit/") for client, roster_id in zip(clients, roster_ids, strict=True))
    )
    assert {answer.status_code for answer in answers} <= {200, 409}, [answer.text for answer in answers]
    for roster_id in roster_ids:
        assert clients[0].post(f"roster-imports/{roster_id}/commit/").status_code == 200
    assert all(hall.listed(activity) == hall.listed() for activity in activities)


def test_desks_and_rosters_at_once_register_each_person_once(clients: list[httpx.Client]) -> None:
    hall = Hall(clients[0], "Lê")
    rows = hall.people(9)
    persons = [
        {"full_name": row[1], "birth_year": row[2], "phone": row[8], "unit": hall.unit} for row in rows
    ]  # fmt: skip
    desk = clients[1]
    where = f"activities/{hall.activity}/registrations/"
    for person in persons[:4]:
        assert desk.post(where, json={"person": person, "role": "participant"}).status_code == 201
    roster_id = hall.hand_in(rows)
    ids_by_name = dict(hall.listed())
    elsewhere = hall.hold()
    calls = [lambda person=person: desk.post(f"activities/{elsewhere}/registrations/", json={"person_id": person, "role": "guest"}) for person in ids_by_name.values()]  # fmt: skip
    answers = at_once(
        partial(clients[0].post, f"roster-imports/{roster_id}/commit/"),
        partial(clients[2].post, f"roster-imports/{roster_id}/commit/"),
        *calls,
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 409}, [answer.text for answer in answers]
    assert clients[0].post(f"roster-imports/{roster_id}/commit/").json()["registered"] == 4
    assert Counter(name for name, _person in hall.listed()) == Counter(row[1] for row in rows)


def test_a_preview_that_is_changed_while_it_is_committed_is_one_or_the_other(clients: list[httpx.Client]) -> None:
    hall = Hall(clients[0], "Mê")
    roster_id = hall.hand_in(hall.people(9))
    changes = [
        lambda client=client, n=n: client.patch(f"roster-imports/{roster_id}/", json={"rows": {f"Sheet!{n}": {"exclude": True}}})
        for n, client in enumerate(clients[1:], 2)
    ]
    committed, *changed = at_once(partial(clients[0].post, f"roster-imports/{roster_id}/commit/"), *changes)
    assert committed.status_code in (200, 409) and {answer.status_code for answer in changed} <= {200, 400}
    result = clients[0].post(f"roster-imports/{roster_id}/commit/").json()
    preview = clients[0].get(f"roster-imports/{roster_id}/").json()
    excluded = sum(row["excluded"] for row in preview["rows"])
    assert result["excluded"] == excluded >= sum(answer.status_code == 200 for answer in changed)
    assert len(hall.listed()) == result["registered"] == len(NAMES) - excluded
