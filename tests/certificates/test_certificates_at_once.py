"""Two who press the button at once: each person gets one certificate, and numbers have neither doubles nor gaps."""

from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


def test_numbers_are_given_once_and_without_gaps_however_many_press_at_once(site):
    desks, sessions = [site.api("organiser"), site.api("admin")], [site.open_session(f"Cấp giấy cùng lúc {n}") for n in range(2)]
    for number, session in enumerate(sessions):
        people = [site.register(session, f"Hồ Văn {letter}", 1950 + 10 * number + n)["id"] for n, letter in enumerate("ABC")]
        for sitting in session["sittings"]:
            scans = [
                {"id": f"00000000-0000-4000-8000-{sitting['id']:06}{person:06}", "registration": person, "sitting": sitting["id"]}
                for person in people
            ]
            scans = [scan | {"method": "list", "scanned_at": sitting["starts_at"]} for scan in scans]
            assert desks[0].post("scans/", json={"scans": scans}).status_code == 200
    calls = [f"activities/{session['id']}/certificates/" for session in sessions for _desk in range(4)]
    with ThreadPoolExecutor(8) as pressing:
        answers = list(pressing.map(lambda n: desks[n % 2].post(calls[n], json={"share": "1/1"}), range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8
    numbers = sorted(int(made["serial"].partition("/")[0]) for answer in answers for made in answer.json())
    assert len(numbers) == 6 and numbers == list(range(numbers[0], numbers[0] + 6))
