"""Who may change nothing changes nothing, wherever they send what; an organisation is made only where somebody may; an usher reads no
reason."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attendance.models import Attendance, Registration
from attendance.registrations.actions import register, register_described
from attendance.sittings.actions import annul
from imports.actions import make_preview, receive
from imports.commit import commit_roster
from people.models import EthnicGroup, Organisation
from tests.conftest import at
from tests.depth import by_depth, share_of_engine
from tests.imports.conftest import roster
from tests.scoping.test_every_route import ALL, FOR_EVERYBODY, OPEN, filled, rows_written, world  # noqa: F401

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

OWN_SETTINGS = [  # of whoever is signed in
    path for path in ALL if path.startswith(("account/", "saved-filters/", "help/news/")) or path.endswith("/signer/")
]
PDFS = (
    "yearly-reports/<pk>/pdf/",
    "api/v1/yearly-reports/<pk>/pdf/",
)  # who reads a report may have it made: tests/reporting/test_report_pdf.py
CLOSED = [path for path in ALL if path not in (*OPEN, *FOR_EVERYBODY, *OWN_SETTINGS, *PDFS)]
LOGS = (
    "django_session",
    "people_disclosure",
    "people_disclosedperson",
    "finder_seenactivity",
    "finder_seenperson",
)  # written when somebody looks
POST_IS_A_LOOK = (
    "activities/",
    "activities/<pk>/",
    "training-sessions/<pk>/",
    "targets/",
    "api/v1/persons/search/",
)  # answered as a GET is
ORDERS = (
    "api/v1/exports/",
    "api/v1/schedules/",
    "api/v1/questions/",
    "reports/<name>/export/",
    "reports/<name>/schedule/",
)  # a leader, too, may have figures made and keep their filters, when the order is complete


@pytest.fixture
def sent(world, enrolled, ba_to):  # noqa: F811
    """A body in which each address finds what it needs, so that nothing but the role can refuse it."""
    sitting, scan_id = world["sittings"], str(uuid4())
    scan = {"id": scan_id, "registration": enrolled[1].pk, "scanned_at": at("07:45").isoformat(), "method": "list"}
    card = {"id": str(uuid4()), "card": "051080000123", "activity": world["activities"], "scanned_at": at("07:45").isoformat()}
    headcount = {
        "id": scan_id,
        "sitting": sitting,
        "category": "Khách",
        "count": 9,
        "basis": "counted",
        "counted_at": at("07:45").isoformat(),
    }
    return {
        "reason": "Thử", "confirm": "on", "name": "Thử", "title": "Thử", "full_name": "Thử Văn Thử", "year": 2024, "text": "Thử", "label": "Sáng",
        "unit": ba_to.pk, "kind": "contest", "starts_on": "2024-05-20", "ends_on": "2024-05-20", "topics": ["Luật Đất đai"],
        "starts_at": at("07:30").isoformat(), "ends_at": at("11:00").isoformat(), "role": "audience", "category": "pupil", "status": "withdrawn",
        "person_id": enrolled[2].person_id, "person": enrolled[2].person_id, "other": enrolled[1].person_id, "registration": enrolled[1].pk,
        "sitting": sitting, "count": 9, "basis": "counted", "counted_at": at("07:45").isoformat(), "action": "dismiss", "accept": world["inbox"],
        "part": "official", "prize": "second", "place": 2, "planned_activities": 3, "received_on": "2024-05-20", "username": "moi",
        "password": "ba con suối nhỏ", "birth_year": 1990, "gender": "F", "phone": "0912345678", "me": "1",
        "scans": [scan, card], "headcounts": [headcount], "together": True,
    }  # fmt: skip


def count_rows():
    """The rows of every table that is not a log, in one statement."""
    tables = [name for name in connection.introspection.table_names() if name not in LOGS and not name.startswith("places_")]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables))
        return dict(cursor.fetchall())


@pytest.mark.deep
@pytest.mark.parametrize("role", by_depth(["leader"], deep=["leader", "nobody"]))
def test_who_may_change_nothing_is_refused_at_every_address_and_by_every_method(subtests, world, sent, browser_of, api, request, role):  # noqa: F811
    user = request.getfixturevalue(role)
    browser, program, rows = browser_of(user), api(user), count_rows()
    fields = {name: value for name, value in sent.items() if not isinstance(value, list)}
    for path in by_depth(CLOSED[::8], deep=share_of_engine(CLOSED)):
        with subtests.test(path):
            is_api, address = path.startswith("api/v1/"), filled(path, world)
            client, body = (program, sent) if is_api else (browser, fields)
            for method in ("get", "post", "patch", "put", "delete") if is_api else ("get", "post"):
                with CaptureQueriesContext(connection) as queries:
                    answer = getattr(client, method)(address, body if method != "get" else {})
                assert rows_written(queries) == [], (method, answer.status_code)
                is_refused = answer.status_code in (403, 404, 405)
                assert is_refused or method == "get" or path in POST_IS_A_LOOK + ORDERS, (method, answer.status_code, answer.content[:200])
    assert count_rows() == rows


def test_an_upload_by_who_may_check_in_nowhere_is_refused_whatever_is_in_it(sent, browser_of, api, leader, nobody):
    for user in (leader, nobody):
        for client, form in ((api(user), {}), (browser_of(user), {"content_type": "application/json"})):
            for body in (sent, {"scans": []}, {"scans": ["?"]}, {"scans": [], "headcounts": sent["headcounts"]}):
                answer = client.post("/api/v1/scans/", body, **form)
                assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


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


# --- organisations of rosters and corrections


NEW_SCHOOL = "Trường THCS mới lập"


def test_a_roster_makes_organisations_only_where_the_user_may(session, clerk_of_ba_to, clerk, unit_called, ba_to, ba_vi):
    """Two people of one new school, one of whom lives elsewhere: there the clerk of Ba Tơ adds nothing."""
    son_ha = unit_called("Sơn Thượng")
    for number, user in enumerate((clerk_of_ba_to, clerk)):
        school = f"{NEW_SCHOOL} {number}"
        rows = [
            [1, f"Hồ Thị {'AB'[number]}", 1982, "Nữ", "Hrê", "Ba Vì", "Giáo viên", school],
            [2, f"Hồ Văn {'CD'[number]}", 1983, "Nam", "Hrê", "Sơn Thượng", "Giáo viên", school],
        ]
        received = receive(session, content=roster(*rows), file_name="ds.xlsx", by=user, at=timezone.now())
        make_preview(received, by=user, at=timezone.now())
        assert commit_roster(received, by=user, at=timezone.now())["registered"] == 2
        units = {organisation.unit for organisation in Organisation.objects.filter(name=school)}
        assert units == ({ba_vi, ba_to} if user == clerk_of_ba_to else {ba_vi, son_ha})
        assert not Registration.objects.filter(person__organisation=None, registered_by=user).exists()


def test_a_correction_makes_an_organisation_only_where_the_user_may(
    session, clerk_of_ba_to, clerk, organiser, make_person, unit_called, api, browser_of, ba_to
):
    guest = make_person("Hồ Thị Xa", gender="F", unit=unit_called("Sơn Thượng"))
    register(session, person=guest, role="guest", by=organiser)
    url, page = f"/api/v1/persons/{guest.pk}/", f"/people/{guest.pk}/edit/"
    answer = api(clerk_of_ba_to).patch(url, {"organisation": NEW_SCHOOL})
    assert (answer.status_code, answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (
        400,
        "organisation",
        "not_yours",
    )
    form = {"full_name": "Hồ Thị Xa", "birth": "1980", "unit": guest.unit_id, "organisation": NEW_SCHOOL}
    answer = browser_of(clerk_of_ba_to).post(page, form)
    assert "bạn không được thêm đơn vị ở đó" in answer.content.decode() and NEW_SCHOOL in answer.content.decode()
    assert not Organisation.objects.filter(name=NEW_SCHOOL).exists()
    organisation_here = Organisation.objects.create(name=NEW_SCHOOL, folded="truong thcs moi lap", unit=ba_to, kind="school")
    assert browser_of(clerk_of_ba_to).post(page, form).status_code == 302
    guest.refresh_from_db()
    assert guest.organisation == organisation_here
    assert api(clerk).patch(url, {"organisation": "Hội Phụ nữ mới"}).status_code == 200
    assert Organisation.objects.get(name="Hội Phụ nữ mới").unit == guest.unit
