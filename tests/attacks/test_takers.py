"""Whoever takes a file is found: by the people in it, and by who administers where they live, also when the taker has roles in many places."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.actions import grant_role
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from people.models import Disclosure
from tests.conftest import at

pytestmark = pytest.mark.both_engines


@pytest.fixture
def taker(make_user, ba_to, unit_called):
    """A clerk in two districts, and so of neither alone."""
    user = make_user("two-districts", "clerk", ba_to)
    grant_role(user, role="clerk", unit=unit_called("Sơn Hà", "district"), by=None, at=timezone.now())
    return user


@pytest.fixture
def people_in_file(session, make_person, organiser, unit_called):
    """Somebody of Ba Vì and somebody of Sơn Thượng, both in one file."""
    people = [make_person("Hồ Thị Gần", "F", unit=unit_called("Ba Vì")), make_person("Hồ Thị Xa", "F", unit=unit_called("Sơn Thượng"))]
    for person in people:
        registration = register(session, person=person, role="participant", by=organiser)
        tick(registration, sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    return people


FILES = ["/people/list.xlsx", "/people/list.csv", "/reports/attendance-list.xlsx?from=2024-01-01&to=2024-12-31"]
FILES.append("/api/v1/reports/attendance-list.csv?from=2024-01-01&to=2024-12-31")


@pytest.mark.parametrize("address", FILES)
def test_each_person_in_a_file_finds_who_took_it(taker, people_in_file, address, browser_of, api, admin, make_user, unit_called):
    client = api(taker) if "/api/" in address else browser_of(taker)
    if client.__class__.__name__ == "Browser":
        session = client.session
        session["confirmed_at"] = timezone.now().timestamp()
        session.save()
    answer = client.get(address)
    assert answer.status_code == 200 and (b"".join(answer.streaming_content) if answer.streaming else answer.content)
    line = Disclosure.objects.exclude(way="view").get(user=taker)
    assert line.unit is None and line.people >= 2
    administrators = {
        people_in_file[0]: make_user("of-ba-to", "administrator", unit_called("Ba Tơ", "district")),
        people_in_file[1]: make_user("of-son-ha", "administrator", unit_called("Sơn Hà", "district")),
    }
    elsewhere = make_user("of-ly-son", "administrator", unit_called("Lý Sơn", "commune", date(2026, 11, 23)))
    for person, administrator in administrators.items():
        parts = {part["table"]: part["rows"] for part in api(admin).get(f"/api/v1/persons/{person.pk}/data/").json()["parts"]}
        assert "Two-Districts" in str(parts["lists"])
        for user in (administrator, admin):
            log = (
                api(user)
                .get("/api/v1/disclosures/", {"person": person.pk, "user": taker.pk} if user == admin else {"person": person.pk})
                .json()
            )
            assert line.pk in [row["id"] for row in log["results"]]
        assert "Two-Districts" in browser_of(administrator).get("/admin/disclosures/").content.decode()
    assert line.pk not in [row["id"] for row in api(elsewhere).get("/api/v1/disclosures/").json()["results"]]
