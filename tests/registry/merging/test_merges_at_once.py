"""Two people merging the same records at once, and phones scanning meanwhile, against the served application: nobody is lost or there twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
START = datetime.fromisoformat("2024-05-20T07:30:00+07:00")
REFUSED = {"gone_already", "changed_meanwhile", "not_found"}


def word(answer):
    if answer.status_code == 200:
        return "merged"
    body = answer.json()
    return body["errors"][0]["code"] if body.get("errors") else body["code"]


def test_three_records_merged_in_every_direction_at_once_are_one(site):
    client, session = site.api("organiser"), site.open_session("Hai người cùng gộp")
    for name in ("Hồ Văn Đua", "Hồ Thị Đua", "Hồ Đua"):
        ids = [site.register(session, name, 1980)["person"]["id"] for _record in range(3)]
        ways = [(a, b) for a in ids for b in ids if a != b]
        with ThreadPoolExecutor(6) as clerks:
            answer_words = list(clerks.map(lambda way: word(client.post(f"persons/{way[0]}/merge/", json={"other": way[1]})), ways))
        assert set(answer_words) <= {"merged"} | REFUSED, answer_words
        assert answer_words.count("merged") == 2
        remaining = [
            row for row in client.get(f"activities/{session['id']}/registrations/").json()["results"] if row["person"]["full_name"] == name
        ]
        assert len(remaining) == 1 and remaining[0]["person"]["id"] in ids


def test_who_is_scanned_while_being_merged_is_there_once_or_waits_in_the_inbox(site):
    client, session = site.api("organiser"), site.open_session("Hai người cùng gộp")
    sitting = session["sittings"][0]["id"]
    for minute in range(6):
        registrations = [site.register(session, f"Hồ Văn Vào {'ABCDEF'[minute]}", 1980) for _record in range(2)]
        first, two = (registration["person"]["id"] for registration in registrations)
        code1, code2 = (registration["code"] for registration in registrations)
        scans = [
            {
                "id": str(uuid4()),
                "code": code,
                "sitting": sitting,
                "activity": session["id"],
                "method": "pass",
                "scanned_at": (START + timedelta(minutes=late)).isoformat(),
            }
            for late, code in ((0, code1), (1, code2), (2, code1), (3, code2))
        ]

        def send(scan):
            for _try in range(4):
                answer = client.post("scans/", json={"scans": [scan]})
                if answer.status_code == 200:
                    return answer.json()["results"][0]["outcome"]
            return answer.status_code

        with ThreadPoolExecutor(5) as hands:
            merging = hands.submit(lambda a=first, b=two: word(client.post(f"persons/{a}/merge/", json={"other": b})))
            outcomes = list(hands.map(send, scans))
        answer_word = merging.result()
        assert answer_word in {"merged", "changed_meanwhile"}
        assert set(outcomes) <= {"welcome", "already", "unknown"}, outcomes
        attendances = [
            a for a in client.get(f"sittings/{sitting}/attendances/").json()["results"] if a["registration"]["person"]["id"] in (first, two)
        ]
        if answer_word == "merged":
            assert len(attendances) == 1 and attendances[0]["registration"]["person"]["id"] == first
