"""Days from the ends of the calendar, and what is no day at all, are refused at the door of every filter."""

import pytest

from tests.depth import by_depth, share_of_engine
from tests.pages import whole_body
from tests.scoping.test_every_route import ALL, at_one_address, filled, world  # noqa: F401 - world is a fixture

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

FIELDS = ("from", "to", "date", "on", "day", "starts_on", "ends_on", "held_on", "received_on", "valid_from")
HOSTILE = (
    "0001-01-01",
    "9999-12-31",
    "01/01/0001",
    "1899-12-31",
    "2101-01-01",
    "0000-00-00",
    "99999-99-99",
    "２０２４-01-01",
    "\x00",
    "nay",
)
ADDRESSES = [path for path in ALL if "sign-out" not in path and "logout" not in path and not path.startswith(("D/", "d/<pk>/receipt/"))]
# Each reads a period; the fields that its refusal names.
FILTERED = {
    "reports/participation-tally/": ("from", "to", "date"),
    "reports/activity-list/": ("from", "to", "date"),
    "people/": ("from", "to"),
    "admin/disclosures/": ("from", "to"),
    "activities/": ("from", "to"),
}


QUERIES = [
    {"from": "0001-01-01", "to": "9999-12-31"},
    *(dict.fromkeys(FIELDS, day) for day in ("0001-01-01", "9999-12-31", "nay")),
]


@pytest.mark.deep
def test_no_address_breaks_on_a_day_out_of_range(subtests, world, browser_of, api, admin):  # noqa: F811
    for number, path in enumerate(by_depth(ADDRESSES[::8], deep=share_of_engine(ADDRESSES))):
        with at_one_address(subtests, path):
            client, address = api(admin) if path.startswith("api/v1/") else browser_of(admin), filled(path, world)
            for query in (QUERIES[0], QUERIES[1 + number % 3]):
                answer = client.get(address, query)
                body = whole_body(answer)
                assert answer.status_code < 500, (query, body[:300])
                if answer.status_code not in (200, 400):
                    break


@pytest.mark.deep
def test_no_form_breaks_on_a_day_out_of_range(subtests, world, browser_of, api, admin):  # noqa: F811
    for path in by_depth(ADDRESSES[::8], deep=share_of_engine(ADDRESSES)):
        with at_one_address(subtests, path):
            client, address = api(admin) if path.startswith("api/v1/") else browser_of(admin), filled(path, world)
            for day in ("9999-12-31", "0001-01-01")[: by_depth(1, deep=2)]:
                answer = client.post(address, dict.fromkeys(FIELDS, day))
                assert answer.status_code < 500, day


@pytest.mark.deep
def test_no_filter_breaks_on_what_is_no_day(subtests, browser_of, admin):
    browser = browser_of(admin)
    for path in FILTERED:
        for number, day in enumerate(HOSTILE):
            with subtests.test(f"{path} {day}"):
                for field in by_depth([("from", "to")[number % 2]], deep=["from", "to"]):
                    assert browser.get(f"/{path}", {field: day}).status_code < 500


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_range_is_refused_with_a_sentence(browser_of, api, admin, day, subtests):
    for path, fields in FILTERED.items():
        for field in fields:
            with subtests.test(f"{path}?{field}"):
                page = browser_of(admin).get(f"/{path}", {field: day})
                assert "Ngày phải từ 01/01/1900 đến 31/12/2100." in page.content.decode()
    for path in ("activities/", "persons/", "reports/participation-tally/"):
        with subtests.test(path):
            answer = api(admin).get(f"/api/v1/{path}", {"from": day})
            assert answer.status_code == 400
            assert [error["field"] for error in answer.json()["errors"]] == ["from"]
    assert api(admin).get("/api/v1/units/", {"on": day}).status_code == 400
