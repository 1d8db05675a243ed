"""Who has no role writes nothing; an organisation is made only where somebody may; an usher reads no reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attendance.models import Attendance, Registration
from attendance.registrations.actions import register_described
from attendance.sittings.actions import annul
from people.models import EthnicGroup, Organisation
from tests.scoping.test_every_route import ALL, FOR_EVERYBODY, OPEN, at_one_address, filled, rows_written, world  # noqa: F401

pytestmark = pytest.mark.both_engines

CLOSED = [path for path in ALL if path not in OPEN and path not in FOR_EVERYBODY and not path.startswith("account/")]
FILLED_IN = {"reason": "Thử", "confirm": "on", "name": "Thử", "title": "Thử", "full_name": "Thử Văn Thử", "year": "2024", "text": "Thử"}


def test_who_has_no_role_writes_nothing(subtests, world, browser_of, api, nobody, ba_to):  # noqa: F811
    for path in CLOSED:
        with at_one_address(subtests, path):
            is_api = path.startswith("api/v1/")
            client, address = api(nobody) if is_api else browser_of(nobody), filled(path, world)
            for send in (client.post, client.patch, client.put, client.delete) if is_api else (client.post,):
                with CaptureQueriesContext(connection) as queries:
                    answer = send(address, FILLED_IN | {"unit": ba_to.pk})
                assert rows_written(queries) == [], answer.status_code
                assert answer.status_code >= 400 or answer.status_code in (200, 302)


@pytest.fixture
def described(unit_called):
    return {
        "full_name": "Hồ Thị Xa", "gender": "F", "birth_year": 1990, "ethnic_group": EthnicGroup.objects.get(name="Hrê"),
        "organisation": "Hội Phụ nữ mới", "unit": unit_called("Sơn Hà", "district"),
    }  # fmt: skip


def test_registering_makes_an_organisation_only_where_the_user_may(make_user, make_session, described, ba_to):
    clerk = make_user("clerk-of-ba-to", "clerk", ba_to)
    registration = register_described(make_session(), described, role=Registration.Role.PARTICIPANT, by=clerk)
    assert registration.person.unit == described["unit"]
    assert [organisation.unit for organisation in Organisation.objects.filter(name="Hội Phụ nữ mới")] == [ba_to]


def test_an_organisation_on_record_elsewhere_is_used(make_user, make_session, described, ba_to):
    on_record = Organisation.objects.create(name="Hội Phụ nữ mới", folded="hoi phu nu moi", unit=described["unit"], kind="other")
    clerk = make_user("clerk-of-ba-to", "clerk", ba_to)
    registration = register_described(make_session(), described, role=Registration.Role.PARTICIPANT, by=clerk)
    assert registration.person.organisation == on_record


def test_an_usher_does_not_read_why_an_attendance_was_annulled(world, browser_of, api, usher, clerk):  # noqa: F811
    attendance = Attendance.objects.get(pk=world["attendances"])
    annul(attendance, reason="Lý do riêng tư", by=clerk, at=timezone.now())
    sitting = attendance.sitting_id
    for user, reads in ((usher, False), (clerk, True)):
        answers = [
            api(user).get(f"/api/v1/sittings/{sitting}/attendances/"),
            api(user).get(f"/api/v1/attendances/{attendance.pk}/"),
            browser_of(user).get(f"/sittings/{sitting}/"),
        ]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert ["Lý do riêng tư" in answer.content.decode() for answer in answers] == [reads] * 3
