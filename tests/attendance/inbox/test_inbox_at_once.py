"""Several people at one inbox of the served application: each scan is decided once, and nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
SAID = {"reason": "Đến sớm, có mặt"}


@pytest.fixture
def hall(site):
    """Two people at a desk, the sitting's id, its activity's and six registrations with their codes."""
    session = site.open_session("Hai người một hộp")
    registrations = [site.register(session, f"Hồ Văn {letter}", 1960 + n) for n, letter in enumerate("ABCDEF")]
    desks = [site.api("organiser"), site.api("clerk")]
    return desks, session["sittings"][0]["id"], session["id"], {made["id"]: made["code"] for made in registrations}


def sent(client, code, at, sitting):
    item = {"id": str(uuid4()), "code": code, "sitting": sitting, "method": "pass", "scanned_at": f"2024-05-20T{at}:00+07:00"}
    assert client.post("scans/", json={"scans": [item]}).status_code == 200
    return item["id"]


def standing(client, sitting):
    rows = client.get(f"sittings/{sitting}/attendances/", params={"page_size": 500}).json()["results"]
    return {row["registration"]["id"]: row["arrived_at"][11:16] for row in rows if not row["annulled"]}


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(hall):
    desks, sitting, activity, codes = hall
    waiting = [sent(desks[0], code, "05:00", sitting) for code in codes.values()]
    calls = [(desk, scan) for scan in waiting for desk in desks * 2]
    with ThreadPoolExecutor(8) as people:
        answers = list(
            people.map(
                lambda call: (call[1], call[0].post(f"inbox/{call[1]}/resolve/", json=SAID | {"action": "accept", "sitting": sitting})),
                calls,
            )
        )
    words_by_scan = {
        scan: sorted("won" if a.status_code == 200 else a.json()["errors"][0]["code"] for s, a in answers if s == scan) for scan in waiting
    }
    assert words_by_scan == {scan: ["resolved_already"] * 3 + ["won"] for scan in waiting}
    assert standing(desks[0], sitting) == dict.fromkeys(codes, "07:30")
    rows = desks[0].get(f"sittings/{sitting}/attendances/").json()["results"]
    assert [row["scans"] for row in rows] == [1] * 6
    assert desks[0].get(f"activities/{activity}/inbox/").json()["count"] == 0


def test_taking_back_while_late_scans_arrive_leaves_what_the_scans_say(hall):
    desks, sitting, activity, codes = hall
    for number in range(4):
        early = [sent(desks[0], code, "05:10", sitting) for code in codes.values()]
        for scan in early:
            assert desks[0].post(f"inbox/{scan}/resolve/", json=SAID | {"action": "accept", "sitting": sitting}).status_code == 200
        assert standing(desks[0], sitting) == dict.fromkeys(codes, "07:30")
        late = f"08:{30 - number}"
        works = [lambda scan=scan: desks[1].post(f"inbox/{scan}/undo/").status_code for scan in early]
        works += [lambda code=code, late=late: bool(sent(desks[0], code, late, sitting)) * 200 for code in codes.values()]
        with ThreadPoolExecutor(8) as people:
            assert list(people.map(lambda work: work(), works)) == [200] * 12
        assert standing(desks[0], sitting) == dict.fromkeys(codes, late)
    assert desks[0].get(f"activities/{activity}/inbox/").json()["count"] == 4 * 6, "what was taken back waits again"
