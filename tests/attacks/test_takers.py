"""Whoever takes a file is found: by the people in it, and by who administers where they live, also when the taker has roles in many places."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.actions import grant_role
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from people.models import Disclosure
from tests.conftest import at
from tests.pages import whole_body

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]


FILES = ["/people/list.xlsx", "/people/list.csv", "/reports/attendance-list.xlsx?from=2024-01-01&to=2024-12-31"]
FILES.append("/api/v1/reports/attendance-list.csv?from=2024-01-01&to=2024-12-31")


@pytest.mark.parametrize("address", FILES)
def test_each_person_in_a_file_finds_who_took_it(address, session, browser_of, api, admin, organiser, make_user, make_person, unit_called):
    """The taker is a clerk in two districts, and so of neither alone; in the file are somebody of Ba Vì and somebody of Sơn Thượng."""
    ba_to, son_ha = unit_called("Ba Tơ", "district"), unit_called("Sơn Hà", "district")
    taker = make_user("two-districts", "clerk", ba_to)
    grant_role(taker, role="clerk", unit=son_ha, by=None, at=timezone.now())
    near, far = make_person("Hồ Thị Gần", "F", unit=unit_called("Ba Vì")), make_person("Hồ Thị Xa", "F", unit=unit_called("Sơn Thượng"))
    for person in (near, far):
        registration = register(session, person=person, role="participant", by=organiser)
        tick(registration, sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    client = api(taker) if "/api/" in address else browser_of(taker)
    if client.__class__.__name__ == "Browser":
        browser_session = client.session
        browser_session["confirmed_at"] = timezone.now().timestamp()
        browser_session.save()
    answer = client.get(address)
    assert answer.status_code == 200 and whole_body(answer)
    line = Disclosure.objects.exclude(way="view").get(user=taker)
    assert line.unit is None and line.people >= 2
    administrators = {
        near: make_user("of-ba-to", "administrator", ba_to),
        far: make_user("of-son-ha", "administrator", son_ha),
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
