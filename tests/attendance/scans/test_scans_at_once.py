"""Many phones at once against the served application: the attendances are those of the same scans one by one."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.depth import by_depth

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
START = datetime.fromisoformat("2024-05-20T07:30:00+07:00")


@pytest.mark.deep
@pytest.mark.parametrize("seed", by_depth([1], deep=[1, 2, 3]))
def test_threads_leave_the_same_attendances_as_one_after_the_other(site, seed):
    session, client = site.open_session("Nhiều máy cùng quét"), site.api("organiser")
    registrations = [site.register(session, f"Phạm Văn {letter}", 1960 + n) for n, letter in enumerate("ABCDEFGHIKLM")]
    sitting, codes = session["sittings"][0]["id"], {registration["id"]: registration["code"] for registration in registrations}
    chance = random.Random(seed)
    scans = [
        {"id": str(UUID(int=chance.getrandbits(128), version=4)), "code": code, "sitting": sitting, "method": "pass",
         "scanned_at": (START + timedelta(minutes=chance.randint(-30, 90), seconds=seed)).isoformat()}
        for code in codes.values() for _ in range(6)
    ]  # fmt: skip
    sends = [[chance.choice(scans) for _ in range(chance.randint(1, 9))] for _ in range(60)] + [[scan] for scan in scans]
    chance.shuffle(sends)
    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(lambda batch: client.post("scans/", json={"scans": batch}).json()["results"], sends))
    outcomes: dict[str, set] = {}
    for result in (scan_result for answer in answers for scan_result in answer):
        outcomes.setdefault(result["id"], set()).add(result["outcome"])
    assert {id_: len(words) for id_, words in outcomes.items()} == {scan["id"]: 1 for scan in scans}, "one answer to one scan, for ever"

    rows = client.get(f"sittings/{sitting}/attendances/", params={"page_size": 500}).json()["results"]
    earliest: dict[str, datetime] = {}
    for scan in scans:
        at = datetime.fromisoformat(scan["scanned_at"])
        earliest[scan["code"]] = min(earliest.get(scan["code"], at), at)
    assert {codes[row["registration"]["id"]]: datetime.fromisoformat(row["arrived_at"]) for row in rows} == earliest
