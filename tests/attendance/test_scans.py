"""What comes of scans: outcomes, repetition, own time, per-item answers."""

from uuid import uuid4

from tests.conftest import at


def scan(registration=None, clock="07:40", **more):
    code = {"code": registration.code} if registration is not None else {}
    return {"id": str(uuid4()), "scanned_at": at(clock).isoformat(), "method": "pass"} | code | more


def outcomes(client, *items, **more):
    answer = client.post("/api/v1/scans/", {"scans": list(items), **more})
    assert answer.status_code == 200, answer.content
    return [result["outcome"] for result in answer.json()["results"]]


def test_first_scan_is_welcome_and_second_is_already(api, usher, enrolled):
    assert outcomes(api(usher), scan(enrolled[0])) == ["welcome"]
    assert outcomes(api(usher), scan(enrolled[0], "07:50"), scan(enrolled[1])) == ["already", "welcome"]


def test_the_same_scan_id_is_answered_the_same_for_ever(api, usher, enrolled):
    first = scan(enrolled[0])
    assert [outcomes(api(usher), first) for _ in range(3)] == [["welcome"]] * 3
    assert outcomes(api(usher), first, scan(enrolled[1]), first) == ["welcome", "welcome", "welcome"]


def test_one_scan_takes_at_most_six_statements(api, usher, enrolled, django_assert_max_num_queries):
    client = api(usher)
    with django_assert_max_num_queries(6):
        assert outcomes(client, scan(enrolled[0])) == ["welcome"]


def test_a_batch_takes_at_most_eight_statements_whatever_its_size(api, usher, enrolled, django_assert_max_num_queries):
    client = api(usher)
    for size in (2, 500):
        items = [scan(enrolled[n % 3], f"07:{n % 60:02d}") for n in range(size)] 
        with django_assert_max_num_queries(8):
            assert set(outcomes(client, *items)) <= {"welcome", "already"}
