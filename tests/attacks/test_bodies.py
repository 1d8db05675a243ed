"""A body that is too large is refused by its head, before a byte of it is read."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.scoping.test_every_route import ALL, OPEN, at_one_address, filled, world  # noqa: F401 - world is a fixture

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

ADDRESSES = [path for path in ALL if not path.startswith(("D/", "d/<pk>/receipt/"))]  # as in a QR code: it redirects
MULTIPART = "multipart/form-data; boundary=x"


class UnreadBody:
    """A body of a gigabyte that nobody may begin to read."""

    def read(self, *_arguments: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def send(client: Any, address: str, *, content_type: str = MULTIPART, size: int = 10**9) -> Any:
    return client.generic("POST", address, content_type=content_type, **{"wsgi.input": UnreadBody(), "CONTENT_LENGTH": str(size)})


def test_nobody_without_sign_in_has_a_large_body_read(subtests, world, browser_of):  # noqa: F811
    for path in ADDRESSES:
        for content_type in (MULTIPART, "application/x-www-form-urlencoded", "application/json"):
            with at_one_address(subtests, f"{path} {content_type}"):
                answer = send(browser_of(None), filled(path, world), content_type=content_type, size=100_001)
                assert answer.status_code == 413
                if path.startswith("api/"):
                    assert answer["Content-Type"] == "application/problem+json"
                    assert answer.json()["code"] == "too_large"


def test_an_invented_session_opens_nothing(client):
    client.cookies["sessionid"] = "a" * 32
    assert send(client, "/sign-in/", size=100_001).status_code == 413


def test_an_invented_token_is_refused_before_the_body_is_read(subtests, world, api):  # noqa: F811
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION="Token " + "a" * 64)
    for path in (path for path in ALL if path.startswith("api/v1/") and path not in OPEN):
        with at_one_address(subtests, path):
            assert send(client, filled(path, world), size=2_000_000).status_code in (401, 405, 415)


def test_who_is_signed_in_may_send_a_workbook_but_no_gigabyte(desk, api, organiser, session):
    address = f"/api/v1/activities/{session.pk}/roster-imports/"
    for client in (desk, api(organiser)):
        answer = send(client, address)
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    page = send(desk, f"/activities/{session.pk}/roster-imports/new/")
    assert page.status_code == 413 and "Một lần gửi nhiều nhất 30 MB." in page.content.decode()
    file = SimpleUploadedFile("a.csv", b"x" * 10_000_000)
    assert desk.post(f"/activities/{session.pk}/roster-imports/new/", {"file": file}).status_code == 302


@pytest.mark.parametrize("size", [2_600_000, 30_000_001])
def test_an_api_body_over_the_limit_gets_a_problem(api, organiser, size):
    answer = api(organiser).post("/api/v1/scans/", json.dumps({"scans": ["x" * size]}), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (413, "application/problem+json", 413)


@pytest.mark.parametrize("size", ["-1", "many", "1e3"])
def test_a_size_that_is_no_number_is_refused(client, size):
    assert send(client, "/sign-in/", size=size).status_code == 413
